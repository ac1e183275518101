import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Desk } from '../../src-core/desk.ts'
import type { Reply } from '../../src-shared/errors.ts'
import { ask, call, everythingFrom, openPlainly } from '../testing/ask.ts'
import { type ServedDesk, serveHttps } from '../testing/serve-https.ts'

let answer: () => Promise<Reply>
let service: ServedDesk
const desk: Desk = { call: () => answer(), listen: () => () => {}, close: async () => {} }
beforeEach(async () => {
  answer = async () => ({ ok: true, value: { store: 'ready' } })
  service = await serveHttps(desk, { proxies: ['127.0.0.1'] })
})
afterEach(() => service.stop())

const DOWN: Reply = { ok: false, error: { code: 'STORE_UNREACHABLE', message: 'The store cannot be reached.' } }

test('it is alive whatever becomes of the store, and ready only while the store answers', async () => {
  expect((await ask(service, '/readyz')).json()).toEqual({ status: 'ready' })
  answer = async () => DOWN
  expect((await ask(service, '/healthz')).json()).toEqual({ status: 'alive' })
  const down = await ask(service, '/readyz')
  expect(down).toMatchObject({ status: 503, headers: { 'retry-after': '5' } })
  answer = async () => ({ ok: true, value: {} })
  expect((await ask(service, '/readyz')).status).toBe(200)
})

test('readiness asks as somebody would who has a session, so that the connections of verifications answer', async () => {
  const sessions: unknown[] = []
  const asked = await serveHttps(
    {
      ...desk,
      call: async ({ session }) => {
        sessions.push(session)
        return answer()
      },
    },
    { proxies: ['127.0.0.1'] },
  )
  expect((await ask(asked, '/readyz')).status).toBe(200)
  expect(sessions).toEqual([expect.stringMatching(/^tdo_/)])
  await asked.stop()
})

test('a store that does not answer at all is not waited for', async () => {
  answer = () => new Promise(() => {})
  expect((await ask(service, '/readyz')).status).toBe(503)
})

test('the figures count requests by route and status, failures of the store, and refused connections', async () => {
  await call(service, 'tokens.list', {})
  answer = async () => DOWN
  await call(service, 'tokens.list', {})
  for (const name of ['one', 'two', 'three']) await ask(service, `/somewhere/${name}`)
  const plain = await openPlainly(service)
  const refused = everythingFrom(plain)
  plain.write('GET / HTTP/1.1\r\n\r\n')
  await refused
  const { headers, text } = await ask(service, '/metrics')
  expect(headers['content-type']).toMatch(/^text\/plain; version=/)
  for (const line of [
    'token_desk_requests_total{route="/v1/tokens.list",status="200"} 1',
    'token_desk_requests_total{route="/v1/tokens.list",status="503"} 1',
    'token_desk_requests_total{route="unknown",status="404"} 3',
    'token_desk_request_duration_seconds_count{route="/v1/tokens.list"} 2',
    'token_desk_store_errors_total{code="STORE_UNREACHABLE"} 1',
    'token_desk_refused_connections_total{reason="plain-http"} 1',
    'token_desk_open_connections 1',
    `token_desk_certificate_lapses_timestamp_seconds ${service.tls.lapsesAt / 1000}`,
  ])
    expect(text.split('\n')).toContain(line)
  expect(text).toMatch(/token_desk_event_loop_lag_seconds\{quantile="0\.99"\} [\d.e-]+/)
  expect(text).not.toContain('somewhere')
})

test('failures of the store at the gate are counted with the others, and a certificate only where there is one', async () => {
  const askGate = async (): Promise<Reply> => DOWN
  const gate = await serveHttps({ ...desk, askGate }, { proxies: ['127.0.0.1'] })
  expect((await ask(gate, '/forward-auth/stock', { headers: { authorization: 'Bearer x' } })).status).toBe(503)
  expect((await ask(gate, '/metrics')).text).toContain('token_desk_store_errors_total{code="STORE_UNREACHABLE"} 1')
  await gate.stop()
  const behind = await serveHttps(desk, { proxies: ['127.0.0.1'], plainHttpBehindProxy: true, tls: null })
  const { status, text } = await ask(behind, '/metrics', {
    protocol: 'http:',
    headers: { 'x-forwarded-proto': 'https', 'x-forwarded-for': '127.0.0.1' },
  })
  expect(status).toBe(200)
  expect(text).not.toContain('certificate')
  await behind.stop()
})

test('the figures are for this machine, and for those who were named', async () => {
  const from = (at: ServedDesk, address: string) =>
    ask(at, '/metrics', { headers: { 'x-forwarded-for': address } }).then(({ status }) => status)
  expect(await from(service, '192.0.2.7')).toBe(403)
  const named = await serveHttps(desk, { proxies: ['127.0.0.1'], metricsFrom: ['192.0.2.0/24'] })
  expect(await from(named, '192.0.2.7')).toBe(200)
  expect((await ask(named, '/metrics')).status).toBe(403)
  await named.stop()
})
