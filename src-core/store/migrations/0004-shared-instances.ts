import { type Kysely, sql } from 'kysely'
import { byPrimaryKey, columnTypes } from '../dialect.ts'

/** What several instances of the service have to know of each other's work, over one store. */
export async function addSharedInstances(database: Kysely<unknown>): Promise<void> {
  for (const statement of [
    sql`create table answered_changes (
      digest ${columnTypes.bytes} primary key check (length(digest) = 32),
      question ${columnTypes.bytes} not null check (length(question) = 32),
      sealed ${columnTypes.bytes} not null,
      expires_at ${columnTypes.instant} not null
    ) ${byPrimaryKey}`,
    sql`create index answered_changes_by_end on answered_changes (expires_at)`,
    sql`alter table sessions add column address ${columnTypes.text}`,
    sql`alter table sessions add column client ${columnTypes.text}`,
    sql`create index sessions_by_end on sessions (expires_at)`,
    // Null where the count is a user's and stays until that user is let in.
    sql`alter table sign_in_attempts add column expires_at ${columnTypes.instant}`,
    sql`create index sign_in_attempts_by_end on sign_in_attempts (expires_at) where expires_at is not null`,
    sql`create table instances (
      id ${columnTypes.text} primary key,
      address ${columnTypes.bytes} not null,
      seen_at ${columnTypes.instant} not null
    )`,
    sql`create table instance_work (
      id ${columnTypes.text} primary key,
      instance ${columnTypes.text} not null,
      job_kind ${columnTypes.text},
      expires_at ${columnTypes.instant} not null
    )`,
    sql`create index instance_work_by_end on instance_work (expires_at)`,
    sql`create table passed_calls (
      id ${columnTypes.text} primary key,
      recipient ${columnTypes.text} not null,
      sealed ${columnTypes.bytes} not null,
      taken ${columnTypes.flag} not null check (taken in (0, 1)),
      answer ${columnTypes.bytes},
      expires_at ${columnTypes.instant} not null
    )`,
    sql`create index passed_calls_by_recipient on passed_calls (recipient) where taken = 0`,
    sql`create index passed_calls_by_end on passed_calls (expires_at)`,
  ])
    await statement.execute(database)
}
