import type { TLSSocket } from 'node:tls'
import { afterEach, describe, expect, test } from 'vitest'
import type { Desk } from '../../src-core/desk.ts'
import { ask, everythingFrom, openPlainly, openTls, type Question } from '../testing/ask.ts'
import { trialTls } from '../testing/own-tls.ts'
import { type ServedDesk, serveHttps } from '../testing/serve-https.ts'
import type { ServiceOptions } from './service.ts'

const SECRET = `tdu_${'a1'.repeat(18)}`

const asked: unknown[] = []
const desk: Desk = {
  call: async (request) => {
    asked.push(request)
    return { ok: true, value: {} }
  },
  listen: () => () => {},
  close: async () => {},
}
const served: ServedDesk[] = []
afterEach(async () => {
  for (const each of served.splice(0)) await each.stop()
  asked.splice(0)
})
async function serve(options: Partial<ServiceOptions> = {}): Promise<ServedDesk> {
  const service = await serveHttps(desk, options)
  served.push(service)
  return service
}

describe('MP-9 · plain HTTP', () => {
  const question: Question = {
    protocol: 'http:',
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${SECRET}` },
    body: '{}',
  }

  test('is answered, whatever it asks for, by an error that says HTTPS, and reaches nobody', async () => {
    const service = await serve()
    for (const path of ['/v1/tokens.list', '/healthz', '/docs', '/', '/v1/nothing?token=x']) {
      const { status, headers, text, json } = await ask(service, path, question)
      expect(status).toBe(400)
      expect(headers).toMatchObject({ connection: 'close', 'content-type': 'application/problem+json; charset=utf-8' })
      expect(headers).not.toHaveProperty('location')
      // RFC 6797, section 7.2: what came in clear is told nothing of it.
      expect(headers).not.toHaveProperty('strict-transport-security')
      expect(json()).toMatchObject({ status: 400, detail: expect.stringContaining('https://') })
      expect(text).not.toContain(SECRET)
    }
    expect(asked).toEqual([])
  })

  test('of any other protocol neither, and the connection is closed', async () => {
    const service = await serve()
    for (const greeting of ['SSH-2.0-OpenSSH_9.9\r\n', '\u0000\u0000\u0000', 'x'.repeat(100_000)]) {
      const socket = await openPlainly(service)
      const answer = everythingFrom(socket)
      socket.write(greeting)
      expect(await answer).toMatch(/^HTTP\/1\.1 400 /)
    }
  })

  test('that says nothing at all does not hold a connection', async () => {
    const service = await serve({ limits: { handshakeTimeoutMs: 50 } })
    expect(await everythingFrom(await openPlainly(service))).toBe('')
  })
})

describe('TLS', () => {
  test('1.3 is preferred and 1.2 is spoken, with forward secrecy', async () => {
    const service = await serve()
    const speak = async (options: Parameters<typeof openTls>[1]) => {
      const socket = (await openTls(service, options)) as TLSSocket
      const found = { protocol: socket.getProtocol(), cipher: socket.getCipher().standardName }
      socket.destroy()
      return found
    }
    expect(await speak({})).toMatchObject({ protocol: 'TLSv1.3' })
    expect(await speak({ maxVersion: 'TLSv1.2' })).toEqual({
      protocol: 'TLSv1.2',
      cipher: expect.stringMatching(/^TLS_ECDHE_ECDSA_.*(GCM|POLY1305)/),
    })
  })

  test('1.1 and older, and ciphers without forward secrecy, are refused', async () => {
    const service = await serve()
    const weak = { ciphers: 'DEFAULT:@SECLEVEL=0' }
    await expect(
      openTls(service, { ...weak, minVersion: 'TLSv1', maxVersion: 'TLSv1.1' } as Parameters<typeof openTls>[1]),
    ).rejects.toThrow(/alert protocol version/)
    await expect(openTls(service, { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA' })).rejects.toThrow(
      /alert handshake failure/,
    )
  })

  test('another certificate is served to new connections once it was replaced', async () => {
    const first = await serve()
    const another = await trialTls()
    await expect(ask({ ...first, tls: another }, '/healthz')).rejects.toThrow(/self-signed/)
    first.replaceTls(another)
    expect((await ask({ ...first, tls: another }, '/healthz')).status).toBe(200)
  })
})

test('HTTPS is asked for in future, too, and no other site, cache or frame gets at an answer', async () => {
  const service = await serve()
  for (const path of ['/healthz', '/openapi.json', '/nothing', '/v1/nothing']) {
    const { headers } = await ask(service, path, { headers: { origin: 'https://evil.example' } })
    expect(headers).toMatchObject({
      'strict-transport-security': 'max-age=63072000',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cross-origin-resource-policy': 'same-origin',
    })
    for (const name of ['server', 'x-powered-by', 'access-control-allow-origin', 'set-cookie'])
      expect(headers).not.toHaveProperty(name)
  }
})

describe('behind a proxy', () => {
  const https = { 'x-forwarded-proto': 'https' }
  const stateFrom = (service: ServedDesk, headers: Record<string, string>, protocol: 'http:' | 'https:' = 'http:') =>
    ask(service, '/v1/sessions.state', {
      protocol,
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: '{}',
    })

  test('MP-9 · plain HTTP counts only from the proxy, and only where it says that HTTPS was used', async () => {
    const behind = await serve({ proxies: ['127.0.0.1/32'], plainHttpBehindProxy: true })
    expect((await stateFrom(behind, https)).status).toBe(200)
    for (const headers of [{}, { 'x-forwarded-proto': 'http' }, { 'x-forwarded-proto': 'https, http' }]) {
      const answer = await stateFrom(behind, headers as Record<string, string>)
      expect(answer.status).toBe(400)
      expect(answer.json()).toMatchObject({ error: { reason: 'https-required' } })
      expect(answer.headers).not.toHaveProperty('strict-transport-security')
    }
    const elsewhere = await serve({ proxies: ['10.0.0.0/8'], plainHttpBehindProxy: true })
    expect((await stateFrom(elsewhere, https)).status).toBe(400)
    const trustedOnly = await serve({ proxies: ['127.0.0.1'] })
    expect((await stateFrom(trustedOnly, https)).status).toBe(400)
    expect(asked).toHaveLength(1)
  })

  test('MP-9 · a proxy that speaks TLS to the service and plain HTTP to the caller is believed, and nobody else', async () => {
    const behind = await serve({ proxies: ['127.0.0.1'] })
    const plain = { 'x-forwarded-proto': 'http' }
    const refused = await stateFrom(behind, plain, 'https:')
    expect(refused.status).toBe(400)
    expect(refused.json()).toMatchObject({ error: { reason: 'https-required' } })
    expect(asked).toEqual([])
    expect((await stateFrom(behind, https, 'https:')).status).toBe(200)
    expect((await stateFrom(behind, {}, 'https:')).status).toBe(200)
    expect((await stateFrom(await serve(), plain, 'https:')).status).toBe(200)
  })

  test('the service needs no certificate of its own there, and speaks no TLS', async () => {
    const behind = await serve({ proxies: ['127.0.0.1'], plainHttpBehindProxy: true, tls: null })
    expect((await stateFrom(behind, https)).status).toBe(200)
    await expect(openTls(behind)).rejects.toThrow()
  })

  test('who asks is what trusted proxies say, read from the nearest, and what the connection says without them', async () => {
    const behind = await serve({ proxies: ['127.0.0.1', '10.0.0.0/8'] })
    const alone = await serve()
    const addressOf = async (service: ServedDesk, forwarded: string) => {
      await stateFrom(service, { 'x-forwarded-for': forwarded }, 'https:')
      return (asked.at(-1) as { origin: { address: string } }).origin.address
    }
    expect(await addressOf(behind, '192.0.2.7')).toBe('192.0.2.7')
    expect(await addressOf(behind, '203.0.113.9, 192.0.2.7, 10.1.2.3')).toBe('192.0.2.7')
    expect(await addressOf(behind, '::ffff:192.0.2.7')).toBe('192.0.2.7')
    expect(await addressOf(behind, '2001:db8::1')).toBe('2001:db8::1')
    expect(await addressOf(behind, '198.51.100.7:4711')).toBe('198.51.100.7')
    expect(await addressOf(behind, '[2001:db8::1]:4711, 10.1.2.3:80')).toBe('2001:db8::1')
    expect(await addressOf(behind, '[2001:db8::1]')).toBe('2001:db8::1')
    expect(await addressOf(behind, '192.0.2.7, <script>')).toBe('127.0.0.1')
    expect(await addressOf(alone, '192.0.2.7')).toBe('127.0.0.1')
  })
})
