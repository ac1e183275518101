import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import type { Clock, Log, Random } from '../ports.ts'
import { refusal, storeProblem, toDeskError } from './driver-errors.ts'
import { startHousekeeping } from './housekeeping.ts'
import { type StoreMigration, storeMigrations } from './migrations/index.ts'
import { startPostgresCheck } from './postgres/check.ts'
import {
  connectPostgres,
  type Patience,
  type PostgresConnections,
  STORE_NAMESPACE,
  USUAL_PATIENCE,
} from './postgres/connections.ts'
import { postgresInstances } from './postgres/instances.ts'
import { postgresRelay } from './postgres/relay.ts'
import { repositories } from './repositories/repositories.ts'
import { knownSession, type SessionRow, sessionQuery } from './repositories/session-lookup.ts'
import {
  knownResourceServer,
  type ResourceServerRow,
  resourceServerQuery,
  tokenForVerification,
  type VerificationRow,
  verificationQuery,
} from './repositories/verification.ts'
import type { StoreSchema } from './schema.ts'
import { tooNew } from './sqlite/store-files.ts'
import type { Store } from './store.ts'
import { storeFacts } from './store-facts.ts'

export interface PostgresStoreOptions {
  /** `postgres://user@host:port/database`, with the parameters that libpq knows (`sslmode`, …). */
  readonly url: string
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  /** The most connections for lists and changes; verifications have one of their own. */
  readonly maximumConnections?: number
  /** The schema's steps, where they are not those of this release. */
  readonly migrations?: readonly StoreMigration[]
  readonly patience?: Patience
}

/**
 * Opens the store in a PostgreSQL database, which several instances may share: makes our tables in a namespace of their
 * own where there are none, and migrates them where they are older. Instances that start at once take turns at that.
 *
 * Throws DeskError: STORE_TOO_NEW, or STORE_UNREACHABLE with the reason `unreachable`, `refused` (who we are, or what we
 * may do), `read-only` or `full`.
 */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<Store> {
  const { clock, random, log } = options
  const connections = connectPostgres(options)
  try {
    await migrate(connections.patientDatabase, options.migrations ?? storeMigrations)
    return await storeOver(connections, {
      clock,
      random,
      log,
      url: options.url,
      patience: options.patience ?? USUAL_PATIENCE,
    })
  } catch (error) {
    await connections.close()
    throw toDeskError(error)
  }
}

async function storeOver(
  { database, patientDatabase, verifier, where, close }: PostgresConnections,
  {
    clock,
    random,
    log,
    url,
    patience,
  }: Required<Pick<PostgresStoreOptions, 'clock' | 'random' | 'log' | 'url' | 'patience'>>,
): Promise<Store> {
  const underWay = new Set<Promise<unknown>>()
  const checks = new Set<Promise<unknown>>()
  let closing: Promise<void> | undefined

  const within = async <T>(work: () => Promise<T>): Promise<T> => {
    if (closing !== undefined) throw refusal('unreachable')
    const working = work()
    underWay.add(working)
    try {
      return await working
    } catch (error) {
      const problem = storeProblem(error)
      if (problem !== undefined) log.warn('The database did not do what it was asked.', { problem })
      throw toDeskError(error)
    } finally {
      underWay.delete(working)
    }
  }
  /** The audit trail is one chain, so changes come one after another, whichever instance makes them. */
  const change = <T>(work: (transaction: Kysely<StoreSchema>) => Promise<T>): Promise<T> =>
    database.transaction().execute(async (transaction) => {
      await sql`select set_config('lock_timeout', ${String(patience.turnMs)}, true), pg_advisory_xact_lock(${sql.lit(CHANGE_LOCK)})`.execute(
        transaction,
      )
      return work(transaction)
    })
  const housekeeping = startHousekeeping({ inTurn: change, clock, log })
  await housekeeping.begin()
  const relay = postgresRelay({ url, database, log })
  const instances = postgresInstances({ database, relay, clock, log })

  return {
    read: (work) =>
      within(() => {
        housekeeping.noteLapsedSoon()
        return database
          .transaction()
          .setIsolationLevel('repeatable read')
          .setAccessMode('read only')
          .execute((transaction) => work(repositories(transaction, random)))
      }),
    change: (work) =>
      within(() => {
        housekeeping.noteLapsedSoon()
        return change((transaction) =>
          work({ ...repositories(transaction, random), announcements: relay.within(transaction) }),
        )
      }),
    findByDigest: (digest) =>
      within(async () => {
        const { rows } = await verifier.query<VerificationRow>({ ...VERIFICATION, values: [digest] })
        return tokenForVerification(rows[0])
      }),
    findSession: (digest) =>
      within(async () => {
        const { rows } = await verifier.query<SessionRow>({ ...SESSION, values: [digest] })
        return knownSession(rows[0])
      }),
    findResourceServer: (digest) =>
      within(async () => {
        const { rows } = await verifier.query<ResourceServerRow>({ ...RESOURCE_SERVER, values: [digest] })
        return knownResourceServer(rows[0])
      }),
    onChangedElsewhere: (listener) => relay.onChanged(listener),
    instances,
    noteAccess: (id, at) => {
      if (closing === undefined) housekeeping.noteAccess(id, at)
    },
    facts: () => within(() => factsOf(database, where)),
    startCheck: () => {
      if (closing !== undefined) throw refusal('unreachable')
      const check = startPostgresCheck(patientDatabase)
      const ended = check.problems.catch(() => {}).finally(() => checks.delete(ended))
      checks.add(ended)
      return check
    },
    close: () => {
      closing ??= Promise.allSettled(underWay).then(async () => {
        await housekeeping.end()
        await Promise.all(checks)
        await instances.close()
        await relay.close()
        await close()
      })
      return closing
    },
  }
}

/** Prepared once on each connection. */
const VERIFICATION = {
  name: 'verification',
  text: verificationQuery({ digest: '$1', lookingUp: 'join' }),
  rowMode: 'array',
} as const
const SESSION = { name: 'session', text: sessionQuery('$1') } as const
const RESOURCE_SERVER = { name: 'resource-server', text: resourceServerQuery('$1'), rowMode: 'array' } as const
/** Any number will do, as long as nobody else in the database takes it. */
const CHANGE_LOCK = 7_041_152_606_023

async function factsOf(database: Kysely<StoreSchema>, where: string) {
  const { rows } = await sql<{ size: number; version: number }>`select
    (select coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint from pg_class c
      where c.relnamespace = ${STORE_NAMESPACE}::regnamespace and c.relkind = 'r') as size,
    (select count(*) from kysely_migration) as version`.execute(database)
  const { size = 0, version = 0 } = rows[0] ?? {}
  return { ...(await storeFacts(database)), path: where, sizeBytes: size, version }
}

/** All missing steps in one transaction, under a lock that the instances share. */
async function migrate(database: Kysely<StoreSchema>, migrations: readonly StoreMigration[]): Promise<void> {
  const names = new Set(migrations.map(({ name }) => name))
  const migrator = new Migrator({
    db: database,
    migrationTableSchema: STORE_NAMESPACE,
    provider: {
      getMigrations: async () =>
        Object.fromEntries(
          migrations.map(({ name, up }) => [name, { up: (transaction: Kysely<unknown>) => up(transaction) }]),
        ),
    },
  })
  if ((await namesIn(database)).some((name) => !names.has(name))) throw tooNew()
  const { error } = await migrator.migrateToLatest()
  if (error === undefined) return
  // Another instance of a newer release may have been first.
  if ((await namesIn(database)).some((name) => !names.has(name))) throw tooNew()
  throw error
}

async function namesIn(database: Kysely<StoreSchema>): Promise<readonly string[]> {
  const table = `${STORE_NAMESPACE}.kysely_migration`
  const { rows } = await sql<{ there: string | null }>`select to_regclass(${table})::text as there`.execute(database)
  if (rows[0]?.there == null) return []
  const found = await sql<{ name: string }>`select name from ${sql.table(table)}`.execute(database)
  return found.rows.map(({ name }) => name)
}
