import { once } from 'node:events'
import { afterEach, describe, expect, test } from 'vitest'
import type { Desk } from '../../src-core/desk.ts'
import { openDesk } from '../../src-core/open-desk.ts'
import { temporaryFolder } from '../../src-main/testing/temporary-folder.ts'
import type { Reply } from '../../src-shared/errors.ts'
import { type Answer, ask, call, everythingFrom, openTls } from '../testing/ask.ts'
import { type ServedDesk, serveHttps } from '../testing/serve-https.ts'
import type { ServiceOptions } from './service.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

function deskThat(answer: Desk['call']): Desk {
  return { call: answer, listen: () => () => {}, close: async () => {} }
}
const EMPTY: Reply = { ok: true, value: {} }

async function serve(answer: Desk['call'] = async () => EMPTY, options: Partial<ServiceOptions> = {}) {
  const service = await serveHttps(deskThat(answer), options)
  closers.push(() => service.stop())
  return service
}

/** What RFC 9457 and remoteDesk need, no stack, and nothing of what was sent. */
function expectProblem(answer: Answer, status: number, reason: string): void {
  expect({ status: answer.status, text: answer.text }).toMatchObject({ status })
  expect(answer.headers).toMatchObject({
    'content-type': 'application/problem+json; charset=utf-8',
    'cache-control': 'no-store',
  })
  expect(answer.json()).toMatchObject({
    type: `/problems/${reason}`,
    title: expect.stringMatching(/./),
    status,
    detail: expect.stringMatching(/./),
    instance: `urn:uuid:${answer.headers['x-request-id']}`,
    ok: false,
    error: { reason },
  })
  expect(answer.text).not.toMatch(/CANARY|node_modules|\.ts:|fastify|FST_/i)
}

const JSON_TYPE = { 'content-type': 'application/json' }
const post = (service: ServedDesk, body: string | Uint8Array, headers: Record<string, string> = JSON_TYPE) =>
  ask(service, '/v1/tokens.list', { method: 'POST', headers, body })

describe('a body', () => {
  test.each([
    ['nothing', ''],
    ['no JSON', '{"canary": CANARY'],
    ['JSON that goes on', '{} CANARY'],
    ['invalid UTF-8', Uint8Array.of(0x22, 0xff, 0xfe, 0x22)],
    ['a key that would change the prototype', '{"__proto__": {"canary": "CANARY"}}'],
    ['a key that would change the constructor', '{"constructor": {"prototype": {"canary": 1}}}'],
  ])('of %s is refused before it reaches the desk', async (_what, body) => {
    let asked = 0
    const service = await serve(async () => {
      asked += 1
      return EMPTY
    })
    expectProblem(await post(service, body), 400, 'malformed-request')
    expect(asked).toBe(0)
  })

  test.each([
    [{}],
    [{ 'content-type': 'text/plain' }],
    [{ 'content-type': 'application/x-www-form-urlencoded' }],
    [{ 'content-type': 'multipart/form-data; boundary=x' }],
    [{ 'content-type': 'application/jsonp' }],
    [{ 'content-type': 'application/json; charset=utf-16' }],
    [{ 'content-type': 'CANARY' }],
  ])('of another kind than JSON in UTF-8 (%j) is refused: no other site’s form can send one', async (headers) => {
    const service = await serve()
    expectProblem(await post(service, '{}', headers as Record<string, string>), 415, 'media-type-refused')
  })

  test('says that it is JSON in any of the ways it may', async () => {
    const service = await serve()
    for (const type of ['application/json', 'application/json; charset=utf-8', 'Application/JSON;charset="UTF-8"'])
      expect((await post(service, '{}', { 'content-type': type })).status).toBe(200)
  })

  test('that is too large is cut off, and one as large as a call can be is taken', async () => {
    const sizes: number[] = []
    const service = await serve(async ({ input }) => {
      sizes.push(JSON.stringify(input).length)
      return EMPTY
    })
    expectProblem(await post(service, `{"search":"${'x'.repeat(1024 * 1024)}"}`), 413, 'body-too-large')
    const file = 'A'.repeat(Math.ceil((2 * 1024 * 1024) / 3) * 4)
    expect((await call(service, 'logos.prepare', { file })).status).toBe(200)
    const piece = 'A'.repeat(Math.ceil((512 * 1024) / 3) * 4)
    expect((await call(service, 'imports.append', { id: 'x', offset: 0, base64: piece })).status).toBe(200)
    expect(sizes).toHaveLength(2)
  })

  test('nested deeper than anything is a wrong input, not the end of the process', async () => {
    const desk = await openDesk({ folder: temporaryFolder() })
    closers.push(() => desk.close())
    const service = await serve((request) => desk.call(request))
    const answer = await ask(service, '/v1/sessions.state', {
      method: 'POST',
      headers: JSON_TYPE,
      body: `{"a":${'['.repeat(400_000)}${']'.repeat(400_000)}}`,
    })
    expect(answer.json()).toMatchObject({ error: { code: 'INVALID_INPUT' } })
    expect((await ask(service, '/healthz')).status).toBe(200)
  })

  test('that stalls is answered 408 and does not hold a connection', async () => {
    const service = await serve(undefined, { limits: { requestTimeoutMs: 100, headersTimeoutMs: 50 } })
    const socket = await openTls(service)
    const answer = everythingFrom(socket)
    socket.write(
      'POST /v1/tokens.list HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{',
    )
    expect(await answer).toMatch(/^HTTP\/1\.1 408 [\s\S]*"\/problems\/request-timeout"/)
  })
})

describe('an address', () => {
  test('that there is not is 404, also where it only looks like one that there is', async () => {
    const service = await serve()
    for (const path of [
      '/',
      '/v1',
      '/v1/',
      '/v1/tokens.steal',
      '/v1/__proto__',
      '/V1/tokens.list',
      '/healthz/',
      '//healthz',
    ])
      expectProblem(await ask(service, path), 404, 'unknown-path')
    expectProblem(await call(service, 'tokens.CANARY', {}), 404, 'unknown-path')
  })

  test('that is broken or endless is refused', async () => {
    const service = await serve()
    expectProblem(await ask(service, '/problems/%ff'), 400, 'malformed-request')
    expectProblem(await ask(service, `/problems/${'x'.repeat(300)}`), 414, 'address-too-long')
  })

  test('with a query, repeated or not, is refused: nothing here reads one, and logs of proxies keep it', async () => {
    const service = await serve()
    for (const path of ['/healthz?CANARY', '/v1/tokens.list?id=1&id=2', '/openapi.json?'])
      expectProblem(await ask(service, path, { method: path.startsWith('/v1') ? 'POST' : 'GET' }), 400, 'query-refused')
  })

  test('asked with another method says which it has', async () => {
    const service = await serve()
    for (const method of ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE']) {
      const answer = await ask(service, '/v1/tokens.list', { method, headers: { 'x-canary': 'CANARY' } })
      expectProblem(answer, 405, 'method-not-allowed')
      expect(answer.headers.allow).toBe('POST')
    }
    const answer = await ask(service, '/healthz', { method: 'POST', body: 'CANARY' })
    expectProblem(answer, 405, 'method-not-allowed')
    expect(answer.headers.allow).toBe('GET, HEAD')
    expectProblem(await ask(service, '/healthz', { method: 'PROPFIND' }), 405, 'method-not-allowed')
  })
})

describe('a connection', () => {
  test.each([
    ['headers without end', `GET /healthz HTTP/1.1\r\nHost: x\r\nX-Canary: ${'C'.repeat(20_000)}\r\n\r\n`, 431],
    ['very many headers', `GET /healthz HTTP/1.1\r\nHost: x\r\n${'X-Canary: C\r\n'.repeat(2000)}\r\n`, 431],
    ['no HTTP', 'CANARY\r\n\r\n', 400],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nCC', 400],
    [
      'a length and pieces',
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\nC',
      400,
    ],
    ['no host', 'GET /healthz HTTP/1.1\r\n\r\n', 400],
  ])('that sends %s is answered and closed', async (_what, text, status) => {
    const service = await serve()
    const socket = await openTls(service)
    const answer = everythingFrom(socket)
    socket.write(text)
    const all = await answer
    expect(all).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    expect(all).not.toMatch(/canary|CCC/i)
    // Whatever is broken takes nobody else with it.
    expect((await ask(service, '/healthz')).status).toBe(200)
  })

  test('that sends its headers too slowly is answered 408', async () => {
    const service = await serve(undefined, { limits: { headersTimeoutMs: 50 } })
    const socket = await openTls(service)
    const answer = everythingFrom(socket)
    socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\n')
    expect(await answer).toMatch(/^HTTP\/1\.1 408 /)
  })

  test('beyond as many as there may be is closed, and there is room again once another one goes', async () => {
    const service = await serve(undefined, { limits: { connections: 2 } })
    const first = await openTls(service)
    const second = await openTls(service)
    await expect(openTls(service)).rejects.toThrow()
    first.destroy()
    second.destroy()
    await expect
      .poll(() =>
        ask(service, '/healthz')
          .then(({ status }) => status)
          .catch(() => 0),
      )
      .toBe(200)
  })
})

describe('stopping', () => {
  test('answers what is under way, takes nothing new, and waits no longer than it should', async () => {
    let answer: (reply: Reply) => void = () => {}
    const service = await serve((request) =>
      request.name === 'tokens.list' ? new Promise((resolve) => (answer = resolve)) : Promise.resolve(EMPTY),
    )
    const idle = await openTls(service)
    const underWay = post(service, '{}', { ...JSON_TYPE, connection: 'keep-alive' })
    await expect.poll(() => answer.length).toBe(1)
    const stopped = service.stop(10_000)
    await once(idle, 'close')
    await expect(ask(service, '/healthz')).rejects.toThrow(/ECONNREFUSED/)
    answer({ ok: true, value: { rows: [] } })
    expect(await underWay).toMatchObject({ status: 200, headers: { connection: 'close' } })
    await stopped
  })

  test('cuts off what is not answered in time', async () => {
    const service = await serve(() => new Promise(() => {}))
    const underWay = post(service, '{}').catch((error: unknown) => error)
    await service.stop(50)
    expect(await underWay).toBeInstanceOf(Error)
  })
})

test('what fails inside is said to the log, and outside only that it failed', async () => {
  const errors: unknown[] = []
  const log = { info: () => {}, warn: () => {}, error: (_message: string, error: unknown) => void errors.push(error) }
  const bug = new Error('SELECT CANARY FROM tokens')
  const service = await serve(() => Promise.reject(bug), { log })
  const answer = await post(service, '{}')
  expect(answer.status).toBe(500)
  expect(answer.json()).toMatchObject({ type: '/problems/internal', error: { code: 'INTERNAL' } })
  expect(answer.text).not.toContain('CANARY')
  expect(errors).toEqual([bug])
})

test('the log has a line a request, with route and status, and neither input, query, header nor answer', async () => {
  const lines: string[] = []
  const note = (message: string, facts: object = {}) => void lines.push(JSON.stringify([message, facts]))
  const log = { info: note, warn: note, error: note as (message: string, error: unknown) => void }
  const service = await serve(async () => ({ ok: true, value: { canary: 'CANARY' } }), { log })
  await call(service, 'tokens.list', { search: 'CANARY' }, { authorization: 'Bearer CANARY', 'x-canary': 'CANARY' })
  await ask(service, '/CANARY?CANARY=CANARY')
  expect(lines).toHaveLength(2)
  expect(lines[0]).toMatch(
    /"method":"POST","route":"\/v1\/tokens\.list","status":200,"durationMs":[\d.]+,"address":"127/,
  )
  expect(lines[1]).toMatch(/"route":"unknown","status":400/)
  expect(lines.join()).not.toContain('CANARY')
})
