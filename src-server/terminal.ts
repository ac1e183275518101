import { closeSync, openSync } from 'node:fs'
import type { Readable, Writable } from 'node:stream'
import { ReadStream, WriteStream } from 'node:tty'
import { timeZoneHere } from '../src-core/time-zone.ts'
import { askWithoutEcho } from './ask-without-echo.ts'
import type { Signals } from './signals.ts'

/** All that the command line touches of the process it runs in. Passed in, so that tests need no process. */
export interface Surroundings extends Signals {
  readonly input: Readable
  readonly output: Writable
  readonly errors: Writable
  readonly inputIsTerminal: boolean
  readonly outputIsTerminal: boolean
  /** The width of the terminal in characters; undefined where the output is not a terminal. */
  readonly columns: number | undefined
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly workingFolder: string
  /** The IANA time zone in which a day ends here. */
  readonly timeZone: string
  /** Ends the process at once. */
  exit(code: number): void
  /**
   * Asks the person at the terminal for one line that is not shown. It works beside a piped standard input and output;
   * undefined where there is no terminal at all.
   */
  readonly ask: ((question: string) => Promise<string>) | undefined
}

/** The surroundings of this very process. */
export function surroundingsOf(process: NodeJS.Process, signals: Signals): Surroundings {
  const { interrupted } = signals
  return {
    input: process.stdin,
    output: process.stdout,
    errors: process.stderr,
    inputIsTerminal: process.stdin.isTTY === true,
    outputIsTerminal: process.stdout.isTTY === true,
    columns: process.stdout.isTTY ? process.stdout.columns : undefined,
    environment: process.env,
    workingFolder: process.cwd(),
    timeZone: timeZoneHere(process.env),
    ...signals,
    exit: (code) => process.exit(code),
    ask: personAt(process, interrupted),
  }
}

function personAt(process: NodeJS.Process, interrupted: AbortSignal): Surroundings['ask'] {
  if (process.stdin.isTTY === true && process.stderr.isTTY === true)
    return (question) => askWithoutEcho({ question, input: process.stdin, output: process.stderr, interrupted })
  if (!hasControllingTerminal()) return undefined
  return async (question) => {
    const input = new ReadStream(openSync(CONTROLLING_TERMINAL, 'r'))
    const output = new WriteStream(openSync(CONTROLLING_TERMINAL, 'w'))
    try {
      return await askWithoutEcho({ question, input, output, interrupted })
    } finally {
      input.destroy()
      output.destroy()
    }
  }
}

const CONTROLLING_TERMINAL = '/dev/tty'

/** Windows has no such file; there a person whose standard input is taken names a password file instead. */
function hasControllingTerminal(): boolean {
  if (process.platform === 'win32') return false
  try {
    closeSync(openSync(CONTROLLING_TERMINAL, 'r+'))
    return true
  } catch {
    return false
  }
}
