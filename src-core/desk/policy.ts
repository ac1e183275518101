import type { policyCalls } from '../../src-shared/contract/policy.ts'
import type { Policy } from '../../src-shared/schemas/policy.ts'
import type { Handlers } from '../dispatch.ts'

/** The installation's rules. */
export const policyHandlers: Handlers<typeof policyCalls> = {
  'policy.get': (_input, { repositories }) => repositories.settings.policy(),

  'policy.update': async (values, { repositories, audit, announce }) => {
    const before = await repositories.settings.policy()
    const after = await repositories.settings.updatePolicy(values)
    await audit({
      action: 'policy.changed',
      subject: { kind: 'policy', id: 'policy', name: 'Policy' },
      details: differences(before, after),
    })
    announce('policy.changed')
    return after
  },
}

/** What the rules were and are: `longestLifetimeDays: 365 → 90`. */
function differences(before: Policy, after: Policy): Record<string, string> {
  const names = Object.keys(after) as (keyof Policy)[]
  return Object.fromEntries(
    names
      .filter((name) => name !== 'version' && words(before[name]) !== words(after[name]))
      .map((name) => [name, `${words(before[name])} → ${words(after[name])}`]),
  )
}

function words(value: Policy[keyof Policy]): string {
  return value === null || (Array.isArray(value) && value.length === 0) ? 'none' : String(value)
}
