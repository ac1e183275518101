import { createServer } from 'node:net'
import pg from 'pg'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { DeskError } from '../../src-shared/errors.ts'
import { auditHash, FIRST_PREVIOUS_HASH } from '../domain/audit-chain.ts'
import { storeMigrations } from './migrations/index.ts'
import { USUAL_PATIENCE } from './postgres/connections.ts'
import { openPostgresStore, type PostgresStoreOptions } from './postgres.ts'
import type { Store } from './store.ts'
import { expectOrderedNames, NAMES_BEFORE_ORDER, STEPS_BEFORE_ORDER } from './testing/names-before-order.ts'
import { type PostgresServer, startPostgresServer } from './testing/postgres-server.ts'
import { silentProxy } from './testing/silent-proxy.ts'
import {
  audited,
  createOwners,
  DAY_MS,
  digestOf,
  NOON,
  newToken,
  person,
  silentLog,
  testClock,
  testRandom,
} from './testing/store-fixture.ts'

// What is PostgreSQL's own. What every store does is in the suites of the desk.

let server: PostgresServer
beforeAll(async () => {
  server = await startPostgresServer()
})
afterAll(() => server.stop())

async function open(url: string, options: Partial<PostgresStoreOptions> = {}): Promise<Store> {
  const store = await openPostgresStore({ url, clock: testClock(), random: testRandom, log: silentLog, ...options })
  onTestFinished(() => store.close())
  return store
}

/** A connection of somebody who is not Token Desk. */
async function outsider(url: string): Promise<pg.Client> {
  const client = new pg.Client(url)
  await client.connect()
  onTestFinished(() => client.end())
  return client
}

const ENDS_IDLE = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'token-desk'"

async function refusalOf(
  answer: Promise<unknown>,
): Promise<{ code: string; reason: string | undefined; message: string }> {
  const error = await answer.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof DeskError)) throw new Error('A refusal was expected.', { cause: error })
  return error.toFailure() as never
}

test('instances that open an empty database at the same moment make one store', async () => {
  const url = await server.newDatabase()
  const stores = await Promise.all([open(url), open(url), open(url)])
  await stores[0]?.change(({ users }) => users.create(person('ada'), NOON))
  for (const store of stores) {
    expect(await store.facts()).toMatchObject({ users: { count: 1 }, version: storeMigrations.length })
    expect((await store.read(({ modules }) => modules.list())).length).toBeGreaterThan(0)
  }
})

test('changes through two instances at once come one after another, and the audit trail is one chain', async () => {
  const url = await server.newDatabase()
  const [one, other] = [await open(url), await open(url)]
  const { user } = await one.change((repositories) => createOwners(repositories))
  const changes = Array.from({ length: 40 }, (_, number) =>
    (number % 2 === 0 ? one : other).change((repositories) => audited(repositories, `TKN-${number}`, user.id)),
  )
  await Promise.all(changes)
  const { rows } = await other.read(({ audit }) => audit.list({ limit: 100 }))
  expect(rows.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 40 }, (_, place) => 40 - place))
  let previous = FIRST_PREVIOUS_HASH
  for (const record of rows.toReversed()) {
    const { hash, ...values } = record
    previous = auditHash(previous, values)
    expect(hash).toBe(Buffer.from(previous).toString('hex'))
  }
})

test('a token that one instance removes is refused by the other at once', async () => {
  const url = await server.newDatabase()
  const [one, other] = [await open(url), await open(url)]
  const { userOwner } = await one.change((repositories) => createOwners(repositories))
  const token = await one.change(({ tokens }) => tokens.create(newToken(userOwner, 'secret'), NOON))
  expect(await other.findByDigest(digestOf('secret'))).toMatchObject({ id: token.id, state: 'active' })
  await one.change(({ tokens }) => tokens.setState(token.id, token.version, 'removed', NOON))
  expect(await other.findByDigest(digestOf('secret'))).toMatchObject({ id: token.id, state: 'removed' })
  expect(await other.findByDigest(digestOf('another'))).toBeUndefined()
})

test('a change whose connection is lost is refused with words, leaves nothing, and the next one is made', async () => {
  const url = await server.newDatabase()
  const store = await open(url)
  const elsewhere = await outsider(url)
  const lost = store.change(async ({ users }) => {
    await users.create(person('half'), NOON)
    await elsewhere.query(`${ENDS_IDLE} and state = 'idle in transaction'`)
    return users.create(person('done'), NOON)
  })
  expect(await refusalOf(lost)).toMatchObject({
    code: 'STORE_UNREACHABLE',
    reason: 'unreachable',
    message: expect.stringContaining('PostgreSQL'),
  })
  await store.change(({ users }) => users.create(person('next'), NOON))
  const { rows } = await store.read(({ users }) =>
    users.list({ limit: 10, sort: { by: 'createdAt', direction: 'ascending' } }),
  )
  expect(rows.map(({ username }) => username)).toEqual(['next'])
})

test('all connections lost while nothing is asked are made again by the next question', async () => {
  const url = await server.newDatabase()
  const store = await open(url)
  await store.change(({ users }) => users.create(person('ada'), NOON))
  await store.findByDigest(digestOf('x'))
  await (await outsider(url)).query(ENDS_IDLE)
  // A question may still meet a connection that is about to be lost; it is refused in words, and asked again.
  const answered = async (ask: () => Promise<unknown>): Promise<unknown> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await ask()
      } catch (error) {
        expect(error).toMatchObject({ code: 'STORE_UNREACHABLE' })
        if (attempt === 10) throw error
      }
    }
  }
  expect(await answered(() => store.findByDigest(digestOf('x')))).toBeUndefined()
  expect(await answered(() => store.facts())).toMatchObject({ users: { count: 1 } })
})

test('a connection whose other end is gone without a word costs one question its patience, and no more', async () => {
  const url = new URL(await server.newDatabase())
  const proxy = await silentProxy({ host: url.hostname, port: Number(url.port) })
  onTestFinished(proxy.close)
  url.port = String(proxy.port)
  const store = await open(url.href, { patience: { listMs: 300, verificationMs: 300, turnMs: 5_000 } })
  await store.change(({ users }) => users.create(person('ada'), NOON))
  await store.findByDigest(digestOf('x'))
  for (const ask of [() => store.findByDigest(digestOf('x')), () => store.facts()]) {
    proxy.fallSilent()
    expect(await refusalOf(ask())).toMatchObject({ code: 'STORE_UNREACHABLE' })
    await ask()
  }
  proxy.fallSilent()
  expect(await refusalOf(store.change(({ users }) => users.create(person('eve'), NOON)))).toMatchObject({
    code: 'STORE_UNREACHABLE',
  })
  await store.change(({ users }) => users.create(person('bob'), NOON))
  expect(await store.facts()).toMatchObject({ users: { count: 2 } })
})

test('where another holds the turn for too long, a change is refused with words, and made once the turn is free', async () => {
  const url = await server.newDatabase()
  const one = await open(url)
  const other = await open(url, { patience: { ...USUAL_PATIENCE, turnMs: 50 } })
  const holds = Promise.withResolvers<void>()
  const done = Promise.withResolvers<void>()
  const held = one.change(async () => {
    holds.resolve()
    await done.promise
  })
  await holds.promise
  expect(await refusalOf(other.change(({ users }) => users.create(person('ada'), NOON)))).toMatchObject({
    code: 'STORE_UNREACHABLE',
    reason: 'busy',
    message: expect.stringContaining('Nothing was changed.'),
  })
  expect(await other.facts()).toMatchObject({ users: { count: 0 } })
  done.resolve()
  await held
  await other.change(({ users }) => users.create(person('ada'), NOON))
})

test('a server that is not there, and one that lets nobody in, are told apart in words', async () => {
  const url = await server.newDatabase()
  const port = await freePort()
  expect(await refusalOf(open(`postgres://postgres@127.0.0.1:${port}/none`))).toMatchObject({
    code: 'STORE_UNREACHABLE',
    reason: 'unreachable',
    message: expect.stringContaining('PostgreSQL runs'),
  })
  for (const wrong of [url.replace(':trial@', ':wrong@'), url.replace(/\/[^/]+$/, '/nowhere')])
    expect(await refusalOf(open(wrong))).toMatchObject({
      code: 'STORE_UNREACHABLE',
      reason: 'refused',
      message: expect.stringContaining('password'),
    })
})

test('a database of a newer release is refused and left alone', async () => {
  const url = await server.newDatabase()
  const newer = [...storeMigrations, { name: '9999-of-tomorrow', up: async () => {} }]
  await (await open(url, { migrations: newer })).close()
  expect(await refusalOf(open(url))).toMatchObject({ code: 'STORE_TOO_NEW' })
  const { rows } = await (await outsider(url)).query('select name from token_desk.kysely_migration order by name')
  expect(rows.map(({ name }) => name)).toEqual(newer.map(({ name }) => name))
})

test('names of an earlier release stand where each language has them, and are found as they are now', async () => {
  const url = await server.newDatabase()
  await (await open(url, { migrations: storeMigrations.slice(0, STEPS_BEFORE_ORDER) })).close()
  await (await outsider(url)).query(`set search_path to token_desk; ${NAMES_BEFORE_ORDER}`)
  await expectOrderedNames(await open(url))
})

test('a database that can only be read says so at the start', async () => {
  const url = await server.newDatabase()
  await (await open(url)).close()
  const name = new URL(url).pathname.slice(1)
  await (await outsider(url)).query(`alter database ${name} set default_transaction_read_only = on`)
  expect(await refusalOf(open(url))).toMatchObject({ code: 'STORE_UNREACHABLE', reason: 'read-only' })
})

test('uses of a token that several instances note are written once a minute, and keep no change waiting', async () => {
  const url = await server.newDatabase()
  const [one, other] = [await open(url), await open(url)]
  const { userOwner } = await one.change((repositories) => createOwners(repositories))
  const token = await one.change(({ tokens }) => tokens.create(newToken(userOwner, 'secret'), NOON))
  one.noteAccess(token.id, NOON + 1_000)
  other.noteAccess(token.id, NOON + 2_000)
  other.noteAccess(token.id, NOON + 1_500)
  // What is buffered is written when a store closes.
  await one.close()
  await other.close()
  const after = await open(url)
  const stored = await after.read(({ tokens }) => tokens.get(token.id, NOON))
  expect(stored?.lastAccessAt).toBe(new Date(NOON + 1_000).toISOString())
  expect(stored?.version).toBe(token.version)
})

test('a page is read by as many rows as it has, in each order and language, however many tokens there are', async () => {
  const url = await server.newDatabase()
  const most = 6_000
  await fillWithTokens(url, most)
  const elsewhere = await outsider(url)
  /** How many rows of the tables and entries of the indexes have been read: counted once who read them is gone. */
  const read = async () => {
    const others = 'select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()'
    await vi.waitFor(async () => expect((await elsewhere.query(others)).rowCount).toBe(0))
    const { rows } = await elsewhere.query<{ count: string }>(
      `select (select sum(seq_tup_read) from pg_stat_user_tables where relname in ('tokens', 'token_modules'))
        + (select sum(idx_tup_read) from pg_stat_user_indexes where relname in ('tokens', 'token_modules')) as count`,
    )
    return Number(rows[0]?.count)
  }
  for (const [by, language] of [
    ['createdAt', 'en'],
    ['name', 'en'],
    ['name', 'cs'],
    ['expiresAt', 'en'],
    ['lastAccessAt', 'en'],
  ] as const)
    for (const filter of [{}, { module: 'orders' }]) {
      const before = await read()
      const store = await open(url)
      const page = (cursor: string | undefined) =>
        store.read(({ tokens }) => {
          const sort = { by, direction: 'descending' } as const
          return tokens.list({ limit: 100, sort, language, cursor, ...filter }, 'all', NOON)
        })
      const first = await page(undefined)
      const next = await page(first.nextCursor ?? undefined)
      expect([...first.rows, ...next.rows]).toHaveLength(200)
      await store.close()
      const count = (await read()) - before
      expect(count).toBeGreaterThan(200)
      expect(count).toBeLessThan(most / 2)
    }
})

/** Makes a store with so many tokens in each of three states, all of them with one module. */
async function fillWithTokens(url: string, count: number): Promise<void> {
  const store = await openPostgresStore({ url, clock: testClock(), random: testRandom, log: silentLog })
  await store.change(async (all) => {
    const { userOwner } = await createOwners(all)
    await all.tokens.create(newToken(userOwner, 'the first', { modules: ['orders'] }), NOON)
  })
  await store.close()
  const client = new pg.Client(url)
  await client.connect()
  const { rows } = await client.query<{ name: string }>(
    `select column_name as name from information_schema.columns where table_schema = 'token_desk' and table_name = 'tokens'
      and is_generated = 'NEVER' and column_name not in ('id', 'public_id', 'digest', 'state', 'name_folded')`,
  )
  const others = rows.map(({ name }) => name).join(', ')
  for (const state of ['active', 'disabled', 'removed'])
    await client.query(
      `insert into token_desk.tokens (public_id, digest, state, name_folded, ${others})
        select '${state}-' || number, sha256(('${state}' || number)::bytea), '${state}', number || ' portal', ${others}
        from token_desk.tokens, generate_series(1, ${count}) as number where tokens.id = 1`,
    )
  await client.query(`insert into token_desk.token_modules (token_id, module_id, owner_kind)
    select tokens.id, module_id, token_modules.owner_kind from token_desk.tokens, token_desk.token_modules where tokens.id > 1`)
  // As the database does by itself, sooner or later.
  await client.query('vacuum analyze')
  await client.end()
}

test('what else is in the database is neither in the way nor touched', async () => {
  const url = await server.newDatabase()
  const elsewhere = await outsider(url)
  await elsewhere.query("create table public.users as select 'somebody' as name")
  const store = await open(url)
  await store.change(({ users }) => users.create(person('ada'), NOON))
  expect((await elsewhere.query('select * from public.users')).rows).toEqual([{ name: 'somebody' }])
})

test('tokens that lapsed are marked whichever instance is asked, and a check finds the store sound', async () => {
  const url = await server.newDatabase()
  const clock = testClock()
  const store = await open(url, { clock })
  const { userOwner } = await store.change((repositories) => createOwners(repositories))
  await store.change(({ tokens }) => tokens.create(newToken(userOwner, 'short', { expiresAt: NOON + DAY_MS }), NOON))
  clock.set(NOON + 2 * DAY_MS)
  const expired = await store.read(({ tokens }) => tokens.count({ status: ['expired'] }, 'all', clock.now()))
  expect(expired).toEqual({ count: 1, exact: true })
  expect(await store.startCheck().problems).toEqual([])
})

async function freePort(): Promise<number> {
  const listener = createServer()
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  const address = listener.address()
  await new Promise((resolve) => listener.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : 0
}
