import type { tokenCalls } from '../../src-shared/contract/tokens.ts'
import type { Handler } from '../dispatch.ts'
import { reaches } from '../domain/permissions.ts'
import { stateBeforeWithdrawal } from '../domain/token-states.ts'
import { conflict, found, notFound } from './refusals.ts'
import { factsOf } from './token-facts.ts'
import { isNameTaken } from './token-names.ts'
import { announceTokens, scopeOf, subjectOf } from './token-reach.ts'

/** Takes the removal or the deletion of a token back, while that can be done (BY-5). Its value, if it was kept, is gone. */
export const reinstateToken: Handler<(typeof tokenCalls)['tokens.reinstate']> = async ({ id }, context) => {
  const { repositories, operator, clock, audit, announce } = context
  const now = clock.now()
  const withdrawal = found(await repositories.tokens.withdrawal(id), 'This token')
  const permission = withdrawal.state === 'deleted' ? 'tokens.delete' : 'tokens.withdraw'
  if (!reaches(scopeOf(operator, permission), withdrawal.owner)) throw notFound('This token')
  const before = stateBeforeWithdrawal(withdrawal, now)
  const { owner, name } = withdrawal
  const policy = await repositories.settings.policy()
  if (before !== 'removed' && (await isNameTaken({ owner, name, now }, policy, repositories)))
    throw conflict(
      'name-taken',
      'Another token of this owner has its name by now, and names are unique. Rename that one first.',
    )
  await repositories.tokens.reinstate(id, before, now)
  const token = found(await repositories.tokens.get(id, now), 'This token')
  await audit({
    action: 'token.reinstated',
    subject: subjectOf(token),
    details: { ...factsOf(token), undone: withdrawal.state },
  })
  announceTokens(token.owner.kind, announce)
  return token
}
