import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { storeProblem } from '../driver-errors.ts'
import { makeFolder } from './make-folder.ts'
import { createPrivately, takeOwnerLock } from './owner-lock.ts'
import { checkWritable, fileTime, prepareFolder, readHead, type StoreFiles, storeFiles, walOf } from './store-files.ts'

/**
 * Puts a store that is ready, closed and on the same drive into its place. A store that is there already is copied into
 * the folder of backups first. Whatever moment the process ends at, there is the one store or the other, whole.
 *
 * @returns where the copy of the store before is; null where there was none.
 * @throws {Error} the system's own, or DeskError where the store is in use or is none.
 */
export function putInPlace(folder: string, staged: string, now: number): string | null {
  const files = storeFiles(folder)
  prepareFolder(files)
  const lock = takeOwnerLock(folder)
  try {
    checkWritable(files)
    makeDurable(staged)
    const before = hasStore(files) ? copyBefore(files, now) : null
    foldLog(files)
    renameSync(staged, files.store)
    makeDurable(folder)
    return before
  } finally {
    lock.release()
  }
}

/** Whether anything is there that may be somebody's: a write-ahead log alone is, too. */
function hasStore(files: StoreFiles): boolean {
  const sizeOf = (path: string) => statSync(path, { throwIfNoEntry: false })?.size ?? 0
  return sizeOf(walOf(files.store)) > 0 || readHead(files).kind === 'store'
}

/** Byte by byte, the log beside it: also what is damaged is kept as it is. */
function copyBefore(files: StoreFiles, now: number): string {
  makeFolder(files.backups)
  const path = freePath(join(files.backups, `token-desk.before-restore.${fileTime(now)}`))
  for (const [from, to] of [
    [files.store, path],
    [walOf(files.store), walOf(path)],
  ] as const) {
    if (!existsSync(from)) continue
    createPrivately(to)
    copyFileSync(from, to, constants.COPYFILE_FICLONE)
    makeDurable(to)
  }
  makeDurable(files.backups)
  return path
}

/** Leaves the store as one file: a log that stayed behind would be taken for the next store's own. */
function foldLog(files: StoreFiles): void {
  if (!existsSync(walOf(files.store))) return
  try {
    const database = new Database(files.store, { fileMustExist: true })
    try {
      database.pragma('journal_mode = DELETE')
    } finally {
      database.close()
    }
  } catch (error) {
    if (!['damaged', 'unreachable'].includes(storeProblem(error) ?? '')) throw error
  }
  // Nothing is left of it by now, unless the store is damaged; and then all of it has been copied.
  for (const beside of [walOf(files.store), `${files.store}-shm`]) rmSync(beside, { force: true })
}

function freePath(stem: string): string {
  for (let number = 1; ; number += 1) {
    const path = `${stem}${number === 1 ? '' : `-${number}`}.sqlite`
    if (!existsSync(path)) return path
  }
}

/** Has the system write a file, or the names in a folder, before anything else is done. */
export function makeDurable(path: string): void {
  // Windows knows no such thing of a folder, and keeps the order of names by itself.
  const isFolder = statSync(path).isDirectory()
  if (isFolder && process.platform === 'win32') return
  const descriptor = openSync(path, isFolder ? 'r' : 'r+')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
