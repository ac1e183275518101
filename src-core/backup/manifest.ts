import { z } from 'zod'
import { instant } from '../../src-shared/schemas/common.ts'

/** The number of this form of backup. Another form gets another number. */
export const BACKUP_FORMAT = 1

/** What a backup says of itself, in the first file inside. */
export const backupManifest = z.object({
  format: z.number().int(),
  /** Which Token Desk made it. */
  version: z.string(),
  madeAt: instant,
  madeBy: z.string(),
  /** Which kind of store it is of. Either kind takes it back. */
  source: z.enum(['sqlite', 'postgresql']),
  /** Of the schema. */
  schema: z.number().int(),
  /** Rows by table. */
  counts: z.record(z.string(), z.number().int()),
  /** Where the audit trail ends: the number of its last record, and that record's hash. */
  audit: z.object({ records: z.number().int(), hash: z.string() }),
  /** The second file inside, whole. */
  content: z.object({ bytes: z.number().int(), sha256: z.string() }),
})
export type BackupManifest = z.infer<typeof backupManifest>
