import fc from 'fast-check'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { deskCalls } from '../src-shared/contract/index.ts'
import { makeSecret } from './domain/secret.ts'
import { type DeskTrial, deskTrial, PASSWORD } from './testing/desk-trial.ts'
import { seededRandom } from './testing/seeded-random.ts'

vi.setConfig({ testTimeout: 60_000 })

let trial: DeskTrial
let session: string

beforeAll(async () => {
  trial = await deskTrial()
  const administrator = await trial.firstRun()
  session = administrator.session
  const customer = await administrator.call('customers.create', { name: 'Customer' })
  await administrator.call('contacts.create', { customerId: customer.id, fullName: 'Contact' })
})
afterAll(() => trial.dispose())

/** A secret that somebody put into a field where it does not belong. */
const MISPLACED = Buffer.from(makeSecret('tdc_', seededRandom(3))).toString('latin1')

/** Texts at which something once broke somewhere. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('', ' ', '%', '_', '"', "'", '*', 'a"b', 'NEAR(', '-', 'a*', '\u0000', '\ud800', '\u202e', '🦊🦊🦊'),
  fc.constantFrom('USR-0000-0000', 'CON-0000-0000', 'CUS-0000-0000', 'TKN-0000-0000', 'JOB-0000-0000', 'IMP-0000-0000'),
  fc.constantFrom('2026-12-31', '0000-01-01', '9999-12-31', '2027-02-29', 'UTC', 'Europe/Prague', '+99:99'),
  fc.constantFrom(MISPLACED, `Bearer ${MISPLACED}`),
  fc.constantFrom('anna', PASSWORD, 'order-status', 'ascending', 'descending', 'createdAt', 'name', 'active', 'custom'),
)
const leaf = fc.oneof(
  text,
  fc.constantFrom(0, 1, -1, 2 ** 53, 1e308, 0.5, 200, 201),
  fc.constantFrom(true, false, null),
)
const FIELDS = [
  ...new Set(Object.values(deskCalls).flatMap(({ input }) => ('shape' in input ? Object.keys(input.shape) : []))),
]
const anyInput = fc.oneof(
  fc.dictionary(fc.constantFrom(...FIELDS), fc.oneof(leaf, fc.array(leaf, { maxLength: 3 }), fc.jsonValue())),
  fc.jsonValue(),
)

/** For each field, values of its own kind, so that many inputs pass the schema and reach the store. */
const plausible: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  id: fc.constantFrom(
    'USR-0000-0000',
    'CON-0000-0000',
    'CUS-0000-0000',
    'TKN-0000-0000',
    'JOB-0000-0000',
    'IMP-0000-0000',
  ),
  customerId: fc.constant('CUS-0000-0000'),
  version: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  search: text,
  cursor: text,
  limit: fc.integer({ min: 1, max: 200 }),
  before: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  actorId: fc.string({ unit: 'binary', maxLength: 20 }),
  subject: fc.record({
    kind: fc.constantFrom('user', 'token', 'store'),
    id: fc.string({ unit: 'binary', maxLength: 64 }),
  }),
  action: fc.subarray(['token.issued', 'user.created']),
  status: fc.subarray(['active', 'expired', 'disabled', 'removed']),
  ownerKind: fc.subarray(['user', 'technical-user', 'contact']),
  ownerId: fc.constantFrom('USR-0000-0000', 'CON-0000-0000'),
  module: fc.constantFrom('order-status', 'no-such-module'),
  expiringWithinDays: fc.integer({ min: 1, max: 3650 }),
  expiringBetween: fc.constantFrom(
    { from: '2026-11-21T12:00:00.000Z', before: '2027-01-01T00:00:00.000Z' },
    { from: '9999-12-31T23:59:59.999Z', before: '0000-01-01T00:00:00.000Z' },
  ),
  use: fc.constantFrom('never', 'unused-90-days'),
  sort: fc.record({
    by: fc.constantFrom('createdAt', 'name', 'expiresAt', 'lastAccessAt', 'fullName', 'username', 'customer'),
    direction: fc.constantFrom('ascending', 'descending'),
  }),
  active: fc.boolean(),
  role: fc.constantFrom('administrator', 'support', 'member', null),
  kind: fc.constantFrom('person', 'technical', 'contacts', 'users'),
  timeZone: fc.constantFrom('UTC', 'Europe/Prague', '+05:45', 'nowhere'),
  expiration: fc.constantFrom({ choice: '7-days' }, { choice: 'none' }, { choice: 'custom', date: '9999-12-31' }),
  owner: fc.constantFrom({ kind: 'user', id: 'USR-0000-0000' }, { kind: 'contact', id: 'CON-0000-0000' }),
  modules: fc.array(fc.constantFrom('order-status', 'x'), { maxLength: 3 }),
  secret: text,
  logo: fc.constantFrom('', 'AAAA', 'iVBORw0KGgo=', null, 'x'.repeat(50_000)),
  file: fc.constantFrom('', 'AAAA', '/9j/4AAQSkZJRgABAQ==', 'iVBORw0KGgo=', 'UklGRg=='),
  ids: fc.array(fc.constantFrom('TKN-0000-0000', 'x'), { maxLength: 3 }),
  fileName: text,
  sizeBytes: fc.constantFrom(0, 1, 100, 2 ** 31, 2 ** 40),
  offset: fc.nat(100),
  base64: fc.constantFrom('', 'AAAA', 'AA==', '!'),
  encoding: fc.constantFrom('utf-8', 'utf-16le', 'windows-1250'),
  delimiter: fc.constantFrom(',', ';', '\t'),
  mapping: fc.array(fc.constantFrom('fullName', 'customer', null), { maxLength: 3 }),
  username: text,
  fullName: text,
  name: text,
}

function plausibleFor(name: keyof typeof deskCalls): fc.Arbitrary<unknown> {
  const { input } = deskCalls[name]
  const fields = 'shape' in input ? Object.keys(input.shape) : []
  return fc.record(Object.fromEntries(fields.map((field) => [field, plausible[field] ?? leaf])), { requiredKeys: [] })
}

/** Some of the calls end the session: it is then started anew. */
async function refresh(): Promise<void> {
  const { session: state } = await trial.as(session)('sessions.state', {})
  if (state.state === 'active') return
  // Guessed passwords count: their waits are waited for.
  trial.clock.advance(1_000_000)
  session = (await trial.signIn('anna')).session
}

test.each(Object.keys(deskCalls) as (keyof typeof deskCalls)[])(
  '%s never answers INTERNAL, and refuses without repeating a secret or telling where in the code it is',
  async (name) => {
    await fc.assert(
      fc.asyncProperty(fc.oneof({ arbitrary: plausibleFor(name), weight: 2 }, anyInput), async (input) => {
        const reply = await trial.desk().call({ name, input, session })
        const code = reply.ok ? 'answered' : reply.error.code
        expect(trial.bugs).toEqual([])
        expect(code).not.toBe('INTERNAL')
        if (!reply.ok) {
          const told = JSON.stringify(reply)
          expect([MISPLACED, PASSWORD, session].filter((secret) => told.includes(secret))).toEqual([])
          expect(told).not.toMatch(/\bat .+:\d+:\d+|node_modules|src-(core|server|shared)\//)
        }
        if (name.startsWith('sessions.')) await refresh()
      }),
      { numRuns: 60 },
    )
    await refresh()
  },
)
