import type { policyCalls } from '../../src-shared/contract/policy.ts'
import type { Handlers } from '../dispatch.ts'
import { latestEnd } from '../domain/expiration.ts'
import type { KeyRing } from '../ports.ts'
import { followPolicy, keyRingOf } from './kept-values.ts'
import { settingDifferences } from './setting-differences.ts'

const NONE = { count: 0, exact: true, owners: [] }

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

    'policy.preview': async ({ policy, timeZone }, { repositories: { settings, tokens }, clock }) => {
      const before = await settings.policy()
      const isShorter = policy.longestLifetimeDays < before.longestLifetimeDays
      const endsBeforeLong = before.allowNoExpiration && !policy.allowNoExpiration
      const latest = latestEnd({ timeZone, now: clock.now(), policy })
      return {
        beyondLongestLifetime: isShorter ? await tokens.outliving(latest) : NONE,
        withoutExpiration: endsBeforeLong ? await tokens.endless() : NONE,
      }
    },

    'policy.keyRing': (_input, { read }) => keyRingOf(keyRing, () => read(({ keptValues }) => keptValues.counts())),
  }
}
