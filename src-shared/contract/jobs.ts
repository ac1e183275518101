import { z } from 'zod'
import { failure } from '../errors.ts'
import { jobId } from '../schemas/ids.ts'
import type { Calls } from './calls.ts'

/**
 * Long work. `total` is null while it is not known yet; `completed` never goes back and only its share of `total` means
 * something (bytes of the file for `import-preview`, records for `import` and `audit-check`, row numbers for `bulk-preview`). For `bulk` both
 * are tokens: how many have changed, and how many still can come to that: one that is skipped is taken off `total`.
 * Jobs are forgotten when the desk closes.
 */
export const job = z.object({
  id: jobId,
  kind: z.enum([
    'import-preview',
    'import',
    'bulk-preview',
    'bulk',
    'store-check',
    'store-copy',
    'audit-check',
    'backup',
  ]),
  state: z.enum(['running', 'done', 'cancelled', 'failed']),
  completed: z.number().int(),
  total: z.number().int().nullable(),
  error: failure.nullable(),
})
export type Job = z.infer<typeof job>

export const jobCalls = {
  'jobs.get': { input: z.strictObject({ id: jobId }), output: job, permission: 'signed-in', work: 'own' },
  /** Asks the job to stop; it then has changed nothing, but a `bulk` keeps what it did. One that is over stays as it is. */
  'jobs.cancel': { input: z.strictObject({ id: jobId }), output: job, permission: 'signed-in', work: 'own' },
} satisfies Calls
