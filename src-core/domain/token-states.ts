import { DeskError } from '../../src-shared/errors.ts'
import {
  type TokenState,
  type TokenStatus,
  tokenState,
  type WithdrawalReason,
} from '../../src-shared/schemas/tokens.ts'

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

/** How long a removal or a deletion can be undone (BY-5). */
export const UNDO_WINDOW_MS = 30 * 60_000

/** What is known of how a token was withdrawn. Instants are milliseconds. */
export interface Withdrawal {
  readonly state: TokenState
  readonly removedAt: number | null
  readonly deletedAt: number | null
  /** The state before: null where none was noted. */
  readonly removedFrom: TokenState | null
  readonly deletedFrom: TokenState | null
  readonly reason: WithdrawalReason | null
}

/** Until when its withdrawal can be undone; null where it cannot: it is not withdrawn, or it was compromised. */
export function undoableUntil({
  state,
  removedAt,
  deletedAt,
  removedFrom,
  deletedFrom,
  reason,
}: Withdrawal): number | null {
  if (state !== 'removed' && state !== 'deleted') return null
  const at = state === 'deleted' ? deletedAt : removedAt
  const from = state === 'deleted' ? deletedFrom : removedFrom
  return at === null || from === null || reason === 'compromised' ? null : at + UNDO_WINDOW_MS
}

/**
 * The state that a withdrawn token had before, to which it goes back. CONFLICT where it is not withdrawn (`not-withdrawn`),
 * was compromised (`was-compromised`), or was withdrawn too long ago (`undo-over`).
 */
export function stateBeforeWithdrawal(withdrawal: Withdrawal, now: number): TokenState {
  const { state, reason } = withdrawal
  const from = state === 'deleted' ? withdrawal.deletedFrom : withdrawal.removedFrom
  if (state !== 'removed' && state !== 'deleted')
    throw new DeskError({ code: 'CONFLICT', reason: 'not-withdrawn', message: 'This token is not withdrawn.' })
  if (reason === 'compromised')
    throw new DeskError({
      code: 'CONFLICT',
      reason: 'was-compromised',
      message: 'This token was compromised: it can’t be reinstated. Issue a new one.',
    })
  const until = undoableUntil(withdrawal)
  // A clock that was set back gives nobody more time than the half hour.
  if (from === null || until === null || now >= until || now < until - UNDO_WINDOW_MS)
    throw new DeskError({
      code: 'CONFLICT',
      reason: 'undo-over',
      message: 'A withdrawal can be undone for 30 minutes, and these are over. Issue a new token.',
    })
  return from
}

/** Whether a disabled token is active again by the clock (BY-5). */
export function isEnabledAgain(state: TokenState, disabledUntil: number | null, now: number): boolean {
  return state === 'disabled' && disabledUntil !== null && now >= disabledUntil
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
  removed: 'This token has been removed.',
  deleted: 'This token has been deleted.',
}
