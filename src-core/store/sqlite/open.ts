import { existsSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { type Dialect, Kysely, SqliteAdapter, SqliteDialect, sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import { DeskError } from '../../../src-shared/errors.ts'
import type { Clock, Log } from '../../ports.ts'
import { storeProblem, toDeskError } from '../driver-errors.ts'
import { type StoreMigration, schemaVersion, storeMigrations } from '../migrations/index.ts'
import { guardedDatabase } from './guarded-database.ts'
import { makeFolder } from './make-folder.ts'
import { createPrivately, takeOwnerLock } from './owner-lock.ts'
import {
  APPLICATION_ID,
  checkWritable,
  closeToOthers,
  fileTime,
  prepareFolder,
  readHead,
  type StoreFiles,
  setAside,
  storeFiles,
  tooNew,
  walOf,
} from './store-files.ts'
import { clearUnfinished } from './unfinished.ts'

export interface StoreLimits {
  /** The most pages of 4 KiB that the file may grow to; a change beyond it fails as on a full disk. */
  readonly maximumPages?: number
  /** The schema's steps, where they are not those of this release. */
  readonly migrations?: readonly StoreMigration[]
}

/** The connections to an opened store, and the lock that goes with them. */
export interface OpenedStore {
  /** The only connection that writes. */
  readonly writer: Database.Database
  /** Looks at one state at a time, and never waits for the writer. */
  readonly reader: Database.Database
  /** For verifications alone: always looks at the newest state. */
  readonly verifier: Database.Database
  kyselyOver<Schema>(connection: Database.Database): Kysely<Schema>
  /** Gives everything up. `clean` says that nothing is known to be wrong, so the next opening need not check. */
  close(how: { readonly clean: boolean }): void
}

/** Opens the files of a store; see `openSqliteStore` for what it throws. */
export async function openFiles(
  options: { readonly folder: string; readonly clock: Clock; readonly log: Log } & StoreLimits,
): Promise<OpenedStore> {
  const files = storeFiles(options.folder)
  const connections: Database.Database[] = []
  const releases: (() => void)[] = [() => closeAll(connections)]
  const giveUp = (): void => {
    for (const release of releases.splice(0)) release()
  }
  try {
    prepareFolder(files)
    const lock = takeOwnerLock(files.folder)
    releases.push(() => lock.release())
    clearUnfinished(files.folder)
    return await openOwned(files, options, connections, giveUp)
  } catch (error) {
    if (storeProblem(error) !== 'damaged' || error instanceof DeskError) {
      giveUp()
      throw toDeskError(error)
    }
    try {
      // Closed before it is copied: reading a file beside an open connection would undo the connection's locks.
      closeAll(connections)
      throw setAside(files, error)
    } finally {
      giveUp()
    }
  }
}

async function openOwned(
  files: StoreFiles,
  options: { readonly clock: Clock; readonly log: Log } & StoreLimits,
  connections: Database.Database[],
  giveUp: () => void,
): Promise<OpenedStore> {
  const migrations = options.migrations ?? storeMigrations
  const found = inspect(files, migrations, options.log)
  checkWritable(files)
  if (found.kind === 'none') createStore(files)
  closeToOthers(files.store)

  const open = (settings: Database.Options = {}): Database.Database => {
    const connection = new Database(files.store, { timeout: BUSY_TIMEOUT_MS, fileMustExist: true, ...settings })
    connections.push(connection)
    return connection
  }

  const writer = open()
  prepareWriter(writer, options.maximumPages)
  if (found.kind === 'store' && found.version > 0 && found.version < schemaVersion(migrations))
    await backUp(writer, files, found.version, options.clock.now())
  await migrate(writer, migrations)
  noteClean(writer, false)

  const reader = prepareReader(open({ readonly: true }), READER_CACHE_KIB)
  const verifier = prepareReader(open({ readonly: true }), VERIFIER_CACHE_KIB)
  // Single rows from all over the file: seeing them in place saves a system call and a copy for every page.
  verifier.pragma(`mmap_size = ${VERIFIER_MAPPED_BYTES}`)
  return {
    writer,
    reader,
    verifier,
    kyselyOver,
    close: ({ clean }) => {
      try {
        if (clean) noteClean(writer, true)
      } finally {
        // The writer last: the last connection to close folds the write-ahead log into the file.
        for (const connection of [verifier, reader, writer]) connection.close()
        giveUp()
      }
    },
  }
}

/** What stands in the folder, found out without changing a byte of it. */
type Found = { readonly kind: 'none' } | { readonly kind: 'store'; readonly version: number }

function inspect(files: StoreFiles, migrations: readonly StoreMigration[], log: Log): Found {
  const head = readHead(files)
  if (head.kind === 'none') {
    // A log without its file: the file was cut to nothing, which must not look like a first start.
    if (existsSync(walOf(files.store)) && statSync(walOf(files.store)).size > 0)
      throw Object.assign(new Error('The store is empty, its write-ahead log is not.'), { code: 'SQLITE_CORRUPT' })
    return head
  }
  if (head.userVersion > schemaVersion(migrations)) throw tooNew()
  const hadLog = existsSync(walOf(files.store))
  // Read-only: it neither writes nor folds a log into the file.
  const view = new Database(files.store, { readonly: true, fileMustExist: true })
  try {
    const version = Number(view.pragma('user_version', { simple: true }))
    if (version > schemaVersion(migrations) || hasUnknownMigration(view, migrations)) throw tooNew()
    if (!endedCleanly(view)) {
      log.info('The store was not closed last time. It is being checked.')
      const result = view.pragma('quick_check(1)', { simple: true })
      if (result !== 'ok') throw Object.assign(new Error('quick_check failed.'), { code: 'SQLITE_CORRUPT' })
    }
    return { kind: 'store', version }
  } finally {
    view.close()
    if (!hadLog) removeEmptyLog(files)
  }
}

/** Takes away what looking at the file left beside it. */
function removeEmptyLog(files: StoreFiles): void {
  if (existsSync(walOf(files.store)) && statSync(walOf(files.store)).size > 0) return
  rmSync(walOf(files.store), { force: true })
  rmSync(`${files.store}-shm`, { force: true })
}

function hasUnknownMigration(view: Database.Database, migrations: readonly StoreMigration[]): boolean {
  if (!hasTable(view, 'kysely_migration')) return false
  const names = view.prepare<[], { name: string }>('select name from kysely_migration').all()
  return names.some(({ name }) => migrations.every((migration) => migration.name !== name))
}

function endedCleanly(view: Database.Database): boolean {
  if (!hasTable(view, 'settings')) return false
  const row = view.prepare<[string], { value: string }>('select value from settings where key = ?').get(CLEAN_KEY)
  return row?.value === 'true'
}

function hasTable(view: Database.Database, name: string): boolean {
  return view.prepare("select 1 from sqlite_schema where type = 'table' and name = ?").get(name) !== undefined
}

/** Says whether the store is closed. It travels with the file, so a copy taken while it was open is checked too. */
function noteClean(writer: Database.Database, clean: boolean): void {
  writer
    .prepare('insert into settings (key, value) values (?, ?) on conflict (key) do update set value = excluded.value')
    .run(CLEAN_KEY, String(clean))
}

/** Makes the empty file ours before anything else is in it, durable at once, so that a crash leaves nothing nameless. */
function createStore(files: StoreFiles): void {
  createPrivately(files.store)
  rmSync(walOf(files.store), { force: true })
  const database = new Database(files.store)
  try {
    database.pragma(`application_id = ${APPLICATION_ID}`)
  } finally {
    database.close()
  }
}

function prepareWriter(writer: Database.Database, maximumPages: number | undefined): void {
  writer.pragma('journal_mode = WAL')
  writer.pragma('synchronous = FULL')
  writer.pragma('foreign_keys = ON')
  // What is taken out is overwritten with zeros, in the file's free pages too.
  writer.pragma('secure_delete = ON')
  writer.pragma('temp_store = MEMORY')
  writer.pragma(`cache_size = -${WRITER_CACHE_KIB}`)
  writer.pragma(`journal_size_limit = ${LOG_LIMIT_BYTES}`)
  writer.pragma('trusted_schema = OFF')
  if (maximumPages !== undefined) writer.pragma(`max_page_count = ${maximumPages}`)
}

function prepareReader(reader: Database.Database, cacheKib: number): Database.Database {
  reader.pragma('query_only = ON')
  reader.pragma('temp_store = MEMORY')
  reader.pragma(`cache_size = -${cacheKib}`)
  reader.pragma('trusted_schema = OFF')
  return reader
}

/** A copy of the store as it was before a newer schema touches it, by SQLite's own means. */
async function backUp(writer: Database.Database, files: StoreFiles, version: number, now: number): Promise<void> {
  makeFolder(files.backups)
  const path = join(files.backups, `token-desk.version-${version}.${fileTime(now)}.sqlite`)
  createPrivately(path)
  try {
    await writer.backup(path)
  } catch (error) {
    rmSync(path, { force: true })
    throw error
  }
}

/** All missing steps in one transaction: the store has all of them afterwards, or none. */
async function migrate(writer: Database.Database, migrations: readonly StoreMigration[]): Promise<void> {
  const migrator = new Migrator({
    db: kyselyOver<unknown>(writer),
    provider: {
      getMigrations: async () =>
        Object.fromEntries(
          migrations.map(({ name, up }, index) => [
            name,
            {
              up: async (database: Kysely<unknown>) => {
                await up(database)
                await noteVersion(database, index + 1)
              },
            },
          ]),
        ),
    },
  })
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined) throw error
}

/** Notes the schema's version in the file's head, where it can be read without opening the file as a database. */
async function noteVersion(database: Kysely<unknown>, version: number): Promise<void> {
  await sql`pragma user_version = ${sql.lit(version)}`.execute(database)
}

function kyselyOver<Schema>(connection: Database.Database): Kysely<Schema> {
  const sqlite = new SqliteDialect({ database: { ...guardedDatabase(connection), close: () => {} } })
  const dialect: Dialect = {
    createAdapter: () => new TransactionalAdapter(),
    createDriver: () => sqlite.createDriver(),
    createIntrospector: (database) => sqlite.createIntrospector(database),
    createQueryCompiler: () => sqlite.createQueryCompiler(),
  }
  return new Kysely<Schema>({ dialect })
}

/** Kysely takes SQLite's schema changes for not transactional; they are, as long as foreign keys are not switched in one. */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

function closeAll(connections: Database.Database[]): void {
  for (const connection of connections.splice(0)) connection.close()
}

const CLEAN_KEY = 'store.clean'
const BUSY_TIMEOUT_MS = 5_000
const WRITER_CACHE_KIB = 32 * 1024
const READER_CACHE_KIB = 64 * 1024
const VERIFIER_CACHE_KIB = 8 * 1024
const VERIFIER_MAPPED_BYTES = 1024 * 1024 * 1024
const LOG_LIMIT_BYTES = 64 * 1024 * 1024
