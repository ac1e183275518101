import { DeskError } from '../../src-shared/errors.ts'

/**
 * Turns what SQLite or the file system reports about the state of the store into the refusal that says what to do.
 * Everything else, a bug of ours included, comes back as it is.
 */
export function toDeskError(error: unknown): unknown {
  if (error instanceof DeskError) return error
  const reason = storeProblem(error)
  if (reason === undefined) return error
  const code = String(codeOf(error))
  return refusal(reason, { cause: error, inDatabase: !OF_FILES.test(code) })
}

/** Why the store can't be used, in one word that a screen can switch on. */
export type StoreProblem = 'busy' | 'damaged' | 'full' | 'in-use' | 'read-only' | 'refused' | 'unreachable'

/** The refusal for a problem of the store. */
export function refusal(
  reason: StoreProblem,
  { inDatabase = false, ...options }: { cause?: unknown; inDatabase?: boolean } = {},
): DeskError {
  const code = reason === 'damaged' ? 'STORE_CORRUPT' : 'STORE_UNREACHABLE'
  const message = (inDatabase ? IN_DATABASE[reason] : undefined) ?? MESSAGES[reason]
  return new DeskError({ code, reason, message }, options)
}

/** What the driver's or the file system's error code says about the store, or undefined if it says nothing. */
export function storeProblem(error: unknown): StoreProblem | undefined {
  const code = codeOf(error)
  if (code === undefined) return isLostConnection(error) ? 'unreachable' : undefined
  return PROBLEMS.find(([pattern]) => pattern.test(code))?.[1]
}

/** True where a UNIQUE rule of the given column (`table.column`) refused a row. */
export function isDuplicate(error: unknown, column: string): boolean {
  if (!(error instanceof Error)) return false
  const code = codeOf(error)
  if (code === 'SQLITE_CONSTRAINT_UNIQUE') return error.message.includes(column)
  // PostgreSQL names the rule, which it called after table and column.
  return code === '23505' && 'constraint' in error && error.constraint === `${column.replace('.', '_')}_key`
}

/** What the driver of PostgreSQL says of a connection that it cannot get or has lost, without any code. */
function isLostConnection(error: unknown): boolean {
  return (
    error instanceof Error &&
    /^(Connection terminated|Client has encountered a connection error|Client was closed|timeout exceeded when trying to connect|Query read timeout)/.test(
      error.message,
    )
  )
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

/** SQLITE_IOERR_SHMSIZE is what a full disk looks like when the shared index of the write-ahead log has to grow. */
const PROBLEMS: readonly (readonly [RegExp, StoreProblem])[] = [
  [/^(SQLITE_FULL|SQLITE_IOERR_SHMSIZE|ENOSPC|EDQUOT|EFBIG)$/, 'full'],
  [/^SQLITE_(CORRUPT|NOTADB)/, 'damaged'],
  [/^SQLITE_(BUSY|LOCKED)/, 'in-use'],
  [/^(SQLITE_READONLY.*|SQLITE_PERM|EROFS|EACCES|EPERM)$/, 'read-only'],
  [/^(53100|53400)$/, 'full'],
  [/^(XX001|XX002)$/, 'damaged'],
  [/^25006$/, 'read-only'],
  // A turn that did not come in time, a statement that the server broke off, and two that waited for each other.
  [/^(55P03|57014|40P01|40001)$/, 'busy'],
  // Who we are (28…), what we may do, and a database that is not there.
  [/^(28...|42501|3D000)$/, 'refused'],
  // Connections that are lost or not to be had, and a server that starts or stops.
  [
    /^(08...|57P0.|53[023]00|CONNECT(ION)?_.*|ECONN.*|EPIPE|ENOTFOUND|EAI_.*|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT)$/,
    'unreachable',
  ],
  [
    /^(SQLITE_IOERR.*|SQLITE_CANTOPEN.*|ENOENT|ENOTDIR|EEXIST|EISDIR|EIO|ENXIO|ESTALE|ELOOP|ENAMETOOLONG)$/,
    'unreachable',
  ],
]

/** What SQLite and the file system call their errors. */
const OF_FILES =
  /^(SQLITE_.*|ENOSPC|EDQUOT|EFBIG|EROFS|EACCES|EPERM|ENOENT|ENOTDIR|EEXIST|EISDIR|EIO|ENXIO|ESTALE|ELOOP|ENAMETOOLONG)$/

const IN_DATABASE: Partial<Readonly<Record<StoreProblem, string>>> = {
  damaged: 'The database is damaged. Stop the service, keep the database as it is, and restore the latest backup.',
  full: 'The disk of the database is full. Nothing was changed. Make room and try again.',
  'read-only': 'The database can only be read. Connect to the one that may be written, and try again.',
  unreachable:
    'The database can’t be reached. Check that PostgreSQL runs and that this machine can connect to it, and try again.',
}

const MESSAGES: Readonly<Record<StoreProblem, string>> = {
  busy: 'The store is busy with another change. Nothing was changed. Try again in a moment.',
  damaged: 'The store is damaged. Close Token Desk, keep the file as it is, and restore the latest backup.',
  full: 'The disk that holds the store is full. Nothing was changed. Make room and try again.',
  'in-use': 'Another Token Desk has this store open. Close it there, or choose another data folder, and try again.',
  'read-only':
    'The store can’t be written: the file or its folder is read-only. Give your account write access and try again.',
  refused:
    'The database does not let Token Desk in. Check the user, the password and the name of the database, and that the user may create and change tables.',
  unreachable: 'The store can’t be reached. Check that its folder exists and its drive is connected, and try again.',
}
