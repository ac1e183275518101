import { type Kysely, sql } from 'kysely'
import { columnTypes, createTrigger, refusing } from '../dialect.ts'

/** Signed notes of how far the audit trail was, and those that other stores have handed in to be kept here. */
export async function addAuditCheckpoints(database: Kysely<unknown>): Promise<void> {
  for (const statement of [
    sql`create table audit_checkpoints (
      id ${columnTypes.id},
      sequence ${columnTypes.reference} not null,
      hash ${columnTypes.bytes} not null check (length(hash) = 32),
      at ${columnTypes.instant} not null,
      public_key ${columnTypes.text},
      signature ${columnTypes.text},
      check ((public_key is null) = (signature is null))
    )`,
    sql`create index audit_checkpoints_by_sequence on audit_checkpoints (sequence, id)`,
    sql`create table received_checkpoints (
      id ${columnTypes.id},
      store_name ${columnTypes.text} not null,
      sequence ${columnTypes.reference} not null,
      hash ${columnTypes.bytes} not null check (length(hash) = 32),
      at ${columnTypes.instant} not null,
      public_key ${columnTypes.text} not null,
      signature ${columnTypes.text} not null,
      received_at ${columnTypes.instant} not null,
      received_from ${columnTypes.text} not null,
      received_from_name ${columnTypes.text} not null
    )`,
    sql`create index received_checkpoints_by_key on received_checkpoints (public_key, id)`,
  ])
    await statement.execute(database)
  for (const table of ['audit_checkpoints', 'received_checkpoints'])
    for (const [name, event] of [
      ['changed', 'update'],
      ['deleted', 'delete'],
    ] as const)
      await createTrigger(database, {
        name: `${table}_are_not_${name}`,
        event: sql`before ${sql.raw(event)} on ${sql.table(table)}`,
        run: [refusing(`checkpoints are not ${name}`)],
      })
}
