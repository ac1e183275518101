import { setImmediate } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import type { Clock, Log, Random } from '../ports.ts'
import { accessBuffer } from './access-buffer.ts'
import { refusal, storeProblem, toDeskError } from './driver-errors.ts'
import { lapseMarker } from './lapse.ts'
import { repositories } from './repositories.ts'
import type { StoreSchema } from './schema.ts'
import { type OpenedStore, openFiles, type StoreLimits } from './sqlite-open.ts'
import type { Store } from './store.ts'
import { startStoreCheck } from './store-check.ts'
import { storeFacts } from './store-facts.ts'
import { storeFiles } from './store-files.ts'
import { verificationRead } from './verification.ts'

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
  const housekeeping = startHousekeeping(opened, changes, clock, log)
  const findByDigest = verificationRead(verifier)
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
    throw toDeskError(error)
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
    facts: () => within(async () => storeFacts(reader, path)),
    startCheck: () => {
      if (closing !== undefined) throw refusal('unreachable')
      const check = startStoreCheck(path, options.checkThreadUrl)
      checks.add(check.ended)
      void check.ended.then(() => checks.delete(check.ended))
      return check
    },
    noteAccess: (id, at) => {
      if (closing === undefined) housekeeping.noteAccess(id, at)
    },
    close: () => {
      closing ??= close()
      return closing
    },
  }
}

interface Housekeeping {
  noteAccess(id: Parameters<Store['noteAccess']>[0], at: number): void
  /** Brings the marks of lapsed tokens up to date in the background, at most once a minute. */
  noteLapsedSoon(): void
  /** Marks what has lapsed while the store was closed: the usual few at once, what is left of very many in the background. */
  begin(): Promise<void>
  /** Writes what is buffered and waits for what is under way. */
  end(): Promise<void>
}

/** What the store does by itself. It takes its turn among the changes, a little at a time. */
function startHousekeeping(
  { writer }: Pick<OpenedStore, 'writer'>,
  changes: Kysely<StoreSchema>,
  clock: Clock,
  log: Log,
): Housekeeping {
  const accesses = accessBuffer(writer)
  const lapses = lapseMarker(writer)
  const underWay = new Set<Promise<void>>()
  let nextLapseAt = 0
  let timer: NodeJS.Timeout | undefined
  let ended = false

  const inBackground = (what: string, work: () => Promise<void>): void => {
    const promise = work()
      // A lost batch costs a timestamp, a late mark costs a few rows looked at: neither may fail anybody's call.
      .catch((error: unknown) => log.warn(what, { problem: storeProblem(error) ?? 'unknown' }))
      .finally(() => underWay.delete(promise))
    underWay.add(promise)
  }

  const inTurn = <T>(work: () => T): Promise<T> => changes.transaction().execute(async () => work())

  const writeAccesses = async (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    if (accesses.size > 0) await inTurn(() => accesses.write())
  }

  /** Marks up to so many batches and says whether there may be more. */
  const noteLapsed = async (batches: number): Promise<boolean> => {
    nextLapseAt = clock.now() + LAPSE_INTERVAL_MS
    for (let left = batches; left > 0 && !ended; left -= 1) {
      if (!(await inTurn(() => lapses.noteSome(clock.now())))) return false
      await setImmediate()
    }
    return !ended
  }

  let isMarking = false
  const noteAllLapsedBehind = (): void => {
    if (isMarking) return
    isMarking = true
    inBackground('Lapsed tokens could not be marked.', async () => {
      try {
        await noteLapsed(Number.POSITIVE_INFINITY)
      } finally {
        isMarking = false
      }
    })
  }

  return {
    noteAccess: (id, at) => {
      accesses.note(id, at)
      timer ??= setTimeout(
        () => inBackground('Last uses of tokens could not be written.', writeAccesses),
        ACCESS_DELAY_MS,
      ).unref()
    },
    noteLapsedSoon: () => {
      const now = clock.now()
      // Also where the clock was set back by more than the interval.
      if (now < nextLapseAt && now > nextLapseAt - 2 * LAPSE_INTERVAL_MS) return
      nextLapseAt = now + LAPSE_INTERVAL_MS
      noteAllLapsedBehind()
    },
    begin: async () => {
      // Lists are right without the marks, only slower: nobody waits for a year's worth of them before the first window.
      if (await noteLapsed(BATCHES_AT_OPENING)) noteAllLapsedBehind()
    },
    end: async () => {
      ended = true
      inBackground('Last uses of tokens could not be written.', writeAccesses)
      await Promise.all(underWay)
    },
  }
}

const LAPSE_INTERVAL_MS = 60_000
const BATCHES_AT_OPENING = 4
const ACCESS_DELAY_MS = 5_000
