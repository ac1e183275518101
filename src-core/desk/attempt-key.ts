import { hash } from 'node:crypto'

/** Under which failed sign-ins are counted: a digest, because people type passwords into the name field. */
export function attemptKey(username: string): Uint8Array {
  return hash('sha256', username.toWellFormed().normalize('NFKC').toLowerCase().trim(), 'buffer')
}
