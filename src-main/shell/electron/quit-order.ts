import type { App } from 'electron'
import { finishOnce } from '../finish-once.ts'

export interface QuitOrderOptions {
  readonly app: Pick<App, 'on' | 'exit' | 'quit'>
  /** Called once, synchronously, as soon as the end begins: what is on the screen goes away. */
  onEnding(): void
  /** Asks a person whether to leave although something is lost by it; null where nothing is. */
  question?(): Promise<boolean> | null
  /** Hears what failed on the way; the rest is done nevertheless. */
  onProblem(error: unknown): void
  readonly finishLimitMs?: number
}

/** The application's ends, brought into one order: what must be finished is finished once, then the process exits. */
export interface QuitOrder {
  onQuit(finish: () => Promise<void>): void
  onSessionEnd(finish: () => void): void
  /** A person wishes to end: they are asked first where there is a question, once however often they wish. */
  wish(): void
  /** Ends the application, asking nobody. Of several codes the greatest counts, so that an error during the end is seen. */
  end(exitCode: number): Promise<void>
  /** The session ends and nothing is waited for. May be told twice, and may prove untrue when a person cancels it. */
  endSession(): void
}

/** More than closing takes at its worst: the clipboard, the sign-out and the store, each with a limit of its own. */
const FINISH_LIMIT_MS = 25_000

export function quitOrder({
  app,
  onEnding,
  question = () => null,
  onProblem,
  finishLimitMs = FINISH_LIMIT_MS,
}: QuitOrderOptions): QuitOrder {
  const finishing = finishOnce(finishLimitMs, onProblem)
  const sessionWork: (() => void)[] = []
  let worst = 0
  const ended = Promise.withResolvers<void>()
  let isEnding = false
  let isAsking = false

  async function finishAndExit(): Promise<void> {
    attempt(onEnding, onProblem)
    await finishing.finish()
    // Not `quit`, which would ask `before-quit` again.
    app.exit(worst)
  }
  const order: QuitOrder = {
    onQuit: finishing.onQuit,
    onSessionEnd: (finish) => void sessionWork.push(finish),
    wish() {
      if (isEnding || isAsking) return
      const answer = question()
      if (answer === null) return void order.end(0)
      isAsking = true
      void answer
        .catch((error: unknown) => {
          onProblem(error)
          // A window that asks nothing and does not close either would be a trap.
          return true
        })
        .then((leaves) => {
          isAsking = false
          if (leaves) void order.end(0)
        })
    },
    end(exitCode) {
      worst = Math.max(worst, exitCode)
      if (!isEnding) {
        // Noted first, because what is done at the end may itself ask for the end.
        isEnding = true
        finishAndExit().then(ended.resolve, ended.reject)
      }
      return ended.promise
    },
    endSession() {
      for (const work of sessionWork) attempt(work, onProblem)
    },
  }
  // The engine awaits no listener: it is stopped, and asked to exit when all is done.
  app.on('before-quit', (event) => {
    event.preventDefault()
    order.wish()
  })
  // One window is the application, on macOS too.
  app.on('window-all-closed', () => app.quit())
  return order
}

function attempt(work: () => void, onProblem: (error: unknown) => void): void {
  try {
    work()
  } catch (error) {
    onProblem(error)
  }
}
