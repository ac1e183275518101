import { type Kysely, sql } from 'kysely'
import { columnTypes, createTrigger, endOfLocalDay } from '../dialect.ts'

/**
 * What the details of a token show (its logo, when it was disabled, its value where an installation keeps it), when a
 * user's employment ends as an instant, versions of modules, and the rules and facts that an administrator sets.
 */
export async function addLifeOfATokenTables(database: Kysely<unknown>): Promise<void> {
  for (const statement of [
    sql`alter table tokens add column disabled_at ${columnTypes.instant}`,
    sql`alter table tokens add column logo_version integer`,
    sql`create table token_logos (
      token_id ${columnTypes.reference} primary key references tokens (id),
      image ${columnTypes.bytes} not null check (length(image) between 1 and 32768)
    )`,
    sql`create table token_values (
      token_id ${columnTypes.reference} primary key references tokens (id),
      owner_kind ${columnTypes.text} not null check (owner_kind in ('user', 'technical-user', 'contact')),
      sealed ${columnTypes.bytes} not null
    )`,
    sql`create index token_values_by_owner_kind on token_values (owner_kind)`,
    sql`alter table users add column employment_ends_at ${columnTypes.instant}`,
    sql`update users set employment_ends_at = ${endOfLocalDay(sql`employed_until`)} where employed_until is not null`,
    sql`alter table modules add column version integer not null default 1`,
    // Whether an owner has a token of a name is asked for every new one, however many the owner has.
    sql`drop index tokens_of_user`,
    sql`create index tokens_of_user on tokens (owner_user_id, state, name_folded) where owner_user_id is not null`,
    sql`drop index tokens_of_contact`,
    sql`create index tokens_of_contact on tokens (owner_contact_id, state, name_folded)
      where owner_contact_id is not null`,
  ])
    await statement.execute(database)
  // Whichever way a token is withdrawn, its value goes with it; so it does where the rule for its owner is another one.
  const dropValue = sql`delete from token_values where token_id = new.id`
  await createTrigger(database, {
    name: 'token_values_end_with_their_token',
    event: sql`after update of state on tokens`,
    when: sql`new.state in ('removed', 'deleted')`,
    run: [dropValue],
  })
  await createTrigger(database, {
    name: 'token_values_end_with_the_owner_kind',
    event: sql`after update of owner_kind on tokens`,
    when: sql`old.owner_kind is distinct from new.owner_kind`,
    run: [dropValue],
  })
  await addSettings(database)
}

/** Nothing is loosened by an upgrade: no value is kept, and names stay as free as they were. */
async function addSettings(database: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<{ value: string }>`select value from settings where key = 'policy'`.execute(database)
  const policy = {
    ...JSON.parse(rows[0]?.value ?? '{}'),
    nameMinimumLength: 1,
    namePrefix: null,
    nameUniqueForOwner: false,
    recoverableFor: [],
  }
  const installation = { organisation: null, apiEndpoint: null, technicalUserTokens: true, version: 1 }
  await sql`update settings set value = ${sql.lit(JSON.stringify(policy))} where key = 'policy'`.execute(database)
  await sql`insert into settings (key, value)
    values ('installation', ${sql.lit(JSON.stringify(installation))})`.execute(database)
}
