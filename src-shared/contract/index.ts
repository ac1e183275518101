import { auditCalls } from './audit.ts'
import { backupCalls } from './backups.ts'
import type { Calls } from './calls.ts'
import { checkpointCalls } from './checkpoints.ts'
import { importCalls } from './imports.ts'
import { installationCalls } from './installation.ts'
import { jobCalls } from './jobs.ts'
import { logoCalls } from './logos.ts'
import { moduleCalls } from './modules.ts'
import { overviewCalls } from './overview.ts'
import { peopleCalls } from './people.ts'
import { policyCalls } from './policy.ts'
import { profileCalls } from './profile.ts'
import { resourceServerCalls } from './resource-servers.ts'
import { sessionCalls } from './sessions.ts'
import { storeCalls } from './store.ts'
import { tokenBulkCalls } from './token-bulk.ts'
import { tokenCalls } from './tokens.ts'

/** Everything the desk answers, in process, in a worker thread or over HTTPS. */
export const deskCalls = {
  ...sessionCalls,
  ...profileCalls,
  ...peopleCalls,
  ...importCalls,
  ...tokenCalls,
  ...tokenBulkCalls,
  ...logoCalls,
  ...overviewCalls,
  ...moduleCalls,
  ...resourceServerCalls,
  ...policyCalls,
  ...installationCalls,
  ...storeCalls,
  ...backupCalls,
  ...auditCalls,
  ...checkpointCalls,
  ...jobCalls,
} satisfies Calls
export type DeskCalls = typeof deskCalls
