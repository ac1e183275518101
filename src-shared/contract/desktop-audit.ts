import { z } from 'zod'
import { checkpoint, trailFinding } from '../schemas/checkpoints.ts'
import { auditCalls } from './audit.ts'
import type { Calls } from './calls.ts'

/** How much of an exported trail is handed over at once: following it takes the main process a few milliseconds. */
export const EXPORT_PIECE_BYTES = 256 * 1024

/** The files that a desktop writes of the audit trail, and those that it checks. */
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
  /**
   * Begins to follow what was exported of a trail, of this store or another, against a checkpoint of it. What was followed
   * before is let go of.
   */
  'desktop.beginExportCheck': {
    input: z.strictObject({ checkpoint: checkpoint.optional() }),
    output: z.object({}),
    permission: 'public',
    work: 'own',
  },
  /** The next piece of its text, ending anywhere. `goesOn` is false once something is wrong: the rest is of no concern. */
  'desktop.followExport': {
    input: z.strictObject({ text: z.string().max(EXPORT_PIECE_BYTES) }),
    output: z.object({ goesOn: z.boolean() }),
    permission: 'public',
    work: 'own',
  },
  'desktop.endExportCheck': { input: z.strictObject({}), output: trailFinding, permission: 'public', work: 'own' },
} satisfies Calls
