import { join } from 'node:path'
import { DeskError } from '../../src-shared/errors.ts'
import type { LastBackup } from '../../src-shared/schemas/backups.ts'
import type { Clock, Log } from '../ports.ts'
import type { Store } from '../store/store.ts'
import { backupName, keepLatest } from './backup-names.ts'
import type { DeskBackups } from './desk-backups.ts'

/** How backups are to be made by themselves. */
export interface BackupPlan {
  readonly folder: string
  readonly everyMs: number
  readonly keep: number
  /** @throws {DeskError} where it cannot be had. */
  passphrase(): Promise<string>
}

export interface ScheduledBackups {
  /** Looks whether one is due, and makes it. Resolves once that is over. Never rejects. */
  look(): Promise<void>
  /** Stops one that is under way, and makes no more. */
  close(): Promise<void>
}

/**
 * Makes backups by a plan, for as long as the desk is open. What is due is decided by what the store has noted, so that a
 * restart makes none too many, and of several instances of the service one makes it. One that failed is tried again after
 * an hour.
 */
export function scheduledBackups(services: {
  readonly store: Store
  readonly backups: DeskBackups
  readonly clock: Clock
  readonly log: Log
  /** Null where none are wanted. */
  plan(): Promise<BackupPlan | null>
  /** Tells that something was put on record. */
  onMade(): void
}): ScheduledBackups {
  const { store, backups, clock, log } = services
  const stop = new AbortController()
  let underWay: Promise<void> | undefined

  async function makeIfDue(): Promise<void> {
    const plan = await services.plan()
    if (plan === null || !(await claim(plan.everyMs))) return
    const at = clock.now()
    const to = join(plan.folder, backupName(at))
    const record = (entry: Parameters<Parameters<DeskBackups['make']>[1]>[0]) =>
      store.change(({ audit }) =>
        audit.append({ ...entry, at, actor: null, details: { ...entry.details, by: BY_ITSELF } }),
      )
    await backups.make({ to, passphrase: plan.passphrase, madeBy: BY_ITSELF }, record, { signal: stop.signal })
    services.onMade()
    log.info('A backup was made.', { file: to })
    const dropped = await keepLatest(plan.folder, plan.keep, await ownBackups())
    if (dropped > 0) log.info('Older backups were deleted.', { count: dropped })
  }

  /** What this store's schedule has made by the trail: what people made themselves, and other stores, is not ours to delete. */
  async function ownBackups(): Promise<ReadonlySet<string>> {
    const { rows } = await store.read(({ audit }) =>
      audit.list({ action: ['store.backed-up'], limit: MOST_REMEMBERED }),
    )
    return new Set(rows.filter(({ details }) => details.by === BY_ITSELF).map(({ details }) => String(details.file)))
  }

  /** One transaction, so that of several who look at the same time one finds it due. */
  const claim = (everyMs: number): Promise<boolean> =>
    store.change(async ({ settings, copying }) => {
      // A store that nobody has begun stays empty: another one may be copied into it.
      if ((await copying.trail()).records === 0) return false
      const now = clock.now()
      const begun = await settings.backupBegunAt()
      if (!isDue(await settings.lastBackup(), begun, everyMs, now)) return false
      await settings.noteBackupBegun(now)
      return true
    })

  async function look(): Promise<void> {
    if (stop.signal.aborted) return
    underWay ??= makeIfDue()
      .catch((error: unknown) => {
        if (stop.signal.aborted) return
        if (error instanceof DeskError)
          log.warn('The scheduled backup failed.', { code: error.code, reason: error.reason ?? '' })
        else log.error('The scheduled backup failed.', error)
      })
      .finally(() => (underWay = undefined))
    await underWay
  }

  const timer = setInterval(() => void look(), LOOKS_EVERY_MS)
  timer.unref()
  return {
    look,
    async close() {
      clearInterval(timer)
      stop.abort()
      await underWay
    },
  }
}

/** As the trail and the manifest name it. */
const BY_ITSELF = 'Schedule'
const LOOKS_EVERY_MS = 60_000
const MOST_REMEMBERED = 5_000
/** How long after an attempt nobody tries again, whatever became of it. */
const TRIED_AGAIN_AFTER_MS = 60 * 60_000

function isDue(last: LastBackup | null, begunAt: number, everyMs: number, now: number): boolean {
  const madeAt = last?.madeAt == null ? 0 : Date.parse(last.madeAt)
  // By the distance: what a clock noted that was far ahead must not put off all others until then.
  return Math.abs(now - madeAt) >= everyMs && Math.abs(now - begunAt) >= Math.min(TRIED_AGAIN_AFTER_MS, everyMs)
}
