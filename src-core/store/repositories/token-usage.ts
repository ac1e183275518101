import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { OwnerKind } from '../../../src-shared/schemas/tokens.ts'
import { isAmong, lookingUp, materialised, usingIndex } from '../dialect.ts'
import type { StoreSchema } from '../schema.ts'
import type { MatchCount, ModuleUsage, OwnedTokens } from '../store.ts'

const KINDS: readonly OwnerKind[] = ['user', 'technical-user', 'contact']
const NEVER = Number.MAX_SAFE_INTEGER
/** Figures end here, as those of lists do. */
const COUNTED = 10_000
/** So many tokens of each cell are asked for their owners: enough names, whoever has most of them. */
export const ASKED_FOR_OWNERS = 50
const NAMED = 5

/** The tokens in use that end after an instant, those without an expiration left aside. */
export function outliving(database: Kysely<StoreSchema>, after: number): Promise<OwnedTokens> {
  return owned(database, sql`expires_order > ${after} and expires_order < ${NEVER}`)
}

/** The tokens in use that never end. */
export function endless(database: Kysely<StoreSchema>): Promise<OwnedTokens> {
  return owned(database, sql`expires_order = ${NEVER}`)
}

/** Walks the index by expiry alone, cell by cell, and no further than figures go. */
async function owned(database: Kysely<StoreSchema>, ends: RawBuilder<unknown>): Promise<OwnedTokens> {
  const cells = KINDS.flatMap((kind) =>
    (['active', 'disabled'] as const).map(
      (state) => sql`from tokens ${usingIndex('tokens_by_expiry')}
        where state = ${state} and lapsed = 0 and owner_kind = ${kind} and ${ends}`,
    ),
  )
  const union = (parts: readonly RawBuilder<unknown>[]) => sql.join(parts, sql` union all `)
  const counted = sql`${union(cells.map((cell) => sql`select 1 ${cell}`))} limit ${COUNTED + 1}`
  const asked = union(
    cells.map((cell) => sql`select * from (select id ${cell} order by expires_order limit ${ASKED_FOR_OWNERS})`),
  )
  const { rows } = await sql<{ count: number }>`select count(*) as count from (${counted})`.execute(database)
  return { ...figure(rows[0]?.count ?? 0), owners: await someOwners(database, asked) }
}

/** The names of some who own the tokens whose `id` is selected. */
export async function someOwners(database: Kysely<StoreSchema>, tokens: RawBuilder<unknown>): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`with asked ${materialised} (${tokens})
    select distinct coalesce(u.full_name, c.full_name) as name
    from asked ${lookingUp} tokens t on t.id = asked.id
      left join users u on u.id = t.owner_user_id left join contacts c on c.id = t.owner_contact_id
    limit ${NAMED}`.execute(database)
  return rows.map(({ name }) => name)
}

/**
 * Which tokens in use reach a module. Looks at the newest tokens that have it, a bounded number of each kind of owner:
 * where there are more, the figures say so.
 */
export async function moduleUsage(
  database: Kysely<StoreSchema>,
  code: string,
  now: number,
  only?: OwnerKind,
): Promise<ModuleUsage> {
  const found = await Promise.all(
    KINDS.map((kind) => (only === undefined || only === kind ? usersOfKind(database, code, kind, now) : NOBODY)),
  )
  const [user, technicalUser, contact] = found as [Usage, Usage, Usage]
  const all = found.reduce((sum, { count }) => sum + count, 0)
  return {
    ...figure(
      all,
      found.every(({ exact }) => exact),
    ),
    byOwnerKind: { user: user.figure, 'technical-user': technicalUser.figure, contact: contact.figure },
    examples: await examplesOf(
      database,
      found.flatMap(({ newest }) => newest),
    ),
  }
}

const NOBODY: Usage = { count: 0, exact: true, figure: { count: 0, exact: true }, newest: [] }

interface Usage {
  readonly count: number
  readonly exact: boolean
  readonly figure: MatchCount
  readonly newest: readonly number[]
}

async function usersOfKind(database: Kysely<StoreSchema>, code: string, kind: OwnerKind, now: number): Promise<Usage> {
  const { rows } = await sql<{ id: number; seen: number }>`with reaching ${materialised} (
      select token_id from token_modules ${usingIndex('token_modules_by_module')}
      where module_id = (select id from modules where code = ${code}) and owner_kind = ${kind}
      order by token_id desc limit ${COUNTED + 1})
    select t.id, (select count(*) from reaching) as seen
    from reaching ${lookingUp} tokens t on t.id = reaching.token_id
    where t.state in ('active', 'disabled') and t.expires_order > ${now}
    order by t.id desc`.execute(database)
  const exact = (rows[0]?.seen ?? 0) <= COUNTED
  return {
    count: rows.length,
    exact,
    figure: figure(rows.length, exact),
    newest: rows.slice(0, NAMED).map(({ id }) => id),
  }
}

async function examplesOf(database: Kysely<StoreSchema>, ids: readonly number[]): Promise<ModuleUsage['examples']> {
  if (ids.length === 0) return []
  const { rows } = await sql<{ name: string; owner: string }>`
    select t.name, coalesce(u.full_name, c.full_name) as owner from tokens t
      left join users u on u.id = t.owner_user_id left join contacts c on c.id = t.owner_contact_id
    where ${isAmong('t.id', ids)} order by t.id desc limit ${NAMED}`.execute(database)
  return rows
}

function figure(count: number, exact = true): MatchCount {
  return { count: Math.min(count, COUNTED), exact: exact && count <= COUNTED }
}
