import { type Kysely, type RawBuilder, sql } from 'kysely'
import { usingIndex } from '../dialect.ts'
import type { StoreSchema } from '../schema.ts'

/**
 * Keeps what depends on the clock in step with it: the state of tokens that were disabled until now, and the index aid
 * `lapsed`. Marks tokens whose expiration has passed since the last time and, where the clock was set back, takes the mark
 * from tokens that have it too early. Up to 500 of each; says whether there may be more. Costs one index probe each when
 * there is nothing to do.
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
  const enabled = await sql`update tokens set state = 'active', disabled_at = null, disabled_until = null,
    disable_reason = null where id in (${enabledAgain(now)} limit ${BATCH})`.execute(database)
  return [marked, unmarked, enabled].some(({ numAffectedRows = 0n }) => Number(numAffectedRows) === BATCH)
}

/** The row numbers of tokens whose time of being disabled is over and that are not noted as active yet. */
export function enabledAgain(now: number): RawBuilder<unknown> {
  return sql`select id from tokens ${usingIndex('tokens_disabled_until')}
    where state = 'disabled' and disabled_until is not null and disabled_until <= ${now}`
}

/** Few enough that a change waits for 50 ms at most. */
const BATCH = 500
