import type Database from 'better-sqlite3'

/** Keeps the index aid `lapsed` in step with the clock. Must be called where no other change is under way. */
export interface LapseMarker {
  /** Marks up to 500 tokens and says whether there may be more. */
  noteSome(now: number): boolean
}

/**
 * Prepares the two updates: tokens whose expiration has passed since the last time, and, where the clock was set back,
 * tokens that were marked too early. Each costs one index probe when there is nothing to do.
 */
export function lapseMarker(writer: Database.Database): LapseMarker {
  const mark = writer.prepare(`
    update tokens set lapsed = 1 where id in (
      select id from tokens indexed by tokens_lapsing
      where lapsed = 0 and state in ('active', 'disabled') and expires_at is not null and expires_at <= ?
      order by expires_at limit ${BATCH})`)
  const unmark = writer.prepare(`
    update tokens set lapsed = 0 where id in (
      select id from tokens indexed by tokens_lapsed where lapsed = 1 and expires_at > ?
      order by expires_at limit ${BATCH})`)
  return {
    noteSome: (now) => {
      const marked = mark.run(now).changes
      const unmarked = unmark.run(now).changes
      return marked === BATCH || unmarked === BATCH
    },
  }
}

/** Few enough that a change waits for 50 ms at most. */
const BATCH = 500
