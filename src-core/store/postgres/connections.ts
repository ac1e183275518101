import { Kysely, PostgresDialect, PostgresQueryCompiler, type RawNode } from 'kysely'
import pg from 'pg'
import { timeZoneHere } from '../../domain/days.ts'
import type { Log } from '../../ports.ts'
import { postgresWords } from '../dialect.ts'
import { storeProblem } from '../driver-errors.ts'
import type { StoreSchema } from '../schema.ts'

/** Where our tables are in the database: nothing that others keep there is in the way, and nothing of it is touched. */
export const STORE_NAMESPACE = 'token_desk'

export interface PostgresConnections {
  readonly database: Kysely<StoreSchema>
  /** For what may take as long as it takes: new versions of the schema, and reading every row. */
  readonly patientDatabase: Kysely<StoreSchema>
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
  readonly patience?: Patience
  readonly log: Log
}

/** How long is waited for the server, in milliseconds. */
export interface Patience {
  /** How long one question may take before its connection counts as lost: of a list or a change, and of a verification. */
  readonly listMs: number
  readonly verificationMs: number
  /** How long a change waits for its turn. Who holds it for longer copies a whole store, or is gone. */
  readonly turnMs: number
}

export const USUAL_PATIENCE: Patience = { listMs: 60_000, verificationMs: 5_000, turnMs: 15_000 }

/**
 * Makes the connections when they are first needed, and again when they are lost: also where the other end is gone without
 * a word, as a machine that lost its power or its network.
 */
export function connectPostgres({
  url,
  maximumConnections = 10,
  patience = USUAL_PATIENCE,
  log,
}: PostgresAddress): PostgresConnections {
  const pools: pg.Pool[] = []
  const pool = (max: number, longestQuestionMs?: number): pg.Pool => {
    const made = new pg.Pool({
      connectionString: url,
      max,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      idleTimeoutMillis: IDLE_TIMEOUT_MS,
      ...(longestQuestionMs === undefined ? {} : { query_timeout: longestQuestionMs }),
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
      application_name: 'token-desk',
      // Lists are planned by hand for few rows at a time: compiling such a query takes longer than running it.
      options: `-c search_path=${STORE_NAMESPACE},public -c jit=off -c TimeZone=${timeZoneHere()} ${SERVER_KEEP_ALIVE}`,
      types: {
        getTypeParser: (oid, format) => (oid === BIGINT ? Number : pg.types.getTypeParser(oid, format as 'text')),
      },
    })
    // A connection that is lost is made again when it is needed. Who is using it is told by the next question's failure.
    const noteLost = (error: Error) =>
      log.warn('A connection to the database was lost.', { problem: storeProblem(error) ?? 'unknown' })
    made.on('error', noteLost)
    made.on('connect', (client) => {
      client.on('error', noteLost)
      endWhereTooLate(client)
    })
    pools.push(made)
    return made
  }
  const inPool = (own: pg.Pool) => new Kysely<StoreSchema>({ dialect: new StoreDialect({ pool: own }) })
  return {
    database: inPool(pool(maximumConnections, patience.listMs)),
    patientDatabase: inPool(pool(PATIENT_CONNECTIONS)),
    verifier: pool(VERIFIER_CONNECTIONS, patience.verificationMs),
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
/** After so long without a word on a connection the system looks whether the other end is still there. */
export const KEEP_ALIVE_AFTER_MS = 10_000
/** So that the server, too, lets go of what an instance held that vanished: the lock of changes for one. In seconds. */
const SERVER_KEEP_ALIVE = '-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3'
const PATIENT_CONNECTIONS = 2
/** From four on, more connections do not answer more verifications. */
const VERIFIER_CONNECTIONS = 4

/**
 * Ends a connection whose answer did not come in time. The driver would go on to wait for it, and whoever is given the
 * connection next would wait behind.
 */
function endWhereTooLate(client: pg.PoolClient & { end?: () => Promise<void> }): void {
  const query = client.query.bind(client) as (...given: readonly unknown[]) => unknown
  client.query = ((...given: readonly unknown[]) => {
    const asked = query(...given)
    if (asked instanceof Promise)
      asked.catch((error: unknown) => {
        if (error instanceof Error && error.message === TOO_LATE) client.end?.().catch(() => {})
      })
    return asked
  }) as typeof client.query
}

/** What the driver says of it, without any code. */
const TOO_LATE = 'Query read timeout'

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
