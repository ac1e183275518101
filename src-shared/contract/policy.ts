import { z } from 'zod'
import { policy, policyChange } from '../schemas/policy.ts'
import type { Calls } from './calls.ts'

export const policyCalls = {
  'policy.get': { input: z.strictObject({}), output: policy, permission: 'policy.read', work: 'read' },
  'policy.update': {
    input: policyChange,
    output: policy,
    permission: 'policy.manage',
    work: 'change',
    audit: 'policy.changed',
  },
} satisfies Calls
