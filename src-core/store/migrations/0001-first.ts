import { type Kysely, type RawBuilder, sql } from 'kysely'
import {
  byPrimaryKey,
  columnTypes,
  computed,
  createTrigger,
  createTrigramSearch,
  lineBreak,
  refusing,
} from '../dialect.ts'

/** People, tokens, sessions, audit trail and settings, with an index for each way in which a list can be asked for. */
export async function createFirstTables(database: Kysely<unknown>): Promise<void> {
  await createPeople(database)
  await createTokens(database)
  await createSessions(database)
  await createAudit(database)
  await createSettings(database)
}

async function createPeople(database: Kysely<unknown>): Promise<void> {
  await run(
    database,
    sql`create table users (
      id ${columnTypes.id},
      public_id ${columnTypes.text} not null unique,
      kind ${columnTypes.text} not null check (kind in ('person', 'technical')),
      role ${columnTypes.text} check (role in ('administrator', 'support', 'member')),
      active ${columnTypes.flag} not null default 1 check (active in (0, 1)),
      username ${columnTypes.text} not null,
      username_key ${columnTypes.text} not null unique,
      full_name ${columnTypes.text} not null,
      full_name_folded ${columnTypes.text} not null,
      email ${columnTypes.text},
      email_folded ${columnTypes.text},
      preferred_language ${columnTypes.text} not null,
      employed_from ${columnTypes.text},
      employed_until ${columnTypes.text},
      password_hash ${columnTypes.text},
      setup_code_digest ${columnTypes.bytes} check (length(setup_code_digest) = 32),
      setup_code_expires_at ${columnTypes.instant},
      created_at ${columnTypes.instant} not null,
      version integer not null default 1,
      search_text ${computed(columnTypes.text, sql`full_name_folded || ${lineBreak} || username_key || ${lineBreak} || coalesce(email_folded, '')`)},
      check (kind = 'person' or role is null)
    )`,
    sql`create index users_by_name on users (kind, role, active, full_name_folded, id)`,
    sql`create index users_by_username on users (kind, role, active, username_key, id)`,
    sql`create index users_by_created on users (kind, role, active, id)`,
    sql`create table customers (
      id ${columnTypes.id},
      public_id ${columnTypes.text} not null unique,
      active ${columnTypes.flag} not null default 1 check (active in (0, 1)),
      name ${columnTypes.text} not null,
      name_folded ${columnTypes.text} not null,
      reference ${columnTypes.text},
      reference_folded ${columnTypes.text},
      created_at ${columnTypes.instant} not null,
      version integer not null default 1,
      search_text ${computed(columnTypes.text, sql`name_folded || ${lineBreak} || coalesce(reference_folded, '')`)}
    )`,
    sql`create index customers_by_name on customers (active, name_folded, id)`,
    sql`create index customers_by_created on customers (active, id)`,
    sql`create table contacts (
      id ${columnTypes.id},
      public_id ${columnTypes.text} not null unique,
      customer_id ${columnTypes.reference} not null references customers (id),
      active ${columnTypes.flag} not null default 1 check (active in (0, 1)),
      full_name ${columnTypes.text} not null,
      full_name_folded ${columnTypes.text} not null,
      customer_name_folded ${columnTypes.text} not null,
      email ${columnTypes.text},
      email_folded ${columnTypes.text},
      phone ${columnTypes.text},
      job_title ${columnTypes.text},
      created_at ${columnTypes.instant} not null,
      version integer not null default 1,
      search_text ${computed(columnTypes.text, sql`full_name_folded || ${lineBreak} || coalesce(email_folded, '') || ${lineBreak} || customer_name_folded`)}
    )`,
    sql`create index contacts_by_name on contacts (active, full_name_folded, id)`,
    sql`create index contacts_by_customer on contacts (active, customer_name_folded, id)`,
    sql`create index contacts_by_created on contacts (active, id)`,
    sql`create index contacts_of_customer on contacts (customer_id, id)`,
  )
  await createTrigger(database, {
    name: 'contacts_follow_customer',
    event: sql`after update of name_folded on customers`,
    when: sql`old.name_folded is distinct from new.name_folded`,
    run: [sql`update contacts set customer_name_folded = new.name_folded where customer_id = new.id`],
  })
  await createTrigramSearch(database, 'users', ['full_name_folded', 'username_key', 'email_folded'])
  await createTrigramSearch(database, 'customers', ['name_folded', 'reference_folded'])
  await createTrigramSearch(database, 'contacts', ['full_name_folded', 'email_folded', 'customer_name_folded'])
}

/**
 * A visible token lies in a cell (state, lapsed, owner kind), and there is one index over the cells for each order, so
 * that any combination of filters is a merge of cells that are sorted already.
 */
async function createTokens(database: Kysely<unknown>): Promise<void> {
  await run(
    database,
    sql`create table modules (
      id ${columnTypes.id},
      code ${columnTypes.text} not null unique,
      name ${columnTypes.text} not null,
      description ${columnTypes.text},
      enabled ${columnTypes.flag} not null check (enabled in (0, 1)),
      for_contacts ${columnTypes.flag} not null check (for_contacts in (0, 1))
    )`,
    sql`insert into modules (code, name, description, enabled, for_contacts) values
      ('order-status', 'Order Status, customer portal', 'The orders and shipments of one customer, for its own people.', 1, 1),
      ('orders', 'Orders', 'Orders of all customers.', 1, 0),
      ('invoices', 'Invoices', 'Invoices, credit notes and payments.', 1, 0),
      ('catalogue', 'Product catalogue', 'Products, prices and stock.', 1, 0),
      ('people', 'People directory', 'Users, contacts and customers.', 1, 0),
      ('reports', 'Reports', 'Figures for reports and dashboards.', 1, 0)`,
    sql`create table tokens (
      id ${columnTypes.id},
      public_id ${columnTypes.text} not null unique,
      state ${columnTypes.text} not null check (state in ('active', 'disabled', 'removed', 'deleted')),
      lapsed ${columnTypes.flag} not null default 0 check (lapsed in (0, 1)),
      owner_kind ${columnTypes.text} not null check (owner_kind in ('user', 'technical-user', 'contact')),
      owner_user_id ${columnTypes.reference} references users (id),
      owner_contact_id ${columnTypes.reference} references contacts (id),
      name ${columnTypes.text} not null,
      name_folded ${columnTypes.text} not null,
      owner_name_folded ${columnTypes.text} not null,
      hint ${columnTypes.text} not null,
      digest ${columnTypes.bytes} not null unique check (length(digest) = 32),
      created_by ${columnTypes.reference} references users (id),
      created_at ${columnTypes.instant} not null,
      expires_at ${columnTypes.instant},
      last_access_at ${columnTypes.instant},
      removed_at ${columnTypes.instant},
      deleted_at ${columnTypes.instant},
      version integer not null default 1,
      description ${columnTypes.text},
      expires_order ${computed(columnTypes.instant, sql.raw(`coalesce(expires_at, ${Number.MAX_SAFE_INTEGER})`))},
      last_access_order ${computed(columnTypes.instant, sql.raw('coalesce(last_access_at, 0)'))},
      search_text ${computed(columnTypes.text, sql`name_folded || ${lineBreak} || lower(public_id) || ${lineBreak} || owner_name_folded`)},
      check ((owner_kind = 'contact') = (owner_contact_id is not null)),
      check ((owner_kind = 'contact') = (owner_user_id is null))
    )`,
    sql`create index tokens_by_created on tokens (state, lapsed, owner_kind, id)`,
    sql`create index tokens_by_name on tokens (state, lapsed, owner_kind, name_folded, id)`,
    sql`create index tokens_by_expiry on tokens (state, lapsed, owner_kind, expires_order, id)`,
    sql`create index tokens_by_access on tokens (state, lapsed, owner_kind, last_access_order, id)`,
    sql`create index tokens_of_user on tokens (owner_user_id, state) where owner_user_id is not null`,
    sql`create index tokens_of_contact on tokens (owner_contact_id, state) where owner_contact_id is not null`,
    sql`create index tokens_lapsing on tokens (expires_at)
      where lapsed = 0 and state in ('active', 'disabled') and expires_at is not null`,
    sql`create index tokens_lapsed on tokens (expires_at) where lapsed = 1`,
    sql`create table token_modules (
      token_id ${columnTypes.reference} not null references tokens (id),
      module_id ${columnTypes.reference} not null references modules (id),
      owner_kind ${columnTypes.text} not null check (owner_kind in ('user', 'technical-user', 'contact')),
      primary key (token_id, module_id)
    ) ${byPrimaryKey}`,
    sql`create index token_modules_by_module on token_modules (module_id, owner_kind, token_id)`,
  )
  await createTrigramSearch(database, 'tokens', ['name_folded', 'owner_name_folded'])
  for (const [people, owner] of [
    ['user', 'owner_user_id'],
    ['contact', 'owner_contact_id'],
  ] as const)
    await createTrigger(database, {
      name: `tokens_follow_${people}_name`,
      event: sql`after update of full_name_folded on ${sql.table(`${people}s`)}`,
      when: sql`old.full_name_folded is distinct from new.full_name_folded`,
      run: [sql`update tokens set owner_name_folded = new.full_name_folded where ${sql.id(owner)} = new.id`],
    })
  const ownerKind = sql`case new.kind when 'technical' then 'technical-user' else 'user' end`
  await createTrigger(database, {
    name: 'tokens_follow_user_kind',
    event: sql`after update of kind on users`,
    when: sql`old.kind is distinct from new.kind`,
    run: [
      sql`update tokens set owner_kind = ${ownerKind} where owner_user_id = new.id`,
      sql`update token_modules set owner_kind = ${ownerKind}
        where token_id in (select id from tokens where owner_user_id = new.id)`,
    ],
  })
}

async function createSessions(database: Kysely<unknown>): Promise<void> {
  await run(
    database,
    sql`create table sessions (
      id ${columnTypes.id},
      public_id ${columnTypes.text} not null unique,
      user_id ${columnTypes.reference} not null references users (id),
      digest ${columnTypes.bytes} not null unique check (length(digest) = 32),
      created_at ${columnTypes.instant} not null,
      last_seen_at ${columnTypes.instant} not null,
      expires_at ${columnTypes.instant} not null,
      locked_at ${columnTypes.instant},
      ended_at ${columnTypes.instant}
    )`,
    sql`create index sessions_of_user on sessions (user_id) where ended_at is null`,
    sql`create table sign_in_attempts (
      key ${columnTypes.bytes} primary key,
      failures integer not null,
      last_at ${columnTypes.instant} not null
    ) ${byPrimaryKey}`,
  )
}

/** The trail only grows: a row can't be changed, taken out or put in between, not even by our own mistake. */
async function createAudit(database: Kysely<unknown>): Promise<void> {
  await run(
    database,
    sql`create table audit (
      sequence ${columnTypes.reference} primary key,
      at ${columnTypes.instant} not null,
      actor_id ${columnTypes.text},
      actor_name ${columnTypes.text},
      action ${columnTypes.text} not null,
      subject_kind ${columnTypes.text},
      subject_id ${columnTypes.text},
      subject_name ${columnTypes.text},
      details ${columnTypes.text} not null,
      hash ${columnTypes.bytes} not null check (length(hash) = 32)
    )`,
    sql`create index audit_by_action on audit (action, sequence)`,
    sql`create index audit_by_actor on audit (actor_id, sequence)`,
    sql`create index audit_by_actor_and_action on audit (actor_id, action, sequence)`,
    sql`create index audit_by_subject on audit (subject_kind, subject_id, sequence)`,
  )
  await createTrigger(database, {
    name: 'audit_is_gapless',
    event: sql`before insert on audit`,
    when: sql`new.sequence is distinct from (select coalesce(max(sequence), 0) + 1 from audit)`,
    run: [refusing('the audit trail has no gaps')],
  })
  for (const [name, event] of [
    ['changed', 'update'],
    ['deleted', 'delete'],
  ] as const)
    await createTrigger(database, {
      name: `audit_is_not_${name}`,
      event: sql`before ${sql.raw(event)} on audit`,
      run: [refusing(`the audit trail is not ${name}`)],
    })
}

async function createSettings(database: Kysely<unknown>): Promise<void> {
  const policy = {
    longestLifetimeDays: 365,
    defaultExpiration: '90-days',
    allowNoExpiration: false,
    clipboardSeconds: 30,
    idleMinutes: 15,
    revealMinutes: 10,
    version: 1,
  }
  await run(
    database,
    sql`create table settings (key ${columnTypes.text} primary key, value ${columnTypes.text} not null) ${byPrimaryKey}`,
    sql`insert into settings (key, value) values ('policy', ${sql.lit(JSON.stringify(policy))})`,
  )
}

async function run(database: Kysely<unknown>, ...statements: readonly RawBuilder<unknown>[]): Promise<void> {
  for (const statement of statements) await statement.execute(database)
}
