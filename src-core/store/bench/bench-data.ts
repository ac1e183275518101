import { rmSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { takeOwnerLock } from '../sqlite/owner-lock.ts'
import { storeFiles, walOf } from '../sqlite/store-files.ts'
import type { BenchSize } from './bench-plan.ts'
import { insertBenchRows } from './bench-rows.ts'

/**
 * Fills a store that holds nothing but its first administrator with people, tokens and a short audit trail, all of which
 * follow from `size`. Rows are written past the repositories, with indexes and triggers set aside and made anew at the
 * end, which takes minutes instead of hours. `onStep` is told what is under way; where it throws, or anything fails, the
 * store is taken away again, since it is only half there.
 */
export async function fillWithBenchData(
  folder: string,
  size: BenchSize,
  onStep: (step: string) => void,
): Promise<void> {
  const files = storeFiles(folder)
  const lock = takeOwnerLock(folder)
  try {
    const database = new Database(files.store, { fileMustExist: true })
    try {
      await fill(database, size, onStep)
    } finally {
      database.close()
    }
  } catch (error) {
    takeAway(folder)
    throw error
  } finally {
    lock.release()
  }
}

/** Takes a store that was only begun away again. Nobody may have it open. */
export function takeAway(folder: string): void {
  const { store } = storeFiles(folder)
  for (const path of [store, walOf(store), `${store}-shm`]) rmSync(path, { force: true })
}

async function fill(database: Database.Database, size: BenchSize, onStep: (step: string) => void): Promise<void> {
  // Nothing of this has to survive a crash: a store that is not finished is taken away.
  for (const pragma of ['journal_mode = DELETE', 'journal_mode = MEMORY', 'synchronous = OFF', 'foreign_keys = OFF'])
    database.pragma(pragma)
  database.pragma('cache_size = -800000')
  database.pragma('temp_store = MEMORY')
  const aside = setAside(database)
  await insertBenchRows(database, size, onStep)
  await restore(database, aside, onStep)
  onStep('checking')
  const broken = database.pragma('foreign_key_check') as unknown[]
  if (broken.length > 0) throw new Error(`${broken.length} rows refer to what is not there.`)
  database.pragma('journal_mode = WAL')
}

/** An index or a trigger, as the schema words it. */
interface SetAside {
  readonly type: 'index' | 'trigger'
  readonly name: string
  readonly sql: string
}

const TABLES = ['users', 'customers', 'contacts', 'tokens', 'token_modules', 'audit']

function setAside(database: Database.Database): SetAside[] {
  const found = database
    .prepare<string[], SetAside>(
      `select type, name, sql from sqlite_schema where type in ('index', 'trigger') and sql is not null
       and tbl_name in (${TABLES.map(() => '?').join(', ')})`,
    )
    .all(...TABLES)
  for (const { type, name } of found) database.exec(`drop ${type} "${name}"`)
  return found
}

async function restore(
  database: Database.Database,
  aside: readonly SetAside[],
  onStep: (step: string) => void,
): Promise<void> {
  for (const { name, sql } of aside.filter(({ type }) => type === 'index')) {
    onStep(`index ${name}`)
    await setImmediate()
    database.exec(sql)
  }
  for (const search of ['users_search', 'customers_search', 'contacts_search', 'tokens_search']) {
    onStep(`index ${search}`)
    await setImmediate()
    database.exec(`insert into ${search} (${search}) values ('rebuild')`)
  }
  for (const { sql } of aside.filter(({ type }) => type === 'trigger')) database.exec(sql)
}
