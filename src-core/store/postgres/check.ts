import { type Kysely, sql } from 'kysely'
import type { StoreSchema } from '../schema.ts'
import type { StoreCheck } from '../store.ts'
import { STORE_NAMESPACE } from './connections.ts'

/**
 * Reads every row of every table, which finds damaged pages where the cluster has checksums, and looks at every index
 * where the extension amcheck is there. Nobody waits for it: it reads a state of its own.
 */
export function startPostgresCheck(database: Kysely<StoreSchema>): StoreCheck {
  let isCancelled = false
  const problems = (async () => {
    const found: string[] = []
    for (const look of await looksAt(database)) {
      if (isCancelled || found.length >= MOST_PROBLEMS) break
      try {
        await sql.raw(look).execute(database)
      } catch (error) {
        if (!isDamage(error)) throw error
        found.push(error instanceof Error ? error.message : String(error))
      }
    }
    return found
  })()
  // Whoever has cancelled a check does not wait for what it would have found.
  problems.catch(() => {})
  return {
    problems,
    cancel: () => {
      isCancelled = true
    },
  }
}

const MOST_PROBLEMS = 10

/** One statement for each table and index. */
async function looksAt(database: Kysely<StoreSchema>): Promise<readonly string[]> {
  const { rows } = await sql<{ look: string }>`
    select format('select sum(octet_length(t::text)) from %s as t', c.oid::regclass) as look
      from pg_class c where c.relnamespace = ${STORE_NAMESPACE}::regnamespace and c.relkind = 'r'
    union all
    select format('select %s.bt_index_check(%s, true)', e.extnamespace::regnamespace, i.indexrelid) as look
      from pg_extension e, pg_index i join pg_class c on c.oid = i.indexrelid join pg_am a on a.oid = c.relam
      where e.extname = 'amcheck' and a.amname = 'btree' and c.relnamespace = ${STORE_NAMESPACE}::regnamespace`.execute(
    database,
  )
  return rows.map(({ look }) => look)
}

/** `data_corrupted` and `index_corrupted`. */
function isDamage(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'XX001' || error.code === 'XX002')
}
