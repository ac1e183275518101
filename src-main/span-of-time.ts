/** A length of time from a moment on, both in milliseconds; the moment is counted since 1970. */
export interface SpanOfTime {
  readonly beganAt: number
  readonly lengthMs: number
}

/** The moment at which it ends, if nobody sets the clock. */
export function endOf({ beganAt, lengthMs }: SpanOfTime): number {
  return beganAt + lengthMs
}

/**
 * Whether it is over by the clock: a sleep of the machine does not stretch it. Neither does a clock that was set back: of a
 * span that has not begun yet nobody knows how much has passed, so it is over as well.
 */
export function isOver(span: SpanOfTime, now: number): boolean {
  return now < span.beganAt || now >= endOf(span)
}

/** For how many milliseconds it still lasts. */
export function leftMs(span: SpanOfTime, now: number): number {
  return isOver(span, now) ? 0 : endOf(span) - now
}
