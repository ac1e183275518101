import { DeskError } from '../../src-shared/errors.ts'
import type { Flag } from './schema.ts'

/** Milliseconds since 1970 as the contract writes an instant. */
export function instantOf(at: number): string {
  return new Date(at).toISOString()
}

export function optionalInstantOf(at: number | null): string | null {
  return at === null ? null : instantOf(at)
}

export function flagOf(yes: boolean): Flag {
  return yes ? 1 : 0
}

/** The refusal of a change made from an older version than the stored one. */
export function staleVersion(): DeskError {
  return new DeskError({
    code: 'CONFLICT',
    reason: 'stale-version',
    message: 'Somebody else changed this meanwhile. Look at it as it is now, and make your change again.',
  })
}

/** The refusal for a record that is not there. `what` starts the sentence: `This user`. */
export function notFound(what: string): DeskError {
  return new DeskError({ code: 'NOT_FOUND', message: `${what} does not exist.` })
}

/** Checks the version that a change was made from against the stored one. */
export function checkVersion(stored: { readonly version: number } | undefined, version: number, what: string): void {
  if (stored === undefined) throw notFound(what)
  if (stored.version !== version) throw staleVersion()
}
