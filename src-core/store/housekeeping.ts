import { setImmediate, setTimeout as setTimer } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import type { Clock, Log } from '../ports.ts'
import { accessBuffer } from './access-buffer.ts'
import { storeProblem } from './driver-errors.ts'
import { dropSomeOver } from './drop-over.ts'
import { noteSomeLapsed } from './repositories/lapse.ts'
import type { StoreSchema } from './schema.ts'
import type { Store } from './store.ts'

export interface Housekeeping {
  noteAccess(id: Parameters<Store['noteAccess']>[0], at: number): void
  /** Brings the marks of lapsed tokens up to date and drops what is over, in the background, at most once a minute. */
  noteLapsedSoon(): void
  /** Marks what has lapsed while the store was closed: the usual few at once, what is left of very many in the background. */
  begin(): Promise<void>
  /** Writes what is buffered and waits for what is under way. */
  end(): Promise<void>
}

export interface HousekeepingOptions {
  /** Runs work in a transaction that writes. */
  inTurn<T>(work: (database: Kysely<StoreSchema>) => Promise<T>): Promise<T>
  readonly clock: Clock
  readonly log: Log
}

/** What the store does by itself. It takes its turn among the changes, a little at a time. */
export function startHousekeeping({ inTurn, clock, log }: HousekeepingOptions): Housekeeping {
  const accesses = accessBuffer()
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

  const writeAccesses = async (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    // A little at a time, so that questions and changes have their turns in between.
    while (accesses.size > 0) {
      await inTurn((database) => accesses.write(database))
      await (ended ? setImmediate() : setTimer(ACCESS_PAUSE_MS))
    }
  }

  /** Marks up to so many batches and says whether there may be more. */
  const noteLapsed = async (batches: number): Promise<boolean> => {
    nextLapseAt = clock.now() + LAPSE_INTERVAL_MS
    for (let left = batches; left > 0 && !ended; left -= 1) {
      const isMore = await inTurn(async (database) => {
        const isMoreToDrop = await dropSomeOver(database, clock.now())
        return (await noteSomeLapsed(database, clock.now())) || isMoreToDrop
      })
      if (!isMore) return false
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
/** Between two batches: whoever asks whether a token is accepted has most of the time. */
const ACCESS_PAUSE_MS = 50
