import type { Call, InputOf } from '../src-shared/contract/calls.ts'
import type { DeskCalls } from '../src-shared/contract/index.ts'
import { ownerKind, tokenStatus } from '../src-shared/schemas/tokens.ts'
import type { BenchData } from './data.ts'
import { inWords } from './samples.ts'
import { callsOf, signedInDesk } from './signed-in.ts'
import { supportOperator } from './support-operator.ts'
import { type BenchLine, within } from './table.ts'
import { type Question, type WorstOf, worstOf } from './worst.ts'

const BUDGET_MS = 20
const ROUNDS = 3

type TokenQuery = InputOf<DeskCalls, 'tokens.list'>
type Filter = Omit<TokenQuery, 'sort' | 'limit' | 'cursor'>

/** The first page in every order under every filter and many combinations of filters, as an administrator and as support. */
export async function firstPageLines(data: BenchData): Promise<BenchLine[]> {
  const { desk, call } = await signedInDesk(data.copy(), data)
  try {
    const owners = await someOwners(call)
    const support = callsOf(desk, await supportOperator(desk, call))
    const tokens = await worstOf(tokenQuestions(call, tokenFilters(owners)), ROUNDS, BUDGET_MS)
    const scoped = await worstOf(tokenQuestions(support, tokenFilters([])), ROUNDS, BUDGET_MS)
    const people = await worstOf(peopleQuestions(call), ROUNDS, BUDGET_MS)
    const deep = await worstOf(await deepQuestions(call), ROUNDS, BUDGET_MS)
    const counts = await worstOf(countQuestions(call, tokenFilters(owners)), 1, BUDGET_MS)
    return [
      line('first page of tokens, any sort and filter', tokens),
      line('first page of tokens, as support', scoped),
      line('first page of contacts, customers and users', people),
      line('twentieth page of tokens', deep),
      { ...line('number of tokens under a filter', counts), budget: '–', verdict: 'no budget' },
    ]
  } finally {
    await desk.close()
  }
}

function line(what: string, found: WorstOf): BenchLine {
  return {
    what,
    measured: inWords(found.medianMs),
    reference: '–',
    budget: '≤ 20 ms',
    verdict: within(found.medianMs, BUDGET_MS),
    note: `worst of ${found.asked}: ${found.name}; p95 of all ${inWords(found.p95Ms)}${found.over > 0 ? `; ${found.over} over` : ''}`,
  }
}

const SORTS = (['createdAt', 'name', 'expiresAt', 'lastAccessAt'] as const).flatMap((by) =>
  (['ascending', 'descending'] as const).map((direction) => ({ by, direction })),
)

/** Every filter alone, and the combinations of status, kind, module and expiry. */
function tokenFilters(owners: readonly string[]): Filter[] {
  const statuses: TokenQuery['status'][] = [
    undefined,
    ...tokenStatus.options.map((status) => [status]),
    ['active', 'expired'],
    ['disabled', 'removed'],
    [...tokenStatus.options],
  ]
  const kinds: TokenQuery['ownerKind'][] = [
    undefined,
    ...ownerKind.options.map((kind) => [kind]),
    ['user', 'technical-user'],
  ]
  const modules = [undefined, 'order-status', 'reports']
  const expiring = [undefined, 30]
  const filters = statuses.flatMap((status) =>
    kinds.flatMap((kind) =>
      modules.flatMap((module) =>
        expiring.map((days) => ({
          ...(status === undefined ? {} : { status }),
          ...(kind === undefined ? {} : { ownerKind: kind }),
          ...(module === undefined ? {} : { module }),
          ...(days === undefined ? {} : { expiringWithinDays: days }),
        })),
      ),
    ),
  )
  const ofOwners = owners.map((ownerId) => ({ ownerId: ownerId as NonNullable<TokenQuery['ownerId']> }))
  return [...filters, ...ofOwners, { expiringWithinDays: 1 }, { expiringWithinDays: 365 }]
}

function tokenQuestions(call: Call<DeskCalls>, filters: readonly Filter[]): Question[] {
  return SORTS.flatMap((sort) =>
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

function nameOf(filter: object, sort?: { by: string; direction: string }): string {
  const filters = Object.entries(filter).map(
    ([name, value]) => `${name}=${Array.isArray(value) ? value.join('+') : value}`,
  )
  const order = sort === undefined ? [] : [`${sort.by} ${sort.direction}`]
  return [...filters, ...order].join(' ') || 'no filter'
}
