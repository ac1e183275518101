/** Waiting, as a port, so that a test lets time pass instead of sleeping through it. */
export interface Timers {
  /** Calls `work` once after that many milliseconds, unless the returned function is called before. */
  after(delayMs: number, work: () => void): () => void
}

/** `setTimeout` waits no longer than this many milliseconds; more would fire at once. */
const LONGEST_DELAY_MS = 2 ** 31 - 1

/** The process's own timers. They keep no process alive: what must be finished is finished at quit. */
export const processTimers: Timers = {
  after(delayMs, work) {
    const timer = setTimeout(work, Math.min(Math.max(0, delayMs), LONGEST_DELAY_MS))
    timer.unref()
    return () => clearTimeout(timer)
  },
}
