import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DeskError } from '../../../src-shared/errors.ts'
import { makeFolder } from './make-folder.ts'
import { type OwnerLock, takeOwnerLock } from './owner-lock.ts'

/*
 * Where a backup and a restore keep a store that is not encrypted and not in its place yet. Nothing of it stays: what a
 * process leaves behind that dies, the next one takes away.
 */

/**
 * Lends a folder of its own for as long as the work takes, and empties it afterwards.
 *
 * @throws {DeskError} STORE_UNREACHABLE with the reason `in-use` where somebody else has it.
 */
export async function withUnfinished<T>(dataFolder: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = folderIn(dataFolder)
  makeFolder(folder)
  const lock = takeOwnerLock(folder)
  try {
    empty(folder)
    makeFolder(roomIn(folder))
    return await work(roomIn(folder))
  } finally {
    empty(folder)
    lock.release()
  }
}

/** Takes away what an earlier process left behind, unless one is at work. */
export function clearUnfinished(dataFolder: string): void {
  const folder = folderIn(dataFolder)
  if (!existsSync(folder)) return
  let lock: OwnerLock
  try {
    lock = takeOwnerLock(folder)
  } catch (error) {
    if (isInUse(error)) return
    throw error
  }
  empty(folder)
  lock.release()
}

function isInUse(error: unknown): boolean {
  return error instanceof DeskError && error.reason === 'in-use'
}

function empty(folder: string): void {
  rmSync(roomIn(folder), { recursive: true, force: true })
}

/** The lock lies beside it, so that a store that is opened in the room has a lock of its own. */
function roomIn(folder: string): string {
  return join(folder, 'room')
}

function folderIn(dataFolder: string): string {
  return join(dataFolder, 'unfinished')
}
