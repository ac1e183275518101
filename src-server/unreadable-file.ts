import { DeskError } from '../src-shared/errors.ts'

/** A file that is named and cannot be used: INVALID_INPUT, reason `unreadable-file`. */
export function unreadableFile(message: string, cause?: unknown): DeskError {
  return new DeskError({ code: 'INVALID_INPUT', reason: 'unreadable-file', message }, { cause })
}

/** What to throw where reading `file` failed: what the system refused, in words; every other error as it is. */
export function refusalToRead(file: string, error: unknown): unknown {
  if (!(error instanceof Error && 'syscall' in error && 'code' in error)) return error
  return unreadableFile(inWords(file, String(error.code)), error)
}

function inWords(file: string, code: string): string {
  switch (code) {
    case 'ENOENT':
    // A folder on the way is none.
    case 'ENOTDIR':
      return `There is no file ${file}.`
    case 'EISDIR':
      return `${file} is a folder.`
    case 'EACCES':
    case 'EPERM':
      return `You are not permitted to read ${file}.`
    default:
      return `${file} cannot be read (${code}).`
  }
}
