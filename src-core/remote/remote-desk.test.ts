import 'reflect-metadata'
import { createPrivateKey, webcrypto, X509Certificate } from 'node:crypto'
import type { RequestListener } from 'node:http'
import { createServer } from 'node:https'
import {
  type AddressInfo,
  createServer as createPlainServer,
  isIP,
  type Server as PlainServer,
  type Socket,
} from 'node:net'
import { BasicConstraintsExtension, SubjectAlternativeNameExtension, X509CertificateGenerator } from '@peculiar/x509'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type TrialTls, trialTls } from '../../src-server/testing/own-tls.ts'
import { remoteDesk } from './remote-desk.ts'
import type { Trust } from './service-agent.ts'
import { shownCertificates } from './shown-certificates.ts'
import { toJson } from './to-json.ts'

let tls: TrialTls
beforeAll(async () => {
  tls = await trialTls()
})
const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function serve(listener: RequestListener, { certificate, key } = tls): Promise<string> {
  const server = createServer({ cert: certificate, key }, listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`
}
const answering = (body: string, headers: Record<string, string> = {}) =>
  serve((_request, response) => response.writeHead(200, headers).end(body))

function deskAt(origin: string, { timeoutMs = 5000, trust = { authority: tls.authority } as Trust | null } = {}) {
  const desk = remoteDesk({ origin, version: '1.2.3', timeoutMs, ...(trust === null ? {} : { trust }) })
  closers.push(() => desk.close())
  return desk
}
const modulesFrom = (origin: string, options: Parameters<typeof deskAt>[1] = {}) =>
  deskAt(origin, options).call({ name: 'modules.list', input: {}, session: null })

const GOOD = { ok: true, value: [] }

test('what cannot be reached, does not answer in time, or is no Token Desk is STORE_UNREACHABLE, with the reason', async () => {
  const origin = await serve(() => {})
  expect(await modulesFrom(origin, { timeoutMs: 50 })).toMatchObject({
    ok: false,
    error: { code: 'STORE_UNREACHABLE', reason: 'timeout' },
  })
  const nobody = await answering('')
  for (const close of closers.splice(0)) await close()
  expect(await modulesFrom(nobody)).toMatchObject({ error: { code: 'STORE_UNREACHABLE', reason: 'service-refused' } })
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
  const desk = deskAt(origin)
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

test('calls share connections, so that each does not pay for a handshake', async () => {
  const sockets = new Set<unknown>()
  const origin = await serve((request, response) => {
    sockets.add(request.socket)
    response.end('{"ok":true,"value":[]}')
  })
  const desk = deskAt(origin)
  for (let time = 0; time < 5; time += 1) await desk.call({ name: 'modules.list', input: {}, session: null })
  expect(sockets.size).toBe(1)
})

test('DC-3 · only a certificate that is trusted is talked to: nothing is sent to any other', async () => {
  let asked = 0
  const origin = await serve((_request, response) => {
    asked += 1
    response.end('{"ok":true,"value":[]}')
  })
  const other = await trialTls()
  const leaf = new X509Certificate(tls.certificate).fingerprint256
  const trusted: Trust[] = [
    { authority: tls.authority },
    { fingerprint: tls.authorityFingerprint },
    { fingerprint: leaf },
    { fingerprint: leaf.replaceAll(':', '').toLowerCase() },
  ]
  for (const trust of trusted) expect(await modulesFrom(origin, { trust })).toEqual(GOOD)
  expect(asked).toBe(trusted.length)
  const untrusted: [Trust | null, string][] = [
    [null, 'not-trusted'],
    [{ authority: other.authority }, 'other-authority'],
    [{ fingerprint: other.authorityFingerprint }, 'other-certificate'],
    [{ fingerprint: '' }, 'other-certificate'],
  ]
  for (const [trust, reason] of untrusted)
    expect(await modulesFrom(origin, { trust })).toMatchObject({ error: { code: 'STORE_UNREACHABLE', reason } })
  expect(asked).toBe(trusted.length)
})

test('a certificate that merely carries a trusted authority along is not signed by it', async () => {
  const other = await trialTls()
  const forged = { ...other, certificate: `${other.certificate.split(END)[0]}${END}\n${tls.authority}` }
  const origin = await serve((_request, response) => response.end('{"ok":true,"value":[]}'), forged)
  expect(await modulesFrom(origin, { trust: { fingerprint: tls.authorityFingerprint } })).toMatchObject({
    error: { code: 'STORE_UNREACHABLE', reason: 'other-certificate' },
  })
})
const END = '-----END CERTIFICATE-----'

test('what stands in the way is told by its own reason, and whether the question may have arrived', async () => {
  const attemptAt = (origin: string, trust: Trust = { authority: tls.authority }) =>
    deskAt(origin, { trust }).attempt({ name: 'modules.list', input: {}, session: null })
  const failed = (reason: string, sent: boolean) => ({ answered: false, error: { reason }, sent })

  expect(await attemptAt('https://no-such-host.invalid')).toMatchObject(failed('unknown-host', false))
  expect(await attemptAt(await servePlainly())).toMatchObject(failed('not-https', false))
  const lapsed = await ownCertificate({ from: -3, to: -1 })
  const lapsedAt = await serve(() => {}, lapsed)
  const lapsedTrusts = [{ authority: lapsed.certificate }, { fingerprint: lapsed.fingerprint }]
  for (const trust of lapsedTrusts)
    expect(await attemptAt(lapsedAt, trust)).toMatchObject(failed('certificate-expired', false))
  const elsewhere = await ownCertificate({ from: -1, to: 1, name: 'desk.example' })
  expect(await attemptAt(await serve(() => {}, elsewhere), { authority: elsewhere.certificate })).toMatchObject(
    failed('certificate-name', false),
  )
  const breaking = await serve((request) => request.socket.destroy())
  expect(await attemptAt(breaking)).toMatchObject(failed('interrupted', true))
  const proxy = await serve((_request, response) => response.writeHead(502).end('<html>Bad gateway</html>'))
  expect(await attemptAt(proxy)).toMatchObject(failed('service-unavailable', true))
  const gone = { ok: false, error: { code: 'STORE_UNREACHABLE', message: 'Gone.' } }
  const without = await serve((_request, response) => response.writeHead(503).end(JSON.stringify(gone)))
  expect(await attemptAt(without)).toMatchObject(failed('service-store', true))
})

test('the key of a change travels as a header of its own', async () => {
  const seen: unknown[] = []
  const origin = await serve((request, response) => {
    seen.push(request.headers['idempotency-key'])
    response.end('{"ok":true,"value":[]}')
  })
  const desk = deskAt(origin)
  await desk.attempt({ name: 'modules.list', input: {}, session: null }, 'a-key')
  await desk.call({ name: 'modules.list', input: {}, session: null })
  expect(seen).toEqual(['a-key', undefined])
})

describe('what a server shows before it is trusted', () => {
  test('DC-3 · is its certificate and the authority of it, with the fingerprints that the service prints', async () => {
    const shown = await shownCertificates(await serve(() => {}))
    const own = new X509Certificate(tls.certificate)
    expect(shown).toMatchObject({
      problem: 'not-trusted',
      own: { fingerprint: own.fingerprint256, subject: 'Token Desk service', validTo: new Date(own.validTo) },
      authority: { fingerprint: tls.authorityFingerprint },
    })
    expect(shown.own.issuer).toBe(shown.authority?.subject)
  })

  test('is the certificate alone where it comes alone, and what is wrong with it', async () => {
    const lapsed = await ownCertificate({ from: -3, to: -1 })
    expect(await shownCertificates(await serve(() => {}, lapsed))).toMatchObject({
      own: { fingerprint: lapsed.fingerprint },
      authority: null,
    })
  })

  test('is refused in words where there is none', async () => {
    const refused = (reason: string) => expect.objectContaining({ code: 'STORE_UNREACHABLE', reason })
    await expect(shownCertificates(await servePlainly())).rejects.toEqual(refused('not-https'))
    await expect(shownCertificates('https://no-such-host.invalid')).rejects.toEqual(refused('unknown-host'))
    await expect(shownCertificates('https://127.0.0.1:1')).rejects.toEqual(refused('service-refused'))
    await expect(shownCertificates(await serveNothing(), 50)).rejects.toEqual(refused('timeout'))
    await expect(shownCertificates('http://127.0.0.1')).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  })
})

/** A certificate of its own making, valid between days counted from now. */
async function ownCertificate({ from, to, name = '127.0.0.1' }: { from: number; to: number; name?: string }) {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const day = (days: number) => new Date(Date.now() + days * 86_400_000)
  const made = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=Trial',
    notBefore: day(from),
    notAfter: day(to),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new SubjectAlternativeNameExtension([{ type: isIP(name) === 0 ? 'dns' : 'ip', value: name }]),
    ],
  })
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey))
  const key = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })
  const certificate = made.toString('pem')
  return {
    ...tls,
    certificate,
    key: String(key.export({ type: 'pkcs8', format: 'pem' })),
    fingerprint: new X509Certificate(certificate).fingerprint256,
  }
}

/** A server that speaks plain HTTP. */
function servePlainly(): Promise<string> {
  return listening(createPlainServer((socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')))
}

/** A server that takes connections and says nothing. */
function serveNothing(): Promise<string> {
  return listening(createPlainServer(() => {}))
}

async function listening(server: PlainServer): Promise<string> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => sockets.add(socket.on('error', () => {})))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  })
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('plain HTTP is never spoken', () => {
  for (const origin of ['http://127.0.0.1:1', 'ws://127.0.0.1', 'nonsense'])
    expect(() => remoteDesk({ origin, version: '1.2.3' })).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }))
})

test('DC-3 · a service of another contract is told from one that is gone, with the side to update', async () => {
  const from = async (contract: string) =>
    modulesFrom(await answering('{"ok":true,"value":[]}', { 'token-desk-version': `9.0.0; contract=${contract}` }))
  expect(await from('2')).toMatchObject({ error: { code: 'VERSION_MISMATCH', reason: 'update-client' } })
  expect(await from('0')).toMatchObject({ error: { code: 'VERSION_MISMATCH', reason: 'update-service' } })
  expect(await from('1')).toEqual(GOOD)
})

test('an input without JSON is INVALID_INPUT and does not travel', async () => {
  const cycle: unknown[] = []
  cycle.push(cycle)
  const desk = remoteDesk({ origin: 'https://127.0.0.1:1', version: '1.2.3' })
  for (const input of [cycle, 1n])
    expect(await desk.call({ name: 'modules.list', input, session: null })).toMatchObject({
      error: { code: 'INVALID_INPUT' },
    })
})

test('once closed, nothing is asked any more, and what was under way ends', async () => {
  const desk = deskAt(await serve(() => {}))
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
