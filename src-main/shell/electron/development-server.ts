import { DeskError } from '../../../src-shared/errors.ts'

/**
 * The address after `--dev-server=`; null where it is not given, and always in the packaged application, which shows
 * its own page only.
 *
 * @throws {DeskError} INVALID_INPUT where it is not plain HTTP on this machine.
 */
export function findDevelopmentServer(given: readonly string[], isPackaged: boolean): URL | null {
  if (isPackaged) return null
  const address = given.findLast((argument) => argument.startsWith(prefix))?.slice(prefix.length)
  if (address === undefined) return null
  const url = URL.canParse(address) ? new URL(address) : null
  if (url === null || url.protocol !== 'http:' || !loopback.includes(url.hostname) || url.username !== '')
    throw new DeskError({
      code: 'INVALID_INPUT',
      message: 'Give --dev-server an address on this machine: --dev-server=http://127.0.0.1:5173.',
    })
  return url
}

/** Whether the development server answers for the address, over HTTP or its WebSocket. */
export function isServedBy(server: URL, address: string): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, host } = new URL(address)
  return host === server.host && (protocol === 'http:' || protocol === 'ws:')
}

const prefix = '--dev-server='
const loopback: readonly string[] = ['127.0.0.1', 'localhost', '[::1]']
