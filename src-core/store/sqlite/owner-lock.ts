import { closeSync, openSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { refusal, storeProblem } from '../driver-errors.ts'

/** Proof that this process, and nobody else, has the store open. */
export interface OwnerLock {
  release(): void
}

/**
 * Takes the store's folder for this process. The lock is a small SQLite file of its own held exclusively, so that the
 * operating system gives it up however the process ends, and no stale lock is left behind.
 * Throws STORE_UNREACHABLE with the reason `in-use` where somebody has it.
 */
export function takeOwnerLock(folder: string): OwnerLock {
  const path = join(folder, 'token-desk.lock')
  try {
    return hold(path)
  } catch (error) {
    // Bytes that are no SQLite file cannot be anybody's lock; nothing else is kept in this file.
    if (storeProblem(error) !== 'damaged') throw error
    rmSync(path)
    return hold(path)
  }
}

function hold(path: string): OwnerLock {
  createPrivately(path)
  const database = new Database(path, { timeout: 0 })
  try {
    database.pragma('locking_mode = EXCLUSIVE')
    database.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    throw storeProblem(error) === 'in-use' ? refusal('in-use', { cause: error }) : error
  }
  return { release: () => void database.close() }
}

/**
 * Makes an empty file that only its owner may read, unless there is one. An existing file is not opened: closing it
 * again would give up the locks that another thread of this process holds on it (POSIX record locks).
 */
export function createPrivately(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
}
