import { existsSync, readFileSync } from 'node:fs'
import { vi } from 'vitest'

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

/** The id that a process writes into a file once it runs, with the end of the line behind it. */
export function processIdIn(file: string): Promise<number> {
  return vi.waitFor(
    () => {
      const [, id] = /^(\d+)\n/.exec(readFileSync(file, 'utf8')) ?? []
      if (id === undefined) throw new Error(`${file} holds no process id yet.`)
      return Number(id)
    },
    { timeout: 20_000 },
  )
}
