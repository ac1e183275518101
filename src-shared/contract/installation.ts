import { z } from 'zod'
import { installation, installationChange } from '../schemas/installation.ts'
import type { Calls } from './calls.ts'

export const installationCalls = {
  'installation.get': { input: z.strictObject({}), output: installation, permission: 'policy.read', work: 'read' },
  'installation.update': {
    input: installationChange,
    output: installation,
    permission: 'policy.manage',
    work: 'change',
    audit: 'installation.changed',
  },
} satisfies Calls
