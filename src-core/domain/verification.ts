import type { OwnerKind, TokenState, VerificationReason } from '../../src-shared/schemas/tokens.ts'
import { hasEnded } from './employment.ts'
import type { SecretInspection } from './secret.ts'
import { isEnabledAgain, isExpired } from './token-states.ts'

/** What is known of the token behind a secret, as far as its acceptance goes. */
export interface VerifiedToken {
  readonly state: TokenState
  /** Until when it is disabled, in milliseconds; null where that has no end. */
  readonly disabledUntil: number | null
  readonly expiresAt: number | null
  readonly ownerKind: OwnerKind
  readonly ownerActive: boolean
  /** When the owner's employment ends, in milliseconds; null where no end is known. */
  readonly employmentEndsAt: number | null
  readonly modules: readonly string[]
}

/**
 * Why a secret is or is not accepted at `now`, for `module` if one is asked about. What says most about the token comes
 * first: a withdrawal for good before the owner's state, that before the clock, and what can be undone last.
 */
export function verificationReason(
  inspection: Pick<SecretInspection, 'form'>,
  token: VerifiedToken | undefined,
  now: number,
  module?: string,
): VerificationReason {
  if (inspection.form !== 'ok') return inspection.form
  if (token === undefined) return 'unknown'
  if (token.state === 'deleted' || token.state === 'removed') return token.state
  if (!token.ownerActive) return 'owner-inactive'
  if (hasEnded(token.employmentEndsAt, now)) return 'employment-ended'
  if (isExpired(token.expiresAt, now)) return 'expired'
  if (token.state === 'disabled' && !isEnabledAgain(token.state, token.disabledUntil, now)) return 'disabled'
  if (module !== undefined && !token.modules.includes(module)) return 'module-missing'
  return 'active'
}

/** What a reason means, in one sentence. */
export function explanationOf(reason: VerificationReason): string {
  return EXPLANATIONS[reason]
}

const EXPLANATIONS: Readonly<Record<VerificationReason, string>> = {
  active: 'This token is accepted.',
  malformed: 'This is not a token of Token Desk: a token has 40 characters and starts with tdu_, tdt_ or tdc_.',
  checksum: 'A character of this token is wrong or missing: its checksum does not fit.',
  unknown: 'This token was not issued here.',
  expired: 'This token has expired.',
  disabled: 'This token is disabled and can be enabled again.',
  removed: 'This token has been removed.',
  deleted: 'This token has been deleted.',
  'owner-inactive': 'The owner of this token, or the owner’s customer, is deactivated.',
  'employment-ended': 'The employment of this token’s owner has ended, and the token with it.',
  'module-missing': 'This token does not reach the module that was asked for.',
}
