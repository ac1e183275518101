import fc from 'fast-check'
import type { Kysely } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Language, language } from '../../../../src-shared/schemas/common.ts'
import type { OwnerKind, TokenState, TokenStatus, TokenUse } from '../../../../src-shared/schemas/tokens.ts'
import { fold, searchWords } from '../../fold.ts'
import { noteSomeLapsed } from '../../repositories/lapse.ts'
import { countMatches, LIST_LIMITS, type ListLimits, pageOfIds } from '../../repositories/list-engine.ts'
import { repositories } from '../../repositories/repositories.ts'
import { sortKey } from '../../repositories/search.ts'
import { tokenCountPlan, tokenListPlan } from '../../repositories/token-list.ts'
import type { StoreSchema } from '../../schema.ts'
import type { TokenFilter, TokenScope } from '../../store.ts'
import { keyOfName } from '../key-of-name.ts'
import { DAY_MS, digestOf, NOON, newToken, person, testRandom } from '../store-fixture.ts'

/** A token as the brute force sees it. */
interface Known {
  readonly row: number
  readonly id: string
  readonly name: string
  readonly ownerKind: OwnerKind
  readonly ownerId: string
  readonly ownerName: string
  readonly state: TokenState
  readonly expiresAt: number | null
  readonly lastAccessAt: number | null
  readonly modules: readonly string[]
}
type By = 'createdAt' | 'name' | 'expiresAt' | 'lastAccessAt'
interface Query {
  readonly filter: TokenFilter
  readonly scope: 'all' | 'support' | 'member' | 'nobody'
  readonly by: By
  readonly language: Language
  readonly direction: 'ascending' | 'descending'
  readonly limit: number
  readonly now: number
}

const WORDS = [
  'portal',
  'Portál',
  'order',
  'ORDERS',
  'gate',
  'ga',
  'x',
  '100%',
  'a_b',
  '"quoted"',
  'Žofie',
  'NEAR',
  'Choceň',
  'cyril',
  'čáp',
  'Hz',
  'ısı',
  'ist',
  'Şile',
  '*',
]
const TIMES = [-400, -30, -1, 0, 1, 6, 7, 8, 29, 30, 31, 365].map((days) => NOON + days * DAY_MS)
const ACCESS_TIMES = [-400, -91, -90, -30, -1, 0].map((days) => NOON + days * DAY_MS)
const MODULES = ['order-status', 'orders', 'invoices']

const word = fc.constantFrom(...WORDS)
const draft = fc.record({
  name: fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join(' ')),
  owner: fc.nat({ max: 6 }),
  state: fc.constantFrom<TokenState>('active', 'active', 'active', 'disabled', 'removed', 'deleted'),
  expiresAt: fc.option(fc.constantFrom(...TIMES), { freq: 4 }),
  lastAccessAt: fc.option(fc.constantFrom(...ACCESS_TIMES), { freq: 2 }),
  modules: fc.uniqueArray(fc.constantFrom(...MODULES), { maxLength: 3 }),
})

/** Mostly absent, so that every combination of few filters comes up often. */
const seldom = <Value>(value: fc.Arbitrary<Value>) =>
  fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value })
const filter = fc.record({
  search: seldom(
    fc.oneof(
      word,
      fc.array(word, { maxLength: 2 }).map((words) => words.join(' ')),
      fc.constantFrom('tkn-', 'rta', 'p', 'c', 'ada l', '%', '""', 'AND OR'),
    ),
  ),
  status: seldom(
    fc.uniqueArray(fc.constantFrom<TokenStatus>('active', 'expired', 'disabled', 'removed'), { maxLength: 4 }),
  ),
  ownerKind: seldom(fc.uniqueArray(fc.constantFrom<OwnerKind>('user', 'technical-user', 'contact'), { maxLength: 3 })),
  ownerId: seldom(fc.nat({ max: 6 })),
  module: seldom(fc.constantFrom(...MODULES, 'no-such')),
  expiringWithinDays: seldom(fc.constantFrom(1, 7, 30, 400)),
  expiringBetween: seldom(
    fc.tuple(fc.constantFrom(...TIMES), fc.constantFrom(...TIMES)).map(([from, before]) => ({
      from: new Date(from).toISOString(),
      before: new Date(before).toISOString(),
    })),
  ),
  use: seldom(fc.constantFrom<TokenUse>('never', 'unused-90-days')),
})

const query = fc.record({
  filter,
  scope: fc.constantFrom('all' as const, 'all' as const, 'support' as const, 'member' as const, 'nobody' as const),
  by: fc.constantFrom<By>('createdAt', 'name', 'expiresAt', 'lastAccessAt'),
  language: fc.constantFrom(...language.options),
  direction: fc.constantFrom('ascending' as const, 'descending' as const),
  limit: fc.integer({ min: 1, max: 9 }),
  // Before, at and after what the index aid was last told, so that it lags behind and runs ahead.
  now: fc.constantFrom(NOON, NOON, NOON - 10 * DAY_MS, NOON + 7 * DAY_MS, NOON + 7 * DAY_MS - 1),
})

/** So low that a few dozen rows take every way that a million take. */
const LOW_LIMITS: ListLimits = { sorted: 6, few: 1, walkedAtFirst: 5, walked: 7, counted: 8 }

/** The tables of a new, empty store, to write and to read. */
export interface OpenedTables {
  readonly writer: Kysely<StoreSchema>
  readonly reader: Kysely<StoreSchema>
  close(): Promise<void>
}

/** Every list of tokens, against a look at all of them with nothing but JavaScript. */
export function tokenLists(open: () => Promise<OpenedTables>): void {
  let opened: OpenedTables
  let known: Known[]
  let owners: { kind: OwnerKind; id: string; name: string }[]

  beforeAll(async () => {
    opened = await open()
    const database = opened.writer
    await database.transaction().execute(async (transaction) => {
      const into = repositories(transaction, testRandom)
      owners = []
      for (const name of ['Ada Lovelace', 'Žofie Nová', 'Portal Orders']) {
        const user = await into.users.create(person(name.replace(' ', '.'), { fullName: name }), NOON)
        owners.push({ kind: 'user', id: user.id, name })
      }
      const robot = await into.users.create(
        { ...person('robot', { fullName: 'Order robot', role: null }), kind: 'technical' },
        NOON,
      )
      owners.push({ kind: 'technical-user', id: robot.id, name: 'Order robot' })
      const customer = await into.customers.create({ name: 'Acme', reference: null }, NOON)
      for (const name of ['Zofie Gate', 'Ada Gate', 'Ōta']) {
        const contact = await into.contacts.create(
          { customerId: customer.id, fullName: name, email: null, phone: null, jobTitle: null },
          NOON,
        )
        owners.push({ kind: 'contact', id: contact.id, name })
      }
      known = []
      for (const [index, each] of fc.sample(draft, { numRuns: 90, seed: 7 }).entries())
        known.push(await insert(each, index))

      async function insert(
        each: typeof draft extends fc.Arbitrary<infer Draft> ? Draft : never,
        index: number,
      ): Promise<Known> {
        const owner = owners[each.owner]!
        const token = await into.tokens.create(
          newToken({ kind: owner.kind, id: owner.id }, `${index}`, {
            name: each.name,
            expiresAt: each.expiresAt,
            modules: each.modules,
            digest: digestOf(`${index}`),
          }),
          NOON,
        )
        if (each.state !== 'active') await into.tokens.setState(token.id, token.version, each.state, NOON)
        await transaction
          .updateTable('tokens')
          .set({ last_access_at: each.lastAccessAt })
          .where('public_id', '=', token.id)
          .execute()
        return {
          ...each,
          row: index + 1,
          id: token.id,
          ownerKind: owner.kind,
          ownerId: owner.id,
          ownerName: owner.name,
        }
      }
    })
    return () => opened.close()
  })

  describe('paging through any filter and sort', () => {
    test('also of a short search, at a time before and after what the index aid was told', async () => {
      for (const now of [NOON - 10 * DAY_MS, NOON + 7 * DAY_MS - 1, NOON + 7 * DAY_MS, NOON + 40 * DAY_MS])
        for (const by of ['createdAt', 'name', 'expiresAt', 'lastAccessAt'] as const)
          for (const search of ['x', 'a', 'ga', 'c'])
            for (const limits of [LIST_LIMITS, LOW_LIMITS]) {
              const rest = { scope: 'all', by, language: 'cs', direction: 'ascending', limit: 3, now } as const
              const asked: Query = { filter: { search }, ...rest }
              const { ids, orders } = await pagesOf(asked, limits)
              expect(ids).toEqual(bruteForce(asked, orders[0] ?? 'as-asked').map((token) => token.row))
            }
    })

    test('gives exactly what a look at every token gives, each once, in order', async () => {
      await fc.assert(
        fc.asyncProperty(query, async (asked) => {
          const { ids, orders } = await pagesOf(prepared(asked), LIST_LIMITS)
          expect(ids).toEqual(bruteForce(prepared(asked), 'as-asked').map((token) => token.row))
          expect(orders).not.toContain('newest-first')
        }),
        { numRuns: 600 },
      )
    })

    test('also where too much matches to be sorted: then newest first, and it says so', async () => {
      let walked = 0
      await fc.assert(
        fc.asyncProperty(query, async (asked) => {
          const { ids, orders } = await pagesOf(prepared(asked), LOW_LIMITS)
          const order = orders[0] ?? 'as-asked'
          if (order === 'newest-first') walked += 1
          expect(new Set(orders).size).toBeLessThanOrEqual(1)
          expect(ids).toEqual(bruteForce(prepared(asked), order).map((token) => token.row))
        }),
        { numRuns: 600 },
      )
      expect(walked).toBeGreaterThan(20)
    })

    test('counts agree with it, and say when they stopped counting', async () => {
      await fc.assert(
        fc.asyncProperty(query, async (asked) => {
          const wanted = prepared(asked)
          const matches = bruteForce(wanted, 'as-asked').length
          const plan = (now: number) => tokenCountPlan(views(), wanted.filter, scopeOf(wanted.scope), now)
          expect(await countMatches(views(), await plan(wanted.now))).toEqual({ count: matches, exact: true })
          const low = await countMatches(views(), await plan(wanted.now), LOW_LIMITS)
          if (low.exact) expect(low.count).toBe(matches)
          else expect(low.count).toBeLessThanOrEqual(matches)
        }),
        { numRuns: 600 },
      )
    })

    test('rows that stay are seen exactly once, however others come, go and change between the pages', async () => {
      const database = opened.writer
      const change = fc.record({
        name: word,
        take: fc.nat({ max: 400 }),
        expiresAt: fc.option(fc.constantFrom(...TIMES)),
      })
      await fc.assert(
        fc.asyncProperty(query, fc.array(change, { maxLength: 12 }), async (asked, changes) => {
          const wanted = prepared(asked)
          const guests: number[] = []
          const rollBack = new Error('roll back')
          await database
            .transaction()
            .execute(async (transaction) => {
              const into = repositories(transaction, testRandom)
              const seen: number[] = []
              let cursor: string | undefined
              do {
                const page = await pageWith(transaction, wanted, cursor, LIST_LIMITS)
                seen.push(...page.ids)
                cursor = page.nextCursor ?? undefined
                const next = changes.pop()
                if (next !== undefined) {
                  const owner = owners[next.take % owners.length]!
                  const token = await into.tokens.create(
                    newToken({ kind: owner.kind, id: owner.id }, `${next.take}`, {
                      name: next.name,
                      expiresAt: next.expiresAt,
                      digest: digestOf(`guest ${guests.length}`),
                    }),
                    NOON,
                  )
                  guests.push(guests.length)
                  if (next.take % 3 === 0) await into.tokens.setState(token.id, 1, 'disabled', NOON)
                }
              } while (cursor !== undefined)
              const stayed = seen.filter((row) => row <= known.length)
              expect(stayed).toEqual(bruteForce(wanted, 'as-asked').map((token) => token.row))
              expect(new Set(seen).size).toBe(seen.length)
              throw rollBack
            })
            .catch((error: unknown) => {
              if (error !== rollBack) throw error
            })
        }),
        { numRuns: 150 },
      )
    })
  })

  test('a page that has looked at enough rows is short, even empty, and its cursor goes on to everything that matches', async () => {
    const asked: Query = {
      filter: { search: 'portal', module: 'invoices' },
      scope: 'all',
      by: 'createdAt',
      language: 'en',
      direction: 'descending',
      limit: 9,
      now: NOON,
    }
    const limits: ListLimits = { sorted: 2, few: 1, walkedAtFirst: 1, walked: 1, counted: 8 }
    const first = await pageWith(views(), asked, undefined, limits)
    expect(first.ids.length).toBeLessThanOrEqual(1)
    expect(first.nextCursor).not.toBeNull()
    const { ids, orders } = await pagesOf(asked, limits)
    expect(ids).toEqual(bruteForce(asked, 'as-asked').map((token) => token.row))
    expect(ids.length).toBeGreaterThan(2)
    expect(orders.length).toBeGreaterThan(ids.length)
  })

  test('a token whose expiration has passed is expired before and after the index aid was told', async () => {
    const later = NOON + 8 * DAY_MS
    const ask = () =>
      pagesOf(
        {
          filter: { status: ['expired'] },
          scope: 'all',
          by: 'expiresAt',
          language: 'en',
          direction: 'ascending',
          limit: 5,
          now: later,
        },
        LIST_LIMITS,
      )
    const before = await ask()
    expect(await noteSomeLapsed(opened.writer, later)).toBe(false)
    expect(await ask()).toEqual(before)
    expect(before.ids).toEqual(
      bruteForce(
        {
          filter: { status: ['expired'] },
          scope: 'all',
          by: 'expiresAt',
          language: 'en',
          direction: 'ascending',
          limit: 5,
          now: later,
        },
        'as-asked',
      ).map((token) => token.row),
    )
  })

  const views = () => opened.reader

  function prepared(
    asked: Omit<Query, 'filter'> & { filter: Omit<TokenFilter, 'ownerId'> & { ownerId?: number | string | undefined } },
  ): Query {
    const { ownerId, ...rest } = asked.filter
    return { ...asked, filter: typeof ownerId === 'number' ? { ...rest, ownerId: owners[ownerId]!.id } : rest }
  }

  function scopeOf(scope: Query['scope']): TokenScope {
    if (scope === 'all') return 'all'
    const own = scope === 'nobody' ? 'USR-0000-0000' : owners[0]!.id
    return { contacts: scope === 'support', ownUserId: own as `USR-${string}` }
  }

  async function pageWith(
    database: ReturnType<typeof views>,
    asked: Query,
    cursor: string | undefined,
    limits: ListLimits,
  ) {
    const column = {
      createdAt: 'id',
      name: 'name_folded',
      expiresAt: 'expires_order',
      lastAccessAt: 'last_access_order',
    }[asked.by]
    const key = sortKey(column, { search: asked.filter.search, language: asked.language })
    const plan = await tokenListPlan(database, asked.filter, scopeOf(asked.scope), asked.now, key)
    return pageOfIds(
      database,
      plan,
      { sorting: { key, direction: asked.direction }, cursor, limit: asked.limit, about: asked.filter },
      limits,
    )
  }

  async function pagesOf(asked: Query, limits: ListLimits): Promise<{ ids: number[]; orders: string[] }> {
    const database = views()
    const ids: number[] = []
    const orders: string[] = []
    let cursor: string | undefined
    do {
      const page = await pageWith(database, asked, cursor, limits)
      ids.push(...page.ids)
      orders.push(page.order)
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    return { ids, orders }
  }

  /** The same question, answered by looking at every token with nothing but JavaScript. */
  function bruteForce({ filter: wanted, scope, by, direction, now, language }: Query, order: string): Known[] {
    const matching = known.filter((token) => {
      if (token.state === 'deleted') return false
      if (scope !== 'all') {
        const own = scope !== 'nobody' && token.ownerId === owners[0]!.id
        if (!own && !(scope === 'support' && token.ownerKind === 'contact')) return false
      }
      const status = statusOf(token, now)
      if (wanted.status?.length && !wanted.status.includes(status)) return false
      if (wanted.ownerKind?.length && !wanted.ownerKind.includes(token.ownerKind)) return false
      if (wanted.ownerId !== undefined && token.ownerId !== wanted.ownerId) return false
      if (wanted.module !== undefined && !token.modules.includes(wanted.module)) return false
      if (wanted.expiringWithinDays !== undefined) {
        if (status !== 'active' || token.expiresAt === null) return false
        if (token.expiresAt > now + wanted.expiringWithinDays * DAY_MS) return false
      }
      if (wanted.expiringBetween !== undefined) {
        if (status !== 'active' || token.expiresAt === null) return false
        if (token.expiresAt < Date.parse(wanted.expiringBetween.from)) return false
        if (token.expiresAt >= Date.parse(wanted.expiringBetween.before)) return false
      }
      if (wanted.use === 'never' && token.lastAccessAt !== null) return false
      if (wanted.use === 'unused-90-days')
        if (token.lastAccessAt === null || token.lastAccessAt >= now - 90 * DAY_MS) return false
      return matchesSearch(token, wanted.search)
    })
    const keys: Readonly<Record<By, (token: Known) => string | number>> = {
      createdAt: (token) => token.row,
      name: (token) => keyOfName(token.name, language, wanted.search),
      expiresAt: (token) => token.expiresAt ?? Number.POSITIVE_INFINITY,
      lastAccessAt: (token) => token.lastAccessAt ?? 0,
    }
    const key = order === 'newest-first' ? keys.createdAt : keys[by]
    const sign = order === 'newest-first' || direction === 'descending' ? -1 : 1
    return matching.sort((a, b) => sign * (compare(key(a), key(b)) || a.row - b.row))
  }
}

function matchesSearch(token: Known, search: string | undefined): boolean {
  const words = searchWords(search ?? '')
  if (words.length === 0) return true
  if (words.every((each) => [...each].length < 3)) return fold(token.name).startsWith(fold(search ?? ''))
  const fields = [fold(token.name), token.id.toLowerCase(), fold(token.ownerName)]
  return words.every((each) => fields.some((field) => field.includes(each)))
}

function statusOf({ state, expiresAt }: Known, now: number): TokenStatus {
  if (state === 'removed' || state === 'deleted') return 'removed'
  return expiresAt !== null && expiresAt <= now ? 'expired' : state
}

function compare(a: string | number, b: string | number): number {
  if (typeof a === 'string') return Buffer.from(a).compare(Buffer.from(String(b)))
  return a === b ? 0 : a < Number(b) ? -1 : 1
}
