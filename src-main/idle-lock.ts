import type { Clock } from '../src-core/ports.ts'
import { isOver, leftMs, type SpanOfTime } from './span-of-time.ts'
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

const MINUTE_MS = 60_000
/** Until the policy is known, the shortest that it allows. */
const SHORTEST_MS = MINUTE_MS

export function createIdleLock({ clock, timers, idleMinutes, lock }: IdleLockOptions): IdleLock {
  let watch: SpanOfTime | null = null
  let cancelTimer = (): void => {}

  function arm(): void {
    cancelTimer()
    if (watch !== null) cancelTimer = timers.after(leftMs(watch, clock.now()), check)
  }

  function check(): void {
    if (watch === null) return
    // A touch only moves the end: the timer that comes too early is set anew here.
    if (!isOver(watch, clock.now())) {
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
    watch = { ...watch, lengthMs: minutes * MINUTE_MS }
    arm()
  }

  return {
    start() {
      watch = { beganAt: clock.now(), lengthMs: SHORTEST_MS }
      arm()
      void refresh()
    },
    touch() {
      if (watch !== null) watch = { ...watch, beganAt: clock.now() }
    },
    refresh,
    check,
    stop,
  }
}
