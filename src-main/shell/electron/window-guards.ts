import type { ProxyConfig, Session, WebContents } from 'electron'

export type GuardedSession = Pick<
  Session,
  | 'setPermissionCheckHandler'
  | 'setPermissionRequestHandler'
  | 'setDevicePermissionHandler'
  | 'setDisplayMediaRequestHandler'
  | 'setSpellCheckerEnabled'
  | 'setProxy'
  | 'on'
> & { readonly webRequest: Pick<Session['webRequest'], 'onBeforeRequest'> }

export type GuardedContents = Pick<WebContents, 'on' | 'setWindowOpenHandler' | 'setWebRTCIPHandlingPolicy'>

export interface SessionGuard {
  /** Whether an address may be asked for. */
  allowed(address: string): boolean
  /** True unless the page comes from a development server. */
  readonly isOffline: boolean
}

/**
 * Denies the page whatever a page may ask the system for, whichever names permissions have or will get, and lets no
 * request go anywhere but to the page's own files.
 */
export async function guardSession(session: GuardedSession, { allowed, isOffline }: SessionGuard): Promise<void> {
  // Without a handler the engine grants what is asked.
  session.setPermissionCheckHandler(() => false)
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  session.setDevicePermissionHandler(() => false)
  session.setDisplayMediaRequestHandler((_request, choose) => choose(null))
  // Left on, it fetches dictionaries from a server.
  session.setSpellCheckerEnabled(false)
  session.webRequest.onBeforeRequest(({ url }, decide) => decide({ cancel: !allowed(url) }))
  session.on('will-download', (event) => event.preventDefault())
  // What is no request, a data channel say, would have to go through a proxy that is not there.
  await session.setProxy(isOffline ? deadProxy : { mode: 'direct' })
}

/** Discards what it is sent (RFC 863), where anything answers at all; loopback is not exempt from it. */
const deadProxy: ProxyConfig = { mode: 'fixed_servers', proxyRules: '127.0.0.1:9', proxyBypassRules: '<-loopback>' }

/**
 * Keeps a page where it is: it opens no window, goes nowhere and embeds nothing.
 *
 * @param mayGo to where the page may navigate nevertheless: nowhere, unless a development server reloads it.
 */
export function guardContents(contents: GuardedContents, mayGo: (address: string) => boolean): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  contents.on('will-navigate', (details) => {
    if (!mayGo(details.url)) details.preventDefault()
  })
  contents.on('will-frame-navigate', (details) => {
    if (!details.isMainFrame || !mayGo(details.url)) details.preventDefault()
  })
  contents.on('will-redirect', (details) => details.preventDefault())
  contents.on('will-attach-webview', (event) => event.preventDefault())
  // Requests do not cover this one: without a proxy that relays it, no packet leaves.
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
}
