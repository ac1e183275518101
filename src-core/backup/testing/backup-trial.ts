import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { deskCalls } from '../../../src-shared/contract/index.ts'
import { COPIED_TABLES } from '../../store/repositories/copy-repository.ts'
import { openSqliteStore } from '../../store/sqlite.ts'
import type { Store } from '../../store/store.ts'
import {
  audited,
  createOwners,
  digestOf,
  newToken,
  silentLog,
  temporaryFolder,
  testClock,
  testRandom,
} from '../../store/testing/store-fixture.ts'
import type { BackupOrder } from '../make-backup.ts'
import type { RestoreOrder } from '../restore-backup.ts'

export const PASSPHRASE = 'forty herons over the Vltava'
/** So that a test does not spend its time on what makes guessing expensive. */
const CHEAP = 2
const MADE_AT = Date.UTC(2026, 10, 26, 12)

/** A store with people, tokens and a trail, closed. Answers its folder. */
export async function filledFolder(tokens = 20, folder = temporaryFolder()): Promise<string> {
  const store = await openSqliteStore({ folder, clock: testClock(), random: testRandom, log: silentLog })
  await fill(store, tokens)
  await store.close()
  return folder
}

export async function fill(store: Store, tokens = 20): Promise<void> {
  await store.change(async (repositories) => {
    const { user, userOwner } = await createOwners(repositories)
    for (let number = 0; number < tokens; number += 1) {
      const token = await repositories.tokens.create(newToken(userOwner, `secret ${number}`), MADE_AT)
      await audited(repositories, token.id, user.id)
    }
    await repositories.sessions.create(
      { digest: digestOf('session'), userId: user.id, expiresAt: MADE_AT * 2 },
      MADE_AT,
    )
  })
}

export function backupOrder(source: BackupOrder['source'], to: string): BackupOrder {
  return {
    source,
    to,
    workFolder: 'folder' in source ? source.folder : join(to, '..', 'work'),
    passphrase: PASSPHRASE,
    madeAt: MADE_AT,
    madeBy: 'Ada Lovelace',
    version: '1.2.3',
    workFactor: CHEAP,
  }
}

export function restoreOrder(file: string, target: RestoreOrder['target'], more: Partial<RestoreOrder> = {}) {
  return {
    file,
    target,
    workFolder: 'folder' in target ? target.folder : temporaryFolder(),
    passphrase: PASSPHRASE,
    replace: false,
    restoredAt: MADE_AT + 60_000,
    restoredBy: 'Grace Hopper',
    ...more,
  } satisfies RestoreOrder
}

/** A folder for backups, apart from every store. */
export function backupFolder(): string {
  const folder = join(temporaryFolder(), 'backups')
  mkdirSync(folder)
  return folder
}

/** Every row that a copy brings, as text; the trail without what the restore adds to it. */
export async function everythingIn(store: Store): Promise<Readonly<Record<string, readonly string[]>>> {
  return store.read(async ({ copying }) => {
    const found: Record<string, string[]> = {}
    for (const table of COPIED_TABLES) {
      const { rows } = await copying.page(table, null, 1_000_000)
      found[table] = rows
        .filter((row) => row.action !== 'store.restored')
        .map((row) =>
          JSON.stringify(
            Object.entries(row).map(([name, value]) => [name, value instanceof Uint8Array ? [...value] : value]),
          ),
        )
    }
    return found
  })
}

/** Nothing that is not encrypted stays in the folder beside the store itself. */
export function expectNothingUnfinished(folder: string): void {
  expect(existsSync(join(folder, 'unfinished', 'room'))).toBe(false)
}

export async function trailOf(store: Store) {
  const { rows } = await store.read(({ audit }) => audit.list({ limit: 1_000 }))
  return deskCalls['audit.list'].output.parse({ rows, nextBefore: null }).rows
}
