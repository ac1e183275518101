import { z } from 'zod'
import { matchCount } from '../schemas/common.ts'
import { jobId } from '../schemas/ids.ts'
import { storeCheckRecord } from '../schemas/store.ts'
import type { Calls } from './calls.ts'

export const storeCalls = {
  /** Where the store is, how large it is, what is in it, and what its last check found. */
  'store.info': {
    input: z.strictObject({}),
    output: z.object({
      path: z.string(),
      sizeBytes: z.number().int(),
      /** Of the schema. */
      version: z.number().int(),
      tokens: matchCount,
      users: matchCount,
      contacts: matchCount,
      auditRecords: z.number().int(),
      lastCheck: storeCheckRecord.nullable(),
    }),
    permission: 'store.manage',
    work: 'own',
  },
  /** Starts the job that reads the whole store and says what is wrong with it. CONFLICT while one is running. */
  'store.check': {
    input: z.strictObject({}),
    output: z.object({ jobId }),
    permission: 'store.manage',
    work: 'own',
    audit: 'store.checked',
  },
} satisfies Calls
