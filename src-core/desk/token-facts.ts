import type { TokenSummary } from '../../src-shared/schemas/tokens.ts'
import type { WhyChanged } from '../store/store.ts'

/** What each action is called in the audit trail. */
export const ACTION_OF = {
  disable: 'token.disabled',
  enable: 'token.enabled',
  remove: 'token.removed',
  delete: 'token.deleted',
} as const

/** What the audit trail keeps of a token with each change of it. */
export function factsOf(token: TokenSummary) {
  return {
    owner: token.owner.name,
    ownerId: token.owner.id,
    ownerKind: token.owner.kind,
    modules: token.modules.map((module) => module.code),
    expiresAt: token.expiresAt,
  }
}

/** As the audit trail tells it; nothing where nothing was said. */
export function whyInDetails({ reason, disableReason, disabledUntil }: WhyChanged): Record<string, string> {
  return {
    ...(reason === undefined ? {} : { reason }),
    ...(disableReason == null ? {} : { reason: disableReason }),
    ...(disabledUntil == null ? {} : { until: new Date(disabledUntil).toISOString() }),
  }
}
