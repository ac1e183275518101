import type { IncomingMessage } from 'node:http'
import { BlockList, isIP } from 'node:net'

/** Network addresses, given as single ones or as ranges. */
export interface AddressList {
  includes(address: string): boolean
}

/** A list of addresses from texts that `isAddressRange` accepts. */
export function addressList(ranges: readonly string[]): AddressList {
  const list = new BlockList()
  for (const range of ranges) {
    const [address = '', bits] = range.split('/')
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    if (bits === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(bits), family)
  }
  return {
    includes: (address) => {
      const version = isIP(address)
      return version !== 0 && list.check(address, version === 6 ? 'ipv6' : 'ipv4')
    },
  }
}

/** Whether a text is an address or a range of them (CIDR): `10.0.0.0/8`, `::1`. */
export function isAddressRange(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/')
  const version = isIP(address)
  if (version === 0 || more.length > 0 || address.includes('%')) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 6 ? 128 : 32))
}

/**
 * The address that a request came from: the connection's, or what `X-Forwarded-For` says for as long as those who say
 * it are trusted proxies. Read from the nearest to the farthest, because whoever is not trusted can write anything there.
 */
export function callerAddress(request: IncomingMessage, proxies: AddressList): string | null {
  let address = plainAddress(request.socket.remoteAddress ?? '')
  const forwarded = headerText(request.headers['x-forwarded-for']).split(',')
  while (address !== null && proxies.includes(address)) {
    const next = forwarded.pop()?.trim()
    if (next === undefined || next === '') return address
    const before = plainAddress(withoutPort(next))
    if (before === null) return address
    address = before
  }
  return address
}

/** Some proxies write the port as well: `198.51.100.7:4711`, `[2001:db8::1]:4711`. */
function withoutPort(text: string): string {
  return /^\[(?<inside>[^\]]+)\](:\d+)?$/.exec(text)?.groups?.inside ?? text.replace(/^([\d.]+):\d+$/, '$1')
}

/** An address in one form: IPv4 as such, also where a socket of IPv6 carries it. Null for what is no address. */
export function plainAddress(text: string): string | null {
  const address = text.replace(/^::ffff:(?=\d+\.)/i, '')
  return isIP(address) === 0 ? null : address
}

function headerText(value: string | readonly string[] | undefined): string {
  return typeof value === 'string' ? value : (value ?? []).join(',')
}
