import { z } from 'zod'
import { matchCount, version } from '../schemas/common.ts'
import { module, moduleCode, moduleValues, ownerKind } from '../schemas/tokens.ts'
import type { Calls } from './calls.ts'

/** Which tokens in use reach a module, so that what they would lose can be said before they do. */
export const moduleUsage = matchCount.extend({
  byOwnerKind: z.record(ownerKind, matchCount),
  /** The newest ones. */
  examples: z.array(z.object({ name: z.string(), owner: z.string() })).max(5),
})

export const moduleCalls = {
  'modules.list': { input: z.strictObject({}), output: z.array(module), permission: 'modules.read', work: 'read' },
  'modules.create': {
    input: z.strictObject({ code: moduleCode, ...moduleValues }),
    output: module,
    permission: 'modules.manage',
    work: 'change',
    audit: 'module.created',
  },
  /** Its code, which APIs know it by, never changes. */
  'modules.update': {
    input: z.strictObject({ code: moduleCode, version, ...moduleValues }),
    output: module,
    permission: 'modules.manage',
    work: 'change',
    audit: 'module.changed',
  },
  'modules.usage': {
    input: z.strictObject({ code: moduleCode, ownerKind: ownerKind.optional() }),
    output: moduleUsage,
    permission: 'modules.manage',
    work: 'read',
  },
} satisfies Calls
