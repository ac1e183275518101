import { type Kysely, sql } from 'kysely'
import { usingIndex } from './dialect.ts'
import type { StoreSchema } from './schema.ts'

/**
 * Keeps the index aid `lapsed` in step with the clock: marks tokens whose expiration has passed since the last time and,
 * where the clock was set back, takes the mark from tokens that have it too early. Up to 500 of each; says whether there
 * may be more. Costs one index probe each when there is nothing to do.
 *
 * @param database a transaction, in its turn among the changes.
 */
export async function noteSomeLapsed(database: Kysely<StoreSchema>, now: number): Promise<boolean> {
  const marked = await sql`update tokens set lapsed = 1 where id in (
    select id from tokens ${usingIndex('tokens_lapsing')}
    where lapsed = 0 and state in ('active', 'disabled') and expires_at is not null and expires_at <= ${now}
    order by expires_at limit ${BATCH})`.execute(database)
  const unmarked = await sql`update tokens set lapsed = 0 where id in (
    select id from tokens ${usingIndex('tokens_lapsed')} where lapsed = 1 and expires_at > ${now}
    order by expires_at limit ${BATCH})`.execute(database)
  return [marked, unmarked].some(({ numAffectedRows = 0n }) => Number(numAffectedRows) === BATCH)
}

/** Few enough that a change waits for 50 ms at most. */
const BATCH = 500
