import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'
import type { ask } from './ask.ts'

const LAUNCHER = join(import.meta.dirname, '../token-desk.js')

/** An instance of the service as a process of its own, as its command line starts it. Gone after the test. */
export interface ServedProcess {
  readonly port: number
  readonly tls: Parameters<typeof ask>[0]['tls']
  /** By which the operating system knows it. */
  readonly processId: number
  /** What it has told whoever started it. */
  words(): string
  /** What it has logged. */
  log(): string
  /** Ends it at once, as a machine that loses its power does. */
  kill(): Promise<void>
  /** Lets it end in order. Answers its exit code. */
  stop(): Promise<number | null>
}

/** Starts one over a database, with a certificate of its own. Resolves when it listens. */
export function serveDatabase(database: string): Promise<ServedProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'token-desk-instance-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return serveFrom(folder, { environment: { TOKEN_DESK_DATABASE: database } })
}

/** Starts one whose data folder this is, which stays. Resolves when it listens. */
export async function serveFrom(
  folder: string,
  { environment = {}, argv = [] }: { environment?: Readonly<Record<string, string>>; argv?: readonly string[] } = {},
): Promise<ServedProcess> {
  const child = spawn(process.execPath, [LAUNCHER, 'serve', '--tls-self-signed', '--listen', '127.0.0.1:0', ...argv], {
    cwd: folder,
    env: { ...process.env, TOKEN_DESK_DATA: folder, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => kill(child))
  let words = ''
  child.stderr.on('data', (piece) => {
    words += piece
  })
  let log = ''
  const port = await new Promise<number>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      log += `${line}\n`
      const { msg, address } = JSON.parse(line) as { readonly msg: string; readonly address?: string }
      if (msg === 'The service is listening.') resolve(Number(/:(\d+)$/.exec(address ?? '')?.[1]))
    })
    child.once('exit', () => reject(new Error(`The service ended before it listened: ${words}`)))
  })
  const authority = readFileSync(join(folder, 'tls/ca.pem'), 'utf8')
  return {
    port,
    tls: { authority } as ServedProcess['tls'],
    processId: child.pid ?? 0,
    words: () => words,
    log: () => log,
    kill: () => kill(child),
    async stop() {
      const closed = once(child, 'close')
      child.kill('SIGTERM')
      const [code] = await closed
      return code as number | null
    },
  }
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const closed = once(child, 'close')
  child.kill('SIGKILL')
  await closed
}
