import { type Kysely, sql } from 'kysely'
import { byPrimaryKey, columnTypes } from '../dialect.ts'

/** The APIs and gateways that ask the service about tokens, and from which address whatever is on record was asked for. */
export async function addResourceServers(database: Kysely<unknown>): Promise<void> {
  for (const statement of [
    sql`create table resource_servers (
      id ${columnTypes.id},
      public_id ${columnTypes.text} not null unique,
      name ${columnTypes.text} not null,
      name_folded ${columnTypes.text} not null,
      description ${columnTypes.text},
      hint ${columnTypes.text} not null,
      digest ${columnTypes.bytes} not null unique check (length(digest) = 32),
      acts_as ${columnTypes.reference} references users (id),
      created_at ${columnTypes.instant} not null,
      secret_made_at ${columnTypes.instant} not null,
      withdrawn_at ${columnTypes.instant},
      version integer not null default 1
    )`,
    sql`create table resource_server_modules (
      server_id ${columnTypes.reference} not null references resource_servers (id),
      module_id ${columnTypes.reference} not null references modules (id),
      primary key (server_id, module_id)
    ) ${byPrimaryKey}`,
    sql`alter table audit add column address ${columnTypes.text}`,
  ])
    await statement.execute(database)
}
