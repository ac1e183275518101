import { z } from 'zod'
import { matchCount, timeZone } from '../schemas/common.ts'
import { keychainProblem, policy, policyChange } from '../schemas/policy.ts'
import { ownerKind } from '../schemas/tokens.ts'
import type { Calls } from './calls.ts'

const ownedTokens = matchCount.extend({ owners: z.array(z.string()).max(5) })

export const policyCalls = {
  'policy.get': { input: z.strictObject({}), output: policy, permission: 'policy.read', work: 'read' },
  'policy.update': {
    input: policyChange,
    output: policy,
    permission: 'policy.manage',
    work: 'change',
    audit: 'policy.changed',
  },
  /**
   * Whether values of tokens can be kept here, where not, why, and how many are kept by the kind of their owner, and some of
   * whose, where there are any. `recoverableFor` cannot be widened while `available` is false (MP-10).
   */
  'policy.keyRing': {
    input: z.strictObject({}),
    output: z.object({
      available: z.boolean(),
      problem: keychainProblem.nullable(),
      keptValues: z.array(ownedTokens.extend({ ownerKind })),
    }),
    permission: 'policy.manage',
    work: 'own',
  },
  /** How many tokens in use could not be issued any more under other rules, and some of whose. None of them is changed. */
  'policy.preview': {
    input: z.strictObject({ policy: policyChange, timeZone }),
    output: z.object({ beyondLongestLifetime: ownedTokens, withoutExpiration: ownedTokens }),
    permission: 'policy.manage',
    work: 'read',
  },
} satisfies Calls
