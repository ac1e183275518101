import type { Kysely } from 'kysely'
import { createFirstTables } from './0001-first.ts'
import { addLifeOfATokenTables } from './0002-life-of-a-token.ts'
import { addResourceServers } from './0003-resource-servers.ts'
import { addSharedInstances } from './0004-shared-instances.ts'
import { addAuditCheckpoints } from './0005-audit-checkpoints.ts'
import { addWithdrawalColumns } from './0006-withdrawal.ts'
import { addOrderOfNames } from './0007-order-of-names.ts'

/** One step of the schema. Its name never changes once a release has shipped it. */
export interface StoreMigration {
  readonly name: string
  readonly up: (database: Kysely<unknown>) => Promise<void>
}

/** All steps, oldest first. A new one goes to the end, with the next number. */
export const storeMigrations: readonly StoreMigration[] = [
  { name: '0001-first', up: createFirstTables },
  { name: '0002-life-of-a-token', up: addLifeOfATokenTables },
  { name: '0003-resource-servers', up: addResourceServers },
  { name: '0004-shared-instances', up: addSharedInstances },
  { name: '0005-audit-checkpoints', up: addAuditCheckpoints },
  { name: '0006-withdrawal', up: addWithdrawalColumns },
  { name: '0007-order-of-names', up: addOrderOfNames },
]

/** What `user_version` says of a store that has all the given steps. */
export function schemaVersion(migrations: readonly StoreMigration[]): number {
  return migrations.length
}
