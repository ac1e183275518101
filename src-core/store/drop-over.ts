import { type Kysely, sql } from 'kysely'
import type { StoreSchema } from './schema.ts'

/**
 * Drops some of what nobody can ask for any more: counts of failed sign-ins, answers to changes, and what instances
 * pass on, whose time is over, and sessions that have been over for a day; what they did stays in the audit trail. Says
 * whether there may be more.
 *
 * @param database a transaction, in its turn among the changes.
 */
export async function dropSomeOver(database: Kysely<StoreSchema>, now: number): Promise<boolean> {
  const over = [
    { table: 'sign_in_attempts', key: 'key', before: now },
    { table: 'answered_changes', key: 'digest', before: now },
    { table: 'sessions', key: 'id', before: now - DAY_MS },
    { table: 'instance_work', key: 'id', before: now },
    { table: 'passed_calls', key: 'id', before: now },
  ]
  let isMore = false
  for (const { table, key, before } of over) {
    const { numAffectedRows = 0n } = await sql`delete from ${sql.table(table)} where ${sql.id(key)} in (
      select ${sql.id(key)} from ${sql.table(table)} where expires_at <= ${before} limit ${BATCH})`.execute(database)
    if (Number(numAffectedRows) === BATCH) isMore = true
  }
  return isMore
}

const DAY_MS = 24 * 60 * 60_000
/** Few enough that a change waits for some hundredths of a second. */
const BATCH = 500
