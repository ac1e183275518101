import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { StoreSchema } from './schema.ts'
import type { MatchCount, StoreFacts } from './store.ts'

/** What there is to know of a store without reading much of it, but for where it is, how large and of which version. */
export async function storeFacts(
  database: Kysely<StoreSchema>,
): Promise<Omit<StoreFacts, 'path' | 'sizeBytes' | 'version'>> {
  return {
    tokens: await bounded(database, sql`tokens where state <> 'deleted'`),
    users: await bounded(database, sql`users`),
    contacts: await bounded(database, sql`contacts`),
    // Its numbers have no gaps.
    auditRecords: await number(database, sql`select coalesce(max(sequence), 0) as number from audit`),
  }
}

const COUNTED = 10_000

async function bounded(database: Kysely<StoreSchema>, rows: RawBuilder<unknown>): Promise<MatchCount> {
  const count = await number(database, sql`select count(*) as number from (select 1 from ${rows} limit ${COUNTED + 1})`)
  return { count: Math.min(count, COUNTED), exact: count <= COUNTED }
}

async function number(database: Kysely<StoreSchema>, query: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ number: number }>`${query}`.execute(database)
  return rows[0]?.number ?? 0
}
