import { statSync } from 'node:fs'
import Database from 'better-sqlite3'
import { COPIED_TABLES } from '../repositories/copy-repository.ts'
import { createPrivately } from './owner-lock.ts'

/** What stands in the file of a store that nobody has open. */
export interface SnapshotFacts {
  readonly schema: number
  readonly counts: Readonly<Record<string, number>>
  readonly audit: { readonly records: number; readonly hash: string }
}

/**
 * Copies a store by SQLite's own means, on a connection of its own that only reads, while others go on writing: one
 * consistent state, as one file that stands alone. Sessions and failed sign-ins stay behind: they belong to the machine.
 */
export async function snapshot(
  store: string,
  to: string,
  {
    onBytes,
    signal,
  }: { onBytes?(bytes: number, ofBytes: number): void; readonly signal?: AbortSignal | undefined } = {},
): Promise<void> {
  const pageBytes = 4096
  const source = new Database(store, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS })
  try {
    createPrivately(to)
    // One view from beginning to end: without it every change by somebody else would begin the copy anew.
    source.exec('begin; select 1 from sqlite_schema')
    await source.backup(to, {
      progress({ totalPages, remainingPages }) {
        signal?.throwIfAborted()
        onBytes?.((totalPages - remainingPages) * pageBytes, totalPages * pageBytes)
        return PAGES_A_STEP
      },
    })
  } finally {
    source.close()
  }
  const copy = new Database(to, { fileMustExist: true })
  try {
    copy.pragma('journal_mode = DELETE')
    copy.pragma('secure_delete = ON')
    copy.exec('delete from sessions; delete from sign_in_attempts; delete from answered_changes')
  } finally {
    copy.close()
  }
}

/** Reads the file, which has to be one that stands alone. */
export function snapshotFacts(path: string): SnapshotFacts {
  const database = new Database(path, { fileMustExist: true })
  try {
    database.pragma('query_only = ON')
    const countOf = (table: string) => database.prepare<[], number>(`select count(*) from ${table}`).pluck().get() ?? 0
    const last = database
      .prepare<[], { sequence: number; hash: Buffer }>(
        'select sequence, hash from audit order by sequence desc limit 1',
      )
      .get()
    return {
      schema: Number(database.pragma('user_version', { simple: true })),
      counts: Object.fromEntries(COPIED_TABLES.map((table) => [table, countOf(table)])),
      audit: { records: last?.sequence ?? 0, hash: last === undefined ? '' : Buffer.from(last.hash).toString('hex') },
    }
  } finally {
    database.close()
  }
}

export function bytesOf(path: string): number {
  return statSync(path).size
}

const BUSY_TIMEOUT_MS = 5_000
/** As many as take a few milliseconds, so that progress is told and a wish to stop is heard. */
const PAGES_A_STEP = 2_000
