import { type Kysely, type RawBuilder, sql } from 'kysely'
import { decodeCursor, encodeCursor, type Position } from './cursor.ts'
import { collectedNumbers, collectNumbers, materialised, usingIndex } from './dialect.ts'
import type { StoreSchema } from './schema.ts'
import type { MatchCount } from './store.ts'

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
  /** The same in the order of row numbers; `bound` is true of the numbers in a column that are not yet passed. */
  readonly inOrder?: (bound: (column: string) => RawBuilder<unknown>, direction: 'asc' | 'desc') => RawBuilder<unknown>
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
 * Finds one page without OFFSET and without sorting many rows.
 *
 * Without a selective filter the sorted cells are merged. With one that leaves at most 10,000 rows, those are sorted
 * exactly. Otherwise rows are walked by their number, newest first, and tested; the answer then says so.
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
  const wish = { sorting, position, limit: limit + 1, limits }
  const walkedAtOnce = sorting.key === 'id' ? await walkStretch(database, plan, wish) : undefined
  const route: Route =
    walkedAtOnce === undefined ? await chooseRoute(database, plan, sorting, position, limits) : { kind: 'walk' }
  const rows = walkedAtOnce ?? (await rowsOf(database, plan, route, wish))
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  const order = route.kind === 'walk' && sorting.key !== 'id' ? 'newest-first' : 'as-asked'
  return {
    ids: page.map((row) => row.id),
    nextCursor: rows.length > limit && last !== undefined ? encodeCursor({ order, ...last }, about) : null,
    order,
  }
}

/** Counts what matches, up to 10,000. Where even that would mean testing very many rows, gives what it found as inexact. */
export async function countMatches(
  database: Kysely<StoreSchema>,
  plan: ListPlan,
  limits: ListLimits = LIST_LIMITS,
): Promise<MatchCount> {
  if (plan.cells.length === 0) return { count: 0, exact: true }
  const most = limits.counted + 1
  const bounded = (count: number) => ({ count: Math.min(count, limits.counted), exact: count <= limits.counted })
  if (plan.sources.length === 0) return bounded(await countOf(database, cellRows(plan, plan.countIndex), most))
  const candidates = await fewestCandidates(database, plan, limits)
  if (candidates !== undefined) return bounded(await countOf(database, tested(plan, candidates), most))
  const walked = plan.sources[0]?.candidates ?? cellRows(plan, plan.countIndex)
  const some = sql`select id from (${walked}) limit ${limits.walkedForCount}`
  const count = await countOf(database, tested(plan, some), most)
  if (count >= most) return bounded(count)
  return { count, exact: (await countOf(database, walked, limits.walkedForCount)) < limits.walkedForCount }
}

/** How much work one page or count may be. */
export interface ListLimits {
  /** Up to this many candidates are sorted at once. */
  readonly sorted: number
  /** Fewer than this are not worth looking for a still smaller source. */
  readonly few: number
  /** How many rows one way of walking may look at before another way is tried. */
  readonly walkedAtFirst: number
  readonly counted: number
  readonly walkedForCount: number
}
export const LIST_LIMITS: ListLimits = {
  sorted: 10_000,
  few: 1_000,
  walkedAtFirst: 4_000,
  counted: 10_000,
  walkedForCount: 20_000,
}

type Route =
  | { readonly kind: 'cells' }
  | { readonly kind: 'sorted'; readonly candidates: RawBuilder<unknown> }
  | { readonly kind: 'walk' }
interface KeyedRow {
  readonly id: number
  readonly key: string | number
}

async function chooseRoute(
  database: Kysely<StoreSchema>,
  plan: ListPlan,
  sorting: Sorting,
  position: Position | undefined,
  limits: ListLimits,
): Promise<Route> {
  if (plan.sources.length === 0) return { kind: 'cells' }
  // A later page goes on in the order in which the first one began.
  if (position?.order === 'newest-first') return { kind: 'walk' }
  const candidates = await fewestCandidates(database, plan, limits)
  if (candidates !== undefined) return { kind: 'sorted', candidates }
  if (position === undefined || sorting.key === 'id') return { kind: 'walk' }
  return { kind: 'sorted', candidates: plan.sources[0]?.candidates ?? cellRows(plan, plan.countIndex) }
}

/** The row numbers of the source with the fewest, the cells among them, if they are few enough to be sorted at once. */
async function fewestCandidates(
  database: Kysely<StoreSchema>,
  plan: ListPlan,
  limits: ListLimits,
): Promise<RawBuilder<unknown> | undefined> {
  let best: { readonly size: number; readonly list: string } | undefined
  for (const { candidates } of [...plan.sources, { candidates: cellRows(plan, plan.countIndex) }]) {
    const most = best?.size ?? limits.sorted + 1
    const found = await collectNumbers(database, candidates, most)
    if (found.size < most) best = found
    if (found.size <= limits.few) break
  }
  return best === undefined ? undefined : sql`select value as id from ${collectedNumbers(best.list)}`
}

interface Wish {
  readonly sorting: Sorting
  readonly position: Position | undefined
  readonly limit: number
  readonly limits: ListLimits
}

async function rowsOf(
  database: Kysely<StoreSchema>,
  plan: ListPlan,
  route: Route,
  wish: Wish,
): Promise<readonly KeyedRow[]> {
  if (plan.cells.length === 0) return []
  if (route.kind === 'cells') return (await sortedCells(plan, wish).execute(database)).rows
  if (route.kind === 'sorted') return (await sortedCandidates(plan, route.candidates, wish).execute(database)).rows
  return walk(database, plan, wish)
}

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
  return sql<KeyedRow>`${sql.join(arms, sql` union all `)} order by key ${way}, id ${way} limit ${limit}`
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
  return sql<KeyedRow>`with candidate (id) ${materialised} (${candidates})
    select t.id, ${key} as key from candidate cross join ${sql.table(plan.table)} as t on t.id = candidate.id
    where ${allOf([...plan.conditions, ...bound])} order by ${key} ${way}, t.id ${way} limit ${limit}`
}

/**
 * Rows by their number, tested one by one. Which source meets the limit soonest can't be known beforehand (the filters
 * may depend on each other), so each is tried for a stretch before the first one is followed to its end.
 */
async function walk(database: Kysely<StoreSchema>, plan: ListPlan, wish: Wish): Promise<readonly KeyedRow[]> {
  const found = wish.sorting.key === 'id' ? undefined : await walkStretch(database, plan, wish)
  if (found !== undefined) return found
  const { ways, way } = waysToWalk(plan, wish)
  const [first = sql`select 0 as id where false`] = ways
  return testedInOrder(database, plan, sql`${first} limit ${Number.MAX_SAFE_INTEGER}`, way, wish.limit)
}

/** Tries each way for a stretch. Undefined where none has met the limit or come to its end. */
async function walkStretch(
  database: Kysely<StoreSchema>,
  plan: ListPlan,
  wish: Wish,
): Promise<readonly KeyedRow[] | undefined> {
  if (plan.cells.length === 0 || plan.sources.length === 0) return undefined
  const { ways, way } = waysToWalk(plan, wish)
  const most = wish.limits.walkedAtFirst
  for (const rows of ways) {
    const stretch = sql`${rows} limit ${most}`
    const found = await testedInOrder(database, plan, stretch, way, wish.limit)
    if (found.length >= wish.limit || (await countOf(database, stretch, most)) < most) return found
  }
  return undefined
}

function waysToWalk(plan: ListPlan, { sorting, position }: Wish) {
  const direction = sorting.key === 'id' ? sorting.direction : 'descending'
  const way = keyword(direction)
  const sign = sql.raw(beyond(direction))
  const bound = (column: string) =>
    position === undefined ? sql`true` : sql`${sql.ref(column)} ${sign} ${position.id}`
  const ways = plan.sources.flatMap((source) => source.inOrder?.(bound, way) ?? [])
  return { way, ways: [...ways, cellRowsInOrder(plan, bound('id'), way)] } as const
}

/**
 * The rows that pass, in the order in which `rows` come. `rows` has a limit, so SQLite keeps their order and stops reading
 * them once enough have passed; sorting here would look at all of them first. That it does is checked.
 */
async function testedInOrder(
  database: Kysely<StoreSchema>,
  plan: ListPlan,
  rows: RawBuilder<unknown>,
  way: 'asc' | 'desc',
  limit: number,
): Promise<readonly KeyedRow[]> {
  const found = await sql<KeyedRow>`select t.id, t.id as key from (${rows}) as candidate
    cross join ${sql.table(plan.table)} as t on t.id = candidate.id
    where ${allOf(plan.conditions)} limit ${limit}`.execute(database)
  const sign = way === 'asc' ? 1 : -1
  const inOrder = found.rows.every(
    (row, place) => place === 0 || sign * (row.id - (found.rows[place - 1]?.id ?? 0)) > 0,
  )
  if (!inOrder) throw new Error('The database has not kept the order of a walk.')
  return found.rows
}

function tested(plan: ListPlan, candidates: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`select t.id from (${candidates}) as candidate
    cross join ${sql.table(plan.table)} as t on t.id = candidate.id where ${allOf(plan.conditions)}`
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

function cellRowsInOrder(plan: ListPlan, bound: RawBuilder<unknown>, way: 'asc' | 'desc'): RawBuilder<unknown> {
  const index = plan.indexes.id
  const arms = plan.cells.map(
    (cell) => sql`select id from ${sql.table(plan.table)} as t ${usingIndex(cell.index ?? index)}
      where ${allOf([...cell.conditions, ...(cell.tests ?? []), bound])}`,
  )
  return sql`${sql.join(arms, sql` union all `)} order by id ${sql.raw(way)}`
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
