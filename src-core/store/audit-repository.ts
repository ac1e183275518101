import { type Kysely, type RawBuilder, type Selectable, sql } from 'kysely'
import type { AuditRecord } from '../../src-shared/schemas/audit.ts'
import { auditHash, FIRST_PREVIOUS_HASH } from '../domain/audit-chain.ts'
import { usingIndex } from './dialect.ts'
import type { AuditTable, StoreSchema } from './schema.ts'
import type { AuditFilter, AuditRepository, NewAuditRecord } from './store.ts'
import { instantOf } from './values.ts'

export function auditRepository(database: Kysely<StoreSchema>): AuditRepository {
  const appendAll = async (records: readonly NewAuditRecord[]): Promise<void> => {
    if (records.length === 0) return
    const rows = chained(records, await endOfTrail(database))
    for (let at = 0; at < rows.length; at += ROWS_A_STATEMENT)
      await database
        .insertInto('audit')
        .values(rows.slice(at, at + ROWS_A_STATEMENT))
        .execute()
  }

  return {
    append: (record) => appendAll([record]),
    appendAll,

    list: async (request) => {
      const found = await sql<{ sequence: number }>`${matching(request, request.before)}
        order by sequence desc limit ${request.limit + 1}`.execute(database)
      const sequences = found.rows.slice(0, request.limit).map((row) => row.sequence)
      const rows =
        sequences.length === 0
          ? []
          : await database
              .selectFrom('audit')
              .selectAll()
              .where('sequence', 'in', sequences)
              .orderBy('sequence', 'desc')
              .execute()
      const more = found.rows.length > request.limit
      return { rows: rows.map(recordOf), nextBefore: more ? (sequences.at(-1) ?? null) : null }
    },

    following: async (after, limit) => {
      const rows = await database
        .selectFrom('audit')
        .selectAll()
        .where('sequence', '>', after)
        .orderBy('sequence')
        .limit(limit)
        .execute()
      return rows.map(recordOf)
    },

    count: async (filter) => {
      const counted = await sql<{ count: number }>`select count(*) as count
        from (select 1 from (${matching(filter, undefined)}) limit ${MOST_COUNTED + 1})`.execute(database)
      const count = counted.rows[0]?.count ?? 0
      return { count: Math.min(count, MOST_COUNTED), exact: count <= MOST_COUNTED }
    },
  }
}

const MOST_COUNTED = 10_000
/** A longer statement is not faster: its text costs as much as the rows. */
const ROWS_A_STATEMENT = 50

/** The number and the hash of the last record; of what comes before the first where there is none. */
export async function endOfTrail(database: Kysely<StoreSchema>): Promise<Pick<AuditTable, 'sequence' | 'hash'>> {
  const last = await database
    .selectFrom('audit')
    .select(['sequence', 'hash'])
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst()
  return last ?? { sequence: 0, hash: FIRST_PREVIOUS_HASH }
}

/** The rows that go on from the last one of the trail. */
function chained(records: readonly NewAuditRecord[], last: Pick<AuditTable, 'sequence' | 'hash'>): AuditTable[] {
  let { sequence, hash } = last
  return records.map(({ at, actor, action, subject, address, details }) => {
    const where = address === undefined ? {} : { address }
    sequence += 1
    hash = auditHash(hash, { sequence, at: instantOf(at), actor, action, subject, ...where, details })
    return {
      sequence,
      at,
      actor_id: actor?.id ?? null,
      actor_name: actor?.name ?? null,
      action,
      subject_kind: subject?.kind ?? null,
      subject_id: subject?.id ?? null,
      subject_name: subject?.name ?? null,
      address: address ?? null,
      details: JSON.stringify(details),
      hash,
    }
  })
}

/**
 * Selects the sequences of the records that pass the filter, below `before`. What is about one subject is a short list.
 * Otherwise each wanted action is an index range that is in order already, and the ranges are merged.
 */
function matching(filter: AuditFilter, before: number | undefined): RawBuilder<unknown> {
  const below = before === undefined ? [] : [sql`sequence < ${before}`]
  const actor = filter.actorId === undefined ? [] : [sql`actor_id = ${filter.actorId}`]
  const actions = filter.action !== undefined && filter.action.length > 0 ? [...new Set(filter.action)] : undefined
  if (filter.subject !== undefined) {
    const conditions = [
      sql`subject_kind = ${filter.subject.kind}`,
      sql`subject_id = ${filter.subject.id}`,
      ...actor,
      ...(actions === undefined ? [] : [sql`action in (${sql.join(actions)})`]),
      ...below,
    ]
    return select('audit_by_subject', conditions)
  }
  if (actions === undefined)
    return actor.length === 0 ? selectAll(below) : select('audit_by_actor', [...actor, ...below])
  const index = actor.length === 0 ? 'audit_by_action' : 'audit_by_actor_and_action'
  const arms = actions.map((action) => select(index, [...actor, sql`action = ${action}`, ...below]))
  return sql.join(arms, sql` union all `)
}

function select(index: string, conditions: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  return sql`select sequence from audit ${usingIndex(index)} where ${sql.join(conditions, sql` and `)}`
}

function selectAll(below: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  return sql`select sequence from audit where ${below[0] ?? sql`true`}`
}

/** A record as everybody else knows it. */
export function recordOf(row: Selectable<AuditTable>): AuditRecord {
  return {
    sequence: row.sequence,
    at: instantOf(row.at),
    actor: row.actor_id === null ? null : { id: row.actor_id, name: row.actor_name ?? '' },
    action: row.action,
    subject:
      row.subject_kind === null
        ? null
        : { kind: row.subject_kind, id: row.subject_id ?? '', name: row.subject_name ?? '' },
    ...(row.address === null ? {} : { address: row.address }),
    details: JSON.parse(row.details),
    hash: Buffer.from(row.hash).toString('hex'),
  }
}
