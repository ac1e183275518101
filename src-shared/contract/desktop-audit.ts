import { z } from 'zod'
import { checkpoint } from '../schemas/checkpoints.ts'
import { auditCalls } from './audit.ts'
import type { Calls } from './calls.ts'

/** The files that a desktop writes of the audit trail. */
export const desktopAuditCalls = {
  /**
   * Saves the records that pass the filter, oldest first; `trail.exporting` is announced meanwhile. `path` is null where
   * the person would rather not. CONFLICT with the reason `export-running` while one is being saved.
   */
  'desktop.exportTrail': {
    input: auditCalls['audit.noteExport'].input,
    output: z.object({ path: z.string().nullable(), records: z.number().int() }),
    permission: 'public',
    work: 'own',
  },
  /** Has it end, without a file, as CANCELLED. */
  'desktop.cancelExport': { input: z.strictObject({}), output: z.object({}), permission: 'public', work: 'own' },
  /** Saves a checkpoint that the page shows. */
  'desktop.saveCheckpoint': {
    input: z.strictObject({ checkpoint }),
    output: z.object({ path: z.string().nullable() }),
    permission: 'public',
    work: 'own',
  },
} satisfies Calls
