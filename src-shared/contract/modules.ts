import { z } from 'zod'
import { module } from '../schemas/tokens.ts'
import type { Calls } from './calls.ts'

export const moduleCalls = {
  'modules.list': { input: z.strictObject({}), output: z.array(module), permission: 'modules.read', work: 'read' },
} satisfies Calls
