import { existsSync, readFileSync } from 'node:fs'

/** Whether a process runs. One that has ended, and of which only its exit code is left to be fetched, does not. */
export function processRuns(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  const state = `/proc/${pid}/stat`
  return !existsSync(state) || !/\) [ZX] /.test(readFileSync(state, 'utf8'))
}
