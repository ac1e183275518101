/** Waiting, as a port, so that a test lets time pass instead of sleeping through it. */
export interface Timers {
  /** Calls `work` once after that many milliseconds, unless the returned function is called before. */
  after(delayMs: number, work: () => void): () => void
}

/** `setTimeout` waits no longer than this many milliseconds; more would fire at once. */
const LONGEST_DELAY_MS = 2 ** 31 - 1

/** The process's own timers. */
export const processTimers: Timers = {
  after(delayMs, work) {
    const timer = setTimeout(work, Math.min(Math.max(0, delayMs), LONGEST_DELAY_MS))
    return () => clearTimeout(timer)
  },
}

/** A promise for the time after that many milliseconds. */
export function pause(timers: Timers, delayMs: number): Promise<void> {
  return new Promise((resolve) => timers.after(delayMs, resolve))
}

/** Waits for `work`, but not longer than `limitMs`; says which came first. A rejection of `work` passes through. */
export function within(timers: Timers, limitMs: number, work: Promise<unknown>): Promise<'done' | 'late'> {
  return new Promise((resolve, reject) => {
    const cancel = timers.after(limitMs, () => resolve('late'))
    work.then(
      () => {
        cancel()
        resolve('done')
      },
      (error: unknown) => {
        cancel()
        reject(error)
      },
    )
  })
}
