import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { StoreSchema } from './schema.ts'

/**
 * Everything that SQLite says in its own words, in one place, so that the migrations and the repositories can be told the
 * same in PostgreSQL's.
 */
export const columnTypes = {
  /** A row's number, given by the database in rising order. */
  id: sql`integer primary key`,
  instant: sql`integer`,
  flag: sql`integer`,
  bytes: sql`blob`,
} as const

/** A column that the database computes from the others whenever it is read, and that an index can hold. */
export function computed(expression: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`generated always as (${expression}) virtual`
}

/** The last millisecond, as an instant, of a day such as `2026-12-31` where this machine is. */
export function endOfLocalDay(day: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`unixepoch(${day}, '+1 day', 'utc') * 1000 - 1`
}

/** Names the index that a query must use. The lists are planned by hand; a statistic must not undo that. */
export function usingIndex(index: string): RawBuilder<unknown> {
  return sql`indexed by ${sql.id(index)}`
}

/** Has `inner` computed once, before what uses it. */
export const materialised = sql`as materialized`

/**
 * Makes the trigram index `<table>_search` over `<table>.search_text`, kept in step by triggers. What is indexed must be
 * folded already. Only the presence of trigrams is kept, not their places (a third of the size), so a match is a
 * candidate that `containsWord` confirms.
 */
export async function createTrigramSearch(
  database: Kysely<unknown>,
  table: string,
  sources: readonly string[],
): Promise<void> {
  const search = sql.table(`${table}_search`)
  const before = (event: string) => sql.id(`${table}_search_${event}`)
  const sourceColumns = sql.join(sources.map((column) => sql.id(column)))
  await sql`create virtual table ${search} using fts5(search_text, content=${sql.lit(table)}, content_rowid='id',
    tokenize='trigram case_sensitive 1', detail=none, columnsize=0)`.execute(database)
  const add = sql`insert into ${search} (rowid, search_text) values (new.id, new.search_text)`
  const take = sql`insert into ${search} (${sql.id(`${table}_search`)}, rowid, search_text)
    values ('delete', old.id, old.search_text)`
  await sql`create trigger ${before('insert')} after insert on ${sql.table(table)}
    begin ${add}; end`.execute(database)
  await sql`create trigger ${before('update')} after update of ${sourceColumns} on ${sql.table(table)}
    when old.search_text is not new.search_text
    begin ${take}; ${add}; end`.execute(database)
  await sql`create trigger ${before('delete')} after delete on ${sql.table(table)}
    begin ${take}; end`.execute(database)
}

/**
 * What the trigram index is asked for words of at least three characters each: trigrams side by side that cover each word.
 * Every row that holds the words has them; `containsWord` tells which of those hold the words.
 */
export function trigramQuery(words: readonly string[]): string {
  const trigrams = new Set(words.flatMap(trigramsOf))
  // Every token's id starts with these, so they tell nothing and cost a look at every token.
  for (const everywhere of ['tkn', 'kn-']) if (trigrams.size > 1) trigrams.delete(everywhere)
  // Quoted as FTS5 strings, a quote doubled: nothing in the user's text can be an operator.
  return [...trigrams].map((trigram) => `"${trigram.replaceAll('"', '""')}"`).join(' AND ')
}

function trigramsOf(word: string): string[] {
  const characters = [...word]
  const last = characters.length - 3
  const starts = Array.from({ length: Math.ceil(last / 3) }, (_, index) => index * 3)
  return [...starts, last].map((start) => characters.slice(start, start + 3).join(''))
}

/** Rows of a trigram index that hold every trigram of the words; `rowid` is the row's number. */
export function matchesTrigrams(search: string, words: readonly string[]): RawBuilder<boolean> {
  return sql<boolean>`${sql.table(search)} match ${trigramQuery(words)}`
}

/** True where the folded text holds the folded word, character by character. */
export function containsWord(column: RawBuilder<unknown>, word: string): RawBuilder<boolean> {
  return sql<boolean>`instr(${column}, ${word}) > 0`
}

/** The given row numbers as a list to look in, as one parameter however many they are. */
export function numberList(numbers: readonly number[]): RawBuilder<number> {
  return sql<number>`(select value from json_each(${JSON.stringify(numbers)}))`
}

/** The given values as a table, with the columns `key`, their place, and `value`; one parameter however many they are. */
export function listed(values: readonly (string | number)[]): RawBuilder<unknown> {
  return sql`json_each(${JSON.stringify(values)})`
}

/** Aggregates row numbers, in an order, into one text that is read as JSON. */
export function gathered(numbers: RawBuilder<unknown>, order: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`json_group_array(${numbers} order by ${order})`
}

/** Reads up to `most` row numbers at once, as one text, which costs a tenth of as many rows. */
export async function collectNumbers(
  database: Kysely<StoreSchema>,
  rows: RawBuilder<unknown>,
  most: number,
): Promise<{ readonly size: number; readonly list: string }> {
  const collected = await sql<{ size: number; list: string }>`select count(*) as size, json_group_array(id) as list
    from (select id from (${rows}) limit ${most})`.execute(database)
  return collected.rows[0] ?? { size: 0, list: '[]' }
}

/** The row numbers that were collected, as a table with the column `value`. */
export function collectedNumbers(list: string): RawBuilder<unknown> {
  return sql`json_each(${list})`
}
