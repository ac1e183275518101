import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock, Random } from '../ports.ts'
import { openSqliteStore } from '../store/sqlite.ts'
import type { Store } from '../store/store.ts'
import { seededRandom } from './seeded-random.ts'

/** A real, empty store in a folder of its own. For tests only. */
export interface TrialStore {
  readonly store: Store
  readonly clock: Clock
  readonly random: Random
  dispose(): Promise<void>
}

export async function openTrialStore(): Promise<TrialStore> {
  const folder = mkdtempSync(join(tmpdir(), 'token-desk-store-'))
  const clock: Clock = { now: () => Date.parse('2026-11-21T11:00:00.000Z') }
  const random = seededRandom(2026)
  const log = { info: () => {}, warn: () => {}, error: () => {} }
  const store = await openSqliteStore({ folder, clock, random, log })
  return {
    store,
    clock,
    random,
    async dispose() {
      await store.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
