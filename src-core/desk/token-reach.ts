import type { TokenSummary } from '../../src-shared/schemas/tokens.ts'
import type { Change, Operator } from '../dispatch.ts'
import { reaches, type TokenPermission, tokenScope } from '../domain/permissions.ts'
import type { Repositories, TokenScope } from '../store/store.ts'
import { notFound } from './refusals.ts'

/** How far this permission of the operator's reaches. */
export function scopeOf({ user, role }: Operator, permission: TokenPermission): TokenScope {
  return tokenScope({ id: user.id, role }, permission)
}

/** A token outside the operator's reach is answered like one that is not there. */
export async function withinReach(
  { tokens }: Repositories,
  id: string,
  scope: TokenScope,
  now: number,
): Promise<TokenSummary> {
  const token = await tokens.get(id, now)
  if (token === undefined || !reaches(scope, token.owner)) throw notFound('This token')
  return token
}

/** A token as the subject of an audit record. */
export function subjectOf(token: TokenSummary) {
  return { kind: 'token', id: token.id, name: token.name } as const
}

/** The lists of people show how many tokens each has. */
export function announceTokens(kind: TokenSummary['owner']['kind'], announce: Change['announce']): void {
  announce('tokens.changed')
  announce(kind === 'contact' ? 'contacts.changed' : 'users.changed')
}
