import type { Clock } from '../../../src-core/ports.ts'

const tickMs = 5_000
const sleptMs = 60_000

/**
 * Tells when the machine must have slept: a tick that comes a minute late. Nothing announces sleep to a program that
 * has no window of its own.
 *
 * @returns what ends the watch.
 */
export function watchSleep(clock: Clock, onWake: () => void, every: typeof everyInterval = everyInterval): () => void {
  let last = clock.now()
  return every(tickMs, () => {
    const now = clock.now()
    if (now - last > tickMs + sleptMs) onWake()
    last = now
  })
}

function everyInterval(intervalMs: number, work: () => void): () => void {
  const timer = setInterval(work, intervalMs)
  timer.unref()
  return () => clearInterval(timer)
}
