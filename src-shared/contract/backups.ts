import { z } from 'zod'
import { backupContent, backupSchedule, lastBackup, newBackupSchedule } from '../schemas/backups.ts'
import { instant } from '../schemas/common.ts'
import { jobId } from '../schemas/ids.ts'
import { newPassword } from '../schemas/people.ts'
import { line } from '../schemas/text.ts'
import type { Calls } from './calls.ts'
import { givenPassword } from './sessions.ts'

/**
 * Backups of the whole store. They are files of the machine on which the store is, so a service makes its own by its
 * settings and on its command line, and refuses the changing calls: CONFLICT, reason `made-by-host`.
 */
export const backupCalls = {
  /** Whether backups can be made from here, how they are made by themselves, and what became of the last one. */
  'backups.get': {
    input: z.strictObject({}),
    output: z.object({
      here: z.boolean(),
      schedule: backupSchedule.nullable(),
      /** Whether the passphrase of the schedule is kept. */
      hasPassphrase: z.boolean(),
      last: lastBackup.nullable(),
    }),
    permission: 'store.manage',
    work: 'read',
  },
  /** Starts the job that makes a backup into this file, which main has had the person choose. */
  'backups.make': {
    input: z.strictObject({ path: z.string().min(1).max(4_096), passphrase: newPassword }),
    output: z.object({ jobId }),
    permission: 'store.manage',
    work: 'own',
    audit: 'store.backed-up',
    internal: true,
  },
  /** Sets how backups are made by themselves. Without a passphrase the one that is kept stays. */
  'backups.schedule': {
    input: newBackupSchedule.extend({ passphrase: newPassword.optional() }),
    output: z.object({}),
    permission: 'store.manage',
    work: 'change',
    audit: 'store.backups-scheduled',
  },
  /** Puts on record that this store is about to give its place to a backup. Main asks before it closes the store. */
  'backups.noteReplacing': {
    input: z.strictObject({ madeAt: instant }),
    output: z.object({}),
    permission: 'store.manage',
    work: 'change',
    audit: 'store.replacing',
    internal: true,
  },
} satisfies Calls

const desktop = { permission: 'public', work: 'own' } as const
const oneBackup = z.strictObject({ path: line(1_000), passphrase: givenPassword })

/** Backups, as far as they are files that a person chooses. Main answers these, and the desk decides who may. */
export const desktopBackupCalls = {
  /** Has the person choose where to, and starts the job. Both are null where they would rather not. */
  'desktop.backUp': {
    input: z.strictObject({ passphrase: newPassword }),
    output: z.object({ path: z.string().nullable(), jobId: jobId.nullable() }),
    ...desktop,
  },
  /** Has the person choose a backup. Null where they would rather not, and where there is no dialog for it. */
  'desktop.chooseBackup': {
    input: z.strictObject({}),
    output: z.object({ path: z.string().nullable() }),
    ...desktop,
  },
  /** What a backup holds. */
  'desktop.inspectBackup': { input: oneBackup, output: backupContent, ...desktop },
  /**
   * Has a backup take the place of the store of this computer, of which a copy is made first; then everybody is signed out.
   * Only administrators may, where there are any and the store can be asked. `before` is that copy.
   */
  'desktop.restoreBackup': { input: oneBackup, output: z.object({ before: z.string().nullable() }), ...desktop },
} satisfies Calls
