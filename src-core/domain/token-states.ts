import { DeskError } from '../../src-shared/errors.ts'
import { type TokenState, type TokenStatus, tokenState } from '../../src-shared/schemas/tokens.ts'

/** What can be done to a token's state. */
export const tokenActions = ['disable', 'enable', 'remove', 'delete'] as const
export type TokenAction = (typeof tokenActions)[number]

/**
 * The state that an action leads to. What the table does not name is a CONFLICT whose words say what the token is now,
 * and whose `reason` is `token-` and the present state.
 */
export function nextState(state: TokenState, action: TokenAction): TokenState {
  if (ALLOWED[state].includes(action)) return AFTER[action]
  throw refusalOf(state)
}

/** Refuses to change what is withdrawn for good, in the words of `nextState`. */
export function checkChangeable(state: TokenState): void {
  if (state === 'active' || state === 'disabled') return
  throw refusalOf(state)
}

/** The states in which a token can be given this action. All of them lead to the same one. */
export function statesBefore(action: TokenAction): readonly TokenState[] {
  return tokenState.options.filter((state) => ALLOWED[state].includes(action))
}

/** The state that an action leads to, wherever it is allowed. */
export function stateAfter(action: TokenAction): TokenState {
  return AFTER[action]
}

/**
 * What a person sees of a token: `expired` is derived from the clock and never stored. A removed token stays removed,
 * whatever the clock says.
 */
export function statusOf(state: Exclude<TokenState, 'deleted'>, expiresAt: number | null, now: number): TokenStatus {
  if (state !== 'removed' && isExpired(expiresAt, now)) return 'expired'
  return state
}

/** Refused from `expiresAt` on: "on or after", as everywhere where tokens have an `exp` (RFC 7519 section 4.1.4). */
export function isExpired(expiresAt: number | null, now: number): boolean {
  return expiresAt !== null && now >= expiresAt
}

const AFTER = { disable: 'disabled', enable: 'active', remove: 'removed', delete: 'deleted' } as const

/** The whole of it. A removed token can only be deleted; nothing leads out of deleted. */
const ALLOWED: Readonly<Record<TokenState, readonly TokenAction[]>> = {
  active: ['disable', 'remove', 'delete'],
  disabled: ['enable', 'remove', 'delete'],
  removed: ['delete'],
  deleted: [],
}

function refusalOf(state: TokenState): DeskError {
  return new DeskError({ code: 'CONFLICT', reason: `token-${state}`, message: NOW[state] })
}

const NOW: Readonly<Record<TokenState, string>> = {
  active: 'This token is active already.',
  disabled: 'This token is disabled already.',
  removed: 'This token has been removed for good. It can’t be reinstated.',
  deleted: 'This token has been deleted.',
}
