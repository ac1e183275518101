import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { DeskError } from '../../../src-shared/errors.ts'
import { makeFolder } from './make-folder.ts'

/** Marks a SQLite file as ours: "TkDk". */
export const APPLICATION_ID = 0x546b446b

/** The places in a store's folder. */
export interface StoreFiles {
  readonly folder: string
  readonly store: string
  readonly backups: string
}

export function storeFiles(folder: string): StoreFiles {
  return { folder, store: join(folder, 'token-desk.sqlite'), backups: join(folder, 'backups') }
}

/** Makes the folder if need be, closes it to everybody else, and tries whether it can be written. */
export function prepareFolder(files: StoreFiles): void {
  makeFolder(files.folder)
  if ((statSync(files.folder).mode & 0o077) !== 0) chmodSync(files.folder, 0o700)
  accessSync(files.folder, constants.R_OK | constants.W_OK | constants.X_OK)
}

/** What the first 100 bytes of the file say (https://sqlite.org/fileformat2.html#the_database_header). */
export type Head = { readonly kind: 'none' } | { readonly kind: 'store'; readonly userVersion: number }

/**
 * Looks at the file without opening it as a database, so without any chance to change it.
 * STORE_CORRUPT with the reason `not-a-store` where it is something else. Only the owner of the store may call this:
 * reading the file and closing it again would give up the locks of another connection in this process.
 */
export function readHead(files: StoreFiles): Head {
  if (!existsSync(files.store) || statSync(files.store).size === 0) return { kind: 'none' }
  const head = Buffer.alloc(100)
  const descriptor = openSync(files.store, 'r')
  try {
    const length = readSync(descriptor, head, 0, head.length, 0)
    if (length < head.length || head.toString('latin1', 0, 16) !== 'SQLite format 3\0') throw notAStore(files)
  } finally {
    closeSync(descriptor)
  }
  if (head.readUInt32BE(68) !== APPLICATION_ID) throw notAStore(files)
  return { kind: 'store', userVersion: head.readUInt32BE(60) }
}

/** Throws EACCES, EPERM or EROFS where the store exists and can't be written. */
export function checkWritable(files: StoreFiles): void {
  for (const path of [files.store, walOf(files.store)]) {
    if (existsSync(path)) accessSync(path, constants.R_OK | constants.W_OK)
  }
}

/** Gives the file, and what SQLite keeps beside it, the permissions that keep everybody else out. */
export function closeToOthers(path: string): void {
  for (const each of [path, walOf(path), `${path}-shm`]) {
    if (existsSync(each) && (statSync(each).mode & 0o077) !== 0) chmodSync(each, 0o600)
  }
}

/**
 * Copies a damaged store, its write-ahead log included, and says so in the refusal. The original stays as it is. The copy
 * is named after the time of the last change, so that trying again does not fill the disk with the same copy.
 */
export function setAside(files: StoreFiles, cause: unknown): DeskError {
  let kept = 'No copy of it could be set aside.'
  try {
    // Where the file itself is what is missing, its write-ahead log is all that is left to keep.
    const [first = files.store, ...others] = [files.store, walOf(files.store)].filter((path) => existsSync(path))
    const changedAt = fileTime(statSync(first).mtimeMs)
    const copyOf = (path: string) => basename(path).replace('token-desk.', `token-desk.damaged-${changedAt}.`)
    for (const path of [first, ...others]) copyOnce(path, join(files.folder, copyOf(path)))
    kept = `A copy was set aside as ${copyOf(first)}.`
  } catch {
    // The refusal says that there is none.
  }
  return new DeskError(
    {
      code: 'STORE_CORRUPT',
      reason: 'damaged',
      message: `The store is damaged and was left as it is. ${kept} Restore a backup from the folder “backups”.`,
    },
    { cause },
  )
}

/** An instant as a part of a file name, in UTC: `20261121T235959Z`. */
export function fileTime(at: number): string {
  return new Date(at).toISOString().replace(/[-:]|\.\d+/g, '')
}

/** The refusal for a store that a newer Token Desk has written. */
export function tooNew(): DeskError {
  return new DeskError({
    code: 'STORE_TOO_NEW',
    message: 'This store was written by a newer Token Desk. It was not touched. Install the newer version to open it.',
  })
}

export const walOf = (path: string): string => `${path}-wal`

function copyOnce(from: string, to: string): void {
  if (existsSync(to)) return
  const partial = `${to}.partial`
  try {
    copyFileSync(from, partial, constants.COPYFILE_FICLONE)
    chmodSync(partial, 0o600)
    renameSync(partial, to)
  } catch (error) {
    rmSync(partial, { force: true })
    throw error
  }
}

function notAStore(files: StoreFiles): DeskError {
  return new DeskError({
    code: 'STORE_CORRUPT',
    reason: 'not-a-store',
    message: `${files.store} is not a store of Token Desk. It was not touched. Move it away, or choose another data folder.`,
  })
}
