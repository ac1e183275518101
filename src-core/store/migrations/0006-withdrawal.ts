import { type Kysely, sql } from 'kysely'
import { columnTypes } from '../dialect.ts'

/**
 * Why a token was withdrawn and from which state, so that it can be undone for a while; until when it is disabled; and which
 * token it replaces.
 */
export async function addWithdrawalColumns(database: Kysely<unknown>): Promise<void> {
  for (const statement of [
    sql`alter table tokens add column disable_reason ${columnTypes.text}`,
    sql`alter table tokens add column disabled_until ${columnTypes.instant}`,
    sql`alter table tokens add column withdrawal_reason ${columnTypes.text}
      check (withdrawal_reason in ('compromised', 'no-longer-needed', 'replaced', 'other'))`,
    sql`alter table tokens add column removed_from ${columnTypes.text} check (removed_from in ('active', 'disabled'))`,
    sql`alter table tokens add column deleted_from ${columnTypes.text}
      check (deleted_from in ('active', 'disabled', 'removed'))`,
    sql`alter table tokens add column replaces_id ${columnTypes.reference} references tokens (id)`,
    sql`create index tokens_replacing on tokens (replaces_id) where replaces_id is not null`,
    // When the next one is enabled again is asked all the time.
    sql`create index tokens_disabled_until on tokens (disabled_until)
      where state = 'disabled' and disabled_until is not null`,
  ])
    await statement.execute(database)
}
