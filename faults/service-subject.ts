import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { StorePlace } from '../src-core/open-desk.ts'
import { type RemoteDesk, remoteDesk } from '../src-core/remote/remote-desk.ts'
import { errorCode } from '../src-shared/errors.ts'
import type { Disk } from './disk.ts'
import { endOf, environmentOf, Refused, type Subject } from './subject.ts'

export interface ServiceSubjectOptions {
  readonly name: string
  readonly place: StorePlace
  readonly disk: Disk | null
  /** Where the service keeps its own certificate. */
  readonly folder: string
  readonly clockFile: string
}

/** The service as `token-desk serve` runs it, asked over HTTPS. */
export function serviceSubject({ name, place, disk, folder, clockFile }: ServiceSubjectOptions): Subject {
  let child: ChildProcess | undefined
  let remote: RemoteDesk | undefined
  let words = ''

  async function start(): Promise<void> {
    words = ''
    await remote?.close()
    const started = spawn(
      process.execPath,
      [LAUNCHER, 'serve', '--tls-self-signed', '--data-dir', folder, '--listen', '127.0.0.1:0'],
      {
        cwd: folder,
        env: {
          ...environmentOf(clockFile),
          ...('database' in place ? { TOKEN_DESK_DATABASE: place.database } : {}),
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    )
    child = started
    let said = ''
    started.stderr.on('data', (piece) => {
      said += piece
    })
    const port = await new Promise<number>((resolve, reject) => {
      createInterface({ input: started.stdout }).on('line', (line) => {
        const { msg, level, address, err } = JSON.parse(line) as LogLine
        if (msg === 'The service is listening.') resolve(Number(/:(\d+)$/.exec(address ?? '')?.[1]))
        if (level === 'error' || (typeof level === 'number' && level >= 50)) words += `${msg} ${err?.message ?? ''}\n`
      })
      started.once('close', () => reject(refusalIn(said)))
    })
    const authority = readFileSync(join(folder, 'tls/ca.pem'), 'utf8')
    remote = remoteDesk({
      origin: `https://127.0.0.1:${port}`,
      version: '0.0.0-faults',
      trust: { authority },
      timeoutMs: 20_000,
    })
  }

  return {
    name,
    place,
    disk,
    pid: () => child?.pid ?? 0,
    start,
    kill: () => endOf(child, 'SIGKILL'),
    end: () => void child?.kill('SIGKILL'),
    stop: () => endOf(child, 'SIGTERM'),
    async ask({ changeKey, ...request }) {
      const attempt = await remote?.attempt(request, changeKey)
      return attempt?.answered === true ? attempt : { answered: false }
    },
    words: () => words,
  }
}

interface LogLine {
  readonly msg: string
  readonly level: string | number
  readonly address?: string
  readonly err?: { readonly message?: string }
}

const LAUNCHER = fileURLToPath(new URL('../src-server/token-desk.js', import.meta.url))

/** What the command line said before it ended: `token-desk: CODE reason: words`. */
function refusalIn(said: string): Error {
  const [, code, reason = '', message = ''] = /token-desk: ([A-Z_]+) ?([a-z-]*): (.*)/.exec(said) ?? []
  const known = errorCode.safeParse(code)
  return known.success
    ? new Refused({ code: known.data, reason, message })
    : new Error(`The service ended before it listened: ${said}`)
}
