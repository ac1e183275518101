export interface WishToEnd {
  /** Ends in order. */
  end(): void
  /** Ends without waiting. */
  endAtOnce(): void
  /** Milliseconds of a clock that is never put back. */
  now(): number
}

/**
 * Two signals within this time are one wish, because npm passes on the Ctrl-C that the terminal has sent to everybody.
 * On a busy machine the second of them can take a while.
 */
const SAME_WISH_MS = 2_000

/** What to do at each signal that asks for the end: the first wish ends in order, and a second one means it. */
export function onWishToEnd({ end, endAtOnce, now }: WishToEnd): () => void {
  let askedAt: number | null = null
  return () => {
    if (askedAt === null) {
      askedAt = now()
      end()
    } else if (now() - askedAt >= SAME_WISH_MS) endAtOnce()
  }
}
