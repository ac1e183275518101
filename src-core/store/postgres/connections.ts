import { Kysely, PostgresDialect, PostgresQueryCompiler, type RawNode } from 'kysely'
import pg from 'pg'
import type { Log } from '../../ports.ts'
import { postgresWords } from '../dialect.ts'
import { storeProblem } from '../driver-errors.ts'
import type { StoreSchema } from '../schema.ts'

/** Where our tables are in the database: nothing that others keep there is in the way, and nothing of it is touched. */
export const STORE_NAMESPACE = 'token_desk'

export interface PostgresConnections {
  readonly database: Kysely<StoreSchema>
  /** For verifications alone, so that no list and no change is in their way. */
  readonly verifier: pg.Pool
  /** Host and database, without the rest of the address. */
  readonly where: string
  close(): Promise<void>
}

export interface PostgresAddress {
  readonly url: string
  /** The most connections for lists and changes. */
  readonly maximumConnections?: number
  readonly log: Log
}

/** Makes the connections when they are first needed, and again when they are lost. */
export function connectPostgres({ url, maximumConnections = 10, log }: PostgresAddress): PostgresConnections {
  const pools: pg.Pool[] = []
  const pool = (max: number): pg.Pool => {
    const made = new pg.Pool({
      connectionString: url,
      max,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      idleTimeoutMillis: IDLE_TIMEOUT_MS,
      keepAlive: true,
      application_name: 'token-desk',
      // Lists are planned by hand for few rows at a time: compiling such a query takes longer than running it.
      options: `-c search_path=${STORE_NAMESPACE},public -c jit=off -c TimeZone=${timeZone()}`,
      types: {
        getTypeParser: (oid, format) => (oid === BIGINT ? Number : pg.types.getTypeParser(oid, format as 'text')),
      },
    })
    // A connection that is lost is made again when it is needed. Who is using it is told by the next question's failure.
    const noteLost = (error: Error) =>
      log.warn('A connection to the database was lost.', { problem: storeProblem(error) ?? 'unknown' })
    made.on('error', noteLost)
    made.on('connect', (client) => client.on('error', noteLost))
    pools.push(made)
    return made
  }
  const lists = pool(maximumConnections)
  const verifier = pool(VERIFIER_CONNECTIONS)
  return {
    database: new Kysely<StoreSchema>({ dialect: new StoreDialect({ pool: lists }) }),
    verifier,
    where: withoutCredentials(url),
    close: async () => {
      await Promise.all(pools.map((each) => each.end()))
    },
  }
}

/** Everything that we keep as a whole number fits into a JavaScript number. */
const BIGINT = pg.types.builtins.INT8
const CONNECT_TIMEOUT_MS = 10_000
const IDLE_TIMEOUT_MS = 60_000
/** From four on, more connections do not answer more verifications. */
const VERIFIER_CONNECTIONS = 4

/** Days begin and end where the service runs. */
function timeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone
}

function withoutCredentials(url: string): string {
  const { protocol, host, pathname } = new URL(url)
  return `${protocol}//${host}${pathname}`
}

class StoreDialect extends PostgresDialect {
  override createQueryCompiler(): PostgresQueryCompiler {
    return new StoreQueryCompiler()
  }
}

/** Says in PostgreSQL's words what `either` has in both. */
class StoreQueryCompiler extends PostgresQueryCompiler {
  protected override visitRaw(node: RawNode): void {
    super.visitRaw(postgresWords.get(node) ?? node)
  }
}
