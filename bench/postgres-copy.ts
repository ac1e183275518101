import Database from 'better-sqlite3'
import pg from 'pg'
import { STORE_NAMESPACE } from '../src-core/store/postgres/connections.ts'
import { openPostgresStore } from '../src-core/store/postgres.ts'
import { storeFiles } from '../src-core/store/sqlite/store-files.ts'

/** What verifications look at, in the order in which the rows refer to each other. */
const TABLES = ['users', 'customers', 'contacts', 'tokens', 'token_modules'] as const
const ROWS_AT_A_TIME = 5_000

/** Copies people and tokens of a store that is measured into an empty PostgreSQL database. */
export async function copyToPostgres(folder: string, url: string): Promise<void> {
  const quiet = { info: () => {}, warn: () => {}, error: () => {} }
  const random = { bytes: (count: number) => new Uint8Array(count) }
  await (await openPostgresStore({ url, clock: { now: () => Date.now() }, random, log: quiet })).close()
  const from = new Database(storeFiles(folder).store, { readonly: true })
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(`set search_path to ${STORE_NAMESPACE}, public`)
    // Triggers keep copies in step that are copied here, too.
    await client.query('set session_replication_role = replica')
    for (const table of TABLES) await copyTable(from, client, table)
    await client.query('analyze')
  } finally {
    await client.end()
    from.close()
  }
}

async function copyTable(from: Database.Database, client: pg.Client, table: string): Promise<void> {
  const { rows: columns } = await client.query<{ name: string; type: string }>(
    `select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
      where attrelid = $1::regclass and attnum > 0 and attgenerated = '' and not attisdropped order by attnum`,
    [`${STORE_NAMESPACE}.${table}`],
  )
  const names = columns.map(({ name }) => `"${name}"`).join(', ')
  const arrays = columns.map(({ type }, index) => `$${index + 1}::${type}[]`).join(', ')
  const insert = `insert into ${table} (${names}) overriding system value select * from unnest(${arrays})`
  const put = async (rows: readonly Record<string, unknown>[]) => {
    if (rows.length > 0)
      await client.query(
        insert,
        columns.map(({ name }) => rows.map((row) => row[name])),
      )
  }
  let waiting: Record<string, unknown>[] = []
  for (const row of from.prepare(`select ${names} from ${table}`).iterate()) {
    waiting.push(row as Record<string, unknown>)
    if (waiting.length < ROWS_AT_A_TIME) continue
    await put(waiting)
    waiting = []
  }
  await put(waiting)
  if (columns.some(({ name }) => name === 'id'))
    await client.query(`select setval(pg_get_serial_sequence('${table}', 'id'), (select max(id) from ${table}))`)
}
