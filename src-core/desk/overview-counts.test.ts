import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import type { OwnerKind, TokenState } from '../../src-shared/schemas/tokens.ts'
import { weeksFrom } from '../domain/weeks.ts'
import { repositories } from '../store/repositories/repositories.ts'
import type { StoreSchema } from '../store/schema.ts'
import { openFiles } from '../store/sqlite/open.ts'
import type { Repositories, TokenFilter, TokenScope } from '../store/store.ts'
import {
  DAY_MS,
  digestOf,
  makeFolder,
  NOON,
  newToken,
  person,
  removeFolder,
  silentLog,
  testClock,
  testRandom,
} from '../store/testing/store-fixture.ts'
import { countExpirations, countTokens, type ReadOverview } from './overview-counts.ts'

const TIMES = [-400, -91, -90, -30, -1, 0, 1, 6, 7, 8, 29, 30, 31, 90, 91, 365].map((days) => NOON + days * DAY_MS)
const draft = fc.record({
  owner: fc.nat({ max: 3 }),
  state: fc.constantFrom<TokenState>('active', 'active', 'active', 'disabled', 'removed', 'deleted'),
  expiresAt: fc.option(fc.constantFrom(...TIMES), { freq: 6 }),
  lastAccessAt: fc.option(fc.constantFrom(...TIMES.slice(0, 6)), { freq: 2 }),
})
/** Before, at and after what the marks in the store were told, so that they lag behind and run ahead. */
const NOWS = [NOON, NOON - 10 * DAY_MS, NOON + 7 * DAY_MS - 1, NOON + 7 * DAY_MS, NOON + 40 * DAY_MS]

let read: <T>(work: (repositories: Repositories) => Promise<T>) => Promise<T>
let scopes: Readonly<Record<'all' | 'support' | 'member' | 'nobody', TokenScope>>

beforeAll(async () => {
  const folder = makeFolder()
  const opened = await openFiles({ folder, clock: testClock(), log: silentLog })
  const database = opened.kyselyOver<StoreSchema>(opened.writer)
  const views = opened.kyselyOver<StoreSchema>(opened.reader)
  await database.transaction().execute(async (transaction) => {
    const into = repositories(transaction, testRandom)
    const ada = await into.users.create(person('ada'), NOON)
    const bob = await into.users.create(person('bob'), NOON)
    const robot = await into.users.create({ ...person('robot', { role: null }), kind: 'technical' }, NOON)
    const customer = await into.customers.create({ name: 'Acme', reference: null }, NOON)
    const values = { customerId: customer.id, fullName: 'Zoe', email: null, phone: null, jobTitle: null }
    const contact = await into.contacts.create(values, NOON)
    const owners: readonly { kind: OwnerKind; id: string }[] = [
      { kind: 'user', id: ada.id },
      { kind: 'user', id: bob.id },
      { kind: 'technical-user', id: robot.id },
      { kind: 'contact', id: contact.id },
    ]
    scopes = {
      all: 'all',
      support: { contacts: true, ownUserId: ada.id },
      member: { contacts: false, ownUserId: ada.id },
      nobody: { contacts: false, ownUserId: 'USR-0000-0000' },
    }
    for (const [index, each] of fc.sample(draft, { numRuns: 120, seed: 11 }).entries()) {
      const owner = owners[each.owner]!
      const digest = digestOf(`${index}`)
      const token = await into.tokens.create(newToken(owner, `${index}`, { expiresAt: each.expiresAt, digest }), NOON)
      if (each.state !== 'active') await into.tokens.setState(token.id, token.version, each.state, NOON)
      const accessed = transaction.updateTable('tokens').set({ last_access_at: each.lastAccessAt })
      await accessed.where('public_id', '=', token.id).execute()
    }
  })
  read = (work) => views.transaction().execute((transaction) => work(repositories(transaction, testRandom)))
  return () => {
    opened.close({ clean: true })
    removeFolder(folder)
  }
})

const overviewOf: ReadOverview = (work) => read(({ overview }) => work(overview))
const listed = async (filter: TokenFilter, scope: TokenScope, now: number) =>
  (await read(({ tokens }) => tokens.count(filter, scope, now))).count

for (const name of ['all', 'support', 'member', 'nobody'] as const)
  test(`BY-9 · each figure is the number of rows of its list at any time, without anything having run: ${name}`, async () => {
    const scope = scopes[name]
    for (const now of NOWS)
      for (const rowsAPart of [50_000, 7]) {
        const figures = await countTokens(scope, now, overviewOf, rowsAPart)
        expect(figures.isDear).toBe(rowsAPart === 7)
        for (const status of ['active', 'expired', 'disabled', 'removed'] as const)
          for (const ownerKind of ['user', 'technical-user', 'contact'] as const) {
            const groups = figures.statuses.filter((group) => group.status === status && group.ownerKind === ownerKind)
            const count = groups.reduce((sum, group) => sum + group.count, 0)
            expect(count).toBe(await listed({ status: [status], ownerKind: [ownerKind] }, scope, now))
          }
        for (const { days, count } of figures.expiring)
          expect(count).toBe(await listed({ expiringWithinDays: days }, scope, now))
        expect(figures.neverUsed).toBe(await listed({ status: ['active'], use: 'never' }, scope, now))
        expect(figures.unused).toBe(await listed({ status: ['active'], use: 'unused-90-days' }, scope, now))
      }
  })

test('BY-9 · each week’s figure is the number of rows of its list, and the year misses none', async () => {
  for (const scope of Object.values(scopes))
    for (const now of NOWS) {
      const weeks = weeksFrom(now, 'Europe/Prague', 53)
      const { counts } = await countExpirations(scope, weeks, now, overviewOf)
      const lists = weeks.map(({ from, before }) =>
        listed(
          { expiringBetween: { from: new Date(from).toISOString(), before: new Date(before).toISOString() } },
          scope,
          now,
        ),
      )
      expect(counts).toEqual(await Promise.all(lists))
      const days = Math.floor(((weeks.at(-1)?.before ?? 0) - now) / DAY_MS)
      expect(counts.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(
        await listed({ expiringWithinDays: days }, scope, now),
      )
    }
})
