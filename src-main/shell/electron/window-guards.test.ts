import { EventEmitter } from 'node:events'
import { describe, expect, test, vi } from 'vitest'
import { type GuardedContents, type GuardedSession, guardContents, guardSession } from './window-guards.ts'

type Handler = (...given: unknown[]) => unknown

async function guardedSession(allowed: (address: string) => boolean, isOffline = true) {
  const handlers: Record<string, Handler> = {}
  const facts: Record<string, unknown> = {}
  const keep = (name: string) => (handler: Handler) => {
    handlers[name] = handler
  }
  const session = Object.assign(new EventEmitter(), {
    setPermissionCheckHandler: keep('check'),
    setPermissionRequestHandler: keep('request'),
    setDevicePermissionHandler: keep('device'),
    setDisplayMediaRequestHandler: keep('display'),
    setSpellCheckerEnabled(enabled: boolean) {
      facts.spellChecker = enabled
    },
    async setProxy(proxy: unknown) {
      facts.proxy = proxy
    },
    webRequest: { onBeforeRequest: keep('before') },
  })
  await guardSession(session as unknown as GuardedSession, { allowed, isOffline })
  const decide = (url: string) => {
    const decided = vi.fn()
    handlers.before?.({ url }, decided)
    return decided.mock.calls
  }
  return { session, handlers, facts, decide }
}

describe('DC-1 · the page’s session', () => {
  test.each(['clipboard-read', 'clipboard-sanitized-write', 'media', 'unknown', 'a permission of tomorrow'])(
    'denies the permission %s, checked or requested',
    async (permission) => {
      const { handlers } = await guardedSession(() => true)
      expect(handlers.check?.(null, permission, 'app://bundle', {})).toBe(false)
      const answer = vi.fn()
      handlers.request?.({}, permission, answer, {})
      expect(answer.mock.calls).toEqual([[false]])
    },
  )

  test('denies every device and every capture of the screen', async () => {
    const { handlers } = await guardedSession(() => true)
    for (const deviceType of ['hid', 'serial', 'usb']) expect(handlers.device?.({ deviceType })).toBe(false)
    const choose = vi.fn()
    handlers.display?.({}, choose)
    expect(choose.mock.calls).toEqual([[null]])
  })

  test('cancels every request but to what is allowed', async () => {
    const { decide } = await guardedSession((address) => address === 'app://bundle/')
    expect(decide('app://bundle/')).toEqual([[{ cancel: false }]])
    for (const url of ['https://example.com/', 'wss://example.com/', 'file:///etc/passwd', 'data:,x'])
      expect(decide(url)).toEqual([[{ cancel: true }]])
  })

  test('has no way out for what is no request, no spell checker and no downloads', async () => {
    const { session, facts } = await guardedSession(() => true)
    expect(facts).toEqual({
      spellChecker: false,
      proxy: { mode: 'fixed_servers', proxyRules: '127.0.0.1:9', proxyBypassRules: '<-loopback>' },
    })
    const event = { preventDefault: vi.fn() }
    session.emit('will-download', event)
    expect(event.preventDefault).toHaveBeenCalledOnce()
  })

  test('asks no proxy for the development server', async () => {
    const { facts } = await guardedSession(() => true, false)
    expect(facts.proxy).toEqual({ mode: 'direct' })
  })
})

describe('DC-1 · the page stays where it is', () => {
  function guarded(mayGo: (address: string) => boolean) {
    const contents = Object.assign(new EventEmitter(), {
      setWindowOpenHandler: vi.fn(),
      setWebRTCIPHandlingPolicy: vi.fn(),
    })
    guardContents(contents as unknown as GuardedContents, mayGo)
    const prevented = (name: string, details: object = {}) => {
      const event = { preventDefault: vi.fn(), ...details }
      contents.emit(name, event)
      return event.preventDefault.mock.calls.length > 0
    }
    return { contents, prevented }
  }

  test.each(['https://example.com/', 'app://bundle/', 'file:///etc/passwd', ''])('and does not go to “%s”', (url) => {
    const { prevented } = guarded(() => false)
    expect(prevented('will-navigate', { url })).toBe(true)
    expect(prevented('will-frame-navigate', { url, isMainFrame: true })).toBe(true)
    expect(prevented('will-frame-navigate', { url, isMainFrame: false })).toBe(true)
    expect(prevented('will-redirect', { url })).toBe(true)
  })

  test('opens no window, embeds nothing, and tells nobody its addresses', () => {
    const { contents, prevented } = guarded(() => true)
    expect(contents.setWindowOpenHandler.mock.calls[0]?.[0]({ url: 'app://bundle/' })).toEqual({ action: 'deny' })
    expect(prevented('will-attach-webview')).toBe(true)
    expect(prevented('will-redirect', { url: 'http://127.0.0.1:5173/' })).toBe(true)
    expect(contents.setWebRTCIPHandlingPolicy).toHaveBeenCalledWith('disable_non_proxied_udp')
  })

  test('but a development server may reload it', () => {
    const { prevented } = guarded((address) => address === 'http://127.0.0.1:5173/')
    expect(prevented('will-navigate', { url: 'http://127.0.0.1:5173/' })).toBe(false)
    expect(prevented('will-frame-navigate', { url: 'http://127.0.0.1:5173/', isMainFrame: true })).toBe(false)
    expect(prevented('will-frame-navigate', { url: 'http://127.0.0.1:5173/', isMainFrame: false })).toBe(true)
  })
})
