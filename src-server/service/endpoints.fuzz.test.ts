import fc from 'fast-check'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Log } from '../../src-core/ports.ts'
import { deskCalls } from '../../src-shared/contract/index.ts'
import { ask } from '../testing/ask.ts'
import { type GateTrial, gateTrial } from '../testing/gate-trial.ts'

vi.setConfig({ testTimeout: 60_000 })

/** Everything that the service wrote to its log, as text. */
const logged: string[] = []
const bugs: unknown[] = []
const log: Log = {
  info: (...line) => logged.push(JSON.stringify(line)),
  warn: (...line) => logged.push(JSON.stringify(line)),
  error: (message, error) => bugs.push([message, error]),
}

let trial: GateTrial
/** What must never come back: a token, the secret of an API, and a password. */
let secrets: readonly string[]
let basic: string

beforeAll(async () => {
  trial = await gateTrial({ log })
  const contact = await trial.contact('Bohemia Glass')
  const { secret } = await trial.issue({ kind: 'contact', id: contact.id })
  const api = await trial.resourceServer()
  secrets = [secret, api.secret, 'a password that nobody has']
  basic = api.basic
})
afterAll(() => trial.close())

/** The addresses that the service has, and some that it has not. */
const path = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      '/oauth2/token',
      '/oauth2/introspect',
      '/oauth2/revoke',
      '/.well-known/oauth-authorization-server',
      '/apiops/auth/token',
      '/forward-auth/order-status',
      '/v1/events',
      '/v1/store-copy',
      '/healthz',
      '/readyz',
      '/metrics',
      '/openapi.json',
      '/docs',
    ),
  },
  fc.constantFrom(...Object.keys(deskCalls)).map((name) => `/v1/${name}`),
  fc.string({ unit: 'binary', maxLength: 40 }).map((text) => `/${encodeURI(text.toWellFormed())}`),
)
const method = fc.oneof(
  { weight: 3, arbitrary: fc.constant('POST') },
  fc.constantFrom('GET', 'PUT', 'DELETE', 'OPTIONS', 'HEAD', 'PROPFIND'),
)
const FORM = 'application/x-www-form-urlencoded'
const type = fc.oneof(
  fc.constant(FORM),
  fc.constantFrom(
    'application/json',
    'application/json; charset=latin1',
    'application/x-ndjson',
    'multipart/form-data',
    'x',
  ),
)
/** A value that may hold one of the secrets, by its number. */
const value = fc.oneof(
  fc.nat(2),
  fc.string({ maxLength: 30 }),
  fc.constantFrom('client_credentials', 'refresh_token', 'access_token', '%00', '../../etc/passwd', 'null', '{}'),
)
const parameter = fc.tuple(
  fc.constantFrom(
    'token',
    'grant_type',
    'client_id',
    'client_secret',
    'scope',
    'token_type_hint',
    'username',
    'secret',
  ),
  value,
)
const body = fc.oneof(
  fc.array(parameter, { maxLength: 5 }).map((given) => ({ as: 'form', given }) as const),
  fc.array(parameter, { maxLength: 5 }).map((given) => ({ as: 'json', given }) as const),
  fc.json().map((text) => ({ as: 'text', text }) as const),
  value.map((given) => ({ as: 'value', given }) as const),
  fc.uint8Array({ maxLength: 60 }).map((bytes) => ({ as: 'bytes', bytes }) as const),
)
const authorization = fc.oneof(
  { weight: 3, arbitrary: fc.constant('right') },
  fc.constant('none'),
  fc.tuple(fc.constantFrom('Bearer', 'Basic', 'Digest', ''), value),
)

test('no endpoint fails, tells where in the code it is, or repeats a secret, whatever it is sent', async () => {
  const filled = (given: string | number) => (typeof given === 'number' ? (secrets[given] ?? '') : given)
  const bodyOf = (given: typeof body extends fc.Arbitrary<infer B> ? B : never): string | Uint8Array => {
    if (given.as === 'bytes') return given.bytes
    if (given.as === 'text') return given.text
    if (given.as === 'value') return filled(given.given)
    const pairs = given.given.map(([name, each]): [string, string] => [name, filled(each)])
    return given.as === 'form' ? new URLSearchParams(pairs).toString() : JSON.stringify(Object.fromEntries(pairs))
  }
  let answered = 0
  await fc.assert(
    fc.asyncProperty(path, method, type, body, authorization, fc.nat(5), async (at, how, kind, sent, who, queried) => {
      const headers: Record<string, string> = { 'content-type': kind, 'x-requested-by': secrets[2] ?? '' }
      if (who === 'right') headers.authorization = basic
      else if (who !== 'none') headers.authorization = `${who[0]} ${filled(who[1])}`.replaceAll(/[^\x20-\x7e]/g, '')
      const url = queried === 0 ? `${at}?token=${secrets[0]}` : at
      const answer = await ask(trial.service, url, {
        method: how,
        headers,
        ...(how === 'GET' || how === 'HEAD' ? {} : { body: bodyOf(sent) }),
      })
      answered += answer.status < 400 ? 1 : 0
      expect([url, how, answer.status < 500]).toEqual([url, how, true])
      const told = `${JSON.stringify(answer.headers)}\n${answer.text}`
      if (answer.status >= 400)
        expect(told).not.toMatch(/INTERNAL|\bat .+:\d+:\d+|node_modules|src-(core|server|shared)\//)
      for (const secret of secrets) expect(told.includes(secret)).toBe(false)
    }),
    {
      numRuns: 1_000,
      examples: [
        ['/oauth2/introspect', 'POST', FORM, { as: 'form', given: [['token', 0]] }, 'right', 1],
        ['/oauth2/revoke', 'POST', FORM, { as: 'form', given: [['token', 1]] }, 'right', 1],
        ['/forward-auth/order-status', 'GET', FORM, { as: 'text', text: '' }, ['Bearer', 0], 1],
      ],
    },
  )
  expect(answered).toBeGreaterThan(2)
  expect(bugs).toEqual([])
  expect(logged.length).toBeGreaterThan(100)
  for (const secret of secrets) expect(logged.some((line) => line.includes(secret))).toBe(false)
})
