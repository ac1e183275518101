import { z } from 'zod'
import { matchCount } from '../schemas/common.ts'
import { jobId } from '../schemas/ids.ts'
import { copyPreview, storeCheckRecord } from '../schemas/store.ts'
import type { Calls } from './calls.ts'
import { serviceAddress, storeTrust } from './stores.ts'

/** How far an audit trail goes, and the hash that it ends with. */
const trail = z.strictObject({ records: z.number().int().min(0), hash: z.string().regex(/^[0-9a-f]{64}$/) })
const service = { address: serviceAddress, trust: storeTrust }

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
  /**
   * How the trail of this store stands to another one, of which somebody shows the end: `same` and `ahead` hold it, `begun`
   * has records and no users. With a setup code it also refuses a wrong one, where the store is empty.
   */
  'store.compareTrail': {
    input: z.strictObject({ trail, setupCode: z.string().max(100).optional() }),
    output: z.object({ standing: z.enum(['empty', 'begun', 'same', 'ahead', 'other']) }),
    permission: 'public',
    work: 'own',
    internal: true,
  },
  /** What copying this store to a service would bring. CONFLICT where the service is not empty. */
  'store.previewCopy': {
    input: z.strictObject(service),
    output: copyPreview,
    permission: 'store.manage',
    work: 'own',
    internal: true,
  },
  /** Starts the job that copies this store to a service which is empty, by the setup code that it printed. */
  'store.startCopy': {
    input: z.strictObject({ ...service, setupCode: z.string().trim().min(1, { error: 'Fill this in.' }).max(100) }),
    output: z.object({ jobId }),
    permission: 'store.manage',
    work: 'own',
    audit: 'store.copy-begun',
    internal: true,
  },
} satisfies Calls
