import type { Clock } from '../src-core/ports.ts'
import type { Timers } from './timers.ts'

export interface IdleLockOptions {
  readonly clock: Clock
  readonly timers: Timers
  /** After how many minutes without a sign of the operator the desk locks; null where that cannot be learnt. */
  idleMinutes(): Promise<number | null>
  lock(): void
}

/** Locks the desk when nobody is there. Counts from the last sign of the operator, by the clock, through sleeps. */
export interface IdleLock {
  start(): void
  /** The operator is there. */
  touch(): void
  /** Asks for the minutes again, because the policy may have changed. */
  refresh(): Promise<void>
  /** Locks if the time is up. For the moment after a sleep, in which timers stood still. */
  check(): void
  stop(): void
}

/** Until the policy is known, the shortest that it allows. */
const SHORTEST_MINUTES = 1

export function createIdleLock({ clock, timers, idleMinutes, lock }: IdleLockOptions): IdleLock {
  let watch: { readonly touchedAt: number; readonly minutes: number } | null = null
  let cancelTimer = (): void => {}

  function deadline(): number {
    return watch === null ? Number.POSITIVE_INFINITY : watch.touchedAt + watch.minutes * 60_000
  }

  function arm(): void {
    cancelTimer()
    if (watch !== null) cancelTimer = timers.after(deadline() - clock.now(), check)
  }

  function check(): void {
    if (watch === null) return
    // A touch only moves the deadline: the timer that comes too early is set anew here.
    if (clock.now() < deadline()) {
      arm()
      return
    }
    stop()
    lock()
  }

  function stop(): void {
    watch = null
    cancelTimer()
  }

  async function refresh(): Promise<void> {
    const minutes = await idleMinutes()
    if (watch === null || minutes === null) return
    watch = { ...watch, minutes }
    arm()
  }

  return {
    start() {
      watch = { touchedAt: clock.now(), minutes: SHORTEST_MINUTES }
      arm()
      void refresh()
    },
    touch() {
      if (watch !== null) watch = { ...watch, touchedAt: clock.now() }
    },
    refresh,
    check,
    stop,
  }
}
