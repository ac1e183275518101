import type Database from 'better-sqlite3'
import type { TokenId } from '../../src-shared/schemas/ids.ts'

/** Last uses of tokens that are known but not written yet. */
export interface AccessBuffer {
  note(id: TokenId, at: number): void
  readonly size: number
  /** Takes everything out of the buffer and writes it. Must be called inside a transaction of the writer. */
  write(): void
}

/** Writes a token's last access at most once a minute, however often it is used. */
export function accessBuffer(writer: Database.Database): AccessBuffer {
  const noted = new Map<TokenId, number>()
  const update = writer.prepare(
    'update tokens set last_access_at = ? where public_id = ? and coalesce(last_access_at, 0) <= ?',
  )
  return {
    note: (id, at) => {
      if ((noted.get(id) ?? 0) < at) noted.set(id, at)
    },
    get size() {
      return noted.size
    },
    write: () => {
      const due = [...noted]
      noted.clear()
      for (const [id, at] of due) update.run(at, id, at - LEAST_INTERVAL_MS)
    },
  }
}

const LEAST_INTERVAL_MS = 60_000
