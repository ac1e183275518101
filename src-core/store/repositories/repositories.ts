import type { Kysely } from 'kysely'
import type { Random } from '../../ports.ts'
import type { StoreSchema } from '../schema.ts'
import type { Repositories } from '../store.ts'
import { answeredChangeRepository } from './answered-change-repository.ts'
import { attemptRepository } from './attempt-repository.ts'
import { auditRepository } from './audit-repository.ts'
import { checkpointRepository } from './checkpoint-repository.ts'
import { contactRepository } from './contact-repository.ts'
import { copyRepository } from './copy-repository.ts'
import { customerRepository } from './customer-repository.ts'
import { importRepository } from './import-repository.ts'
import { keptValueRepository } from './kept-value-repository.ts'
import { moduleRepository } from './module-repository.ts'
import { overviewRepository } from './overview-repository.ts'
import { resourceServerRepository } from './resource-server-repository.ts'
import { sessionRepository } from './session-repository.ts'
import { settingsRepository } from './settings-repository.ts'
import { tokenBatchRepository } from './token-batch-repository.ts'
import { tokenRepository } from './token-repository.ts'
import { userRepository } from './user-repository.ts'

/** All repositories over one transaction. */
export function repositories(database: Kysely<StoreSchema>, random: Random): Repositories {
  return {
    users: userRepository(database, random),
    customers: customerRepository(database, random),
    contacts: contactRepository(database, random),
    imports: importRepository(database, random),
    modules: moduleRepository(database),
    tokens: tokenRepository(database, random),
    tokenBatches: tokenBatchRepository(database),
    keptValues: keptValueRepository(database),
    resourceServers: resourceServerRepository(database, random),
    sessions: sessionRepository(database, random),
    attempts: attemptRepository(database),
    answeredChanges: answeredChangeRepository(database),
    announcements: NOBODY_ELSE,
    audit: auditRepository(database),
    checkpoints: checkpointRepository(database),
    settings: settingsRepository(database),
    overview: overviewRepository(database),
    copying: copyRepository(database),
  }
}

/** Where one process has the store to itself. */
const NOBODY_ELSE: Repositories['announcements'] = { publish: async () => {}, sessionOver: async () => {} }
