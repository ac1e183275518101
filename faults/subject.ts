import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { DeskRequest } from '../src-core/desk.ts'
import type { StorePlace } from '../src-core/open-desk.ts'
import type { Failure, Reply } from '../src-shared/errors.ts'
import type { Disk } from './disk.ts'

/** A desk in a real process of its own, which faults happen to. */
export interface Subject {
  readonly name: string
  readonly place: StorePlace
  /** Where its files are; a database has none that could be filled or damaged from here. */
  readonly disk: Disk | null
  /** Of the process; 0 before there was one. */
  pid(): number
  /** @throws {Refused} where the store cannot be opened. */
  start(): Promise<void>
  /** Ends it as a power cut does. */
  kill(): Promise<void>
  /** Ends it in order. */
  stop(): Promise<void>
  /** Ends it for good, without waiting for that. */
  end(): void
  ask(request: DeskRequest): Promise<Answer>
  /** What it has said of bugs since it was started. */
  words(): string
}

/** What came of asking: an answer, or none, and then nobody knows what happened. */
export type Answer = { readonly answered: true; readonly reply: Reply } | { readonly answered: false }

/** The store could not be opened, and this is what the process said of it. */
export class Refused extends Error {
  readonly failure: Failure

  constructor(failure: Failure) {
    super(`${failure.code} ${failure.reason ?? ''}: ${failure.message}`)
    this.failure = failure
  }
}

/** The environment of a process under trial, whose clock is set by a file. */
export function environmentOf(clockFile: string): NodeJS.ProcessEnv {
  const movedClock = new URL('./process/moved-clock.ts', import.meta.url)
  return { ...process.env, NODE_OPTIONS: `--import ${fileURLToPath(movedClock)}`, FAULTS_CLOCK: clockFile }
}

/** Sends a signal and waits for the end that it brings. */
export async function endOf(child: ChildProcess | undefined, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill(signal)
  await exited
}
