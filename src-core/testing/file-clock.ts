import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '../ports.ts'

/** A clock that stands still until it is set. */
export interface SetClock extends Clock {
  set(now: number): void
  advance(milliseconds: number): void
}

/** A set clock in a file beside the trial's store, so that a worker thread sees the same time. For tests only. */
export function fileClock(folder: string): SetClock {
  const path = join(folder, 'trial-clock')
  const now = (): number => Number(readFileSync(path, 'utf8'))
  const set = (to: number): void => writeFileSync(path, String(to))
  return { now, set, advance: (milliseconds) => set(now() + milliseconds) }
}
