import { Kysely, PostgresQueryCompiler, type RawNode } from 'kysely'
import { PostgresJSDialect } from 'kysely-postgres-js'
import postgres from 'postgres'
import { postgresWords } from './dialect.ts'
import type { StoreSchema } from './schema.ts'

/** Where our tables are in the database: nothing that others keep there is in the way, and nothing of it is touched. */
export const STORE_NAMESPACE = 'token_desk'

export interface PostgresConnections {
  readonly database: Kysely<StoreSchema>
  /**
   * One connection for verifications alone, on which questions follow each other without waiting for the answers: that
   * answers more of them than several connections do.
   */
  readonly verifier: postgres.Sql
  /** Host and database, without the rest of the address. */
  readonly where: string
  close(): Promise<void>
}

/** Makes the connections when they are first needed, and again when they are lost. */
export function connectPostgres({
  url,
  maximumConnections = 10,
}: {
  readonly url: string
  readonly maximumConnections?: number
}): PostgresConnections {
  const connect = (options: { max: number; max_pipeline?: number }) =>
    postgres(url, {
      ...options,
      connect_timeout: CONNECT_TIMEOUT_SECONDS,
      // What a repository asks is asked again and again.
      prepare: true,
      // Everything that we keep as a whole number fits into a JavaScript number.
      types: { bigint: { to: 20, from: [20], serialize: String, parse: Number } },
      onnotice: () => {},
      connection: {
        application_name: 'token-desk',
        search_path: `${STORE_NAMESPACE},public`,
        TimeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
        // The lists are planned by hand for few rows at a time; compiling such a query takes longer than running it.
        jit: 'off',
      },
    })
  const lists = connect({ max: maximumConnections })
  const verifier = connect({ max: 1 })
  const { host, database } = lists.options
  return {
    database: new Kysely<StoreSchema>({ dialect: new StoreDialect({ postgres: lists }) }),
    verifier,
    where: `postgres://${host.join(',')}/${database}`,
    close: async () => {
      await Promise.all([
        lists.end({ timeout: CLOSE_TIMEOUT_SECONDS }),
        verifier.end({ timeout: CLOSE_TIMEOUT_SECONDS }),
      ])
    },
  }
}

const CONNECT_TIMEOUT_SECONDS = 10
const CLOSE_TIMEOUT_SECONDS = 5

class StoreDialect extends PostgresJSDialect {
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
