import type { Call } from '../src-shared/contract/calls.ts'
import type { DeskCalls } from '../src-shared/contract/index.ts'
import type { BenchData } from './data.ts'
import { nameOf } from './name-of.ts'
import { callsOf, signedInDesk } from './signed-in.ts'
import { supportOperator } from './support-operator.ts'
import { type BenchLine, withoutBudget } from './table.ts'
import { type Question, worstLine } from './worst.ts'

const SETTING = { rounds: 2, budgetMs: 50 }

/**
 * How often a text occurs in the tokens of the benchmark store decides what is hard about it: half of all rows, one in
 * fifty, one in 100,000, none; fewer letters than a trigram has; words that are frequent alone and rare together.
 */
const TEXTS = {
  frequent: 'portal',
  'frequent trigram': 'por',
  middling: 'nordwind',
  'middling in another script': '東京',
  rare: 'zephyrquartz',
  none: 'xqzvwk',
  'two letters': 'rd',
  'one letter': 'p',
  'two words': 'nordwind portal',
  'frequent alone, never together': 'portal scanner',
  'an id': 'TKN-7',
  'a person’s name': 'novak',
  'many letters': 'nordwind logistics gmbh portal of the kind that nobody has',
} as const

const PEOPLE_TEXTS = { ...TEXTS, 'an address': 'customer-3.example', 'one address': 'contact.1234@', rare: 'zaphronel' }

/** Searching by part of a name: tokens in every order and under filters, contacts and users. */
export async function searchLines(data: BenchData): Promise<BenchLine[]> {
  const { desk, call } = await signedInDesk(data.copy(), data)
  try {
    const support = callsOf(desk, await supportOperator(desk, call))
    return [
      await worstLine('search tokens by any part of a name', tokenQuestions(call), SETTING),
      await worstLine('search tokens, as support', tokenQuestions(support), SETTING),
      await worstLine('search contacts by any part of a name', contactQuestions(call), SETTING),
      await worstLine('search users by any part of a name', userQuestions(call), SETTING),
      withoutBudget(await worstLine('number of tokens found', countQuestions(call), SETTING)),
    ]
  } finally {
    await desk.close()
  }
}

const STATUSES = [{}, { status: ['active' as const] }, { status: ['removed' as const] }]
const OTHERS = [
  {},
  { ownerKind: ['technical-user' as const] },
  { module: 'reports' },
  { ownerKind: ['contact' as const], module: 'order-status' },
  { use: 'never' as const },
  { use: 'unused-90-days' as const, module: 'reports' },
]
const FILTERS = [
  ...OTHERS.flatMap((filter) => STATUSES.map((status) => ({ ...status, ...filter }))),
  { expiringWithinDays: 30 },
  { expiringWithinDays: 30, module: 'reports' },
]

function tokenQuestions(call: Call<DeskCalls>): Question[] {
  return Object.entries(TEXTS).flatMap(([name, search]) =>
    FILTERS.flatMap((filter) =>
      (['createdAt', 'name', 'expiresAt', 'lastAccessAt'] as const).flatMap((by) =>
        (['ascending', 'descending'] as const).map((direction) => ({
          name: `${name} (${search}) ${nameOf(filter, { by, direction })}`,
          ask: () => call('tokens.list', { search, ...filter, sort: { by, direction } }),
        })),
      ),
    ),
  )
}

function countQuestions(call: Call<DeskCalls>): Question[] {
  return Object.entries(TEXTS).flatMap(([name, search]) =>
    FILTERS.map((filter) => ({
      name: `${name} (${search}) ${nameOf(filter)}`,
      ask: () => call('tokens.count', { search, ...filter }),
    })),
  )
}

function contactQuestions(call: Call<DeskCalls>): Question[] {
  return Object.entries(PEOPLE_TEXTS).flatMap(([name, search]) =>
    [{}, { active: false }].flatMap((filter) =>
      (['fullName', 'customer', 'createdAt'] as const).map((by) => ({
        name: `${name} (${search}) ${nameOf(filter)} ${by}`,
        ask: () => call('contacts.list', { search, ...filter, sort: { by, direction: 'ascending' } }),
      })),
    ),
  )
}

function userQuestions(call: Call<DeskCalls>): Question[] {
  return Object.entries(PEOPLE_TEXTS).flatMap(([name, search]) =>
    (['fullName', 'username', 'createdAt'] as const).map((by) => ({
      name: `${name} (${search}) ${by}`,
      ask: () => call('users.list', { search, sort: { by, direction: 'ascending' } }),
    })),
  )
}
