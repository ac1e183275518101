import type { policyCalls } from '../../src-shared/contract/policy.ts'
import type { Handlers } from '../dispatch.ts'
import type { KeyRing } from '../ports.ts'
import { followPolicy, keyRingOf } from './kept-values.ts'
import { settingDifferences } from './setting-differences.ts'

/** The installation's rules. */
export function policyHandlers(keyRing: KeyRing): Handlers<typeof policyCalls> {
  return {
    'policy.get': (_input, { repositories }) => repositories.settings.policy(),

    'policy.update': async ({ destroyKeptValues, ...values }, context) => {
      const { repositories, audit, announce } = context
      const before = await repositories.settings.policy()
      const after = await repositories.settings.updatePolicy(values)
      await audit({
        action: 'policy.changed',
        subject: { kind: 'policy', id: 'policy', name: 'Policy' },
        details: settingDifferences(before, after),
      })
      await followPolicy({ before, after, confirmed: destroyKeptValues }, context)
      announce('policy.changed')
      return after
    },

    'policy.keyRing': (_input, { read }) => keyRingOf(keyRing, () => read(({ keptValues }) => keptValues.counts())),
  }
}
