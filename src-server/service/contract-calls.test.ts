import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Desk, DeskRequest } from '../../src-core/desk.ts'
import { openDesk } from '../../src-core/open-desk.ts'
import { remoteDesk } from '../../src-core/remote/remote-desk.ts'
import { quickPasswords } from '../../src-core/testing/quick-passwords.ts'
import { temporaryFolder } from '../../src-main/testing/temporary-folder.ts'
import { VERSION_HEADER, versionHeader } from '../../src-shared/contract/version.ts'
import { type ErrorCode, errorCode, type Reply } from '../../src-shared/errors.ts'
import { ask, call } from '../testing/ask.ts'
import { type ServedDesk, serveHttps } from '../testing/serve-https.ts'

/** A desk that answers as it is told, and remembers what it was asked. */
let answer: Reply
let asked: DeskRequest[]
let service: ServedDesk
beforeEach(async () => {
  answer = { ok: true, value: {} }
  asked = []
  const desk: Desk = {
    call: async (request) => {
      asked.push(request)
      return answer
    },
    listen: () => () => {},
    close: async () => {},
  }
  service = await serveHttps(desk)
})
afterEach(() => service.stop())

const STATUS: Readonly<Record<ErrorCode, number>> = {
  INVALID_INPUT: 400,
  UNKNOWN_CALL: 404,
  NOT_SIGNED_IN: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  POLICY: 422,
  REVEAL_GONE: 410,
  LOCKED: 423,
  TOO_MANY_ATTEMPTS: 429,
  CLIPBOARD_UNAVAILABLE: 500,
  STORE_UNREACHABLE: 503,
  STORE_CORRUPT: 503,
  STORE_TOO_NEW: 503,
  VERSION_MISMATCH: 412,
  CANCELLED: 503,
  INTERNAL: 500,
}

test.each(errorCode.options)(
  'a refusal with %s has its status, and remoteDesk reads it as the desk said it',
  async (code) => {
    const error = {
      code,
      message: 'In words.',
      reason: 'why',
      fields: { 'a.b': { rule: 'tooLong', message: 'At most 3 characters.', limit: 3 } },
      retryAfterMs: 2500,
    }
    answer = { ok: false, error }
    const { status, headers, json } = await call(service, 'modules.list', {})
    expect({ status, type: headers['content-type'] }).toEqual({
      status: STATUS[code],
      type: 'application/problem+json; charset=utf-8',
    })
    expect(json()).toMatchObject({
      type: `/problems/${code.toLowerCase().replaceAll('_', '-')}`,
      status,
      detail: 'In words.',
      ok: false,
      error,
    })
    if (status === 401) expect(headers['www-authenticate']).toBe('Bearer realm="token-desk"')
    if (status === 429) expect(headers['retry-after']).toBe('3')
    const desk = remoteDesk({ origin: service.origin, version: '1', trust: { authority: service.tls.authority } })
    expect(await desk.call({ name: 'modules.list', input: {}, session: null })).toEqual({ ok: false, error })
    await desk.close()
  },
)

test('the type of each problem leads to what it means', async () => {
  for (const code of errorCode.options) {
    answer = { ok: false, error: { code, message: 'In words.' } }
    const { type, title, status } = (await call(service, 'modules.list', {})).json()
    expect((await ask(service, String(type))).json()).toEqual({ type, title, status, code })
  }
  expect((await ask(service, '/problems/constructor')).status).toBe(404)
})

describe('the session', () => {
  const bearer = (authorization: string) => call(service, 'tokens.list', {}, { authorization })

  test('is the bearer, whatever the case of the scheme', async () => {
    await bearer('Bearer tdo_abc')
    await bearer('bearer  tdo_abc==')
    await call(service, 'tokens.list', {})
    expect(asked.map(({ session }) => session)).toEqual(['tdo_abc', 'tdo_abc==', null])
  })

  test.each([
    'Basic YTpi',
    'Bearer',
    'Bearer ',
    'Bearer two words',
    'Bearer a,Bearer b',
    `Bearer ${'x'.repeat(400)}`,
    'tdo_abc',
  ])('is nobody’s where the header says “%.20s”: 401, and the desk is not asked', async (authorization) => {
    const { status, headers, text } = await bearer(authorization)
    expect(status).toBe(401)
    expect(headers['www-authenticate']).toBe('Bearer realm="token-desk", error="invalid_token"')
    expect(text).not.toContain(authorization.slice(-8))
    expect(asked).toEqual([])
  })

  test('that is dead is told so by the challenge', async () => {
    answer = { ok: false, error: { code: 'NOT_SIGNED_IN', message: 'Sign in first.' } }
    expect((await bearer('Bearer tdo_abc')).headers['www-authenticate']).toBe(
      'Bearer realm="token-desk", error="invalid_token"',
    )
  })
})

test('the desk learns from where it is asked, and no secret that stands there', async () => {
  await call(service, 'tokens.list', { limit: 3 })
  await call(service, 'tokens.list', { limit: 3 }, { 'user-agent': `curl/8 \u00e9${'x'.repeat(200)}` })
  await call(service, 'tokens.list', { limit: 3 }, { 'user-agent': 'node', [VERSION_HEADER]: versionHeader('1.2.3') })
  await call(service, 'tokens.list', { limit: 3 }, { 'user-agent': `cli tdu_${'7Qx4'.repeat(9)}` })
  const from = (client: string | null) => ({
    name: 'tokens.list',
    input: { limit: 3 },
    session: null,
    origin: { address: '127.0.0.1', client },
  })
  expect(asked).toEqual([from(null), from(`curl/8 ${'x'.repeat(113)}`), from('Token Desk 1.2.3'), from('cli [secret]')])
})

describe('DC-3 · versions', () => {
  const as = (version: string) => call(service, 'tokens.list', {}, { 'token-desk-version': version })

  test('are said both ways, and another contract is refused with the side to update', async () => {
    expect((await as('0.0.1; contract=1')).headers['token-desk-version']).toBe('0.0.0-test; contract=1')
    for (const [version, reason] of [
      ['0.0.1; contract=0', 'update-client'],
      ['9.0.0; contract=2', 'update-service'],
    ] as const) {
      const { status, json } = await as(version)
      expect(status).toBe(412)
      expect(json()).toMatchObject({ error: { code: 'VERSION_MISMATCH', reason } })
    }
    expect(asked).toHaveLength(1)
  })

  test('also for a call that one side does not know', async () => {
    const { json } = await call(service, 'tokens.later', {}, { 'token-desk-version': '9.0.0; contract=2' })
    expect(json()).toMatchObject({ error: { code: 'VERSION_MISMATCH', reason: 'update-service' } })
  })

  test('of clients that say none, or something else, do not matter', async () => {
    for (const version of ['', 'curl', '1.0; contract=many']) expect((await as(version)).status).toBe(200)
    expect((await call(service, 'tokens.list', {})).status).toBe(200)
  })
})

test('a new secret comes as text, once, in an answer that nothing keeps', async () => {
  const desk = await openDesk({ folder: temporaryFolder(), passwords: quickPasswords })
  const real = await serveHttps(desk)
  try {
    const started = await call(real, 'sessions.createAdministrator', {
      fullName: 'Anna',
      username: 'anna',
      password: 'brown bread and butter',
    })
    const { value } = started.json() as unknown as { value: { secret: string; operator: { id: string } } }
    const issued = await call(
      real,
      'tokens.issue',
      { owner: { kind: 'user', id: value.operator.id }, name: 'Mine', timeZone: 'Europe/Prague' },
      { authorization: `Bearer ${value.secret}` },
    )
    expect(issued.json()).toMatchObject({ ok: true, value: { secret: expect.stringMatching(/^tdu_[0-9A-Za-z]{36}$/) } })
    for (const { headers } of [started, issued]) expect(headers['cache-control']).toBe('no-store')
  } finally {
    await real.stop()
    await desk.close()
  }
})
