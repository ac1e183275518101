import { spawn } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect } from '@playwright/test'

export interface CrashingRun {
  /** Kills the application's process in the middle, as a power cut does, and waits until its browser is gone too. */
  kill(): Promise<void>
}

/**
 * Starts the application in a process of its own, on a data folder that has an administrator and `contact`, and waits
 * until a token that was issued to the contact is on the clipboard.
 *
 * @param environment is all that the process is given; DISPLAY is in it, and outlives the application.
 */
export async function copyInProcessOfItsOwn(given: {
  readonly dataDir: string
  readonly contact: string
  readonly environment: Readonly<Record<string, string | undefined>>
}): Promise<CrashingRun> {
  const program = fileURLToPath(new URL('./copy-and-stay.ts', import.meta.url))
  const child = spawn(process.execPath, [program, given.dataDir, given.contact], {
    env: { ...given.environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
  })
  const onExit = () => child.kill('SIGKILL')
  process.once('exit', onExit)
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (exitCode) => reject(new Error(`The process ended with ${exitCode} before it had copied.`)))
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line === 'copied') resolve()
    })
  })
  return {
    async kill() {
      child.kill('SIGKILL')
      await exited
      process.off('exit', onExit)
      await expect.poll(() => processesOn(given.dataDir)).toEqual([])
    },
  }
}

/** The command lines of the processes that name a folder. Only Linux can tell; elsewhere there are none. */
export async function processesOn(folder: string): Promise<readonly string[]> {
  if (process.platform !== 'linux') return []
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const commandLines = await Promise.all(ids.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')))
  return commandLines.map((line) => line.replaceAll('\0', ' ')).filter((line) => line.includes(folder))
}
