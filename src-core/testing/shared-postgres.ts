import { type PostgresServer, startPostgresServer } from '../store/testing/postgres-server.ts'

let starting: Promise<PostgresServer> | undefined

/** One PostgreSQL for all tests of a process, started by the first that asks. For tests only. */
export function sharedPostgres(): Promise<PostgresServer> {
  starting ??= startPostgresServer()
  return starting
}

/** To be called when the tests that asked are over. */
export async function stopSharedPostgres(): Promise<void> {
  const server = await starting
  starting = undefined
  await server?.stop()
}
