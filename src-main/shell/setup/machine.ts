import { spawn } from 'node:child_process'
import { closeSync, existsSync, openSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { arch } from 'node:os'
import { dirname } from 'node:path'
import { processTimers, type Timers } from '../../timers.ts'

/** What setting up a shell needs of the machine it runs on. Tests hand in another one. */
export interface Machine {
  readonly platform: NodeJS.Platform
  readonly arch: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly isRoot: boolean
  now(): number
  exists(path: string): boolean
  /** The file's text, or null where there is none that can be read. */
  read(path: string): Promise<string | null>
  write(path: string, text: string): Promise<void>
  remove(path: string): Promise<void>
  run(command: Command): Promise<Outcome>
  /** Whether the address answers in time. */
  reaches(url: string, timeoutMs: number): Promise<boolean>
}

export interface Command {
  readonly file: string
  readonly args: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  /** After this long the command and what it started are ended. */
  readonly timeoutMs: number
  /** The file to which everything that the command says is appended, if it can be written. */
  readonly logFile?: string
}

/** How a command ended. `exitCode` is null where it could not be started or was ended for taking too long. */
export interface Outcome {
  readonly exitCode: number | null
  /** What it wrote to standard output, unless that went to a file. */
  readonly output: string
}

/** The machine on which this process runs. */
export function thisMachine(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  timers: Timers = processTimers,
): Machine {
  return {
    platform: process.platform,
    arch: arch(),
    environment,
    isRoot: process.getuid?.() === 0,
    now: () => Date.now(),
    exists: existsSync,
    read: (path) => readFile(path, 'utf8').catch(() => null),
    write: async (path, text) => {
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, text)
    },
    remove: (path) => rm(path, { force: true }),
    run: (command) => run(command, environment, timers),
    reaches,
  }
}

const longestOutput = 100_000

async function run(
  command: Command,
  environment: Readonly<Record<string, string | undefined>>,
  timers: Timers,
): Promise<Outcome> {
  const log = command.logFile === undefined ? null : await openLog(command.logFile)
  try {
    return await new Promise<Outcome>((resolve) => {
      // A process group of its own, so that what the command started ends with it.
      const child = spawn(command.file, command.args, {
        env: { ...environment, ...command.environment },
        stdio: ['ignore', log ?? 'pipe', log ?? 'ignore'],
        detached: process.platform !== 'win32',
        windowsHide: true,
      })
      let output = ''
      child.stdout?.setEncoding('utf8').on('data', (text: string) => {
        if (output.length < longestOutput) output += text
      })
      const cancelTimer = timers.after(command.timeoutMs, () => endGroup(child.pid))
      child.once('error', () => {
        cancelTimer()
        resolve({ exitCode: null, output })
      })
      child.once('close', (exitCode) => {
        cancelTimer()
        resolve({ exitCode, output })
      })
    })
  } finally {
    if (log !== null) closeSync(log)
  }
}

/** Where no log can be written the command runs without one. */
async function openLog(path: string): Promise<number | null> {
  try {
    await mkdir(dirname(path), { recursive: true })
    return openSync(path, 'a')
  } catch {
    return null
  }
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL')
  } catch {
    // It ended by itself meanwhile.
  }
}

async function reaches(url: string, timeoutMs: number): Promise<boolean> {
  try {
    const answer = await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(timeoutMs) })
    return answer.ok
  } catch {
    return false
  }
}
