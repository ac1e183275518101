import { openDesk } from '../src-core/open-desk.ts'
import { startPostgresServer } from '../src-core/store/testing/postgres-server.ts'
import type { Call, InputOf } from '../src-shared/contract/calls.ts'
import type { DeskCalls } from '../src-shared/contract/index.ts'
import type { Language } from '../src-shared/schemas/common.ts'
import { ownerKind, tokenStatus } from '../src-shared/schemas/tokens.ts'
import type { BenchData } from './data.ts'
import { nameOf } from './name-of.ts'
import { copyToPostgres } from './postgres-copy.ts'
import { callsOf, signedInDesk, signIn } from './signed-in.ts'
import { supportOperator } from './support-operator.ts'
import { type BenchLine, skipped, withoutBudget } from './table.ts'
import { type Question, worstLine } from './worst.ts'

const SETTING = { rounds: 2, budgetMs: 20 }

type TokenQuery = InputOf<DeskCalls, 'tokens.list'>
type Filter = Omit<TokenQuery, 'sort' | 'limit' | 'cursor'>

/** The first page in every order under every filter and many combinations of filters, as an administrator and as support. */
export async function firstPageLines(data: BenchData): Promise<BenchLine[]> {
  const { desk, call } = await signedInDesk(data.copy(), data)
  try {
    const owners = await someOwners(call)
    const support = callsOf(desk, await supportOperator(desk, call))
    const now = Date.now()
    return [
      await worstLine(
        'first page of tokens, any sort and filter',
        tokenQuestions(call, tokenFilters(now, owners)),
        SETTING,
      ),
      await lineByNameIn('cs', call, tokenFilters(now, owners)),
      await lineByNameIn('tr', call, tokenFilters(now, owners)),
      await worstLine('first page of tokens, as support', tokenQuestions(support, tokenFilters(now, [])), SETTING),
      await worstLine('first page of contacts, customers and users', peopleQuestions(call), SETTING),
      await worstLine('twentieth page of tokens', await deepQuestions(call), SETTING),
      withoutBudget(
        await worstLine('number of tokens under a filter', countQuestions(call, tokenFilters(now, owners)), SETTING),
      ),
    ]
  } finally {
    await desk.close()
  }
}

/** The same of tokens on PostgreSQL, whose planner finds its own way. */
export async function postgresFirstPageLines(data: BenchData): Promise<BenchLine[]> {
  const what = 'first page of tokens on PostgreSQL, any sort and filter'
  const server = await startPostgresServer().catch((error: unknown) => String(error))
  if (typeof server === 'string') return [skipped(what, '–', server)]
  try {
    const database = await server.newDatabase()
    await copyToPostgres(data.copy(), database)
    const { desk, call } = await signIn(await openDesk({ database }), data)
    try {
      const questions = tokenQuestions(call, tokenFilters(Date.now(), await someOwners(call)))
      return [withoutBudget(await worstLine(what, questions, { ...SETTING, rounds: 1 }))]
    } finally {
      await desk.close()
    }
  } finally {
    await server.stop()
  }
}

const SORTS = (['createdAt', 'name', 'expiresAt', 'lastAccessAt'] as const).flatMap((by) =>
  (['ascending', 'descending'] as const).map((direction) => ({ by, direction })),
)

/** Every filter alone, and the combinations of status, kind, module, expiry and use, and of an owner with each. */
function tokenFilters(now: number, owners: readonly string[]): Filter[] {
  const expiring: Filter[] = [{}, { expiringWithinDays: 30 }, weekFrom(now, 70)]
  const statuses: TokenQuery['status'][] = [
    undefined,
    ...tokenStatus.options.map((status) => [status]),
    ['active', 'expired'],
    ['disabled', 'removed'],
  ]
  const kinds: TokenQuery['ownerKind'][] = [undefined, ['user'], ['contact'], ['user', 'technical-user']]
  const filters = statuses.flatMap((status) =>
    kinds.flatMap((kind) =>
      [undefined, 'order-status', 'reports'].flatMap((module) =>
        // Only active tokens are about to expire.
        (status === undefined || status.includes('active') ? expiring : [{}]).map((span) => ({
          ...(status === undefined ? {} : { status }),
          ...(kind === undefined ? {} : { ownerKind: kind }),
          ...(module === undefined ? {} : { module }),
          ...span,
        })),
      ),
    ),
  )
  const byUse = (['never', 'unused-90-days'] as const).flatMap((use) =>
    filters.filter(({ status }) => status === undefined || status.length === 1).map((filter) => ({ ...filter, use })),
  )
  const ofOwners = owners.flatMap((ownerId) =>
    [{}, { status: ['active' as const] }, { module: 'reports' }, { use: 'never' as const }, weekFrom(now, 0)].map(
      (filter) => ({ ...filter, ownerId: ownerId as NonNullable<TokenQuery['ownerId']> }),
    ),
  )
  const spans = [{ expiringWithinDays: 1 }, { expiringWithinDays: 365 }, weekFrom(now, 0), weekFrom(now, 360)]
  return [...filters, ...byUse, ...ofOwners, ...spans]
}

/** A week as the overview's chart links to it. */
function weekFrom(now: number, days: number) {
  const at = (day: number) => new Date(now + day * 86_400_000).toISOString()
  return { expiringBetween: { from: at(days), before: at(days + 7) } }
}

/** Sorted by name for somebody whose language has an alphabet of its own. */
async function lineByNameIn(language: Language, call: Call<DeskCalls>, filters: readonly Filter[]): Promise<BenchLine> {
  const sorts = SORTS.filter(({ by }) => by === 'name')
  await prefer(language, call)
  const line = await worstLine(
    `first page of tokens by name, ${language}`,
    tokenQuestions(call, filters, sorts),
    SETTING,
  )
  await prefer('en', call)
  return line
}

async function prefer(preferredLanguage: Language, call: Call<DeskCalls>): Promise<void> {
  const { version, fullName, email } = await call('profile.get', {})
  await call('profile.update', { version, fullName, email, preferredLanguage })
}

function tokenQuestions(call: Call<DeskCalls>, filters: readonly Filter[], sorts = SORTS): Question[] {
  return sorts.flatMap((sort) =>
    filters.map((filter) => ({
      name: nameOf(filter, sort),
      ask: () => call('tokens.list', { ...filter, sort }),
    })),
  )
}

function countQuestions(call: Call<DeskCalls>, filters: readonly Filter[]): Question[] {
  return filters.map((filter) => ({ name: nameOf(filter), ask: () => call('tokens.count', filter) }))
}

function peopleQuestions(call: Call<DeskCalls>): Question[] {
  const directions = ['ascending', 'descending'] as const
  const actives = [{}, { active: true }, { active: false }]
  return directions.flatMap((direction) =>
    actives.flatMap((filter) => [
      ...(['fullName', 'customer', 'createdAt'] as const).map((by) => ({
        name: `contacts ${nameOf(filter, { by, direction })}`,
        ask: () => call('contacts.list', { ...filter, sort: { by, direction } }),
      })),
      ...(['name', 'createdAt'] as const).map((by) => ({
        name: `customers ${nameOf(filter, { by, direction })}`,
        ask: () => call('customers.list', { ...filter, sort: { by, direction } }),
      })),
      ...(['fullName', 'username', 'createdAt'] as const).flatMap((by) =>
        [{}, { kind: 'technical' as const }, { role: 'support' as const }].map((more) => ({
          name: `users ${nameOf({ ...filter, ...more }, { by, direction })}`,
          ask: () => call('users.list', { ...filter, ...more, sort: { by, direction } }),
        })),
      ),
    ]),
  )
}

/** Pages far down a list, reached as a person reaches them: one after another. */
async function deepQuestions(call: Call<DeskCalls>): Promise<Question[]> {
  const questions: Question[] = []
  for (const sort of SORTS)
    for (const filter of [
      {},
      { status: ['active' as const] },
      { module: 'reports' },
      { ownerKind: ['contact' as const] },
    ]) {
      let cursor: string | undefined
      for (let page = 1; page < 20; page += 1) {
        const { nextCursor } = await call('tokens.list', {
          ...filter,
          sort,
          ...(cursor === undefined ? {} : { cursor }),
        })
        if (nextCursor === null) break
        cursor = nextCursor
      }
      if (cursor !== undefined) {
        const from = cursor
        questions.push({
          name: nameOf(filter, sort),
          ask: () => call('tokens.list', { ...filter, sort, cursor: from }),
        })
      }
    }
  return questions
}

async function someOwners(call: Call<DeskCalls>): Promise<string[]> {
  const { rows } = await call('tokens.list', { limit: 200 })
  const byKind = ownerKind.options.map((kind) => rows.find((token) => token.owner.kind === kind)?.owner.id)
  return byKind.filter((id) => id !== undefined)
}
