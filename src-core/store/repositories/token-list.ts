import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { OwnerKind, TokenStatus } from '../../../src-shared/schemas/tokens.ts'
import { isThereForRow, lookingUp, usingIndex } from '../dialect.ts'
import { indexesOfLanguages } from '../name-order.ts'
import type { StoreSchema } from '../schema.ts'
import type { TokenFilter, TokenScope } from '../store.ts'
import { enabledAgain } from './lapse.ts'
import type { Cell, ListPlan, Source } from './list-engine.ts'
import { searchFilter } from './search.ts'

/** The index over the cells for each sort key. */
const INDEXES = indexesOfLanguages({
  id: 'tokens_by_created',
  name_folded: 'tokens_by_name',
  expires_order: 'tokens_by_expiry',
  last_access_order: 'tokens_by_access',
})
const ALL_KINDS: readonly OwnerKind[] = ['user', 'technical-user', 'contact']
const ALL_STATUSES: readonly TokenStatus[] = ['active', 'expired', 'disabled', 'removed']
const DAY_MS = 24 * 60 * 60 * 1000
/** A token whose last use is longer ago is unused. */
export const UNUSED_AFTER_MS = 90 * DAY_MS

/**
 * Plans a list of tokens: which cells (state, lapsed, owner kind) hold what is asked for, and which filters may be
 * selective. A status is always decided by `expires_at` and `now`; `lapsed` only says where to look.
 */
export async function tokenListPlan(
  database: Kysely<StoreSchema>,
  filter: TokenFilter,
  scope: TokenScope,
  now: number,
  sortKey: string,
): Promise<ListPlan> {
  const wanted = await resolve(database, filter, scope, now)
  const soon = soonTest(wanted)
  const usage = usageTest(filter, now)
  // Only the index by expiry or by access can tell; sorted otherwise, these rows are a source of their own.
  const sortedByExpiry = sortKey === 'expires_order'
  const sortedByAccess = sortKey === 'last_access_order'
  const cellsWith = async (...more: readonly RawBuilder<unknown>[]) =>
    wanted.isEmpty ? [] : cellsOf(database, wanted, now, more)
  const plan: ListPlan = {
    table: 'tokens',
    indexes: INDEXES,
    countIndex: sortedByAccess ? INDEXES.last_access_order : INDEXES.expires_order,
    cells: await cellsWith(...(sortedByExpiry ? soon : []), ...(sortedByAccess ? usage : [])),
    sources: [
      ...ownerSource(filter),
      ...(sortedByExpiry ? [] : soonSource(wanted)),
      ...(filter.use === undefined || sortedByAccess || wanted.isEmpty
        ? []
        : usageSource(filter, usage, await cellsWith())),
      ...moduleSource(filter, wanted),
    ],
    conditions: [
      ...rowConditions(wanted, now),
      ...soon,
      ...usage,
      ...ownerCondition(filter),
      ...moduleCondition(filter),
    ],
  }
  return searchFilter('tokens', 'name_folded', filter.search)?.applyTo(plan, sortKey) ?? plan
}

/**
 * Plans a count of tokens: by the index that tells most of the filter. Every index over the cells answers the statuses
 * without a look at the rows.
 */
export function tokenCountPlan(
  database: Kysely<StoreSchema>,
  filter: TokenFilter,
  scope: TokenScope,
  now: number,
): Promise<ListPlan> {
  const expires = filter.expiringWithinDays !== undefined || filter.expiringBetween !== undefined
  const key = filter.use !== undefined && !expires ? 'last_access_order' : 'expires_order'
  return tokenListPlan(database, filter, scope, now, key)
}

/** A filter and a scope, brought together. */
interface Wanted {
  readonly statuses: ReadonlySet<TokenStatus>
  /** Owner kinds whose tokens are all in view. */
  readonly kinds: readonly OwnerKind[]
  /** The row number of the user whose own tokens are in view besides. */
  readonly ownUser: number | undefined
  /** When the tokens end: after the one instant, at the other at the latest. */
  readonly expiring: { readonly after: number; readonly until: number } | undefined
  readonly isEmpty: boolean
}

async function resolve(
  database: Kysely<StoreSchema>,
  filter: TokenFilter,
  scope: TokenScope,
  now: number,
): Promise<Wanted> {
  const asked = filter.ownerKind?.length ? filter.ownerKind : ALL_KINDS
  const inScope: readonly OwnerKind[] = scope === 'all' ? ALL_KINDS : scope.contacts ? ['contact'] : []
  const kinds = inScope.filter((kind) => asked.includes(kind))
  const ownUser =
    scope !== 'all' && asked.includes('user') ? await rowNumberOfUser(database, scope.ownUserId) : undefined
  const statuses = new Set(filter.status?.length ? filter.status : ALL_STATUSES)
  const expiring = expiringIn(filter, now)
  if (expiring !== undefined) for (const status of ALL_STATUSES) if (status !== 'active') statuses.delete(status)
  return {
    statuses,
    kinds,
    ownUser,
    expiring,
    isEmpty:
      statuses.size === 0 ||
      (kinds.length === 0 && ownUser === undefined) ||
      (expiring !== undefined && expiring.after >= expiring.until),
  }
}

/** What both filters of the expiration leave. */
function expiringIn({ expiringWithinDays, expiringBetween }: TokenFilter, now: number): Wanted['expiring'] {
  if (expiringWithinDays === undefined && expiringBetween === undefined) return undefined
  const within = { after: now, until: expiringWithinDays === undefined ? undefined : now + expiringWithinDays * DAY_MS }
  if (expiringBetween === undefined) return { ...within, until: within.until ?? now }
  const from = Date.parse(expiringBetween.from)
  const before = Date.parse(expiringBetween.before)
  return { after: Math.max(now, from - 1), until: Math.min(within.until ?? before, before - 1) }
}

async function cellsOf(
  database: Kysely<StoreSchema>,
  wanted: Wanted,
  now: number,
  more: readonly RawBuilder<unknown>[],
): Promise<Cell[]> {
  const lag = await lagOf(database, now)
  const places = placesOf(wanted.statuses, now, lag)
  const cells: Cell[] = wanted.kinds.flatMap((kind) =>
    places.map(({ state, lapsed, time }) => ({
      conditions: [sql`t.state = ${state}`, sql`t.lapsed = ${lapsed}`, sql`t.owner_kind = ${kind}`],
      tests: [...(time === undefined ? [] : [time]), ...more],
    })),
  )
  if (lag.late && !isLatenessMoot(wanted.statuses) && wanted.statuses.has('expired') && wanted.kinds.length > 0)
    cells.push({
      index: 'tokens_lapsing',
      conditions: [
        sql`t.lapsed = 0`,
        sql`t.state in ('active', 'disabled')`,
        sql`t.expires_at is not null`,
        sql`t.expires_at <= ${now}`,
        sql`t.owner_kind in (${sql.join(wanted.kinds)})`,
        ...more,
      ],
    })
  // Active by the clock, and not noted so yet. Where both are wanted they are found among the disabled ones.
  if (lag.enabling && wanted.statuses.has('active') && !wanted.statuses.has('disabled') && wanted.kinds.length > 0)
    cells.push({
      index: 'tokens_disabled_until',
      conditions: [
        sql`t.state = 'disabled'`,
        sql`t.disabled_until is not null`,
        sql`t.disabled_until <= ${now}`,
        sql`t.expires_order > ${now}`,
        sql`t.owner_kind in (${sql.join(wanted.kinds)})`,
        ...more,
      ],
    })
  if (wanted.ownUser !== undefined)
    cells.push({
      index: 'tokens_of_user',
      conditions: [
        sql`t.owner_user_id = ${wanted.ownUser}`,
        sql`t.owner_kind = 'user'`,
        statusTest(wanted, now),
        ...more,
      ],
    })
  return cells
}

/**
 * A token is in the cell that `lapsed` says; whether it is expired is decided by the time. Where no mark is behind the
 * clock, no row has to be looked at for it; the few that are late are known by their number.
 */
function placesOf(statuses: ReadonlySet<TokenStatus>, now: number, { late, early, enabling }: Lag) {
  const living = late && !isLatenessMoot(statuses) ? sql`t.id not in (${lateTokens(now)})` : undefined
  const stillDisabled = enabling && !statuses.has('active') ? sql`t.id not in (${enabledAgain(now)})` : undefined
  const over = early ? sql`t.expires_order <= ${now}` : undefined
  const places: { state: string; lapsed: 0 | 1; time: RawBuilder<unknown> | undefined }[] = []
  for (const state of ['active', 'disabled'] as const) {
    if (statuses.has(state))
      places.push({ state, lapsed: 0, time: both(living, state === 'disabled' ? stillDisabled : undefined) })
    // One place for both, where both are wanted: no two places may differ by the time alone.
    const isWanted = early && statuses.has(state)
    if (isWanted && statuses.has('expired')) places.push({ state, lapsed: 1, time: undefined })
    else if (isWanted) places.push({ state, lapsed: 1, time: sql`t.expires_order > ${now}` })
    else if (statuses.has('expired')) places.push({ state, lapsed: 1, time: over })
  }
  if (statuses.has('removed')) places.push({ state: 'removed', lapsed: 0, time: undefined })
  return places
}

/** Where a token is wanted whether it has expired or not, a mark that is behind the clock makes no difference. */
function isLatenessMoot(statuses: ReadonlySet<TokenStatus>): boolean {
  return statuses.has('active') && statuses.has('disabled') && statuses.has('expired')
}

interface Lag {
  readonly late: boolean
  readonly early: boolean
  /** Whether some are active again by the clock, and not noted so yet. */
  readonly enabling: boolean
}

function both(one: RawBuilder<unknown> | undefined, other: RawBuilder<unknown> | undefined) {
  return one === undefined || other === undefined ? (one ?? other) : sql`(${one} and ${other})`
}

/** The row numbers of tokens that have expired and are not marked yet. */
function lateTokens(now: number): RawBuilder<unknown> {
  return sql`select id from tokens ${usingIndex('tokens_lapsing')}
    where lapsed = 0 and state in ('active', 'disabled') and expires_at is not null and expires_at <= ${now}`
}

/**
 * Whether the marks in `lapsed` are behind the clock: expired but not marked yet (late), or marked although the clock says
 * otherwise, because it was set back (early). One index probe each.
 */
async function lagOf(database: Kysely<StoreSchema>, now: number): Promise<Lag> {
  const { rows } = await sql<{ late: number | null; early: number | null; enabling: number | null }>`select
    (select min(expires_at) from tokens ${usingIndex('tokens_lapsing')}
      where lapsed = 0 and state in ('active', 'disabled') and expires_at is not null) as late,
    (select max(expires_at) from tokens ${usingIndex('tokens_lapsed')} where lapsed = 1) as early,
    (select min(disabled_until) from tokens ${usingIndex('tokens_disabled_until')}
      where state = 'disabled' and disabled_until is not null) as enabling`.execute(database)
  const { late = null, early = null, enabling = null } = rows[0] ?? {}
  return {
    late: late !== null && late <= now,
    early: early !== null && early > now,
    enabling: enabling !== null && enabling <= now,
  }
}

function rowConditions(wanted: Wanted, now: number): RawBuilder<unknown>[] {
  const kinds = wanted.kinds.length === 0 ? sql`false` : sql`t.owner_kind in (${sql.join(wanted.kinds)})`
  if (wanted.ownUser === undefined) return [statusTest(wanted, now), kinds]
  return [statusTest(wanted, now), sql`(${kinds} or (t.owner_user_id = ${wanted.ownUser} and t.owner_kind = 'user'))`]
}

/** Removed comes first, then expired, then disabled, then active. */
function statusTest(wanted: Wanted, now: number): RawBuilder<unknown> {
  const tests: Readonly<Record<TokenStatus, RawBuilder<unknown>>> = {
    active: sql`((t.state = 'active' or (t.state = 'disabled' and t.disabled_until <= ${now})) and t.expires_order > ${now})`,
    disabled: sql`(t.state = 'disabled' and (t.disabled_until is null or t.disabled_until > ${now}) and t.expires_order > ${now})`,
    expired: sql`(t.state in ('active', 'disabled') and t.expires_order <= ${now})`,
    removed: sql`t.state = 'removed'`,
  }
  if (wanted.statuses.size === ALL_STATUSES.length) return sql`t.state <> 'deleted'`
  if (wanted.statuses.size === 0) return sql`false`
  return sql`(${sql.join(
    ALL_STATUSES.filter((status) => wanted.statuses.has(status)).map((status) => tests[status]),
    sql` or `,
  )})`
}

function ownerSource(filter: TokenFilter): Source[] {
  if (filter.ownerId === undefined) return []
  const owned = sql`select id from tokens where ${ownerTest(filter.ownerId)}`
  return [
    {
      candidates: owned,
      condition: sql`t.${ownerTest(filter.ownerId)}`,
      inOrder: (bound) => [sql`${owned} and ${bound('id')}`],
    },
  ]
}

function ownerCondition(filter: TokenFilter): RawBuilder<unknown>[] {
  return filter.ownerId === undefined ? [] : [sql`t.${ownerTest(filter.ownerId)}`]
}

function ownerTest(ownerId: string): RawBuilder<unknown> {
  return ownerId.startsWith('CON-')
    ? sql`owner_contact_id = (select id from contacts where public_id = ${ownerId})`
    : sql`owner_user_id = (select id from users where public_id = ${ownerId})`
}

function moduleSource(filter: TokenFilter, wanted: Wanted): Source[] {
  if (filter.module === undefined) return []
  const module = moduleNumber(filter.module)
  const having = (bound: RawBuilder<unknown>) => [
    ...wanted.kinds.map(
      (kind) => sql`select token_id as id from token_modules ${usingIndex('token_modules_by_module')}
        where module_id = ${module} and owner_kind = ${kind} and ${bound}`,
    ),
    // One user's own tokens are few beside everybody's.
    ...(wanted.ownUser === undefined
      ? []
      : [
          sql`select token_id as id from tokens ${usingIndex('tokens_of_user')}
            ${lookingUp} token_modules on token_id = tokens.id
            where owner_user_id = ${wanted.ownUser} and tokens.owner_kind = 'user' and module_id = ${module} and ${bound}`,
        ]),
  ]
  if (having(sql``).length === 0) return []
  return [
    {
      candidates: sql.join(having(sql`true`), sql` union all `),
      condition: hasModule(filter.module),
      byNumber: true,
      inOrder: (bound) => having(bound('token_id')),
    },
  ]
}

function moduleCondition(filter: TokenFilter): RawBuilder<unknown>[] {
  return filter.module === undefined ? [] : [hasModule(filter.module)]
}

function hasModule(code: string): RawBuilder<unknown> {
  return isThereForRow(sql`from token_modules where token_id = t.id and module_id = ${moduleNumber(code)}`)
}

const moduleNumber = (code: string): RawBuilder<unknown> => sql`(select id from modules where code = ${code})`

function soonTest({ expiring }: Wanted): RawBuilder<unknown>[] {
  if (expiring === undefined) return []
  return [sql`t.expires_order > ${expiring.after}`, sql`t.expires_order <= ${expiring.until}`]
}

function soonSource(wanted: Wanted): Source[] {
  if (wanted.expiring === undefined) return []
  const { after, until } = wanted.expiring
  return [
    {
      condition: sql.join(soonTest(wanted), sql` and `),
      candidates: sql`select id from tokens ${usingIndex('tokens_lapsing')}
        where lapsed = 0 and state in ('active', 'disabled') and expires_at is not null
          and expires_at > ${after} and expires_at <= ${until}
        union all select id from tokens ${usingIndex('tokens_lapsed')}
        where lapsed = 1 and expires_at > ${after} and expires_at <= ${until}`,
    },
  ]
}

/** A token that was never used has no last access, which stands at 0 in the order. */
function usageTest({ use }: TokenFilter, now: number): RawBuilder<unknown>[] {
  if (use === undefined) return []
  if (use === 'never') return [sql`t.last_access_order = 0`]
  return [sql`t.last_access_order > 0`, sql`t.last_access_order < ${now - UNUSED_AFTER_MS}`]
}

/** The part of each cell that the index by access tells. In the order of row numbers only where all have one last access. */
function usageSource({ use }: TokenFilter, test: readonly RawBuilder<unknown>[], cells: readonly Cell[]): Source[] {
  if (use === undefined) return []
  const arms = (bound?: RawBuilder<unknown>) =>
    cells.map(
      (cell) => sql`select id from tokens as t ${usingIndex(cell.index ?? INDEXES.last_access_order)}
        where ${sql.join([...cell.conditions, ...test, ...(bound === undefined ? (cell.tests ?? []) : [bound])], sql` and `)}`,
    )
  const source: Source = {
    condition: sql.join(test, sql` and `),
    candidates: sql.join(arms(), sql` union all `),
  }
  if (use !== 'never') return [source]
  return [{ ...source, inOrder: (bound) => arms(bound('id')) }]
}

async function rowNumberOfUser(database: Kysely<StoreSchema>, id: string): Promise<number | undefined> {
  const { rows } = await sql<{ id: number }>`select id from users where public_id = ${id}`.execute(database)
  return rows[0]?.id
}
