import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { remoteDesk } from './remote-desk.ts'
import { toJson } from './to-json.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
const answering = (body: string) => serve((_request, response) => response.end(body))
const modulesFrom = (origin: string, timeoutMs = 5000) =>
  remoteDesk({ origin, timeoutMs }).call({ name: 'modules.list', input: {}, session: null })

test('what cannot be reached, does not answer in time, or is no Token Desk is STORE_UNREACHABLE, with the reason', async () => {
  const origin = await serve(() => {})
  expect(await modulesFrom(origin, 50)).toMatchObject({
    ok: false,
    error: { code: 'STORE_UNREACHABLE', reason: 'timeout' },
  })
  const nobody = await answering('')
  await closers.pop()?.()
  expect(await modulesFrom(nobody)).toMatchObject({ error: { code: 'STORE_UNREACHABLE', reason: 'unreachable' } })
  for (const body of [
    '',
    '<html>',
    'null',
    '[]',
    '{"ok":true}',
    '{"ok":true,"value":7}',
    '{"ok":false,"error":{"code":"NEW"}}',
  ])
    expect(await modulesFrom(await answering(body))).toMatchObject({
      error: { code: 'STORE_UNREACHABLE', reason: 'not-token-desk' },
    })
})

test('a redirect is not followed: the session would travel along', async () => {
  let visited = false
  const elsewhere = await serve((_request, response) => {
    visited = true
    response.end('{"ok":true,"value":[]}')
  })
  const origin = await serve((_request, response) =>
    response.writeHead(307, { location: `${elsewhere}/v1/modules.list` }).end(),
  )
  expect(await modulesFrom(origin)).toMatchObject({ error: { code: 'STORE_UNREACHABLE' } })
  expect(visited).toBe(false)
})

test('the session travels as bearer and only if it can be one; the name is the path', async () => {
  const seen: unknown[] = []
  const origin = await serve((request, response) => {
    seen.push([request.method, request.url, request.headers.authorization])
    response.end('{"ok":true,"value":[]}')
  })
  const desk = remoteDesk({ origin })
  await desk.call({ name: 'modules.list', input: {}, session: 'tdo_abc' })
  await desk.call({ name: 'modules.list', input: {}, session: 'two words\r\nx-evil: 1' })
  expect(await desk.call({ name: '../admin', input: {}, session: null })).toMatchObject({
    error: { code: 'UNKNOWN_CALL' },
  })
  expect(seen).toEqual([
    ['POST', '/v1/modules.list', 'Bearer tdo_abc'],
    ['POST', '/v1/modules.list', undefined],
  ])
})

test('an input without JSON is INVALID_INPUT and does not travel', async () => {
  const cycle: unknown[] = []
  cycle.push(cycle)
  const desk = remoteDesk({ origin: 'http://127.0.0.1:1' })
  for (const input of [cycle, 1n])
    expect(await desk.call({ name: 'modules.list', input, session: null })).toMatchObject({
      error: { code: 'INVALID_INPUT' },
    })
})

test('once closed, nothing is asked any more, and what was under way ends', async () => {
  const desk = remoteDesk({ origin: await serve(() => {}) })
  const waiting = desk.call({ name: 'modules.list', input: {}, session: null })
  await desk.close()
  const closed = { ok: false, error: { code: 'STORE_UNREACHABLE', reason: 'closed' } }
  expect(await waiting).toMatchObject(closed)
  expect(await desk.call({ name: 'modules.list', input: {}, session: null })).toMatchObject(closed)
})

test('secrets are text on the wire, at any depth, whatever kind of bytes they are', () => {
  const value = { secret: Buffer.from('tdu_abc'), list: [{ secret: Uint8Array.of(65, 66) }], name: 'x' }
  expect(JSON.parse(toJson({ ok: true, value }))).toEqual({
    ok: true,
    value: { secret: 'tdu_abc', list: [{ secret: 'AB' }], name: 'x' },
  })
})
