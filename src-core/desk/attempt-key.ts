import { hash } from 'node:crypto'
import { isIP } from 'node:net'

/**
 * Under which failures from an address are counted. Of an IPv6 address the network counts (the first 64 bits): whoever
 * has one has all of it.
 */
export function addressKey(address: string): Uint8Array {
  const network = isIP(address) === 6 ? networkOf(address) : address
  return hash('sha256', `address ${network}`, 'buffer')
}

function networkOf(address: string): string {
  const [before = '', after] = address.toLowerCase().split('%')[0]?.split('::') ?? []
  const head = before === '' ? [] : before.split(':')
  const tail = after === undefined || after === '' ? [] : after.split(':')
  const missing = after === undefined ? 0 : Math.max(0, 8 - head.length - tail.length)
  const groups = [...head, ...Array<string>(missing).fill('0'), ...tail]
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')
}

/** Under which failed sign-ins are counted: a digest, because people type passwords into the name field. */
export function attemptKey(username: string): Uint8Array {
  return hash('sha256', username.toWellFormed().normalize('NFKC').toLowerCase().trim(), 'buffer')
}
