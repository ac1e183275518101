/** Whether a password may be tried now, and if not, when. */
export type SignInVerdict =
  | { readonly verdict: 'free' }
  | { readonly verdict: 'wait'; readonly retryAfterMs: number }
  | { readonly verdict: 'stopped' }

/** Failures in a row without a wait after them. */
export const FREE_FAILURES = 5
/** Failures in a row after which only an administrator's setup code helps (NIST SP 800-63B: at most 100). */
export const LAST_FAILURE = 100
const LONGEST_WAIT_SECONDS = 900

/**
 * Five failures are free; from the sixth on the next attempt waits 1, 2, 4 … 900 seconds; at 100 it is over.
 * The times are milliseconds since 1970.
 */
export function signInVerdict(failures: number, lastAt: number, now: number): SignInVerdict {
  if (failures >= LAST_FAILURE) return { verdict: 'stopped' }
  // The distance, not the difference: a failure that a wrong clock dated years ahead must not lock anybody out for years.
  const retryAfterMs = waitAfterMs(failures) - Math.abs(now - lastAt)
  return retryAfterMs > 0 ? { verdict: 'wait', retryAfterMs } : { verdict: 'free' }
}

/** Failures from one address without a wait after them: an office has one address to the outside. */
export const FREE_ADDRESS_FAILURES = 20
/** After so long without a failure, in milliseconds, an address begins anew. */
export const ADDRESS_FORGIVEN_MS = LONGEST_WAIT_SECONDS * 1000

/** Twenty failures from an address are free, whoever they are for; then it waits 30, 60 … 900 seconds. It is never over. */
export function addressVerdict(
  failures: number,
  lastAt: number,
  now: number,
): Exclude<SignInVerdict, { verdict: 'stopped' }> {
  const sinceMs = Math.abs(now - lastAt)
  if (failures < FREE_ADDRESS_FAILURES || sinceMs >= ADDRESS_FORGIVEN_MS) return { verdict: 'free' }
  const waitSeconds = Math.min(LONGEST_WAIT_SECONDS, 30 * 2 ** (failures - FREE_ADDRESS_FAILURES))
  const retryAfterMs = waitSeconds * 1000 - sinceMs
  return retryAfterMs > 0 ? { verdict: 'wait', retryAfterMs } : { verdict: 'free' }
}

function waitAfterMs(failures: number): number {
  if (failures <= FREE_FAILURES) return 0
  return Math.min(LONGEST_WAIT_SECONDS, 2 ** (failures - FREE_FAILURES - 1)) * 1000
}
