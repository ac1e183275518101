import { statSync } from 'node:fs'
import type { Clock, Log, Random } from '../ports.ts'
import { refusal, storeProblem, toDeskError } from './driver-errors.ts'
import { startHousekeeping } from './housekeeping.ts'
import { repositories } from './repositories/repositories.ts'
import { sessionRead } from './repositories/session-lookup.ts'
import { resourceServerRead, verificationRead } from './repositories/verification.ts'
import type { StoreSchema } from './schema.ts'
import { openFiles, type StoreLimits } from './sqlite/open.ts'
import { startStoreCheck } from './sqlite/store-check.ts'
import { setAside, storeFiles, walOf } from './sqlite/store-files.ts'
import type { Store } from './store.ts'
import { storeFacts } from './store-facts.ts'

export interface SqliteStoreOptions extends StoreLimits {
  /** Where the store's files are, or will be. */
  readonly folder: string
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  /** Where the thread of a check is, if not beside this file. */
  readonly checkThreadUrl?: URL | undefined
}

/**
 * Opens the store in a folder, making it where there is none and migrating it where it is older.
 *
 * Throws DeskError: STORE_CORRUPT with the reason `not-a-store` or `damaged` (then a copy was set aside), STORE_TOO_NEW,
 * or STORE_UNREACHABLE with the reason `in-use`, `read-only`, `full` or `unreachable`. Nothing is overwritten then.
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<Store> {
  const { clock, random, log } = options
  const opened = await openFiles(options)
  const { writer, reader, verifier } = opened
  const changes = opened.kyselyOver<StoreSchema>(writer)
  const views = opened.kyselyOver<StoreSchema>(reader)
  const housekeeping = startHousekeeping({
    inTurn: (work) => changes.transaction().execute(work),
    clock,
    log,
  })
  const findByDigest = verificationRead(verifier)
  const findSessionElsewhere = sessionRead(verifier)
  const findSessionHere = sessionRead(writer)
  const findResourceServer = resourceServerRead(verifier)
  let closing: Promise<void> | undefined
  const underWay = new Set<Promise<unknown>>()
  const path = storeFiles(options.folder).store
  const checks = new Set<Promise<void>>()
  let damaged = false

  /** Runs work on the store and says in the house's words what the driver says in its own. */
  const within = async <T>(work: () => Promise<T>): Promise<T> => {
    if (closing !== undefined) throw refusal('unreachable')
    const working = work()
    underWay.add(working)
    try {
      return await working
    } catch (error) {
      if (storeProblem(error) === 'damaged') damaged = true
      throw toDeskError(error)
    } finally {
      underWay.delete(working)
    }
  }

  const close = async (): Promise<void> => {
    await Promise.allSettled(underWay)
    await housekeeping.end()
    // The lock on the store may not go while somebody still reads it.
    await Promise.all(checks)
    await Promise.all([changes.destroy(), views.destroy()])
    opened.close({ clean: !damaged })
  }

  await housekeeping.begin().catch((error: unknown) => {
    opened.close({ clean: false })
    // A store that was closed in order is not read through when it is opened: this is the first that looks around in it.
    throw storeProblem(error) === 'damaged' ? setAside(storeFiles(options.folder), error) : toDeskError(error)
  })

  return {
    read: (work) =>
      within(() => {
        housekeeping.noteLapsedSoon()
        return views.transaction().execute((transaction) => work(repositories(transaction, random)))
      }),
    change: (work) =>
      within(() => {
        housekeeping.noteLapsedSoon()
        return changes.transaction().execute((transaction) => work(repositories(transaction, random)))
      }),
    findByDigest: (digest) => within(async () => findByDigest(digest)),
    // After a change the writer alone still has its pages at hand. While it is within one, it has seen what nobody may see.
    findSession: (digest) =>
      within(async () => (writer.inTransaction ? findSessionElsewhere : findSessionHere)(digest)),
    findResourceServer: (digest) => within(async () => findResourceServer(digest)),
    facts: () =>
      within(async () => ({
        ...(await storeFacts(views)),
        path,
        sizeBytes: sizeOf(path) + sizeOf(walOf(path)),
        version: Number(reader.pragma('user_version', { simple: true })),
      })),
    startCheck: () => {
      if (closing !== undefined) throw refusal('unreachable')
      const check = startStoreCheck(path, options.checkThreadUrl)
      checks.add(check.ended)
      void check.ended.then(() => checks.delete(check.ended))
      return check
    },
    onChangedElsewhere: () => {},
    instances: null,
    noteAccess: (id, at) => {
      if (closing === undefined) housekeeping.noteAccess(id, at)
    },
    close: () => {
      closing ??= close()
      return closing
    },
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
