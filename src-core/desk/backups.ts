import type { backupCalls } from '../../src-shared/contract/backups.ts'
import type { BackupSchedule } from '../../src-shared/schemas/backups.ts'
import type { DeskBackups } from '../backup/desk-backups.ts'
import type { BackupPlan } from '../backup/scheduled-backups.ts'
import type { Handlers } from '../dispatch.ts'
import { sealValue, unsealValue } from '../domain/sealed-value.ts'
import type { KeyRing } from '../ports.ts'
import type { Store } from '../store/store.ts'
import type { JobControl, Jobs } from './jobs.ts'
import { conflict } from './refusals.ts'

const SUBJECT = { kind: 'store', id: 'store', name: 'Store' } as const
/** What the passphrase of the schedule is sealed for. */
const SEALED_FOR = 'backup passphrase'

/** @param backups null where backups are made by whoever runs the machine that the store is on. */
export function backupHandlers({
  backups,
  jobs,
}: {
  readonly backups: DeskBackups | null
  readonly jobs: Jobs
}): Handlers<typeof backupCalls> {
  const here = (): DeskBackups => {
    if (backups === null) throw conflict('made-by-host', MADE_BY_HOST)
    return backups
  }

  return {
    'backups.get': async (_input, { repositories: { settings } }) => ({
      here: backups !== null,
      schedule: await settings.backupSchedule(),
      hasPassphrase: (await settings.backupPassphrase()) !== null,
      last: await settings.lastBackup(),
    }),

    'backups.make': async ({ path, passphrase }, { operator, change }) => {
      const maker = here()
      const work = async (control: JobControl): Promise<void> => {
        const stop = new AbortController()
        let how = { completed: 0, total: null as number | null }
        const making = maker.make(
          { to: path, passphrase: async () => passphrase, madeBy: operator.user.fullName },
          (entry) => change(({ audit }) => audit(entry)),
          { signal: stop.signal, onProgress: (completed, total) => (how = { completed, total }) },
        )
        await watched(making, stop, () => control.step(how.completed, how.total))
      }
      return { jobId: jobs.start({ kind: 'backup', userId: operator.user.id, work }).id }
    },

    'backups.schedule': async ({ passphrase, ...schedule }, { repositories: { settings }, audit, key, random }) => {
      here()
      // Asked for first: a change that turns out to need it is made twice.
      const sealed =
        passphrase === undefined
          ? await settings.backupPassphrase()
          : Buffer.from(sealValue(Buffer.from(passphrase), key('passphrase'), SEALED_FOR, random)).toString('base64')
      if (schedule.enabled && sealed === null)
        throw conflict('no-passphrase', 'Give the passphrase that scheduled backups are encrypted with.')
      await settings.setBackupSchedule(schedule)
      if (sealed !== null) await settings.setBackupPassphrase(sealed)
      const { enabled, folder, every, keep } = schedule
      await audit({ action: 'store.backups-scheduled', subject: SUBJECT, details: { enabled, folder, every, keep } })
      return {}
    },

    'backups.noteReplacing': async ({ madeAt }, { audit }) => {
      here()
      await audit({ action: 'store.replacing', subject: SUBJECT, details: { madeAt } })
      return {}
    },
  }
}

/** What an administrator has set, as far as backups are to be made by themselves. */
export async function planFromSettings(store: Store, keyRing: KeyRing): Promise<BackupPlan | null> {
  const { schedule, sealed } = await store.read(async ({ settings }) => ({
    schedule: await settings.backupSchedule(),
    sealed: await settings.backupPassphrase(),
  }))
  if (schedule?.enabled !== true || sealed === null) return null
  return {
    folder: schedule.folder,
    everyMs: EVERY_MS[schedule.every],
    keep: schedule.keep,
    async passphrase() {
      const key = await keyRing.key()
      try {
        const opened = unsealValue(Buffer.from(sealed, 'base64'), key, SEALED_FOR)
        if (opened === undefined) throw conflict('other-key-of-backups', OTHER_KEY)
        const text = Buffer.from(opened).toString('utf8')
        opened.fill(0)
        return text
      } finally {
        key.fill(0)
      }
    },
  }
}

const DAY_MS = 24 * 60 * 60_000
const EVERY_MS: Readonly<Record<BackupSchedule['every'], number>> = { day: DAY_MS, week: 7 * DAY_MS }

const MADE_BY_HOST =
  'Backups of a shared store are made on the machine of the service: by its settings, or with “token-desk backup make”. Ask whoever runs it.'
const OTHER_KEY =
  'The keychain at hand holds another key than the one that the passphrase of scheduled backups is kept with. Give the passphrase again in the settings.'

/** Takes a turn now and then for as long as the work lasts, and stops the work where a turn rejects. */
async function watched(work: Promise<unknown>, stop: AbortController, turn: () => Promise<void>): Promise<void> {
  let isOver = false
  const over = work.finally(() => {
    isOver = true
  })
  try {
    while (!isOver) {
      await Promise.race([over, new Promise((resolve) => setTimeout(resolve, LOOK_INTERVAL_MS))])
      if (!isOver) await turn()
    }
    await over
  } catch (error) {
    stop.abort()
    await over.catch(() => {})
    throw error
  }
}

const LOOK_INTERVAL_MS = 100
