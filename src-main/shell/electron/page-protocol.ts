import type { CustomScheme, Protocol } from 'electron'
import type { PageFiles } from '../page-files.ts'

/** Where the built page lives: a scheme of our own, answered from memory. As the engine serialises the origin. */
export const pageOrigin = 'app://bundle'

/**
 * To be registered before the application is ready. Never `bypassCSP`; no `codeCache`, because the session keeps
 * nothing on disk.
 */
export const pageScheme: CustomScheme = {
  scheme: 'app',
  privileges: { standard: true, secure: true, supportFetchAPI: true },
}

/** Answers the scheme from the page's files, on the window's own session. Nothing else is ever read. */
export function servePage(protocol: Pick<Protocol, 'handle'>, files: PageFiles): void {
  protocol.handle(pageScheme.scheme, ({ method, url }) => {
    const { pathname } = new URL(url)
    const { status, headers, body } = files.answer(method, isPageAddress(url) ? pathname : '')
    return new Response(body, { status, headers: { ...headers } })
  })
}

/** Whether an address is one of the built page's. By protocol and host: Node knows no origin of this scheme. */
export function isPageAddress(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, host, username, password } = new URL(address)
  return protocol === 'app:' && host === 'bundle' && username === '' && password === ''
}
