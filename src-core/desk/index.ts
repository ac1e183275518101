import type { DeskCalls } from '../../src-shared/contract/index.ts'
import type { DeskBackups } from '../backup/desk-backups.ts'
import type { ReachService } from '../copying/receiving-service.ts'
import type { Handlers } from '../dispatch.ts'
import type { KeyRing } from '../ports.ts'
import type { Store } from '../store/store.ts'
import { auditHandlers } from './audit.ts'
import { backupHandlers } from './backups.ts'
import type { Checkpoints } from './checkpoints.ts'
import type { FirstRun } from './first-run.ts'
import type { Imports } from './imports.ts'
import { installationHandlers } from './installation.ts'
import { type Jobs, jobHandlers } from './jobs.ts'
import { logoHandlers } from './logos.ts'
import { moduleHandlers } from './modules.ts'
import { overviewHandlers } from './overview.ts'
import type { Passwords } from './passwords.ts'
import { peopleHandlers } from './people.ts'
import { policyHandlers } from './policy.ts'
import { profileHandlers } from './profile.ts'
import { resourceServerHandlers } from './resource-servers.ts'
import { createSampleData } from './sample-data.ts'
import { type SessionServices, sessionHandlers } from './sessions.ts'
import { storeHandlers } from './store.ts'
import type { TokenBulk } from './token-bulk.ts'
import { tokenHandlers } from './tokens.ts'
import { trailCheckHandlers } from './trail-check.ts'

/** What the handlers need beside what every call is given. */
export interface HandlerServices {
  readonly store: Store
  readonly passwords: Passwords
  readonly firstRun: FirstRun
  readonly keyRing: KeyRing
  readonly jobs: Jobs
  readonly imports: Imports
  readonly bulk: TokenBulk
  readonly checkpoints: Checkpoints
  readonly onSessionOver: SessionServices['onSessionOver']
  readonly reachService: ReachService | null
  /** Null where backups are made by whoever runs the machine. */
  readonly backups: DeskBackups | null
}

/** A handler for every call of the contract. To add a call: its row there, its handler in the file of its subject. */
export function deskHandlers({
  store,
  passwords,
  firstRun,
  keyRing,
  jobs,
  imports,
  bulk,
  checkpoints,
  onSessionOver,
  reachService,
  backups,
}: HandlerServices): Handlers<DeskCalls> {
  return {
    ...sessionHandlers({
      passwords,
      firstRun,
      createSampleData,
      onSessionOver,
    }),
    ...profileHandlers(passwords),
    ...peopleHandlers,
    ...imports.handlers,
    ...tokenHandlers(store),
    ...bulk.handlers,
    ...logoHandlers(),
    ...overviewHandlers(),
    ...moduleHandlers,
    ...installationHandlers,
    ...resourceServerHandlers,
    ...policyHandlers(keyRing),
    ...storeHandlers({ store, jobs, firstRun, reachService }),
    ...backupHandlers({ backups, jobs }),
    ...auditHandlers,
    ...trailCheckHandlers({ jobs, checkpoints }),
    ...jobHandlers(jobs),
  }
}
