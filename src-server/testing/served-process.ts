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
  /** What it has told whoever started it. */
  words(): string
  /** Ends it at once, as a machine that loses its power does. */
  kill(): Promise<void>
}

/** Starts one over a database, with a certificate of its own. Resolves when it listens. */
export async function serveDatabase(database: string): Promise<ServedProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'token-desk-instance-'))
  const child = spawn(process.execPath, [LAUNCHER, 'serve', '--tls-self-signed', '--listen', '127.0.0.1:0'], {
    cwd: folder,
    env: { ...process.env, TOKEN_DESK_DATA: folder, TOKEN_DESK_DATABASE: database },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(async () => {
    await kill(child)
    rmSync(folder, { recursive: true, force: true })
  })
  let words = ''
  child.stderr.on('data', (piece) => {
    words += piece
  })
  const port = await new Promise<number>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const { msg, address } = JSON.parse(line) as { readonly msg: string; readonly address?: string }
      if (msg === 'The service is listening.') resolve(Number(/:(\d+)$/.exec(address ?? '')?.[1]))
    })
    child.once('exit', () => reject(new Error(`The service ended before it listened: ${words}`)))
  })
  const authority = readFileSync(join(folder, 'tls/ca.pem'), 'utf8')
  return { port, tls: { authority } as ServedProcess['tls'], words: () => words, kill: () => kill(child) }
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}
