import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { TokenState, WithdrawalReason } from '../../../src-shared/schemas/tokens.ts'
import { flagWhere, gathered, isAmong, listedNumbers, listedTexts, lookingUp } from '../dialect.ts'
import type { StoreSchema } from '../schema.ts'
import type { TokenBatchRepository, TokenScope } from '../store.ts'
import { type ListLimits, pageOfIds } from './list-engine.ts'
import { tokenListPlan } from './token-list.ts'
import { summariesOf } from './token-repository.ts'
import { stateColumns } from './token-state-columns.ts'

export function tokenBatchRepository(database: Kysely<StoreSchema>): TokenBatchRepository {
  return {
    numbersOf: async (ids) => {
      const { rows } = await sql<{ id: number }>`select tokens.id from ${listedTexts(ids, 'wanted')}
        ${lookingUp} tokens on tokens.public_id = wanted.value
        where tokens.state <> 'deleted' order by wanted.key`.execute(database)
      return rows.map((row) => row.id)
    },

    highestNumber: async () => {
      const { rows } = await sql<{ highest: number | null }>`select max(id) as highest from tokens`.execute(database)
      return rows[0]?.highest ?? 0
    },

    matching: async (filter, scope, now, from) => {
      const plan = await tokenListPlan(database, filter, scope, now, 'id')
      const page = await pageOfIds(
        database,
        plan,
        {
          sorting: { key: 'id', direction: 'descending' },
          cursor: from ?? undefined,
          limit: STRETCH_ROWS,
          about: 'a walk over all',
        },
        STRETCH_LIMITS,
      )
      return { numbers: page.ids, next: page.nextCursor }
    },

    choose: async (numbers, { states, scope }, now) => {
      const reached = scopeTest(scope)
      const state = sql`case when tokens.state = 'disabled' and tokens.disabled_until <= ${now} then 'active' else tokens.state end`
      const fits = sql`${state} in (${sql.join(states)})`
      const { rows } = await sql<{ list: string; outOfScope: number; otherState: number }>`select
          ${gathered(sql`tokens.id`, { order: sql`wanted.key`, where: sql`${reached} and ${fits}` })} as list,
          count(*) filter (where not ${reached}) as "outOfScope",
          count(*) filter (where ${reached} and not ${fits}) as "otherState"
        from ${listedNumbers(numbers, 'wanted')} ${lookingUp} tokens on tokens.id = wanted.value`.execute(database)
      const { list = '[]', outOfScope = 0, otherState = 0 } = rows[0] ?? {}
      return { numbers: JSON.parse(list), outOfScope, otherState }
    },

    summaries: (numbers, now) => summariesOf(database, numbers, now),

    setStates: async (numbers, state, now, why) => {
      await database
        .updateTable('tokens')
        .set(stateColumns(state, now, why))
        .where(isAmong('id', numbers))
        .execute()
    },

    reinstate: async (numbers, { state, from, until }, now) => {
      const [at, before] =
        state === 'deleted' ? (['deleted_at', 'deleted_from'] as const) : (['removed_at', 'removed_from'] as const)
      const rows = await database
        .updateTable('tokens')
        .set(columnsBefore(state, now))
        .where(isAmong('id', numbers))
        .where('state', '=', state)
        .where(at, '>=', from)
        .where(at, '<=', until)
        .where(before, 'is not', null)
        .where(sql<boolean>`withdrawal_reason is distinct from 'compromised'`)
        .returning('id')
        .execute()
      return rows.map(({ id }) => id).sort((one, other) => one - other)
    },
  }
}

/** What puts withdrawn tokens back. Of one that was removed before it was deleted, its removal stays. */
function columnsBefore(state: 'removed' | 'deleted', now: number) {
  const version = sql<number>`version + 1`
  const lapsed = flagWhere(sql`expires_order <= ${now}`)
  const noDeletion = { deleted_at: null, deleted_from: null }
  if (state === 'removed')
    return {
      ...noDeletion,
      state: sql<TokenState>`removed_from`,
      version,
      lapsed,
      removed_at: null,
      removed_from: null,
      withdrawal_reason: null,
    }
  return {
    ...noDeletion,
    state: sql<TokenState>`deleted_from`,
    version,
    lapsed: flagWhere(sql`deleted_from <> 'removed' and expires_order <= ${now}`),
    withdrawal_reason: sql<WithdrawalReason | null>`case when deleted_from = 'removed' then withdrawal_reason end`,
  }
}

/** So many rows that a stretch takes about 10 ms: others have their turn between two. */
const STRETCH_ROWS = 2_000
const STRETCH_LIMITS: ListLimits = {
  sorted: 4_000,
  few: 500,
  walkedAtFirst: 4_000,
  walked: 4_000,
  counted: 0,
}

function scopeTest(scope: TokenScope): RawBuilder<unknown> {
  if (scope === 'all') return sql`true`
  const own = sql`(tokens.owner_kind = 'user'
    and tokens.owner_user_id = (select id from users where public_id = ${scope.ownUserId}))`
  // Never null, also for a token without an owning user: `not` of it must be told apart.
  return scope.contacts ? sql`(tokens.owner_kind = 'contact' or ${own})` : own
}
