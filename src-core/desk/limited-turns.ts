import { DeskError } from '../../src-shared/errors.ts'

/**
 * Runs at most `atATime` pieces of work at once and lets `waitingAtMost` wait, first come first served. What comes on
 * top is TOO_MANY_ATTEMPTS with the reason `busy`, and is not run; `busyWords` say of what there is too much.
 */
export function limitedTurns(
  atATime: number,
  waitingAtMost: number,
  busyWords = 'Too many people are signing in at this moment.',
): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = []
  let running = 0
  return async (work) => {
    if (running >= atATime) {
      if (waiting.length >= waitingAtMost) throw busy(busyWords)
      await new Promise<void>((resolve) => waiting.push(resolve))
    } else running += 1
    try {
      return await work()
    } finally {
      // A place is handed on rather than given back, so that nobody can slip in between.
      const next = waiting.shift()
      if (next === undefined) running -= 1
      else next()
    }
  }
}

function busy(words: string): DeskError {
  return new DeskError({
    code: 'TOO_MANY_ATTEMPTS',
    reason: 'busy',
    message: `${words} Try again in a second.`,
    retryAfterMs: 1000,
  })
}
