import { type Kysely, type RawBuilder, type Selectable, sql } from 'kysely'
import type { AuditRecord } from '../../../src-shared/schemas/audit.ts'
import { auditHash, FIRST_PREVIOUS_HASH } from '../../domain/audit-chain.ts'
import { either, firstInOrder, isAmong, planless, usingIndex } from '../dialect.ts'
import type { AuditTable, StoreSchema } from '../schema.ts'
import type { AuditFilter, AuditRepository, NewAuditRecord } from '../store.ts'
import { instantOf } from '../values.ts'
import { compiledOnce } from './compiled-once.ts'

export function auditRepository(database: Kysely<StoreSchema>): AuditRepository {
  const appendAll = async (records: readonly NewAuditRecord[]): Promise<void> => {
    if (records.length === 0) return
    const rows = chained(records, await endOfTrail(database))
    const [first] = rows
    if (first !== undefined && rows.length === 1) return void (await insertRecord(database, first))
    for (let at = 0; at < rows.length; at += ROWS_A_STATEMENT)
      await database
        .insertInto('audit')
        .values(rows.slice(at, at + ROWS_A_STATEMENT))
        .execute()
  }

  /** Oldest first. */
  const recordsAt = async (sequences: readonly number[]): Promise<AuditRecord[]> => {
    if (sequences.length === 0) return []
    const rows = await database
      .selectFrom('audit')
      .selectAll()
      .where(isAmong('sequence', sequences))
      .orderBy('sequence')
      .execute()
    return rows.map(recordOf)
  }

  return {
    append: (record) => appendAll([record]),
    appendAll,

    list: async ({ before, limit, ...filter }) => {
      const order = sql`sequence desc`
      const ranges = await matching(database, filter, { before })
      const found = await firstInOrder<{ sequence: number }>(ranges, { order, limit: limit + 1 }).execute(database)
      const sequences = found.rows.slice(0, limit).map((row) => row.sequence)
      const rows = await recordsAt(sequences)
      return { rows: rows.reverse(), nextBefore: found.rows.length > limit ? (sequences.at(-1) ?? null) : null }
    },

    following: async (after, limit, filter) => {
      if (filter === undefined) {
        const all = database.selectFrom('audit').selectAll().where('sequence', '>', after)
        return (await all.orderBy('sequence').limit(limit).execute()).map(recordOf)
      }
      const ranges = await matching(database, filter, { after })
      const order = sql`sequence`
      const found = await firstInOrder<{ sequence: number }>(ranges, { order, limit }).execute(database)
      return recordsAt(found.rows.map((row) => row.sequence))
    },

    end: async () => {
      const { sequence, hash } = await endOfTrail(database)
      return { sequence, hash: Buffer.from(hash).toString('hex') }
    },

    hashAt: async (sequence) => {
      const row = await database.selectFrom('audit').select('hash').where('sequence', '=', sequence).executeTakeFirst()
      return row && Buffer.from(row.hash).toString('hex')
    },

    count: async (filter) => {
      const rows = sql.join([...(await matching(database, filter, {}))], sql` union all `)
      const counted = await sql<{ count: number }>`select count(*) as count
        from (select 1 from (${rows}) limit ${MOST_COUNTED + 1})`.execute(database)
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
  const [last] = await lastRecord(database, {})
  return last ?? { sequence: 0, hash: FIRST_PREVIOUS_HASH }
}

const lastRecord = compiledOnce((database) =>
  database.selectFrom('audit').select(['sequence', 'hash']).orderBy('sequence', 'desc').limit(planless(1)).compile(),
)

const insertRecord = compiledOnce((database, row: AuditTable) => database.insertInto('audit').values(row).compile())

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

/** Which stretch of the trail is looked at, its ends not included. */
interface Stretch {
  readonly after?: number | undefined
  readonly before?: number | undefined
}

/**
 * Selects the sequences of the records that pass the filter, within a stretch. What is about one subject is a short list.
 * Otherwise each wanted action is an index range of its own. Each of them is in order already.
 */
async function matching(
  database: Kysely<StoreSchema>,
  filter: AuditFilter,
  stretch: Stretch,
): Promise<readonly RawBuilder<unknown>[]> {
  const within = [...boundsOf(stretch), ...(await periodOf(database, filter))]
  const actor = filter.actorId === undefined ? [] : [sql`actor_id = ${filter.actorId}`]
  const actions = filter.action !== undefined && filter.action.length > 0 ? [...new Set(filter.action)] : undefined
  if (filter.subject !== undefined) {
    const conditions = [
      sql`subject_kind = ${filter.subject.kind}`,
      sql`subject_id = ${filter.subject.id}`,
      ...actor,
      ...(actions === undefined ? [] : [sql`action in (${sql.join(actions)})`]),
      ...within,
    ]
    return [select('audit_by_subject', conditions)]
  }
  if (actions === undefined)
    return [actor.length === 0 ? selectAll(within) : select('audit_by_actor', [...actor, ...within])]
  const index = actor.length === 0 ? 'audit_by_action' : 'audit_by_actor_and_action'
  return actions.map((action) => select(index, [...actor, sql`action = ${action}`, ...within]))
}

function select(index: string, conditions: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  return sql`select sequence from audit ${usingIndex(index)} where ${sql.join(conditions, sql` and `)}`
}

function selectAll(conditions: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  return sql`select sequence from audit where ${conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `)}`
}

function boundsOf({ after, before }: Stretch): RawBuilder<unknown>[] {
  return [
    ...(after === undefined ? [] : [sql`sequence > ${after}`]),
    ...(before === undefined ? [] : [sql`sequence < ${before}`]),
  ]
}

/**
 * Narrows to a period. The trail is in the order of time, so its place in the trail is looked up by halving, with a day's
 * margin for clocks that were set back, and the rest is a look at each record.
 */
async function periodOf(database: Kysely<StoreSchema>, filter: AuditFilter): Promise<readonly RawBuilder<unknown>[]> {
  const conditions: RawBuilder<unknown>[] = []
  if (filter.from !== undefined) {
    const from = Date.parse(filter.from)
    conditions.push(sql`at >= ${from}`, sql`sequence >= ${await firstFrom(database, from - CLOCK_MARGIN_MS)}`)
  }
  if (filter.until !== undefined) {
    const until = Date.parse(filter.until)
    conditions.push(sql`at < ${until}`, sql`sequence < ${await firstFrom(database, until + CLOCK_MARGIN_MS)}`)
  }
  return conditions
}

const CLOCK_MARGIN_MS = 24 * 60 * 60 * 1000

/** A number that is whole for both: halving goes on in whole numbers. */
const FIRST_SEQUENCE = either(sql`1`, sql`1::bigint`)

/** The sequence of the first record that is not before a time; one more than the last where all are. */
async function firstFrom(database: Kysely<StoreSchema>, at: number): Promise<number> {
  const middle = sql`(low + high) / 2`
  const isBefore = sql`(select audit.at from audit where sequence = ${middle}) < ${at}`
  const found = await sql<{ low: number }>`with recursive halving (low, high) as (
      select ${FIRST_SEQUENCE}, (select coalesce(max(sequence), 0) + 1 from audit)
      union all
      select case when ${isBefore} then ${middle} + 1 else low end, case when ${isBefore} then high else ${middle} end
      from halving where low < high
    ) select low from halving where low = high`.execute(database)
  return found.rows[0]?.low ?? 1
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
