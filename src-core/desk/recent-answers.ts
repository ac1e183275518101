import type { Clock } from '../ports.ts'

/** Answers that are dear to find and may be some seconds old. */
export interface RecentAnswers<T> {
  /** The answer under this key: the last one, also one that is still being found, or a new one. */
  get(key: string, clock: Clock, find: (now: number) => Promise<{ answer: T; isDear: boolean }>): Promise<T>
}

/** Answers of which the dear ones are given again for five seconds. The others are found anew each time. */
export function recentAnswers<T>(): RecentAnswers<T> {
  const kept = new Map<string, { readonly at: number; readonly answer: Promise<T> }>()

  return {
    get(key, clock, find) {
      const now = clock.now()
      for (const [old, { at }] of kept) if (!isRecent(at, now)) kept.delete(old)
      const known = kept.get(key)
      if (known !== undefined) return known.answer
      const finding = find(now)
      const entry = { at: now, answer: finding.then(({ answer }) => answer) }
      kept.set(key, entry)
      const forget = () => {
        if (kept.get(key) === entry) kept.delete(key)
      }
      finding.then(({ isDear }) => isDear || forget(), forget)
      return entry.answer
    },
  }
}

const KEPT_MS = 5_000

/** Also where the clock was set back. */
function isRecent(at: number, now: number): boolean {
  return now >= at && now - at < KEPT_MS
}
