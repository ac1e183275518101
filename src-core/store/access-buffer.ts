import { type Kysely, sql } from 'kysely'
import type { TokenId } from '../../src-shared/schemas/ids.ts'
import { listedEntries, lockedForUpdate, lookingUp, materialised } from './dialect.ts'
import type { StoreSchema } from './schema.ts'

/** Last uses of tokens that are known but not written yet. */
export interface AccessBuffer {
  note(id: TokenId, at: number): void
  readonly size: number
  /** Takes some out of the buffer and writes them, in a transaction: few enough that nobody waits long for it. */
  write(database: Kysely<StoreSchema>): Promise<void>
}

/** Writes a token's last access at most once a minute, however often it is used, by however many instances. */
export function accessBuffer(): AccessBuffer {
  const noted = new Map<TokenId, number>()
  return {
    note: (id, at) => {
      if ((noted.get(id) ?? 0) < at) noted.set(id, at)
    },
    get size() {
      return noted.size
    },
    write: async (database) => {
      const due: (readonly [TokenId, number])[] = []
      for (const entry of noted)
        if (due.length < ROWS_AT_A_TIME) due.push(entry)
        else break
      for (const [id] of due) noted.delete(id)
      await write(database, due)
    },
  }
}

/** A token that somebody changes at this moment is left aside where that would mean to wait: it is used again. */
async function write(database: Kysely<StoreSchema>, due: readonly (readonly [TokenId, number])[]): Promise<void> {
  const at = sql`cast(noted.value as bigint)`
  // Collected before anything is changed: SQLite would look at every token for each of these otherwise.
  await sql`with used ${materialised} (
      select tokens.id, ${at} as at from ${listedEntries(Object.fromEntries(due), 'noted')}
        ${lookingUp} tokens on tokens.public_id = noted.key
      where coalesce(tokens.last_access_at, 0) <= ${at} - ${LEAST_INTERVAL_MS}
      ${lockedForUpdate('tokens')})
    update tokens set last_access_at = used.at from used where used.id = tokens.id`.execute(database)
}

const LEAST_INTERVAL_MS = 60_000
/** Each row changes several indexes: among a million tokens, two hundred of them cost some ten milliseconds. */
const ROWS_AT_A_TIME = 200
