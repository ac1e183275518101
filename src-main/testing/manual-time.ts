import type { Clock } from '../../src-core/ports.ts'
import type { Timers } from '../timers.ts'

/** Time that passes only when a test says so. */
export interface ManualTime {
  readonly clock: Clock
  readonly timers: Timers
  /** Lets time pass: timers that come due fire in order, and what they start is let run. */
  advance(durationMs: number): Promise<void>
  /** The machine sleeps: the clock goes on, no timer fires. */
  sleep(durationMs: number): void
  /** Somebody sets the clock; timers count on as they did. */
  setClock(byMs: number): void
  /** How many timers are waiting. */
  waiting(): number
}

export function manualTime(startAt = Date.UTC(2026, 10, 21, 12)): ManualTime {
  let now = startAt
  let clockError = 0
  const waiting = new Set<{ readonly at: number; readonly work: () => void }>()
  const next = (until: number) =>
    [...waiting]
      .filter(({ at }) => at <= until)
      .reduce((a, b) => (b.at < a.at ? b : a), { at: Infinity, work: () => {} })
  return {
    clock: { now: () => now + clockError },
    timers: {
      after(delayMs, work) {
        const timer = { at: now + Math.max(0, delayMs), work }
        waiting.add(timer)
        return () => void waiting.delete(timer)
      },
    },
    async advance(durationMs) {
      const until = now + durationMs
      await settled()
      for (let timer = next(until); timer.at !== Infinity; timer = next(until)) {
        now = Math.max(now, timer.at)
        waiting.delete(timer)
        timer.work()
        await settled()
      }
      now = Math.max(now, until)
    },
    sleep(durationMs) {
      now += durationMs
    },
    setClock(byMs) {
      clockError += byMs
    },
    waiting: () => waiting.size,
  }
}

/** Lets everything run that waits for nothing outside this thread. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve))
}
