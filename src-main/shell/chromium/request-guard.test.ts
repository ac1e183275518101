import type { BrowserContext, Route, WebSocketRoute } from 'playwright-core'
import { expect, test } from 'vitest'
import type { PageFiles } from '../page-files.ts'
import { guardRequests } from './request-guard.ts'

const origin = 'https://token-desk.invalid'
const files: PageFiles = {
  answer: (method, pathname) => ({ status: 200, headers: {}, body: Buffer.from(`${method} ${pathname}`) }),
}

test('the page’s own files are answered from memory', async () => {
  const { request } = await guarded({ origin, files })
  expect(await request(`${origin}/assets/index.js?v=1#top`)).toBe('fulfilled 200 GET /assets/index.js')
})

test.each([
  'https://example.org/',
  'http://token-desk.invalid/',
  'https://token-desk.invalid:8443/',
  'https://token-desk.invalid.example.org/',
  'https://user@token-desk.invalid.evil/',
  'http://127.0.0.1:8080/',
  'http://[::1]/',
  'ftp://token-desk.invalid/',
  'file:///etc/passwd',
])('no request leaves for %s', async (address) => {
  const { request } = await guarded({ origin, files })
  expect(await request(address)).toBe('aborted blockedbyclient')
})

test('a way to elsewhere leads nowhere, and leaves the page as it is', async () => {
  const { request } = await guarded({ origin, files })
  expect(await request('https://example.org/', { isNavigation: true })).toBe('fulfilled 204 ')
})

test('no socket is opened', async () => {
  const { socket } = await guarded({ origin, files })
  expect(socket('wss://token-desk.invalid/')).toBe('closed')
  expect(socket('ws://127.0.0.1:5173/')).toBe('closed')
})

test('while somebody works on the page its server is reached, and no other', async () => {
  const { request, socket } = await guarded({ origin: 'http://127.0.0.1:5173', files: null })
  expect(await request('http://127.0.0.1:5173/main.tsx')).toBe('continued')
  expect(await request('http://127.0.0.1:5174/main.tsx')).toBe('aborted blockedbyclient')
  expect(socket('ws://127.0.0.1:5173/')).toBe('left alone')
  expect(socket('ws://127.0.0.1:5174/')).toBe('closed')
})

test('a page that is gone meanwhile is no problem', async () => {
  const { request } = await guarded({ origin, files })
  expect(await request(`${origin}/`, { isGone: true })).toBe('unanswered')
})

/** The guard behind a browser in memory. */
async function guarded(guard: Parameters<typeof guardRequests>[1]) {
  let handle: (route: Route) => unknown = () => {}
  let matches: (url: URL) => boolean = () => false
  let onSocket: (socket: WebSocketRoute) => unknown = () => {}
  const context = {
    async route(_: string, handler: typeof handle) {
      handle = handler
    },
    async routeWebSocket(matcher: typeof matches, handler: typeof onSocket) {
      matches = matcher
      onSocket = handler
    },
  } as unknown as BrowserContext
  await guardRequests(context, guard)
  return {
    async request(url: string, { isNavigation = false, isGone = false } = {}): Promise<string> {
      let outcome = 'unanswered'
      const set = async (words: string) => {
        if (isGone) throw new Error('Target page, context or browser has been closed')
        outcome = words
      }
      await handle({
        request: () => ({ url: () => url, method: () => 'GET', isNavigationRequest: () => isNavigation }),
        fulfill: ({ status, body = '' }: { status: number; body?: Buffer | string }) =>
          set(`fulfilled ${status} ${body}`),
        abort: (reason: string) => set(`aborted ${reason}`),
        continue: () => set('continued'),
      } as unknown as Route)
      return outcome
    },
    socket(url: string): string {
      if (!matches(new URL(url))) return 'left alone'
      let outcome = 'open'
      onSocket({
        close: async () => {
          outcome = 'closed'
        },
      } as unknown as WebSocketRoute)
      return outcome
    },
  }
}
