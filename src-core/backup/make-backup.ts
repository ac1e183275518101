import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { DeskError } from '../../src-shared/errors.ts'
import { copyStore } from '../copying/copy-store.ts'
import type { Clock, Log, Random } from '../ports.ts'
import { toDeskError } from '../store/driver-errors.ts'
import { bytesOf, snapshot, snapshotFacts } from '../store/sqlite/snapshot.ts'
import { storeFiles } from '../store/sqlite/store-files.ts'
import { withUnfinished } from '../store/sqlite/unfinished.ts'
import { openSqliteStore } from '../store/sqlite.ts'
import { sealBackup } from './backup-file.ts'
import { BACKUP_FORMAT, type BackupManifest } from './manifest.ts'
import { backupRunning, stopped } from './refusals.ts'

/** What is to be backed up, and into which file. Plain data, which crosses into a thread. */
export interface BackupOrder {
  /** The folder of a SQLite store, or the address of a PostgreSQL database. */
  readonly source: { readonly folder: string } | { readonly database: string }
  /** Where the copy lies for a moment that is not encrypted yet. Of this account only. */
  readonly workFolder: string
  /** A file that is not there yet. */
  readonly to: string
  readonly passphrase: string
  readonly madeAt: number
  readonly madeBy: string
  /** Of this program. */
  readonly version: string
  readonly workFactor?: number | undefined
}

export interface BackupMade {
  readonly manifest: BackupManifest
  /** Of the file. */
  readonly bytes: number
}

export interface Watching {
  readonly signal?: AbortSignal | undefined
  /** How far the work is, of as much in all. The measure changes with the step. */
  onProgress?(completed: number, total: number): void
}

/**
 * Makes the file: a consistent copy of the store, its manifest, both encrypted. Nobody waits for it meanwhile.
 *
 * @throws {DeskError} CONFLICT (`file-not-saved`, `backup-running`), CANCELLED, or what stands in the store's way.
 */
export async function makeBackupFile(order: BackupOrder, { signal, onProgress }: Watching = {}): Promise<BackupMade> {
  const { source, to, passphrase, workFactor } = order
  return inUnfinished(order.workFolder, signal, async (folder) => {
    const content = 'folder' in source ? join(folder, 'copy.sqlite') : storeFiles(folder).store
    // Copying and sealing take about as long as each other.
    const half = (done: number, of: number, before: 0 | 1) => onProgress?.(before * of + done, 2 * of)
    if ('folder' in source)
      await snapshot(storeFiles(source.folder).store, content, { signal, onBytes: (done, of) => half(done, of, 0) })
    else await copyOfDatabase(source.database, folder, { signal, onProgress: (done, of) => half(done, of, 0) })
    const bytes = bytesOf(content)
    const manifest: BackupManifest = {
      format: BACKUP_FORMAT,
      version: order.version,
      madeAt: new Date(order.madeAt).toISOString(),
      madeBy: order.madeBy,
      source: 'folder' in source ? 'sqlite' : 'postgresql',
      ...snapshotFacts(content),
      content: { bytes, sha256: await sha256Of(content, signal) },
    }
    const size = await sealBackup({
      manifest,
      content,
      to,
      passphrase,
      workFactor,
      signal,
      onBytes: (done) => half(done, bytes, 1),
    })
    return { manifest, bytes: size }
  })
}

/** The same store, brought into a SQLite file: one view of the database, whatever is changed there meanwhile. */
async function copyOfDatabase(database: string, folder: string, watching: Watching): Promise<void> {
  const { openPostgresStore } = await import('../store/postgres.ts')
  const from = await openPostgresStore({ url: database, ...SERVICES, maximumConnections: 2 })
  try {
    const into = await openSqliteStore({ folder, ...SERVICES })
    try {
      await copyStore(from, into, {
        ...(watching.signal === undefined ? {} : { signal: watching.signal }),
        onProgress: (rows, of) => watching.onProgress?.(rows, of),
      })
    } finally {
      await into.close()
    }
  } finally {
    await from.close()
  }
}

/** Runs work in the folder for what is not finished, and says in the house's words what goes wrong there. */
export async function inUnfinished<T>(
  workFolder: string,
  signal: AbortSignal | undefined,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  try {
    return await withUnfinished(workFolder, async (folder) => {
      try {
        return await work(folder)
      } catch (error) {
        throw signal?.aborted === true ? stopped() : new WithinWork(toDeskError(error))
      }
    })
  } catch (error) {
    if (error instanceof WithinWork) throw error.cause
    if (error instanceof DeskError && error.reason === 'in-use') throw backupRunning(error)
    throw toDeskError(error)
  }
}

/** Tells what the work threw from what taking the folder threw. */
class WithinWork extends Error {
  constructor(cause: unknown) {
    super('The work failed.', { cause })
  }
}

async function sha256Of(path: string, signal: AbortSignal | undefined): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash, { signal })
  return hash.digest('hex')
}

const CLOCK: Clock = { now: () => Date.now() }
const RANDOM: Random = { bytes: (count) => crypto.getRandomValues(new Uint8Array(count)) }
const NO_LOG: Log = { info: () => {}, warn: () => {}, error: () => {} }
/** What a store needs that is open for a moment only. */
export const SERVICES = { clock: CLOCK, random: RANDOM, log: NO_LOG }
