import { type Kysely, type RawBuilder, sql } from 'kysely'
import {
  collectedNumbers,
  collectNumbers,
  firstInOrder,
  flagWhere,
  keepingOrder,
  lookingUp,
  materialised,
  usingIndex,
} from '../dialect.ts'
import type { StoreSchema } from '../schema.ts'
import type { MatchCount } from '../store.ts'
import { decodeCursor, encodeCursor, type Position } from './cursor.ts'

/** A part of a table whose rows share the leading columns of every index in `ListPlan.indexes`. */
export interface Cell {
  /** True of the cell's rows `t`; the leading ones by equality, so that the index of any sort key finds them in order. */
  readonly conditions: readonly RawBuilder<unknown>[]
  /** What else is true of them, which an index may not tell. */
  readonly tests?: readonly RawBuilder<unknown>[]
  /** An index of its own, for a part that is small enough to be sorted when asked. */
  readonly index?: string
}

/** A filter that may leave few rows: where they can be found without looking at the others. */
export interface Source {
  /** Selects `id` of every row that passes this filter, and perhaps of some that do not, each once. */
  readonly candidates: RawBuilder<unknown>
  /** True of the rows `t` that pass it. */
  readonly condition: RawBuilder<unknown>
  /** Whether `condition` looks at nothing but `t.id`. */
  readonly byNumber?: boolean
  /**
   * The same rows as `candidates`, as selections that are each in the order of row numbers; `bound` is true of the numbers in
   * a column that are not yet passed.
   */
  readonly inOrder?: (bound: (column: string) => RawBuilder<unknown>) => readonly RawBuilder<unknown>[]
}

/** What a list shows, said three ways that agree: as sorted cells, as sources, and as a test of one row. */
export interface ListPlan {
  readonly table: 'users' | 'customers' | 'contacts' | 'tokens'
  /** The index over the cells for each sort key. */
  readonly indexes: Readonly<Record<string, string> & { id: string }>
  /** The index that counts the cells without looking at rows. */
  readonly countIndex: string
  /** Together exactly the rows that pass the filters that are not in `sources`, each row once. */
  readonly cells: readonly Cell[]
  readonly sources: readonly Source[]
  /** Exactly the rows `t` that pass all filters. */
  readonly conditions: readonly RawBuilder<unknown>[]
}

export interface Sorting {
  /** The column, never null, that the list is sorted by; `id` for the order of creation. Ties are in the order of `id`. */
  readonly key: string
  readonly direction: 'ascending' | 'descending'
}

export interface PageOfIds {
  readonly ids: readonly number[]
  readonly nextCursor: string | null
  readonly order: 'as-asked' | 'newest-first'
}

/**
 * Finds one page without OFFSET and without sorting many rows, and looks at a bounded number of them.
 *
 * Without a selective filter the sorted cells are merged. With one, they are walked for a while, which is enough where
 * many rows pass; where it leaves few rows, those are sorted exactly. Otherwise rows are walked by their number, newest first, and tested; the answer then says so. A walk that has looked at
 * enough rows ends: the page is then short, perhaps empty, and its cursor goes on from the last row looked at.
 */
export async function pageOfIds(
  database: Kysely<StoreSchema>,
  plan: ListPlan,
  request: { readonly sorting: Sorting; readonly cursor: string | undefined; readonly limit: number; about: unknown },
  limits: ListLimits = LIST_LIMITS,
): Promise<PageOfIds> {
  const { sorting, limit } = request
  const about = [plan.table, sorting.key, sorting.direction, request.about]
  const position = request.cursor === undefined ? undefined : decodeCursor(request.cursor, about)
  const found = await find(database, plan, { sorting, position, limit: limit + 1, limits })
  const page = found.rows.slice(0, limit)
  const end = found.rows.length > limit ? page.at(-1) : found.stoppedAt
  return {
    ids: page.map((row) => row.id),
    nextCursor: end === undefined ? null : encodeCursor({ order: found.order, key: end.key, id: end.id }, about),
    order: found.order,
  }
}

/** Counts what matches, up to 10,000. Where that would mean testing very many rows, gives what it found as inexact. */
export async function countMatches(
  database: Kysely<StoreSchema>,
  plan: ListPlan,
  limits: ListLimits = LIST_LIMITS,
): Promise<MatchCount> {
  if (plan.cells.length === 0) return { count: 0, exact: true }
  if (plan.sources.length === 0) {
    const count = await countOf(database, cellRows(plan, plan.countIndex), limits.counted + 1)
    return { count: Math.min(count, limits.counted), exact: count <= limits.counted }
  }
  const fewest = await fewestCandidates(database, plan, limits)
  const list = fewest ?? (await collectNumbers(database, plan.sources[0]?.candidates ?? sql``, limits.sorted)).list
  const count = await countOf(database, tested(plan, numbersOf(list)), limits.sorted)
  return { count: Math.min(count, limits.counted), exact: fewest !== undefined && count <= limits.counted }
}

/** How much work one page or count may be. */
export interface ListLimits {
  /** Up to this many candidates are looked at to be sorted, or counted, at once. */
  readonly sorted: number
  /** Fewer than this are not worth looking for a still smaller source. */
  readonly few: number
  /** How many rows are walked before it is known whether there are few candidates. */
  readonly walkedAtFirst: number
  /** How many rows one page may look at. */
  readonly walked: number
  readonly counted: number
}
export const LIST_LIMITS: ListLimits = {
  sorted: 4_000,
  few: 500,
  walkedAtFirst: 700,
  walked: 2_000,
  counted: 10_000,
}

interface KeyedRow {
  readonly id: number
  readonly key: string | number
}
interface Wish {
  readonly sorting: Sorting
  readonly position: Position | undefined
  /** One more than a page has: whether there is another page is known then. */
  readonly limit: number
  readonly limits: ListLimits
}
interface Found {
  readonly order: PageOfIds['order']
  readonly rows: readonly KeyedRow[]
  /** The last row looked at, where rows beyond it have not been. */
  readonly stoppedAt?: KeyedRow | undefined
}

async function find(database: Kysely<StoreSchema>, plan: ListPlan, wish: Wish): Promise<Found> {
  const { sorting, position, limit, limits } = wish
  if (plan.cells.length === 0) return { order: 'as-asked', rows: [] }
  if (plan.sources.length === 0) return sorted(database, sortedCells(plan, wish))
  // A later page goes on in the order in which the first one began.
  if (position?.order === 'newest-first') return walk(database, plan, wish, limits.walked)
  const isByNumber = sorting.key === 'id'
  const begun = isByNumber
    ? await walk(database, plan, wish, limits.walkedAtFirst)
    : await sortedWalk(database, plan, wish, limits.walkedAtFirst)
  if (begun.rows.length >= limit || begun.stoppedAt === undefined) return begun
  const list = await fewestCandidates(database, plan, limits)
  if (list !== undefined && isByNumber) return listInOrder(database, plan, list, wish)
  if (list !== undefined) return sorted(database, sortedCandidates(plan, numbersOf(list), wish))
  if (isByNumber || position === undefined) return walk(database, plan, wish, limits.walked)
  return sortedWalk(database, plan, wish, limits.walked)
}

const needsRows = (plan: ListPlan) => !plan.sources.every((source) => source.byNumber === true)

async function sorted(database: Kysely<StoreSchema>, rows: RawBuilder<KeyedRow>): Promise<Found> {
  return { order: 'as-asked', rows: (await rows.execute(database)).rows }
}

/** The row numbers of the source with the fewest, the cells among them, if they are few enough to be sorted at once. */
async function fewestCandidates(
  database: Kysely<StoreSchema>,
  plan: ListPlan,
  limits: ListLimits,
): Promise<string | undefined> {
  let best: { readonly size: number; readonly list: string } | undefined
  for (const candidates of [...plan.sources.map((source) => source.candidates), cellRows(plan, plan.countIndex)]) {
    const most = best?.size ?? limits.sorted + 1
    const found = await collectNumbers(database, candidates, most)
    if (found.size < most) best = found
    if (found.size <= limits.few) break
  }
  return best?.list
}

const numbersOf = (list: string): RawBuilder<unknown> =>
  sql`select value as id, key from ${collectedNumbers(list, 'collected')}`

/** A merge of the cells, each read in the order of its index from the bound on; stops at the limit. */
function sortedCells(plan: ListPlan, { sorting, position, limit }: Wish): RawBuilder<KeyedRow> {
  const key = sql.ref(sorting.key)
  const index = plan.indexes[sorting.key] ?? plan.countIndex
  const arms = plan.cells.flatMap((cell) =>
    bounds(sorting, position).map(
      (bound) => sql`select id, ${key} as key from ${sql.table(plan.table)} as t
        ${usingIndex(cell.index ?? index)} where ${allOf([...cell.conditions, ...(cell.tests ?? []), ...bound])}`,
    ),
  )
  const way = sql.raw(keyword(sorting.direction))
  return firstInOrder(arms, { order: sql`key ${way}, id ${way}`, limit })
}

function sortedCandidates(
  plan: ListPlan,
  candidates: RawBuilder<unknown>,
  { sorting, position, limit }: Wish,
): RawBuilder<KeyedRow> {
  const key = sql.ref(`t.${sorting.key}`)
  const way = sql.raw(keyword(sorting.direction))
  const sign = sql.raw(beyond(sorting.direction))
  const bound = position === undefined ? [] : [sql`(${key}, t.id) ${sign} (${position.key}, ${position.id})`]
  return sql<KeyedRow>`with candidate ${materialised} (${candidates})
    select t.id, ${key} as key from candidate ${lookingUp} ${sql.table(plan.table)} as t on t.id = candidate.id
    where ${allOf([...plan.conditions, ...bound])} order by ${key} ${way}, t.id ${way} limit ${limit}`
}

/** Rows in the order asked for, tested one by one, `most` of them: soonest where many of them pass. */
async function sortedWalk(database: Kysely<StoreSchema>, plan: ListPlan, wish: Wish, most: number): Promise<Found> {
  const rows: KeyedRow[] = []
  let position = wish.position
  for (let left = most, size = FIRST_STRETCH; left > 0; left -= size, size *= 4) {
    const stretch = await testedStretch(database, plan, { ...wish, position, limit: Math.min(size, left) })
    rows.push(...stretch.filter(({ passes }) => passes === 1))
    const last = stretch.at(-1)
    if (last === undefined || stretch.length < Math.min(size, left) || rows.length >= wish.limit)
      return { order: 'as-asked', rows }
    position = { ...last, order: 'as-asked' }
  }
  return { order: 'as-asked', rows, stoppedAt: position }
}

async function testedStretch(database: Kysely<StoreSchema>, plan: ListPlan, wish: Wish) {
  const passes = flagWhere(allOf(plan.sources.map((source) => source.condition)))
  const cells = sortedCells(plan, wish)
  const way = sql.raw(keyword(wish.sorting.direction))
  const inOrder = (name: string) => keepingOrder(sql`${sql.ref(`${name}.key`)} ${way}, ${sql.ref(`${name}.id`)} ${way}`)
  const found = await (needsRows(plan)
    ? sql<KeyedRow & { passes: 0 | 1 }>`select cell.id, cell.key, ${passes} as passes from (${cells}) as cell
        ${lookingUp} ${sql.table(plan.table)} as t on t.id = cell.id ${inOrder('cell')}`
    : sql<KeyedRow & { passes: 0 | 1 }>`select t.id, t.key, ${passes} as passes from (${cells}) as t ${inOrder('t')}`
  ).execute(database)
  return found.rows
}

/**
 * Rows by their number, tested one by one, `most` of them. Which source leaves the fewest rows to test can't be known
 * beforehand (the filters may depend on each other), so each stretch follows the one that gets furthest in it.
 */
async function walk(database: Kysely<StoreSchema>, plan: ListPlan, wish: Wish, most: number): Promise<Found> {
  const order = wish.sorting.key === 'id' ? 'as-asked' : 'newest-first'
  const way = wayOf(wish)
  const rows: KeyedRow[] = []
  let from = wish.position?.id
  for (let left = most, size = FIRST_STRETCH; left > 0; left -= size, size *= 4) {
    const { ids, isLast } = await furthestStretch(database, plan, { way, from, size: Math.min(size, left) })
    rows.push(...(await passing(database, plan, ids, wish.limit - rows.length)))
    if (isLast || rows.length >= wish.limit) return { order, rows }
    from = ids.at(-1)
  }
  return { order, rows, stoppedAt: from === undefined ? undefined : { id: from, key: from } }
}

interface Stretch {
  readonly way: 'asc' | 'desc'
  /** The row number beyond which it begins. */
  readonly from: number | undefined
  readonly size: number
}

/** The next candidates, in order, of the source whose next candidates reach furthest: it leaves out the most rows. */
async function furthestStretch(
  database: Kysely<StoreSchema>,
  plan: ListPlan,
  { way, from, size }: Stretch,
): Promise<{ readonly ids: readonly number[]; readonly isLast: boolean }> {
  const bound = (column: string) =>
    from === undefined ? sql`true` : sql`${sql.ref(column)} ${sql.raw(way === 'asc' ? '>' : '<')} ${from}`
  const inOrder = plan.sources.flatMap((source) => (source.inOrder === undefined ? [] : [source.inOrder(bound)]))
  let furthest: readonly number[] | undefined
  for (const selections of [...inOrder, cellsInOrder(plan, bound('id'))]) {
    const rows = firstInOrder(selections, { order: sql`id ${sql.raw(way)}`, limit: size, distinct: true })
    const ids = numbersIn((await collectNumbers(database, rows, size)).list, way)
    if (ids.length < size) return { ids, isLast: true }
    if (furthest === undefined || isBeyond(way, ids.at(-1) ?? 0, furthest.at(-1) ?? 0)) furthest = ids
  }
  return { ids: furthest ?? [], isLast: false }
}

/** The numbers that were collected in order. That the database has kept it is checked. */
function numbersIn(list: string, way: 'asc' | 'desc'): readonly number[] {
  const ids: readonly number[] = JSON.parse(list)
  if (!ids.every((id, place) => place === 0 || isBeyond(way, id, ids[place - 1] ?? 0)))
    throw new Error('The database has not kept the order of a walk.')
  return ids
}

/** A whole list of candidates in the order of their numbers, tested until the limit is met. */
async function listInOrder(database: Kysely<StoreSchema>, plan: ListPlan, list: string, wish: Wish): Promise<Found> {
  const way = wayOf(wish)
  const from = wish.position?.id
  const ids = (JSON.parse(list) as number[]).filter((id) => from === undefined || isBeyond(way, id, from))
  const inOrder = ids.sort((left, right) => (way === 'asc' ? left - right : right - left))
  return { order: 'as-asked', rows: await passing(database, plan, inOrder, wish.limit) }
}

/** The first of these rows, in their order, that pass. */
async function passing(
  database: Kysely<StoreSchema>,
  plan: ListPlan,
  ids: readonly number[],
  limit: number,
): Promise<readonly KeyedRow[]> {
  if (ids.length === 0) return []
  const inOrder = keepingOrder(sql`candidate.key`)
  const found = await sql<{
    id: number
  }>`${tested(plan, numbersOf(JSON.stringify(ids)))} ${inOrder} limit ${limit}`.execute(database)
  return found.rows.map(({ id }) => ({ id, key: id }))
}

const wayOf = ({ sorting }: Wish) => (sorting.key === 'id' ? keyword(sorting.direction) : 'desc')
const isBeyond = (way: 'asc' | 'desc', id: number, other: number) => (way === 'asc' ? id > other : id < other)
const FIRST_STRETCH = 200

function tested(plan: ListPlan, candidates: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`select t.id from (${candidates}) as candidate
    ${lookingUp} ${sql.table(plan.table)} as t on t.id = candidate.id where ${allOf(plan.conditions)}`
}

/** The row numbers of all cells, in no order. */
export function cellRows(plan: ListPlan, index: string): RawBuilder<unknown> {
  if (plan.cells.length === 0) return sql`select 0 as id where false`
  return sql.join(
    plan.cells.map(
      (cell) => sql`select id from ${sql.table(plan.table)} as t ${usingIndex(cell.index ?? index)}
        where ${allOf([...cell.conditions, ...(cell.tests ?? [])])}`,
    ),
    sql` union all `,
  )
}

/**
 * The row numbers of each cell, in order, and perhaps of some rows that are in none: what an index may not tell is left out,
 * so that no row is looked at.
 */
function cellsInOrder(plan: ListPlan, bound: RawBuilder<unknown>): readonly RawBuilder<unknown>[] {
  return plan.cells.map(
    (cell) => sql`select id from ${sql.table(plan.table)} as t ${usingIndex(cell.index ?? plan.indexes.id)}
      where ${allOf([...cell.conditions, bound])}`,
  )
}

/** Two seeks instead of one comparison of pairs: rows with the same key beyond the id, then rows beyond the key. */
function bounds(sorting: Sorting, position: Position | undefined): RawBuilder<unknown>[][] {
  if (position === undefined) return [[]]
  const key = sql.ref(sorting.key)
  const sign = sql.raw(beyond(sorting.direction))
  if (sorting.key === 'id') return [[sql`id ${sign} ${position.id}`]]
  return [[sql`${key} = ${position.key}`, sql`id ${sign} ${position.id}`], [sql`${key} ${sign} ${position.key}`]]
}

async function countOf(database: Kysely<StoreSchema>, rows: RawBuilder<unknown>, most: number): Promise<number> {
  const counted = await sql<{
    count: number
  }>`select count(*) as count from (select 1 from (${rows}) limit ${most})`.execute(database)
  return counted.rows[0]?.count ?? 0
}

function allOf(conditions: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `)
}

const keyword = (direction: 'ascending' | 'descending') => (direction === 'ascending' ? 'asc' : 'desc')
const beyond = (direction: 'ascending' | 'descending') => (direction === 'ascending' ? '>' : '<')
