/**
 * The number of the contract as it is. Raise it with a change that one end cannot make without the other: a call or a
 * field that went, or that means something else. What is only added needs no new number.
 */
export const CONTRACT_NUMBER = 1

/** The header in which both ends of the service say what they are: `Token-Desk-Version: 0.1.0; contract=1`. */
export const VERSION_HEADER = 'token-desk-version'

/** What this end says of itself. */
export function versionHeader(version: string): string {
  return `${version}; contract=${CONTRACT_NUMBER}`
}

/** The other end's contract number; undefined where it says none, as clients do that are no Token Desk. */
export function contractNumberIn(header: string | undefined): number | undefined {
  const number = /;\s*contract=(\d{1,6})\s*(?:;|$)/.exec(header ?? '')?.[1]
  return number === undefined ? undefined : Number(number)
}
