import { type ChildProcess, type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process'
import type { Socket } from 'node:net'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { Timers } from '../../timers.ts'
import { type ClipboardRequest, clipboardAnswers, requestBytes } from './clipboard-wire.ts'

export interface ClipboardHelperOptions {
  /** All that the helper knows of the world, such as where the display is. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** How long one answer may take before the helper is ended. */
  readonly timeoutMs: number
  readonly timers: Timers
}

/**
 * A process that is kept at hand for the system clipboard, because starting one takes longer than anybody who copies
 * should wait. It does not keep this process from ending, and ends with it.
 */
export interface ClipboardHelper {
  /** Has the process ready before it is needed. */
  start(): void
  /**
   * Asks one thing after another. A helper that does not answer in time is replaced at the next question, one that
   * dies is replaced at once.
   *
   * @throws {Error} where there is no answer, or the clipboard cannot be used.
   */
  ask(request: ClipboardRequest): Promise<boolean>
  /** Replaces a helper that a secret has passed through, so that what its memory still holds goes with it. */
  renew(): void
  /** Clears the clipboard without waiting for what is under way, which is ended. */
  clearSynchronously(): void
  /** Ends the helper. A later question starts another. */
  end(): void
}

const program = fileURLToPath(new URL('./clipboard-process.ts', import.meta.url))

export function clipboardHelper({ environment, timeoutMs, timers }: ClipboardHelperOptions): ClipboardHelper {
  let running: Helper | null = null
  let lastTurn: Promise<unknown> = Promise.resolve()
  let ends = 0

  function ready(): Helper {
    running ??= startHelper({ environment, timeoutMs, timers }, (gone) => {
      if (running === gone) running = null
    })
    return running
  }
  function end(): void {
    ends += 1
    running?.end()
    running = null
  }
  /** One step after another. What still waits for its turn when the helper is ended is not done any more. */
  function inTurn<T>(step: () => Promise<T>): Promise<T> {
    const before = ends
    const turn = lastTurn.then(() => {
      if (ends !== before) throw new Error('The clipboard was given up.')
      return step()
    })
    lastTurn = turn.catch(() => undefined)
    return turn
  }
  return {
    start: () => void ready(),
    ask(request) {
      const before = ends
      return inTurn(async () => {
        const said = await ready().ask(request)
        // Each question can be asked twice: a helper that somebody killed meanwhile is not worth a refusal.
        return understood(said === 'died' && ends === before ? await ready().ask(request) : said)
      })
    },
    renew() {
      const renewed = inTurn(async () => {
        if (running?.hasSeenSecret() !== true) return
        running.end()
        ready()
      })
      renewed.catch(() => undefined)
    },
    clearSynchronously() {
      // A secret that is on its way must not arrive behind what was cleared.
      end()
      spawnSync(process.execPath, [program, 'clear'], {
        env: { ...environment },
        stdio: 'ignore',
        timeout: timeoutMs,
        killSignal: 'SIGKILL',
        windowsHide: true,
      })
    },
    end,
  }
}

/** One of `clipboardAnswers`, or why there is none. */
type Said = number | 'died' | 'late'

function understood(said: Said): boolean {
  if (typeof said !== 'number') throw new Error('The clipboard did not answer.')
  if (said === clipboardAnswers.failed) throw new Error('The clipboard cannot be used.')
  return said === clipboardAnswers.yes
}

interface Helper {
  ask(request: ClipboardRequest): Promise<Said>
  hasSeenSecret(): boolean
  end(): void
}

function startHelper(
  { environment, timeoutMs, timers }: ClipboardHelperOptions,
  onGone: (helper: Helper) => void,
): Helper {
  const child = spawn(process.execPath, [program], {
    env: { ...environment },
    stdio: ['pipe', 'pipe', 'ignore'],
    // A group of its own, so that a program it waits for is ended with it.
    detached: process.platform !== 'win32',
    windowsHide: true,
  })
  letGo(child)
  let seenSecret = false
  let onAnswer: (said: Said) => void = () => undefined
  let isOver = false
  const end = (why: Said = 'died') => {
    if (isOver) return
    isOver = true
    onGone(helper)
    endGroup(child)
    onAnswer(why)
  }
  child.stdout.on('data', ([said]: Buffer) => onAnswer(said ?? 'died'))
  child.stdin.on('error', () => undefined)
  child.once('error', () => end())
  child.once('exit', () => end())

  const helper: Helper = {
    async ask(request) {
      if (request.action === 'write') seenSecret = true
      const { promise, resolve } = Promise.withResolvers<Said>()
      onAnswer = resolve
      const cancelTimer = timers.after(timeoutMs, () => end('late'))
      const message = requestBytes(request)
      child.stdin.write(message, () => message.fill(0))
      const said = await promise
      cancelTimer()
      return said
    },
    hasSeenSecret: () => seenSecret,
    end: () => end(),
  }
  return helper
}

/** Only a question under way, by its timer, keeps this process from ending. */
function letGo(child: ChildProcessByStdio<Writable, Readable, null>): void {
  child.unref()
  for (const pipe of [child.stdin, child.stdout]) (pipe as unknown as Socket).unref()
}

function endGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL')
  } catch {
    // It ended by itself meanwhile.
  }
}
