import { sql } from 'kysely'
import type { TokenState, WithdrawalReason } from '../../../src-shared/schemas/tokens.ts'
import { flagWhere } from '../dialect.ts'
import type { Flag } from '../schema.ts'
import type { WhyChanged } from '../store.ts'

/** What a change of state writes into a token's row, be it of one token or of many. */
export function stateColumns(state: TokenState, now: number, why: WhyChanged = {}) {
  const { reason = 'other', disableReason = null, disabledUntil = null } = why
  const living = state === 'active' || state === 'disabled'
  return {
    state,
    version: sql<number>`version + 1`,
    lapsed: living ? flagWhere(sql`expires_order <= ${now}`) : sql<Flag>`0`,
    ...(state === 'active' ? { disabled_at: null, disabled_until: null, disable_reason: null } : {}),
    ...(state === 'disabled' ? { disabled_at: now, disabled_until: disabledUntil, disable_reason: disableReason } : {}),
    ...(state === 'removed'
      ? { removed_at: now, removed_from: sql<TokenState>`state`, withdrawal_reason: reason }
      : {}),
    ...(state === 'deleted'
      ? { deleted_at: now, deleted_from: sql<TokenState>`state`, withdrawal_reason: reasonOfDeletion(reason) }
      : {}),
  }
}

/** Why a removed token was removed stays, unless it is known by now that it was compromised. */
function reasonOfDeletion(reason: WithdrawalReason) {
  if (reason === 'compromised') return reason
  return sql<WithdrawalReason>`case when state = 'removed' then withdrawal_reason else ${reason} end`
}
