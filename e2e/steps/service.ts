import { type ChildProcess, spawn } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { openDesk } from '../../src-core/open-desk.ts'
import { administrator } from './session.ts'

/** A Token Desk service of its own on this machine, as its command line starts it. */
export interface RunningService {
  /** `https://127.0.0.1:<port>`, the same after a restart. */
  readonly address: string
  /** The file with the certificate of its authority, and the SHA-256 of it. */
  readonly authorityFile: string
  readonly fingerprint: string
  /** What its last start said on standard error: the setup code of an empty store, for one. */
  words(): string
  /** Ends the process at once, as a machine that loses its power does. */
  stop(): Promise<void>
  start(): Promise<void>
  /** Ends it and removes what it made. */
  close(): Promise<void>
}

const LAUNCHER = fileURLToPath(new URL('../../src-server/token-desk.js', import.meta.url))

/** Starts one over a store in SQLite, in which the administrator is there unless `empty`. */
export async function startTrialService({ empty = false } = {}): Promise<RunningService> {
  const home = await mkdtemp(join(tmpdir(), 'token-desk-service-'))
  const folder = join(home, 'data')
  if (!empty) await makeAdministrator(folder)
  let port = 0
  let words = ''
  let child: ChildProcess | null = null

  async function start(): Promise<void> {
    const started = spawn(
      process.execPath,
      [LAUNCHER, 'serve', '--tls-self-signed', '--data-dir', folder, '--listen', `127.0.0.1:${port}`],
      { cwd: home, stdio: ['ignore', 'pipe', 'pipe'] },
    )
    child = started
    words = ''
    started.stderr.on('data', (piece) => {
      words += piece
    })
    for await (const line of createInterface({ input: started.stdout })) {
      const { msg, address } = JSON.parse(line) as { readonly msg: string; readonly address?: string }
      if (msg !== 'The service is listening.') continue
      port = Number(/:(\d+)$/.exec(address ?? '')?.[1])
      // What it says from now on is of no concern, but has to go somewhere.
      started.stdout.resume()
      return
    }
    throw new Error(`The service ended before it listened: ${words}`)
  }

  async function stop(): Promise<void> {
    if (child === null || child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }

  await start()
  const authorityFile = join(folder, 'tls', 'ca.pem')
  return {
    address: `https://127.0.0.1:${port}`,
    authorityFile,
    fingerprint: new X509Certificate(await readFile(authorityFile)).fingerprint256,
    words: () => words,
    start,
    stop,
    async close() {
      await stop()
      await rm(home, { recursive: true, force: true })
    },
  }
}

async function makeAdministrator(folder: string): Promise<void> {
  const { fullName, username, password } = administrator
  const desk = await openDesk({ folder })
  try {
    const input = { fullName, username, password }
    const reply = await desk.call({ name: 'sessions.createAdministrator', input, session: null })
    if (!reply.ok) throw new Error(reply.error.message)
  } finally {
    await desk.close()
  }
}
