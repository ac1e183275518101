import type { Kysely, Selectable } from 'kysely'
import type { Checkpoint } from '../../../src-shared/schemas/checkpoints.ts'
import type { AuditCheckpointTable, ReceivedCheckpointTable, StoreSchema } from '../schema.ts'
import type { CheckpointRepository, ReceivedCheckpoint } from '../store.ts'
import { instantOf } from '../values.ts'

/** Checkpoints of the store's own audit trail, and those of other stores that are kept here. */
export function checkpointRepository(database: Kysely<StoreSchema>): CheckpointRepository {
  const own = () => database.selectFrom('audit_checkpoints').selectAll()
  const received = () => database.selectFrom('received_checkpoints').selectAll()
  return {
    add: async (checkpoint) => {
      const { publicKey, signature } = checkpoint
      await database
        .insertInto('audit_checkpoints')
        .values({ ...columnsOf(checkpoint), public_key: publicKey ?? null, signature: signature ?? null })
        .execute()
    },
    last: async () => {
      const row = await own().orderBy('sequence', 'desc').orderBy('id', 'desc').limit(1).executeTakeFirst()
      return row && checkpointOf(row)
    },
    between: async (after, upTo) => {
      const rows = await own()
        .where('sequence', '>', after)
        .where('sequence', '<=', upTo)
        .orderBy('sequence')
        .orderBy('id')
        .execute()
      return rows.map(checkpointOf)
    },
    receive: async ({ checkpoint, storeName, receivedAt, receivedFrom }) => {
      const { publicKey, signature } = checkpoint
      await database
        .insertInto('received_checkpoints')
        .values({
          ...columnsOf(checkpoint),
          public_key: publicKey,
          signature,
          store_name: storeName,
          received_at: Date.parse(receivedAt),
          received_from: receivedFrom.id,
          received_from_name: receivedFrom.name,
        })
        .execute()
    },
    lastReceivedOf: async (publicKey) => {
      const row = await received().where('public_key', '=', publicKey).orderBy('id', 'desc').limit(1).executeTakeFirst()
      return row && receivedOf(row)
    },
    received: async (limit) => (await received().orderBy('id', 'desc').limit(limit).execute()).map(receivedOf),
  }
}

function columnsOf({ sequence, hash, at }: Checkpoint) {
  return { sequence, hash: Buffer.from(hash, 'hex'), at: Date.parse(at) }
}

function checkpointOf(row: Selectable<AuditCheckpointTable>): Checkpoint {
  const said = { sequence: row.sequence, hash: Buffer.from(row.hash).toString('hex'), at: instantOf(row.at) }
  if (row.public_key === null || row.signature === null) return said
  return { ...said, publicKey: row.public_key, signature: row.signature }
}

function receivedOf(row: Selectable<ReceivedCheckpointTable>): ReceivedCheckpoint {
  const { public_key: publicKey, signature } = row
  return {
    checkpoint: { ...checkpointOf(row), publicKey, signature },
    storeName: row.store_name,
    receivedAt: instantOf(row.received_at),
    receivedFrom: { id: row.received_from, name: row.received_from_name },
  }
}
