import { existsSync } from 'node:fs'
import { DeskError } from '../../src-shared/errors.ts'
import { copyStore } from '../copying/copy-store.ts'
import { putInPlace } from '../store/sqlite/replace-store.ts'
import { storeFiles } from '../store/sqlite/store-files.ts'
import { openSqliteStore } from '../store/sqlite.ts'
import type { Store } from '../store/store.ts'
import { openBackup } from './backup-file.ts'
import { inUnfinished, SERVICES, type Watching } from './make-backup.ts'
import type { BackupManifest } from './manifest.ts'
import { damagedBackup, databaseNotEmpty, storeThere } from './refusals.ts'

/** Which backup is to be restored, and into which store. Plain data, which crosses into a thread. */
export interface RestoreOrder {
  readonly file: string
  readonly passphrase: string
  readonly target: { readonly folder: string } | { readonly database: string }
  /** Where the store lies until it is in its place: for a SQLite store its own folder. Of this account only. */
  readonly workFolder: string
  /** Whether a SQLite store that is there may be replaced, once it is copied. A database has to be empty. */
  readonly replace: boolean
  readonly restoredAt: number
  readonly restoredBy: string
}

export interface Restored {
  readonly manifest: BackupManifest
  /** The copy that was made of the store before; null where there was none. */
  readonly before: string | null
}

/** Reads only what a backup says of itself. */
export async function readManifest(file: string, passphrase: string): Promise<BackupManifest> {
  const opened = await openBackup(file, passphrase)
  await opened.close()
  return opened.manifest
}

/** Reads a backup to its end and refuses it where one byte is not as it was. */
export async function checkBackup(
  file: string,
  passphrase: string,
  { signal, onProgress }: Watching = {},
): Promise<BackupManifest> {
  const opened = await openBackup(file, passphrase, signal)
  try {
    const { bytes } = opened.manifest.content
    await opened.takeContent({ to: null, onBytes: (done) => onProgress?.(done, bytes) })
    return opened.manifest
  } finally {
    await opened.close()
  }
}

/**
 * Restores a backup: takes all of it, brings an older one up to date, puts the restore on record in its own audit trail,
 * and only then puts it into its place. Until that moment nothing that is there has been touched.
 *
 * @throws {DeskError} as `openBackup`, CONFLICT (`store-there`, `database-not-empty`, `backup-running`), or what stands in
 *   the store's way.
 */
export async function restoreBackup(order: RestoreOrder, { signal, onProgress }: Watching = {}): Promise<Restored> {
  const { target, replace } = order
  if ('folder' in target && !replace && existsSync(storeFiles(target.folder).store)) throw storeThere(target.folder)
  const opened = await openBackup(order.file, order.passphrase, signal)
  try {
    return await inUnfinished(order.workFolder, signal, async (folder) => {
      const { manifest } = opened
      const { bytes } = manifest.content
      const staged = storeFiles(folder).store
      await opened.takeContent({ to: staged, onBytes: (done) => onProgress?.(done, bytes) })
      const store = await openSqliteStore({ folder, ...SERVICES }).catch((error: unknown) => {
        throw error instanceof DeskError && error.code === 'STORE_CORRUPT' ? damagedBackup(error) : error
      })
      try {
        await record(store, order, manifest)
        if ('database' in target) await bringInto(target.database, store, signal)
      } finally {
        await store.close()
      }
      signal?.throwIfAborted()
      const before = 'folder' in target ? putInPlace(target.folder, staged, order.restoredAt) : null
      return { manifest, before }
    })
  } finally {
    await opened.close()
  }
}

function record(store: Store, { restoredAt, restoredBy }: RestoreOrder, { madeAt, audit }: BackupManifest) {
  return store.change((repositories) =>
    repositories.audit.append({
      at: restoredAt,
      actor: null,
      action: 'store.restored',
      subject: { kind: 'store', id: 'store', name: 'Store' },
      details: { madeAt, records: audit.records, by: restoredBy },
    }),
  )
}

async function bringInto(database: string, store: Store, signal: AbortSignal | undefined): Promise<void> {
  const { openPostgresStore } = await import('../store/postgres.ts')
  const into = await openPostgresStore({ url: database, ...SERVICES, maximumConnections: 2 })
  try {
    if ((await into.facts()).auditRecords > 0) throw databaseNotEmpty()
    await copyStore(store, into, signal === undefined ? {} : { signal })
  } finally {
    await into.close()
  }
}
