/** What is to be done before the application ends, done once, whichever of its ends comes first. */
export interface Finishing {
  onQuit(finish: () => Promise<void>): void
  onSessionEnd(finish: () => void): void
  /** Does all that waits; further calls await the same work. Resolves after `limitMs` even if something hangs. */
  finish(): Promise<void>
  /** Does what can be done without waiting. Once. */
  finishAtOnce(): void
}

/** @param onProblem hears what failed; the rest is done nevertheless. */
export function finishOnce(limitMs: number, onProblem: (error: unknown) => void): Finishing {
  const waiting: (() => Promise<void>)[] = []
  const immediate: (() => void)[] = []
  let finishing: Promise<void> | null = null
  let ended = false
  return {
    onQuit: (finish) => void waiting.push(finish),
    onSessionEnd: (finish) => void immediate.push(finish),
    finish() {
      finishing ??= within(limitMs, Promise.all(waiting.map((finish) => attempt(finish, onProblem))), onProblem)
      return finishing
    },
    finishAtOnce() {
      if (ended) return
      ended = true
      for (const finish of immediate) {
        try {
          finish()
        } catch (error) {
          onProblem(error)
        }
      }
    },
  }
}

async function attempt(finish: () => Promise<void>, onProblem: (error: unknown) => void): Promise<void> {
  try {
    await finish()
  } catch (error) {
    onProblem(error)
  }
}

async function within(limitMs: number, work: Promise<unknown>, onProblem: (error: unknown) => void): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      onProblem(new Error(`Ending took longer than ${limitMs} ms and was cut short.`))
      resolve()
    }, limitMs)
  })
  await Promise.race([work, limit])
  clearTimeout(timer)
}
