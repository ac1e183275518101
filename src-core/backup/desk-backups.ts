import { DeskError } from '../../src-shared/errors.ts'
import type { Clock, Log } from '../ports.ts'
import { toDeskError } from '../store/driver-errors.ts'
import type { NewAuditRecord, Store } from '../store/store.ts'
import type { BackupMade, BackupOrder, Watching } from './make-backup.ts'
import { backupEntry } from './record-backup.ts'
import { type BackupThreads, backupThreads } from './threaded.ts'

/** Where a desk makes backups: which store it is, and where a copy may lie for a moment. */
export interface BackupPlace extends Pick<BackupOrder, 'source' | 'workFolder' | 'version'> {
  /** Where the thread is, if not where it was written. */
  readonly threadUrl?: URL | undefined
  readonly workFactor?: number
}

/** Makes backups of the store that a desk has open. */
export interface DeskBackups {
  /**
   * Makes one, puts it on record by `record`, and notes what became of it, a failure too.
   *
   * @throws {DeskError} as `makeBackupFile`.
   */
  make(
    wanted: Pick<BackupOrder, 'to' | 'madeBy'> & { passphrase(): Promise<string> },
    record: (entry: Entry) => Promise<void>,
    watching?: Watching,
  ): Promise<BackupMade>
}

export type Entry = Pick<NewAuditRecord, 'action' | 'subject' | 'details'>

export function deskBackups(
  { source, workFolder, version, workFactor, threadUrl }: BackupPlace,
  {
    store,
    clock,
    log,
    checkpoint,
    threads = backupThreads(threadUrl),
  }: {
    readonly store: Store
    readonly clock: Clock
    readonly log: Log
    /** Signs how far the audit trail is, so that the backup holds that too. */
    checkpoint(): Promise<unknown>
    readonly threads?: BackupThreads
  },
): DeskBackups {
  const note = (file: string | null, error: DeskError | null) =>
    store.change(async ({ settings }) => {
      const at = new Date(clock.now()).toISOString()
      const before = await settings.lastBackup()
      await settings.noteBackup({
        at,
        file,
        error: error?.toFailure() ?? null,
        madeAt: error === null ? at : (before?.madeAt ?? null),
      })
    })

  return {
    async make(wanted, record, watching) {
      try {
        // A trail that was altered is no reason to have no backup of it: the trail's own check says so.
        await checkpoint().catch((error: unknown) =>
          log.warn('No checkpoint was made before the backup.', reasonOf(error)),
        )
        const order = {
          source,
          workFolder,
          version,
          workFactor,
          ...wanted,
          passphrase: await wanted.passphrase(),
          madeAt: clock.now(),
        }
        const made = await threads.make(order, (made) => record(backupEntry(made, wanted.to)), watching)
        await note(wanted.to, null)
        return made
      } catch (thrown) {
        const error = toDeskError(thrown)
        const known = error instanceof DeskError ? error : new DeskError(UNKNOWN, { cause: error })
        // What somebody stopped has not failed; what cannot be noted has failed already.
        if (known.code !== 'CANCELLED') await note(null, known).catch(() => {})
        throw error
      }
    },
  }
}

function reasonOf(error: unknown) {
  return { reason: error instanceof DeskError ? (error.reason ?? error.code) : String(error) }
}

const UNKNOWN = { code: 'INTERNAL', message: 'The backup could not be made. The log has the details.' } as const
