import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { checkBackup } from '../src-core/backup/restore-backup.ts'
import { openDesk } from '../src-core/open-desk.ts'
import { connect } from './sign-in.ts'
import { ask, call, everythingFrom, openTls } from './testing/ask.ts'

const LAUNCHER = join(import.meta.dirname, 'token-desk.js')
const PASSWORD = 'a long enough password'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let home: string
let running: ChildProcess[]
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'token-desk-serve-'))
  running = []
})
afterEach(async () => {
  for (const child of running)
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
  rmSync(home, { recursive: true, force: true })
})

type Line = Readonly<Record<string, unknown>> & { readonly msg: string }

interface Serving {
  readonly child: ChildProcess
  readonly port: number
  readonly tls: Parameters<typeof ask>[0]['tls']
  readonly lines: readonly Line[]
  /** The first line of the log that says so. */
  line(message: string): Promise<Line>
  words(): string
  ended(): Promise<number | null>
}

function launch(argv: readonly string[], environment: Readonly<Record<string, string>> = {}): ChildProcess {
  const child = spawn(process.execPath, [LAUNCHER, 'serve', ...argv], {
    cwd: home,
    env: { ...process.env, TOKEN_DESK_DATA: join(home, 'data'), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.push(child)
  return child
}

async function serve(argv: readonly string[] = ['--tls-self-signed'], environment = {}): Promise<Serving> {
  const child = launch([...argv, '--listen', '127.0.0.1:0'], environment)
  const lines: Line[] = []
  const hearers = new Set<() => void>()
  createInterface({ input: child.stdout! }).on('line', (text) => {
    lines.push(JSON.parse(text))
    for (const hear of hearers) hear()
  })
  let errors = ''
  child.stderr?.on('data', (piece) => {
    errors += piece
  })
  const exited = once(child, 'exit').then(([code]) => code as number | null)
  const line = (message: string) =>
    new Promise<Line>((resolve, reject) => {
      const look = () => {
        const found = lines.find(({ msg }) => msg === message)
        if (found !== undefined) resolve(found)
      }
      hearers.add(look)
      look()
      void exited.then(() => reject(new Error(`It ended without saying “${message}”: ${errors}`)))
    })
  const { address } = await line('The service is listening.')
  const authority = join(home, 'data/tls/ca.pem')
  return {
    child,
    port: Number(/:(\d+)$/.exec(String(address))?.[1]),
    tls: { authority: readFileSync(authority, 'utf8') } as Serving['tls'],
    lines,
    line,
    words: () => errors,
    ended: () => exited,
  }
}

/** What an empty store tells whoever started the service. */
async function setupCodeOf(service: Pick<Serving, 'words'>): Promise<string> {
  const code = /setup code:\n\n {2}([0-9A-Z-]{29})\n/
  await expect.poll(service.words).toMatch(code)
  return code.exec(service.words())?.[1] ?? ''
}

/** How a start ends that is refused. */
async function refusal(argv: readonly string[], environment = {}): Promise<{ code: number; errors: string }> {
  const child = launch([...argv], environment)
  let errors = ''
  child.stderr?.on('data', (piece) => {
    errors += piece
  })
  const [code] = await once(child, 'close')
  return { code, errors }
}

test('it starts with a certificate of its own, says where its authority is, answers, and stops when it is told', async () => {
  const service = await serve()
  await expect.poll(service.words).toContain(`Certificate authority: ${join(home, 'data/tls/ca.pem')}.`)
  await expect.poll(service.words).toMatch(/SHA-256 fingerprint: ([0-9A-F]{2}:){31}[0-9A-F]{2}\n/)
  expect((await ask(service, '/readyz')).json()).toEqual({ status: 'ready' })
  service.child.kill('SIGTERM')
  expect(await service.ended()).toBe(0)
  expect(service.lines.at(-1)?.msg).toBe('The service has stopped.')
})

test('what was noted is there after a stop and a start: sessions and last uses are written', async () => {
  const first = await serve()
  const created = await call(first, 'sessions.createAdministrator', {
    fullName: 'Anna',
    username: 'anna',
    password: PASSWORD,
    setupCode: await setupCodeOf(first),
  })
  const { secret, operator } = (created.json() as unknown as { value: { secret: string; operator: { id: string } } })
    .value
  const authorization = `Bearer ${secret}`
  const issued = await call(
    first,
    'tokens.issue',
    { owner: { kind: 'user', id: operator.id }, name: 'Mine', timeZone: 'Europe/Prague' },
    { authorization },
  )
  const { value } = issued.json() as unknown as { value: { secret: string } }
  await call(first, 'tokens.verify', { secret: value.secret }, { authorization })
  first.child.kill('SIGINT')
  expect(await first.ended()).toBe(0)
  for (const kept of [secret, value.secret, PASSWORD]) expect(JSON.stringify(first.lines)).not.toContain(kept)
  const second = await serve()
  const again = await call(second, 'tokens.list', {}, { authorization })
  expect(again.json()).toMatchObject({ ok: true, value: { rows: [{ name: 'Mine' }] } })
})

test('an empty store is for whoever has the code that its start printed, and the log does not have it', async () => {
  const service = await serve()
  const setupCode = await setupCodeOf(service)
  const anna = { fullName: 'Anna', username: 'anna', password: PASSWORD }
  expect((await call(service, 'sessions.createAdministrator', anna)).status).toBe(400)
  expect((await call(service, 'sessions.createAdministrator', { ...anna, setupCode })).status).toBe(200)
  expect(JSON.stringify(service.lines)).not.toContain(setupCode)
  service.child.kill('SIGTERM')
  await service.ended()
  const again = await serve()
  await expect.poll(again.words).toContain('Certificate authority')
  again.child.kill('SIGTERM')
  await again.ended()
  expect(again.words()).not.toContain('setup code')
})

test('a request that is under way when it is told to stop is answered', async () => {
  const service = await serve()
  const socket = await openTls(service)
  const answer = everythingFrom(socket)
  const setupCode = await setupCodeOf(service)
  const body = JSON.stringify({ fullName: 'Anna', username: 'anna', password: PASSWORD, setupCode })
  socket.write(
    `POST /v1/sessions.createAdministrator HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`,
  )
  // The rest comes only once it is stopping.
  await expect.poll(async () => (await ask(service, '/metrics')).text).toContain('token_desk_open_connections 2')
  service.child.kill('SIGTERM')
  await service.line('The service is stopping.')
  socket.write(body)
  expect(await answer).toMatch(/^HTTP\/1\.1 200 /)
  expect(await service.ended()).toBe(0)
})

test('asked twice, with a moment between, it ends at once', async () => {
  const service = await serve()
  const socket = await openTls(service)
  socket.on('error', () => {})
  socket.write(
    'POST /v1/sessions.state HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n',
  )
  await expect.poll(async () => (await ask(service, '/metrics')).text).toContain('token_desk_open_connections 2')
  const insist = setInterval(() => service.child.kill('SIGTERM'), 300)
  expect(await service.ended()).toBe(130)
  clearInterval(insist)
  expect(service.lines.some(({ msg }) => msg === 'The service has stopped.')).toBe(false)
})

test('SIGHUP serves the certificate that lies there now, without a pause', async () => {
  const own = await serve()
  own.child.kill('SIGTERM')
  await own.ended()
  mkdirSync(join(home, 'other'))
  for (const file of ['server.pem', 'server-key.pem'])
    copyFileSync(join(home, 'data/tls', file), join(home, 'other', file))
  const files = ['--tls-cert', 'other/server.pem', '--tls-key', 'other/server-key.pem']
  const service = await serve(files)
  expect((await ask(service, '/healthz')).status).toBe(200)
  rmSync(join(home, 'data/tls'), { recursive: true })
  const another = launch(['--tls-self-signed', '--listen', '127.0.0.1:0', '--data-dir', join(home, 'another')])
  await once(another.stderr!, 'data')
  for (const file of ['server.pem', 'server-key.pem'])
    copyFileSync(join(home, 'another/tls', file), join(home, 'other', file))
  service.child.kill('SIGHUP')
  await service.line('Another certificate is served.')
  const tls = { authority: readFileSync(join(home, 'another/tls/ca.pem'), 'utf8') } as Serving['tls']
  expect((await ask({ ...service, tls }, '/healthz')).status).toBe(200)
})

test('a port that is taken, and an address that is not of this machine, are said', async () => {
  const holder = createServer().listen(0, '127.0.0.1')
  await once(holder, 'listening')
  const { port } = holder.address() as AddressInfo
  const taken = await refusal(['--tls-self-signed', '--listen', `127.0.0.1:${port}`])
  expect(taken).toMatchObject({ code: 3, errors: expect.stringContaining(`listens at 127.0.0.1:${port} already`) })
  holder.close()
  const elsewhere = await refusal(['--tls-self-signed', '--listen', '192.0.2.1:8443', '--json'])
  expect(elsewhere.code).toBe(2)
  expect(JSON.parse(elsewhere.errors)).toMatchObject({ error: { reason: 'address-unknown' } })
})

test('settings, certificates and stores that cannot be used end the start, each with its words and exit code', async () => {
  writeFileSync(join(home, 'service.yaml'), 'listen: 127.0.0.1:0\ntls-cret: x\n')
  writeFileSync(join(home, 'words.pem'), 'words')
  for (const [argv, code, words] of [
    [[], 2, /there has to be a certificate/],
    [['--config', 'service.yaml'], 2, /service\.yaml, line 2: tls-cret: there is no such setting/],
    [['--tls-cret', 'x'], 2, /unknown option '--tls-cret'/],
    [['--tls-self-signed', '--listen', '8443'], 2, /--listen: Give an address and a port/],
    [['--tls-cert', 'missing.pem', '--tls-key', 'words.pem'], 2, /missing\.pem cannot be read \(ENOENT\)/],
    [['--tls-cert', 'words.pem', '--tls-key', 'words.pem'], 2, /is no certificate in PEM/],
    [['--tls-self-signed', '--database', 'sqlite:words.pem/inside'], 3, /STORE_UNREACHABLE/],
  ] as const) {
    const ended = await refusal([...argv])
    expect({ argv, ...ended }).toMatchObject({ code, errors: expect.stringMatching(words) })
  }
})

test('a store that somebody else has open is in use', async () => {
  const desk = await openDesk({ folder: join(home, 'data') })
  try {
    expect((await connect(desk, null)('sessions.state', {})).store).toBe('empty')
    const ended = await refusal(['--tls-self-signed', '--json'])
    expect(ended.code).toBe(3)
    expect(JSON.parse(ended.errors)).toMatchObject({ error: { code: 'STORE_UNREACHABLE', reason: 'in-use' } })
  } finally {
    await desk.close()
  }
})

test('it makes backups by itself where it is told to, and what is wrong with that ends the start', async () => {
  const [backups, passphraseFile] = [join(home, 'backups'), join(home, 'passphrase')]
  mkdirSync(backups)
  writeFileSync(passphraseFile, 'herons\n')
  const flags = ['--tls-self-signed', '--backup-folder', backups]
  expect((await refusal(flags)).errors).toContain('give both backup-folder and backup-passphrase-file')
  const settings = [...flags, '--backup-passphrase-file', passphraseFile]
  const weak = await refusal(settings)
  expect(weak).toMatchObject({ code: 2 })
  expect(weak.errors).toContain('15 characters')
  writeFileSync(passphraseFile, 'forty herons over the Vltava\n')
  const desk = await openDesk({ folder: join(home, 'data') })
  await connect(desk, null)('sessions.createAdministrator', {
    fullName: 'Anna Admin',
    username: 'anna',
    password: PASSWORD,
  })
  await desk.close()
  const service = await serve(settings)
  const { file } = await service.line('A backup was made.')
  expect(await checkBackup(String(file), 'forty herons over the Vltava')).toMatchObject({ madeBy: 'Schedule' })
  expect(JSON.stringify(service.lines)).not.toContain('herons')
  service.child.kill('SIGTERM')
  expect(await service.ended()).toBe(0)
})
