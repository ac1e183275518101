import { DeskError } from '../../src-shared/errors.ts'

/**
 * Turns what SQLite or the file system reports about the state of the store into the refusal that says what to do.
 * Everything else, a bug of ours included, comes back as it is.
 */
export function toDeskError(error: unknown): unknown {
  if (error instanceof DeskError) return error
  const reason = storeProblem(error)
  if (reason === undefined) return error
  return refusal(reason, { cause: error })
}

/** Why the store can't be used, in one word that a screen can switch on. */
export type StoreProblem = 'damaged' | 'full' | 'in-use' | 'read-only' | 'unreachable'

/** The refusal for a problem of the store. */
export function refusal(reason: StoreProblem, options?: { cause?: unknown }): DeskError {
  const code = reason === 'damaged' ? 'STORE_CORRUPT' : 'STORE_UNREACHABLE'
  return new DeskError({ code, reason, message: MESSAGES[reason] }, options)
}

/** What the driver's or the file system's error code says about the store, or undefined if it says nothing. */
export function storeProblem(error: unknown): StoreProblem | undefined {
  const code = codeOf(error)
  if (code === undefined) return undefined
  return PROBLEMS.find(([pattern]) => pattern.test(code))?.[1]
}

/** True where a UNIQUE rule of the given column (`table.column`) refused a row. */
export function isDuplicate(error: unknown, column: string): boolean {
  return codeOf(error) === 'SQLITE_CONSTRAINT_UNIQUE' && error instanceof Error && error.message.includes(column)
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

/** SQLITE_IOERR_SHMSIZE is what a full disk looks like when the shared index of the write-ahead log has to grow. */
const PROBLEMS: readonly (readonly [RegExp, StoreProblem])[] = [
  [/^(SQLITE_FULL|SQLITE_IOERR_SHMSIZE|ENOSPC|EDQUOT)$/, 'full'],
  [/^SQLITE_(CORRUPT|NOTADB)/, 'damaged'],
  [/^SQLITE_(BUSY|LOCKED)/, 'in-use'],
  [/^(SQLITE_READONLY.*|SQLITE_PERM|EROFS|EACCES|EPERM)$/, 'read-only'],
  [
    /^(SQLITE_IOERR.*|SQLITE_CANTOPEN.*|ENOENT|ENOTDIR|EEXIST|EISDIR|EIO|ENXIO|ESTALE|ELOOP|ENAMETOOLONG)$/,
    'unreachable',
  ],
]

const MESSAGES: Readonly<Record<StoreProblem, string>> = {
  damaged: 'The store is damaged. Close Token Desk, keep the file as it is, and restore the latest backup.',
  full: 'The disk that holds the store is full. Nothing was changed. Make room and try again.',
  'in-use': 'Another Token Desk has this store open. Close it there, or choose another data folder, and try again.',
  'read-only':
    'The store can’t be written: the file or its folder is read-only. Give your account write access and try again.',
  unreachable: 'The store can’t be reached. Check that its folder exists and its drive is connected, and try again.',
}
