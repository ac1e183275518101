import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { CONTACT, PASSWORD, startTrial, type Trial, USERNAME } from './testing/command-line-trial.ts'

const ROOT = join(import.meta.dirname, '..')
const LAUNCHER = join(ROOT, 'src-server/token-desk.js')
const SECRET = /^td[utc]_[0-9A-Za-z]{36}\n$/

/** Every test starts processes, some of them several, and each of those opens a store and hashes a password. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let trial: Trial
beforeAll(async () => {
  trial = await startTrial()
})
afterAll(() => trial.dispose())

interface Ended {
  readonly code: number | null
  readonly output: string
  readonly errors: string
}

function start(
  argv: readonly string[],
  { program = [process.execPath, LAUNCHER], environment = {}, folder = trial.folder } = {},
): ChildProcess {
  const [file = '', ...before] = program
  return spawn(file, [...before, ...argv], {
    cwd: folder,
    env: {
      ...process.env,
      TOKEN_DESK_DATA: trial.folder,
      TOKEN_DESK_USER: USERNAME,
      TOKEN_DESK_PASSWORD_FILE: trial.passwordFile,
      ...environment,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
}

function ended(child: ChildProcess, input = ''): Promise<Ended> {
  const heard = { output: '', errors: '' }
  child.stdout?.on('data', (piece) => {
    heard.output += piece
  })
  child.stderr?.on('data', (piece) => {
    heard.errors += piece
  })
  // The child may have no use for its input and close it.
  child.stdin?.on('error', () => {})
  child.stdin?.end(input)
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, ...heard })))
}

const run = (argv: readonly string[], input = '') => ended(start(argv), input)

test('AK-9 · a secret that one process issues into a pipe is accepted by the next one as it is', async () => {
  const issued = await run([
    'token',
    'issue',
    '--contact',
    CONTACT.email,
    '--name',
    'Portal',
    '--module',
    'order-status',
  ])
  expect(issued).toMatchObject({ code: 0, output: expect.stringMatching(SECRET) })
  const verified = await run(['verify', '--json'], issued.output)
  expect(verified).toMatchObject({ code: 0, errors: '' })
  expect(JSON.parse(verified.output)).toMatchObject({ active: true, token: { owner: { name: CONTACT.fullName } } })
})

test('npx starts it from a checkout', async () => {
  const child = start(['--version'], { program: ['npx', '--no', '--', 'token-desk'], folder: ROOT })
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  expect(await ended(child)).toMatchObject({ code: 0, output: `${version}\n` })
})

test('a Node that cannot read TypeScript hands over to the one that was installed', async () => {
  const child = start(['verify'], { program: [process.execPath, '--no-experimental-strip-types', LAUNCHER] })
  expect(await ended(child, 'tdu_123')).toMatchObject({ code: 1, output: expect.stringContaining('malformed') })
})

test('exit codes tell a refused token, wrong usage and a refusal apart', async () => {
  expect((await run(['verify'], 'nonsense')).code).toBe(1)
  expect((await run(['verify', '--modul'])).code).toBe(2)
  expect((await run(['token', 'list', '--user', 'nobody', '--json'])).code).toBe(3)
})

test('a secret in the arguments is refused by name, in words, without being repeated', async () => {
  const secret = `tdc_${'Zz9'.repeat(12)}`
  const { code, output, errors } = await run(['verify', secret])
  expect(code).toBe(2)
  expect(errors).toContain('never an argument')
  expect(output + errors).not.toContain('Zz9')
})

test('a store that another process has open is in use, and stays whole', async () => {
  const holder = spawn(process.execPath, [join(import.meta.dirname, 'testing/hold-store.ts'), trial.folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  await new Promise((resolve) => holder.stdout.once('data', resolve))
  try {
    const { code, errors } = await run(['token', 'list', '--json'])
    expect(code).toBe(3)
    expect(JSON.parse(errors)).toMatchObject({ error: { code: 'STORE_UNREACHABLE', reason: 'in-use' } })
  } finally {
    holder.stdin.end()
    await new Promise((resolve) => holder.on('close', resolve))
  }
  expect((await run(['token', 'list'])).code).toBe(0)
})

describe('a listing that is longer than a pipe holds', () => {
  let large: string
  beforeAll(async () => {
    large = `${trial.folder}-large`
    const made = start(['bench-data', '--tokens', '5000', '--contacts', '50', '--users', '16', '--customers', '8'], {
      environment: { TOKEN_DESK_DATA: large },
    })
    expect(await ended(made)).toMatchObject({ code: 0 })
  })
  const startListing = () =>
    start(['token', 'list', '--all', '--json', '--user', 'bench'], { environment: { TOKEN_DESK_DATA: large } })
  const firstPiece = (child: ChildProcess) => new Promise((resolve) => child.stdout?.once('readable', resolve))

  test('is given in full, every token once', async () => {
    const { code, output } = await ended(startListing())
    const ids = output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).id)
    // Deleted tokens are in no list.
    expect({ code, many: ids.length > 4900, unique: new Set(ids).size }).toEqual({
      code: 0,
      many: true,
      unique: ids.length,
    })
  })

  test('ends without a complaint when its reader goes away', async () => {
    const child = startListing()
    await firstPiece(child)
    child.stdout?.destroy()
    let errors = ''
    child.stderr?.on('data', (piece) => {
      errors += piece
    })
    const code = await new Promise((resolve) => child.on('close', resolve))
    expect({ code, errors }).toEqual({ code: 0, errors: '' })
  })

  test('is stopped by Ctrl+C in good order: signed out, the store given up', async () => {
    const child = startListing()
    await firstPiece(child)
    child.kill('SIGINT')
    expect(await ended(child)).toMatchObject({ code: 130, errors: expect.stringContaining('Interrupted.') })
    const trail = start(['audit', 'list', '--limit', '2', '--json', '--user', 'bench'], {
      environment: { TOKEN_DESK_DATA: large },
    })
    const [, before] = JSON.parse((await ended(trail)).output)
    expect(before).toMatchObject({ action: 'session.signed-out' })
  })
})

test('Ctrl+C ends it while it waits for the secret', async () => {
  const child = start(['verify', '--verbose'])
  await new Promise((resolve) => child.stderr?.once('data', resolve))
  child.kill('SIGINT')
  expect(await new Promise((resolve) => child.on('close', resolve))).toBe(130)
})

/** Of util-linux: runs a command at a terminal of its own, whose keys are its standard input. */
const SCRIPT = '/usr/bin/script'

test.skipIf(process.platform !== 'linux' || !existsSync(SCRIPT))(
  'at a terminal the password is asked for first, and what is typed after it is explained',
  async () => {
    const secret = (await run(['token', 'issue', '--self', '--name', 'Typed'])).output.trim()
    const child = start(['-qec', `'${process.execPath}' '${LAUNCHER}' explain`, '/dev/null'], {
      program: [SCRIPT],
      environment: { TOKEN_DESK_PASSWORD_FILE: '' },
    })
    let shown = ''
    const keys = [
      { after: /Password of anna: $/, typed: `${PASSWORD}\r` },
      { after: /Password of anna: \r\n$/, typed: `${secret}\n\u0004` },
    ]
    child.stdout?.on('data', (piece) => {
      shown += piece
      if (keys[0]?.after.test(shown)) child.stdin?.write(keys.shift()?.typed)
    })
    const code = await new Promise((resolve) => child.on('close', resolve))
    expect({ code, shown }).toEqual({ code: 0, shown: expect.stringContaining('line 1  “Typed” of Anna Admin') })
  },
)

test('a password file that cannot be read, or holds another password, is said', async () => {
  const missing = start(['token', 'list'], {
    environment: { TOKEN_DESK_PASSWORD_FILE: `${trial.passwordFile}-not-there` },
  })
  expect(await ended(missing)).toMatchObject({ code: 3, errors: expect.stringContaining('ENOENT') })
  const other = `${trial.passwordFile}-other`
  writeFileSync(other, 'something else entirely', { mode: 0o600 })
  const wrong = await ended(start(['token', 'list'], { environment: { TOKEN_DESK_PASSWORD_FILE: other } }))
  expect(wrong).toMatchObject({
    code: 3,
    errors: expect.stringContaining('The username or the password is not right.'),
  })
  expect(wrong.errors).not.toContain('something else')
})

test('the password may come through a pipe, in pieces', async () => {
  const program = [
    'sh',
    '-c',
    '{ printf %s "$1"; printf "%s\\n" "$2"; } | TOKEN_DESK_PASSWORD_FILE=/dev/stdin exec "$3" "$4" token list --json',
    'sh',
  ]
  const child = start([PASSWORD.slice(0, 5), PASSWORD.slice(5), process.execPath, LAUNCHER], { program })
  expect(await ended(child)).toMatchObject({ code: 0, errors: '' })
})

test('a time zone that only the system can read is no obstacle to a day’s end', async () => {
  for (const TZ of [':/etc/localtime', 'Nowhere/Land', ''])
    expect(
      await ended(start(['token', 'issue', '--self', '--name', 'Until tonight'], { environment: { TZ } })),
    ).toMatchObject({ code: 0, output: expect.stringMatching(SECRET) })
})

test('bench data that is refused leaves no store in the way of the next try', async () => {
  const folder = join(trial.folder, '..', 'refused')
  const password = `${trial.passwordFile}-short`
  writeFileSync(password, 'short', { mode: 0o600 })
  const counts = ['--tokens', '8', '--contacts', '8', '--users', '8', '--customers', '8']
  const make = (passwordFile: string) =>
    ended(
      start(['bench-data', ...counts], {
        environment: { TOKEN_DESK_DATA: folder, TOKEN_DESK_PASSWORD_FILE: passwordFile },
      }),
    )
  expect(await make(password)).toMatchObject({ code: 2, errors: expect.stringContaining('At least 15 characters.') })
  expect(await make(trial.passwordFile)).toMatchObject({ code: 0 })
  expect(await make(trial.passwordFile)).toMatchObject({ code: 3, errors: expect.stringContaining('stays as it is') })
})
