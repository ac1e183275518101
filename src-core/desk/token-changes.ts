import type { tokenCalls } from '../../src-shared/contract/tokens.ts'
import type { AuditRecord } from '../../src-shared/schemas/audit.ts'
import type { TokenSummary } from '../../src-shared/schemas/tokens.ts'
import type { Handler } from '../dispatch.ts'
import { checkedLogo } from '../domain/logo-rules.ts'
import { checkedModules } from '../domain/module-rules.ts'
import { checkChangeable } from '../domain/token-states.ts'
import { changedFields } from './changed-fields.ts'
import { found } from './refusals.ts'
import { checkTokenName } from './token-names.ts'
import { announceTokens, scopeOf, subjectOf, withinReach } from './token-reach.ts'

/** Changes what a token is called, what it may reach and its logo (MP-4). Its secret and its expiration stay. */
export const changeToken: Handler<(typeof tokenCalls)['tokens.update']> = async (input, context) => {
  const { repositories, operator, clock, audit, announce } = context
  const now = clock.now()
  const before = await withinReach(repositories, input.id, scopeOf(operator, 'tokens.issue'), now)
  checkChangeable(found(await repositories.tokens.state(input.id, now), 'This token').state)
  const held = before.modules.map(({ code }) => code)
  const modules = checkedModules(before.owner.kind, input.modules, await repositories.modules.list(), held)
  const { id, version, name, description } = input
  if (name !== before.name) {
    const policy = await repositories.settings.policy()
    await checkTokenName({ owner: before.owner, name, now, exceptId: id }, policy, repositories)
  }
  const logo = input.logo == null ? input.logo : checkedLogo(input.logo)
  await repositories.tokens.update(id, version, { name, description, modules, logo })
  const after = found(await repositories.tokens.get(id, now), 'This token')
  await audit({ action: 'token.changed', subject: subjectOf(after), details: differences(before, after) })
  announceTokens(after.owner.kind, announce)
  return after
}

/** Whose token it is, which fields changed, and what stood in them before and stands there now. */
function differences(before: TokenSummary, after: TokenSummary): AuditRecord['details'] {
  const codes = (token: TokenSummary) => token.modules.map(({ code }) => code)
  const modulesChanged = codes(before).join() !== codes(after).join()
  const changed = [
    ...changedFields(before, after, ['name', 'description']),
    ...(modulesChanged ? ['modules'] : []),
    ...(before.logoVersion === after.logoVersion ? [] : ['logo']),
  ]
  return {
    owner: after.owner.name,
    ownerId: after.owner.id,
    changed,
    ...(before.name === after.name ? {} : { nameBefore: before.name, name: after.name }),
    ...(before.description === after.description
      ? {}
      : { descriptionBefore: before.description, description: after.description }),
    ...(modulesChanged ? { modulesBefore: codes(before), modules: codes(after) } : {}),
  }
}
