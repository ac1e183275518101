import { hostname, userInfo } from 'node:os'
import type { z } from 'zod'
import { backupName } from '../../src-core/backup/backup-names.ts'
import { type BackupThreads, backupThreads } from '../../src-core/backup/threaded.ts'
import type { Clock } from '../../src-core/ports.ts'
import type { desktopBackupCalls } from '../../src-shared/contract/backups.ts'
import { deskCalls } from '../../src-shared/contract/index.ts'
import { LOCAL_STORE } from '../../src-shared/contract/stores.ts'
import { DeskError } from '../../src-shared/errors.ts'
import type { Shell } from '../shell/shell.ts'
import type { Connection } from './connection.ts'
import type { Profiles } from './profiles.ts'

export interface BackupCallOptions {
  readonly connection: Connection
  readonly profiles: Profiles
  /** Where the store of this computer is. */
  readonly dataFolder: string
  readonly chooseFileToSave: Shell['chooseFileToSave']
  readonly chooseBackup: Shell['chooseBackup']
  readonly clock: Clock
  /** Where the thread is in which backups are read, if not where it was written. */
  readonly backupThreadUrl?: URL | undefined
}

type BackupCalls = typeof desktopBackupCalls
type BackupHandlers = {
  readonly [N in keyof BackupCalls]: (
    input: z.output<BackupCalls[N]['input']>,
  ) => Promise<z.input<BackupCalls[N]['output']>>
}

/** The calls about backups as files that a person chooses, answered. */
export function backupHandlers(options: BackupCallOptions): BackupHandlers {
  const { connection, clock, dataFolder, profiles } = options
  const threads: BackupThreads = backupThreads(options.backupThreadUrl)

  async function askDesk(name: string, input: unknown): Promise<unknown> {
    const reply = await connection.ask(name, input)
    if (!reply.ok) throw new DeskError(reply.error)
    return reply.value
  }

  /** A store that has an administrator decides who may replace it. One that nobody can ask is whoever's the computer is. */
  async function authorise(madeAt: string): Promise<void> {
    if (profiles.currentId() !== LOCAL_STORE) throw new DeskError(ONLY_LOCAL)
    if ((await connection.problem()) !== null) return
    const { store } = deskCalls['sessions.state'].output.parse(await askDesk('sessions.state', {}))
    if (store === 'ready') await askDesk('backups.noteReplacing', { madeAt })
  }

  return {
    'desktop.backUp': async ({ passphrase }) => {
      const path = await options.chooseFileToSave(backupName(clock.now()))
      if (path === null) return { path, jobId: null }
      const started = await askDesk('backups.make', { path, passphrase })
      return { path, jobId: deskCalls['backups.make'].output.parse(started).jobId }
    },
    'desktop.chooseBackup': async () => ({ path: await options.chooseBackup() }),
    'desktop.inspectBackup': ({ path, passphrase }) => threads.manifest(path, passphrase),
    'desktop.restoreBackup': async ({ path, passphrase }) => {
      // All of it is read before the store is closed: what would be refused disturbs nobody.
      const { madeAt } = await threads.check(path, passphrase)
      await authorise(madeAt)
      const { before } = await connection.whileClosed(() =>
        threads.restore({
          file: path,
          passphrase,
          target: { folder: dataFolder },
          workFolder: dataFolder,
          replace: true,
          restoredAt: clock.now(),
          restoredBy: `${userInfo().username} on ${hostname()}`,
        }),
      )
      return { before }
    },
  }
}

const ONLY_LOCAL = {
  code: 'CONFLICT',
  reason: 'made-by-host',
  message:
    'A shared store is restored on the machine of the service, with “token-desk backup restore”. Ask whoever runs it.',
} as const
