import { dirname } from 'node:path'
import { DeskError, invalidInput } from '../../src-shared/errors.ts'

/** Another file than a backup, or nothing. */
export function notABackup(path: string, cause?: unknown): DeskError {
  const message = `${path} is not a backup of Token Desk. Choose a file that Token Desk has made as a backup.`
  return new DeskError({ code: 'STORE_CORRUPT', reason: 'not-a-backup', message }, { cause })
}

export function backupMissing(path: string, cause: unknown): DeskError {
  const message = `${path} cannot be read. Check that the file is there and that you may read it.`
  return new DeskError({ code: 'NOT_FOUND', reason: 'no-backup', message }, { cause })
}

export function damagedBackup(cause?: unknown): DeskError {
  const message = 'This backup is damaged: it was cut short, or altered. Nothing was changed. Take another one.'
  return new DeskError({ code: 'STORE_CORRUPT', reason: 'backup-damaged', message }, { cause })
}

export function wrongPassphrase(): DeskError {
  const message =
    'This passphrase does not open the backup. Type it again. If it is the right one, the file was altered: take another one.'
  const { fields } = invalidInput({ passphrase: { rule: 'wrongPassphrase', message } })
  return new DeskError({ code: 'INVALID_INPUT', reason: 'wrong-passphrase', message, ...(fields ? { fields } : {}) })
}

export function newerBackup(): DeskError {
  const message =
    'This backup was made by a newer Token Desk. Nothing was changed. Install the newer version to restore it.'
  return new DeskError({ code: 'STORE_TOO_NEW', reason: 'backup-too-new', message })
}

export function storeThere(where: string): DeskError {
  const message = `There is a store in ${where} already. It was not touched. Restore into another place, or say that it may be replaced.`
  return new DeskError({ code: 'CONFLICT', reason: 'store-there', message })
}

export function databaseNotEmpty(): DeskError {
  const message =
    'The database holds a store already. It was not touched. Make an empty database, and restore the backup into that.'
  return new DeskError({ code: 'CONFLICT', reason: 'database-not-empty', message })
}

export function backupRunning(cause: unknown): DeskError {
  const message = 'A backup or a restore is under way already. Wait until it is done, and try again.'
  return new DeskError({ code: 'CONFLICT', reason: 'backup-running', message }, { cause })
}

export function stopped(): DeskError {
  return new DeskError({ code: 'CANCELLED', message: 'Cancelled. Nothing was changed.' })
}

/** Where the file of a backup cannot be written; everything else comes back as it is. */
export function notWritten(path: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const why = WHY[code]
  if (why === undefined) return error
  const message = `The backup could not be written in ${dirname(path)}. ${why} Nothing was left there.`
  return new DeskError({ code: 'CONFLICT', reason: 'file-not-saved', message }, { cause: error })
}

const NO_ROOM = 'There is no room left for it.'
const NOT_ALLOWED = 'You may not write there.'
const WHY: Readonly<Record<string, string>> = {
  ENOSPC: NO_ROOM,
  EDQUOT: NO_ROOM,
  EFBIG: NO_ROOM,
  EACCES: NOT_ALLOWED,
  EPERM: NOT_ALLOWED,
  EROFS: NOT_ALLOWED,
  ENOENT: 'The folder is not there.',
  ENOTDIR: 'The folder is not there.',
  EISDIR: 'A folder has that name.',
  ENAMETOOLONG: 'The name is too long.',
}
