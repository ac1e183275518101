import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import type { Calls } from '../src-shared/contract/calls.ts'
import type { DeskEvent } from '../src-shared/contract/events.ts'
import { DeskError } from '../src-shared/errors.ts'
import { sessionGuard } from './desk/session-guard.ts'
import { dispatch, type Handlers } from './dispatch.ts'
import { type DeskTrial, deskTrial } from './testing/desk-trial.ts'
import { type MemoryKeyRing, memoryKeyRing } from './testing/memory-key-ring.ts'
import { openTrialStore, type TrialStore } from './testing/trial-store.ts'

// A small table of calls over the real store: how any call is answered, not what the desk's own calls do.

const nothing = z.strictObject({})
const calls = {
  'sample.echo': {
    input: z.strictObject({ text: z.string() }),
    output: z.object({ text: z.string() }),
    permission: 'public',
    work: 'own',
  },
  'sample.leak': { input: nothing, output: z.object({ name: z.string() }), permission: 'public', work: 'own' },
  'sample.change': {
    input: nothing,
    output: z.object({ id: z.string() }),
    permission: 'public',
    work: 'change',
    audit: 'customer.created',
  },
  'sample.unrecorded': {
    input: nothing,
    output: z.object({}),
    permission: 'public',
    work: 'change',
    audit: 'customer.created',
  },
  'sample.wrongAnswer': {
    input: nothing,
    output: z.object({ id: z.string() }),
    permission: 'public',
    work: 'change',
    audit: 'customer.created',
  },
  'sample.sealed': {
    input: nothing,
    output: z.object({ bytes: z.number() }),
    permission: 'public',
    work: 'change',
    audit: 'customer.created',
  },
  'sample.bug': { input: z.strictObject({ secret: z.string() }), output: nothing, permission: 'public', work: 'own' },
  'sample.refusal': { input: nothing, output: nothing, permission: 'public', work: 'own' },
} satisfies Calls

const customer = { name: 'Sample', reference: null }
const entry = {
  action: 'customer.created',
  subject: { kind: 'customer', id: 'CUS-0000-0000', name: 'Sample' },
} as const
const handlers: Handlers<typeof calls> = {
  'sample.echo': async ({ text }) => ({ text }),
  'sample.leak': async () => ({ name: 'kept', digest: 'a digest', passwordHash: 'a hash' }) as { name: string },
  'sample.change': async (_input, { repositories, clock, audit, announce, afterwards }) => {
    const { id } = await repositories.customers.create(customer, clock.now())
    announce('customers.changed')
    announce('customers.changed')
    afterwards(() => void counted.push(customerCount()))
    await audit(entry)
    return { id }
  },
  'sample.unrecorded': async (_input, { repositories, clock, announce }) => {
    await repositories.customers.create(customer, clock.now())
    announce('customers.changed')
    return {}
  },
  'sample.wrongAnswer': async (_input, { repositories, clock, audit, afterwards }) => {
    afterwards(() => void counted.push(customerCount()))
    await repositories.customers.create(customer, clock.now())
    await audit(entry)
    return { id: 7 } as unknown as { id: string }
  },
  'sample.sealed': async (_input, { repositories, clock, audit, announce, key }) => {
    await repositories.customers.create(customer, clock.now())
    announce('customers.changed')
    await audit(entry)
    return { bytes: key('name').length }
  },
  'sample.bug': async () => {
    throw new Error('disk on fire at /var/lib')
  },
  'sample.refusal': async () => {
    throw new DeskError(
      { code: 'POLICY', reason: 'why', message: 'No.', retryAfterMs: 5 },
      { cause: new Error('inside') },
    )
  },
}

let trial: TrialStore
let keyRing: MemoryKeyRing
let bugs: { message: string; error: unknown }[]
let events: DeskEvent[]
/** What was there, each time, when something was done afterwards. */
let counted: Promise<number>[]
const ask = (name: unknown, input: unknown = {}) => {
  const { store, clock, random } = trial
  const log = {
    info: () => {},
    warn: () => {},
    error: (message: string, error: unknown) => void bugs.push({ message, error }),
  }
  const announce = (event: DeskEvent) => void events.push(event)
  const sessions = sessionGuard({ store, clock, log, announce })
  const services = { store, sessions, clock, random, keyRing, log, announce, noteRecords: () => {} }
  return dispatch(calls, handlers, { name, input, session: null }, services)
}
const customerCount = () => trial.store.read(async ({ customers }) => (await customers.count({})).count)

beforeEach(async () => {
  trial = await openTrialStore()
  keyRing = memoryKeyRing()
  bugs = []
  events = []
  counted = []
})
afterEach(() => trial.dispose())

test('an answer holds what the contract names and nothing else', async () => {
  expect(await ask('sample.leak')).toEqual({ ok: true, value: { name: 'kept' } })
})

test('a change and its record are there together, and announced once, after they are durable', async () => {
  const reply = await ask('sample.change')
  expect(reply).toMatchObject({ ok: true })
  expect(await customerCount()).toBe(1)
  const { rows } = await trial.store.read(({ audit }) => audit.list({ limit: 10 }))
  expect(rows).toMatchObject([{ action: 'customer.created', actor: null }])
  expect(events).toEqual([{ name: 'customers.changed' }, { name: 'audit.changed' }])
  expect(await Promise.all(counted)).toEqual([1])
})

test('no audit row, no action: a change that recorded nothing is a bug and is rolled back', async () => {
  expect(await ask('sample.unrecorded')).toMatchObject({ ok: false, error: { code: 'INTERNAL' } })
  expect(await customerCount()).toBe(0)
  expect(events).toEqual([])
  expect(bugs).toHaveLength(1)
})

test('a change whose answer breaks the contract is rolled back too', async () => {
  expect(await ask('sample.wrongAnswer')).toMatchObject({ ok: false, error: { code: 'INTERNAL' } })
  expect(await customerCount()).toBe(0)
  expect(counted).toEqual([])
})

test('a bug is logged once with its stack and without the input, and told in safe words', async () => {
  const reply = await ask('sample.bug', { secret: 'tdu_very-secret' })
  expect(reply).toEqual({
    ok: false,
    error: { code: 'INTERNAL', message: 'Something went wrong. The log has the details.' },
  })
  expect(bugs).toMatchObject([
    { message: 'The call sample.bug failed.', error: { message: 'disk on fire at /var/lib' } },
  ])
  expect(JSON.stringify(bugs)).not.toContain('very-secret')
})

test('a refusal keeps code, reason and waiting time; its cause stays inside', async () => {
  expect(await ask('sample.refusal')).toEqual({
    ok: false,
    error: { code: 'POLICY', reason: 'why', message: 'No.', retryAfterMs: 5 },
  })
  expect(bugs).toEqual([])
})

test('an input that is no plain data is refused like any other wrong one', async () => {
  const cycle: Record<string, unknown> = { text: 'x' }
  cycle.self = cycle
  const trap = new Proxy(
    {},
    {
      ownKeys: () => {
        throw new Error('trapped')
      },
      get: () => {
        throw new Error('trapped')
      },
    },
  )
  const getter = Object.defineProperty({}, 'text', {
    enumerable: true,
    get: () => {
      throw new Error('trapped')
    },
  })
  const deep: unknown[] = []
  let inner = deep
  for (let level = 0; level < 100_000; level += 1) {
    const next: unknown[] = []
    inner.push(next)
    inner = next
  }
  const inputs = [
    cycle,
    trap,
    getter,
    { text: deep },
    { text: () => 'x' },
    { text: 1n },
    Symbol('x'),
    new Map(),
    { text: new Date(Number.NaN) },
  ]
  for (const input of inputs)
    expect(await ask('sample.echo', input)).toMatchObject({ ok: false, error: { code: 'INVALID_INPUT' } })
  expect(await ask('sample.echo', { text: 'x'.repeat(5_000_000) })).toMatchObject({ ok: true })
  expect(bugs).toEqual([])
})

test('MP-10 · a change that needs the key is undone while the keychain is asked, and made once, and the key is zeroed', async () => {
  const busy = Promise.withResolvers<void>()
  const { key } = keyRing
  keyRing.key = async () => {
    await busy.promise
    return key()
  }
  const sealed = ask('sample.sealed')
  // The keychain waits for a person, and nobody waits for that.
  expect(await ask('sample.change')).toMatchObject({ ok: true })
  expect(await customerCount()).toBe(1)
  busy.resolve()
  expect(await sealed).toEqual({ ok: true, value: { bytes: 32 } })
  expect(await customerCount()).toBe(2)
  expect(await trial.store.read(({ audit }) => audit.count({}))).toMatchObject({ count: 2 })
  expect(events.filter(({ name }) => name === 'customers.changed')).toHaveLength(2)
  expect(keyRing.handedOut).toEqual([new Uint8Array(32)])
})

test('MP-10 · a change that needs the key and cannot have it changes nothing, and says which field is to blame', async () => {
  keyRing.takeAway('not-usable')
  const message = expect.stringContaining('cannot be used')
  expect(await ask('sample.sealed')).toEqual({
    ok: false,
    error: { code: 'POLICY', reason: 'no-keychain', message, fields: { name: { rule: 'noKeychain', message } } },
  })
  expect(await customerCount()).toBe(0)
  expect(events).toEqual([])
  expect(bugs).toEqual([])
})

test('a request that is none is an unknown call', async () => {
  const { store, clock, random } = trial
  const none = undefined as never
  const unused = { sessions: none, log: none, keyRing: none, announce: () => {}, noteRecords: () => {} }
  const services = { store, clock, random, ...unused }
  for (const request of [null, undefined, 7, {}, { name: 'hasOwnProperty' }, { name: new String('sample.echo') }])
    expect(await dispatch(calls, handlers, request as never, services)).toMatchObject({
      ok: false,
      error: { code: 'UNKNOWN_CALL' },
    })
})

test('a session that ends while its call waits for its turn changes nothing any more', async () => {
  const desk: DeskTrial = await deskTrial()
  const { call, session } = await desk.firstRun()
  const out = desk.as(session)('sessions.signOut', {})
  const late = call('customers.create', { name: 'Too late' }).then(
    () => 'created',
    (error: DeskError) => error.code,
  )
  await out
  // Either it was earlier in the queue, or it found its session gone; never a change by somebody signed out.
  expect(['created', 'NOT_SIGNED_IN']).toContain(await late)
  await desk.dispose()
})
