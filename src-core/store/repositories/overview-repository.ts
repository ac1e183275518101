import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { OwnerKind, TokenState, TokenStatus } from '../../../src-shared/schemas/tokens.ts'
import { flagWhere, usingIndex, whole } from '../dialect.ts'
import type { StoreSchema } from '../schema.ts'
import type { OverviewRepository, Span, StatusCount, TokenScope, UsageCount } from '../store.ts'
import { enabledAgain } from './lapse.ts'
import { UNUSED_AFTER_MS } from './token-list.ts'

/** Counts tokens by their indexes alone, a bounded part at a time, so that nobody waits for a count of all. */
export function overviewRepository(database: Kysely<StoreSchema>): OverviewRepository {
  return {
    lastRow: async () => {
      const { rows } = await sql<{ last: number | null }>`select max(id) as last from tokens`.execute(database)
      return rows[0]?.last ?? 0
    },

    countStatuses: async (scope, rows) => {
      const kinds = kindsOf(scope)
      if (kinds.length === 0) return []
      const arms = kinds.flatMap((kind) =>
        PLACES.map(
          ({
            state,
            lapsed,
          }) => sql`select ${state} as state, ${whole(lapsed)} as lapsed, ${kind} as kind, count(*) as count
            from tokens ${usingIndex('tokens_by_created')}
            where state = ${state} and lapsed = ${lapsed} and owner_kind = ${kind} and ${within('id', rows)}`,
        ),
      )
      const counted = await sql<StateCount>`${unionOf(arms)}`.execute(database)
      return counted.rows.map(({ state, lapsed, kind, count }) => ({
        status: lapsed === 1 ? 'expired' : state,
        ownerKind: kind,
        count,
      }))
    },

    countNeverUsed: (scope, rows) =>
      sumOf(
        database,
        scope,
        (kind) => sql`${activeByAccess(kind)} and last_access_order = 0 and ${within('id', rows)}`,
      ),

    firstAccess: async (scope) => {
      const firsts = kindsOf(scope).map(
        (kind) => sql`select min(last_access_order) as first from tokens ${usingIndex('tokens_by_access')}
        where state = 'active' and lapsed = 0 and owner_kind = ${kind} and last_access_order > 0`,
      )
      if (firsts.length === 0) return undefined
      const { rows } = await sql<{
        first: number | null
      }>`select min(first) as first from (${unionOf(firsts)})`.execute(database)
      return rows[0]?.first ?? undefined
    },

    countLastUsed: (scope, times) =>
      sumOf(database, scope, (kind) => sql`${activeByAccess(kind)} and ${within('last_access_order', times)}`),

    correctStatuses: (scope, now) => corrections(database, kindsOf(scope), now),

    countExpiring: async (scope, spans) => {
      const kinds = kindsOf(scope)
      if (kinds.length === 0 || spans.length === 0) return spans.map(() => 0)
      const arms = spans.flatMap((span, place) =>
        kinds.flatMap((kind) =>
          [0, 1].map(
            (
              lapsed,
            ) => sql`select ${whole(place)} as place, count(*) as count from tokens ${usingIndex('tokens_by_expiry')}
              where state = 'active' and lapsed = ${lapsed} and owner_kind = ${kind} and ${within('expires_order', span)}`,
          ),
        ),
      )
      const counted = await sql<{ place: number; count: number }>`${unionOf(arms)}`.execute(database)
      return spans.map((_, place) => total(counted.rows.filter((row) => row.place === place)))
    },

    ownStatuses: async (scope, now) => {
      if (scope === 'all') return { statuses: [], usage: NO_USAGE }
      const { rows } = await sql<UsageCount & { status: TokenStatus; count: number }>`select
          case when state = 'removed' then 'removed' when expires_order <= ${now} then 'expired'
            when disabled_until <= ${now} then 'active' else state end as status,
          count(*) as count, ${usageSums(now)}
        from tokens ${usingIndex('tokens_of_user')} where ${ownedBy(scope.ownUserId)} and state <> 'deleted'
        group by status`.execute(database)
      const { neverUsed, unused } = rows.find(({ status }) => status === 'active') ?? NO_USAGE
      return {
        statuses: rows.map(({ status, count }) => ({ status, ownerKind: 'user', count })),
        usage: { neverUsed, unused },
      }
    },

    ownExpirations: async (scope, span) => {
      if (scope === 'all') return []
      const { rows } = await sql<{ at: number }>`select expires_at as at from tokens ${usingIndex('tokens_of_user')}
        where ${ownedBy(scope.ownUserId)} and state = 'active' and ${within('expires_order', span)}`.execute(database)
      return rows.map(({ at }) => at)
    },
  }
}

interface StateCount {
  readonly state: Exclude<TokenState, 'deleted'>
  readonly lapsed: 0 | 1
  readonly kind: OwnerKind
  readonly count: number
}

const ALL_KINDS: readonly OwnerKind[] = ['user', 'technical-user', 'contact']
const PLACES = [
  { state: 'active', lapsed: 0 },
  { state: 'active', lapsed: 1 },
  { state: 'disabled', lapsed: 0 },
  { state: 'disabled', lapsed: 1 },
  { state: 'removed', lapsed: 0 },
] as const
const NO_USAGE: UsageCount = { neverUsed: 0, unused: 0 }

/** The owner kinds whose tokens are all in view. */
function kindsOf(scope: TokenScope): readonly OwnerKind[] {
  if (scope === 'all') return ALL_KINDS
  return scope.contacts ? ['contact'] : []
}

const unionOf = (arms: readonly RawBuilder<unknown>[]) => sql.join(arms, sql` union all `)

const within = (column: string, { after, until }: Span) =>
  sql`${sql.ref(column)} > ${after} and ${sql.ref(column)} <= ${until}`

const activeByAccess = (kind: OwnerKind) => sql`select count(*) as count from tokens ${usingIndex('tokens_by_access')}
  where state = 'active' and lapsed = 0 and owner_kind = ${kind}`

function ownedBy(userId: string): RawBuilder<unknown> {
  return sql`owner_user_id = (select id from users where public_id = ${userId}) and owner_kind = 'user'`
}

function usageSums(now: number): RawBuilder<unknown> {
  return sql`sum(${flagWhere(sql`last_access_order = 0`)}) as "neverUsed",
    sum(${flagWhere(sql`last_access_order > 0 and last_access_order < ${now - UNUSED_AFTER_MS}`)}) as unused`
}

async function sumOf(
  database: Kysely<StoreSchema>,
  scope: TokenScope,
  counting: (kind: OwnerKind) => RawBuilder<unknown>,
): Promise<number> {
  const kinds = kindsOf(scope)
  if (kinds.length === 0) return 0
  return total((await sql<{ count: number }>`${unionOf(kinds.map(counting))}`.execute(database)).rows)
}

const total = (rows: readonly { readonly count: number }[]) => rows.reduce((sum, { count }) => sum + count, 0)

/**
 * What the clock says of tokens whose mark `lapsed` is behind it: those that have expired since, which were counted as
 * living, and those that have not, because the clock was set back. There are few of either, and each is looked at.
 */
async function corrections(
  database: Kysely<StoreSchema>,
  kinds: readonly OwnerKind[],
  now: number,
): Promise<{ readonly statuses: StatusCount[]; readonly usage: UsageCount }> {
  if (kinds.length === 0) return { statuses: [], usage: NO_USAGE }
  const { rows } = await sql<StateCount & UsageCount>`
    select state, lapsed, owner_kind as kind, count(*) as count, ${usageSums(now)} from tokens ${usingIndex('tokens_lapsing')}
      where lapsed = 0 and state in ('active', 'disabled') and expires_at is not null and expires_at <= ${now}
        and owner_kind in (${sql.join(kinds)}) group by state, lapsed, owner_kind
    union all select state, lapsed, owner_kind as kind, count(*) as count, ${usageSums(now)}
      from tokens ${usingIndex('tokens_lapsed')} where lapsed = 1 and expires_at > ${now}
        and owner_kind in (${sql.join(kinds)}) group by state, lapsed, owner_kind`.execute(database)
  const changes = rows.map((row) => ({ ...row, sign: row.lapsed === 1 ? 1 : -1 }))
  const enabled = (
    await sql<StateCount & UsageCount>`
    select 'disabled' as state, 0 as lapsed, owner_kind as kind, count(*) as count, ${usageSums(now)} from tokens
      where id in (${enabledAgain(now)}) and expires_order > ${now} and owner_kind in (${sql.join(kinds)})
      group by owner_kind`.execute(database)
  ).rows
  const active = [...changes.filter(({ state }) => state === 'active'), ...enabled.map((row) => ({ ...row, sign: 1 }))]
  return {
    statuses: [
      ...changes.flatMap(({ state, kind, count, sign }): StatusCount[] => [
        { status: state, ownerKind: kind, count: sign * count },
        { status: 'expired', ownerKind: kind, count: -sign * count },
      ]),
      ...enabled.flatMap(({ kind, count }): StatusCount[] => [
        { status: 'active', ownerKind: kind, count },
        { status: 'disabled', ownerKind: kind, count: -count },
      ]),
    ],
    usage: {
      neverUsed: active.reduce((sum, { neverUsed, sign }) => sum + sign * neverUsed, 0),
      unused: active.reduce((sum, { unused, sign }) => sum + sign * unused, 0),
    },
  }
}
