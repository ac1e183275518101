import type { policyCalls } from '../../src-shared/contract/policy.ts'
import type { Handlers } from '../dispatch.ts'
import { settingDifferences } from './setting-differences.ts'

/** The installation's rules. */
export const policyHandlers: Handlers<typeof policyCalls> = {
  'policy.get': (_input, { repositories }) => repositories.settings.policy(),

  'policy.update': async (values, { repositories, audit, announce }) => {
    const before = await repositories.settings.policy()
    const after = await repositories.settings.updatePolicy(values)
    await audit({
      action: 'policy.changed',
      subject: { kind: 'policy', id: 'policy', name: 'Policy' },
      details: settingDifferences(before, after),
    })
    announce('policy.changed')
    return after
  },
}
