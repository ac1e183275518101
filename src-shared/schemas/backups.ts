import { z } from 'zod'
import { failure } from '../errors.ts'
import { instant } from './common.ts'
import { line } from './text.ts'

/** How often backups are made by themselves, where to, and how many are kept. */
const rhythm = {
  enabled: z.boolean(),
  folder: line(1_000),
  every: z.enum(['day', 'week']),
  keep: z.number().int().min(1).max(1_000),
}
export const backupSchedule = z.object(rhythm)
export type BackupSchedule = z.infer<typeof backupSchedule>
export const newBackupSchedule = z.strictObject(rhythm)

/** What became of the last backup. */
export const lastBackup = z.object({
  at: instant,
  /** The file; null where there is none, and `error` says why. */
  file: z.string().nullable(),
  error: failure.nullable(),
  /** When the last one was made that succeeded. */
  madeAt: instant.nullable(),
})
export type LastBackup = z.infer<typeof lastBackup>

/** What a backup says of itself before it is restored. */
export const backupContent = z.object({
  madeAt: instant,
  madeBy: z.string(),
  version: z.string(),
  source: z.enum(['sqlite', 'postgresql']),
  counts: z.record(z.string(), z.number().int()),
})
export type BackupContent = z.infer<typeof backupContent>
