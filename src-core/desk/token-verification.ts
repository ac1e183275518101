import type { tokenCalls } from '../../src-shared/contract/tokens.ts'
import { DeskError } from '../../src-shared/errors.ts'
import type { AuditAction } from '../../src-shared/schemas/audit.ts'
import type { TokenId } from '../../src-shared/schemas/ids.ts'
import type { ExplainedToken } from '../../src-shared/schemas/tokens.ts'
import type { Handlers, Operator } from '../dispatch.ts'
import { reaches } from '../domain/permissions.ts'
import { explanationOf } from '../domain/verification.ts'
import type { Repositories, Store, TokenForVerification } from '../store/store.ts'
import { scopeOf } from './token-reach.ts'
import { verifyDigest, verifySecret } from './verification.ts'

type VerificationCalls = Pick<typeof tokenCalls, 'tokens.verify' | 'tokens.explain'>

/** Whether tokens are accepted, for whoever has one in hand or came upon some (BY-1). */
export function verificationHandlers(store: Pick<Store, 'findByDigest'>): Handlers<VerificationCalls> {
  return {
    'tokens.verify': async ({ secret, module }, { repositories, operator, clock }) => {
      // A pasted secret brings its line break along.
      const { reason, token } = await verifySecret(store, clock, secret.trim(), module)
      if (token !== undefined && !mayLookAt(token, operator))
        throw new DeskError({ code: 'FORBIDDEN', message: 'Your role does not allow you to look at this token.' })
      return {
        active: reason === 'active',
        reason,
        explanation: explanationOf(reason),
        token: token === undefined ? null : ((await repositories.tokens.get(token.id, clock.now())) ?? null),
      }
    },

    'tokens.explain': async ({ digests, module }, { repositories, operator, clock }) => {
      const explanations: ExplainedToken[] = []
      for (const digest of digests) {
        const { reason, token } = await verifyDigest(store, clock, Buffer.from(digest, 'hex'), module)
        if (token === undefined || !mayLookAt(token, operator))
          explanations.push({ reason: token === undefined ? reason : 'not-allowed', token: null, withdrawnBy: null })
        else
          explanations.push({
            reason,
            token: (await repositories.tokens.get(token.id, clock.now())) ?? null,
            withdrawnBy: await withdrawerOf(token.id, reason, repositories),
          })
      }
      return { explanations }
    },
  }
}

function mayLookAt({ ownerKind, ownerId }: TokenForVerification, operator: Operator): boolean {
  return reaches(scopeOf(operator, 'tokens.verify'), { kind: ownerKind, id: ownerId })
}

/** Whoever may look at a token may know who withdrew it, also who may not read the audit trail. */
async function withdrawerOf(
  id: TokenId,
  reason: ExplainedToken['reason'],
  { audit }: Pick<Repositories, 'audit'>,
): Promise<string | null> {
  const actions = WITHDRAWALS[reason]
  if (actions === undefined) return null
  const { rows } = await audit.list({ action: actions, subject: { kind: 'token', id }, limit: 1 })
  return rows[0]?.actor?.name ?? null
}

const WITHDRAWALS: { readonly [Reason in ExplainedToken['reason']]?: AuditAction[] } = {
  disabled: ['token.disabled'],
  removed: ['token.removed', 'token.rotated'],
  deleted: ['token.deleted'],
}
