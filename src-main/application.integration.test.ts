import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { Reply } from '../src-shared/errors.ts'
import { startApplication } from './application.ts'
import { type FakeShell, fakeShell } from './testing/fake-shell.ts'
import { manualTime, settled } from './testing/manual-time.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'

const WORKER = new URL('./store/worker.ts', import.meta.url)
const CRASHING_WORKER = new URL('./store/testing/crashing-desk-worker.ts', import.meta.url)
const PASSWORD = 'seven grey herons over Brno'
const ADMINISTRATOR = { fullName: 'Ada Admin', username: 'ada', password: PASSWORD }
const HOLD_MS = 30_000

// A run opens a real store and hashes a real password, on whatever machine there is.
vi.setConfig({ testTimeout: 60_000 })

/** One run of Token Desk: the real desk in its real thread, a desktop in memory, and time that the test moves. */
async function run({ shell = fakeShell(), dataFolder = temporaryFolder(), workerUrl = WORKER } = {}) {
  const time = manualTime(Date.now())
  const application = await startApplication({
    shell,
    dataFolder,
    workerUrl,
    version: '1.2.3',
    clock: time.clock,
    timers: time.timers,
  })
  onTestFinished(() => application.close())
  return { shell, dataFolder, time, application, ask: asking(shell) }
}

/** The page's calls, of which a test expects the value. */
function asking(shell: FakeShell) {
  return async <T = Record<string, unknown>>(name: string, input: unknown = {}): Promise<T> =>
    expectValue<T>(name, await shell.ask(name, input))
}

function expectValue<T>(name: string, reply: Reply): T {
  if (!reply.ok) throw new Error(`${name} was refused: ${JSON.stringify(reply.error)}`)
  return reply.value as T
}

async function signedIn(parts: Parameters<typeof run>[0] = {}) {
  const all = await run(parts)
  const { operator } = await all.ask<{ operator: { id: string } }>('sessions.createAdministrator', ADMINISTRATOR)
  return { ...all, operator }
}

async function issued(parts: Parameters<typeof run>[0] = {}) {
  const all = await signedIn(parts)
  return { ...all, ...(await issue(all)) }
}

function issue({ ask, operator }: { ask: ReturnType<typeof asking>; operator: { id: string } }, name = 'Portal') {
  return ask<{ token: { id: string; hint: string }; revealId: string }>('tokens.issue', {
    owner: { kind: 'user', id: operator.id },
    name,
    expiration: { choice: '30-days' },
    timeZone: 'Europe/Prague',
  })
}

async function actions(ask: ReturnType<typeof asking>): Promise<string[]> {
  const { rows } = await ask<{ rows: { action: string; details: { cause?: string; how?: string } }[] }>('audit.list')
  return rows.map(({ action, details }) => (details.cause === undefined ? action : `${action} ${details.cause}`))
}

/** Everything that a run left in its folder, as text. */
function leftBehind(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n')
}

describe('from the first run to the verified token', () => {
  test('AK-4 · O4-2 · a new secret is shown, copied, cleared from the clipboard, and accepted', async () => {
    const { ask, shell, time, token, revealId, dataFolder, application } = await issued()
    expect(await shell.announcement('tokens.changed')).toEqual({ name: 'tokens.changed' })
    const { secret } = await ask<{ secret: string }>('reveal.show', { revealId })
    expect(secret).toMatch(/^td[a-z]_[0-9A-Za-z]{36}$/)
    expect(secret.startsWith(token.hint)).toBe(true)
    expect(await ask('tokens.verify', { secret })).toMatchObject({ active: true, token: { id: token.id } })

    const { clearsAt } = await ask<{ clearsAt: string }>('reveal.copy', { revealId })
    expect(shell.clipboard.content()).toBe(secret)
    expect(await ask('clipboard.state')).toEqual({ state: 'holding', clearsAt })
    expect(await shell.ask('reveal.show', { revealId })).toMatchObject({ error: { code: 'REVEAL_GONE' } })
    await time.advance(HOLD_MS)
    expect(shell.clipboard.content()).toBeNull()
    expect(await ask('clipboard.state')).toEqual({ state: 'cleared' })

    const trail = await actions(ask)
    for (const action of ['token.issued', 'token.shown', 'token.copied']) expect(trail).toContain(action)
    await application.close()
    expect(leftBehind(dataFolder)).not.toContain(secret)
  })

  test('DC-1 · the operator’s session secret reaches neither the page nor a file', async () => {
    const { ask, shell, dataFolder, application } = await signedIn()
    await ask('sessions.signOut')
    const reply = await shell.ask('sessions.signIn', { username: 'ada', password: PASSWORD })
    expect(Object.keys(expectValue<object>('sessions.signIn', reply))).toEqual(['operator'])
    expect(JSON.stringify(shell.heard)).not.toMatch(/tdo_/)
    await application.close()
    expect(leftBehind(dataFolder)).not.toMatch(/td[a-z]_[0-9A-Za-z]{8}/)
    expect(leftBehind(dataFolder)).not.toContain(PASSWORD)
  })

  test('DC-2 · leaves an SQLite file and a log, this account’s alone, and no input in the log', async () => {
    const { dataFolder, application } = await signedIn()
    await application.close()
    const stores = readdirSync(dataFolder).filter((name) =>
      readFileOrNothing(join(dataFolder, name)).startsWith('SQLite format 3'),
    )
    expect(stores).toContain('token-desk.sqlite')
    const log = readFileSync(join(dataFolder, 'logs', 'token-desk.log'), 'utf8')
    expect(JSON.parse(log.split('\n')[0]!)).toMatchObject({ version: '1.2.3', shell: 'chromium' })
    expect(log).not.toContain('Ada Admin')
    if (process.platform === 'win32') return
    expect(statSync(dataFolder).mode & 0o777).toBe(0o700)
    for (const name of stores) expect(statSync(join(dataFolder, name)).mode & 0o777).toBe(0o600)
  })
})

function readFileOrNothing(path: string): string {
  return statSync(path).isFile() ? readFileSync(path, 'latin1') : ''
}

describe('locking', () => {
  test('ends every reveal and clears the clipboard, whoever locks or signs out', async () => {
    const all = await signedIn()
    const { ask, shell, time } = all
    const endings: readonly [cause: string, end: () => unknown][] = [
      ['session.locked operator', () => ask('sessions.lock')],
      ['session.locked system', () => shell.system('lock')],
      ['session.locked system', () => shell.system('suspend')],
      ['session.locked idle', () => time.advance(30 * 60_000)],
      ['session.signed-out', () => ask('sessions.signOut')],
    ]
    for (const [cause, end] of endings) {
      const shown = await issue(all, 'To be shown')
      const copied = await issue(all, 'To be copied')
      await ask('reveal.copy', { revealId: copied.revealId })
      expect(shell.clipboard.content()).not.toBeNull()
      await end()
      expect(await shell.announcement('reveal.ended')).toMatchObject({ revealId: shown.revealId })
      await ask('clipboard.clear')
      expect(shell.clipboard.content()).toBeNull()
      for (const name of ['reveal.show', 'reveal.copy'])
        expect(await shell.ask(name, { revealId: shown.revealId })).toMatchObject({ error: { code: 'REVEAL_GONE' } })
      // Whatever was asked for is carried out by the desk before the next session starts.
      if (cause === 'session.signed-out') await ask('sessions.signIn', { username: 'ada', password: PASSWORD })
      else await ask('sessions.unlock', { password: PASSWORD })
      expect((await actions(ask))[1]).toBe(cause)
    }
  })

  test('is told to the page before the desk has carried it out, and nobody is told of an open session meanwhile', async () => {
    const { ask, shell } = await signedIn()
    shell.system('lock')
    expect(shell.heard.at(-1)).toEqual({ name: 'session.locking' })
    expect(await ask('sessions.state')).toMatchObject({ session: { state: 'locked' } })
    await shell.announcement('session.changed')
  })

  test('a wrong password at the lock leaves it locked, and the right one still opens it', async () => {
    const { ask, shell } = await signedIn()
    await ask('sessions.lock')
    expect(await shell.ask('sessions.unlock', { password: 'not the right one at all' })).toMatchObject({
      ok: false,
      error: { code: 'NOT_SIGNED_IN' },
    })
    expect(await ask('sessions.state')).toMatchObject({ session: { state: 'locked' } })
    expect(await shell.ask('tokens.list')).toMatchObject({ ok: false, error: { code: 'LOCKED' } })
    expect(await ask('sessions.unlock', { password: PASSWORD })).toMatchObject({ operator: { username: 'ada' } })
  })

  test('a sign-in under way when the system locks is locked as soon as it is done', async () => {
    const { ask, shell } = await signedIn()
    await ask('sessions.signOut')
    const signingIn = ask('sessions.signIn', { username: 'ada', password: PASSWORD })
    await settled()
    shell.system('lock')
    await signingIn
    await shell.ask('sessions.lock')
    expect(await ask('sessions.state')).toMatchObject({ session: { state: 'locked' } })
    await ask('sessions.unlock', { password: PASSWORD })
    expect((await actions(ask)).filter((action) => action.startsWith('session.locked'))).toEqual([
      'session.locked system',
    ])
  })

  test('an operator who is there is not locked out', async () => {
    const { ask, time } = await signedIn()
    await ask('sessions.state')
    for (let minute = 0; minute < 40; minute++) {
      await time.advance(60_000)
      await ask('sessions.touch')
    }
    expect(await ask('sessions.state')).toMatchObject({ session: { state: 'active' } })
  })

  test('double clicks on sign-in, lock and unlock end in one session that works', async () => {
    const { ask, shell } = await signedIn()
    await Promise.all([shell.ask('sessions.lock'), shell.ask('sessions.lock')])
    const unlock = () => shell.ask('sessions.unlock', { password: PASSWORD })
    await Promise.all([unlock(), unlock()])
    expect(await ask('sessions.state')).toMatchObject({ session: { state: 'active' } })
    await ask('sessions.signOut')
    const signIn = () => shell.ask('sessions.signIn', { username: 'ada', password: PASSWORD })
    await Promise.all([signIn(), signIn()])
    expect(await ask('sessions.state')).toMatchObject({ session: { state: 'active' } })
    await ask('sessions.signOut')
    expect(await ask('sessions.state')).toMatchObject({ session: { state: 'signed-out' } })
  })
})

test('the clipboard: refused copies, clears that fail, a sleep and the end of the session, in one run', async () => {
  const all = await signedIn()
  const { ask, shell, time } = all
  const copy = async () => shell.ask('reveal.copy', { revealId: (await issue(all)).revealId })

  shell.clipboard.breakWrites('nothing-arrives')
  const { revealId } = await issue(all)
  expect(await shell.ask('reveal.copy', { revealId })).toMatchObject({ error: { code: 'CLIPBOARD_UNAVAILABLE' } })
  shell.clipboard.breakWrites(null)
  await ask('reveal.copy', { revealId })

  shell.clipboard.breakClears(4, 'silently')
  await time.advance(HOLD_MS + 2_000)
  expect(await ask('clipboard.state')).toMatchObject({ state: 'failed' })
  expect(shell.clipboard.content()).not.toBeNull()
  shell.focusWindow()
  await settled()
  expect(await ask('clipboard.state')).toEqual({ state: 'cleared' })

  await copy()
  time.sleep(HOLD_MS + 1)
  shell.system('resume')
  await settled()
  expect(await ask('clipboard.state')).toEqual({ state: 'cleared' })

  await copy()
  shell.endSession()
  expect(shell.clipboard.content()).toBeNull()
})

describe('the end', () => {
  test('clears the clipboard, signs out, and lets the next start open the store', async () => {
    const first = await issued()
    await first.ask('reveal.copy', { revealId: first.revealId })
    await Promise.all([first.application.close(), first.application.close()])
    expect(first.shell.clipboard.content()).toBeNull()
    expect(await first.shell.ask('tokens.list')).toMatchObject({ ok: false, error: { code: 'CANCELLED' } })
    const next = await run({ dataFolder: first.dataFolder })
    expect(await next.ask('sessions.state')).toMatchObject({ store: 'ready', session: { state: 'signed-out' } })
    await next.ask('sessions.signIn', { username: 'ada', password: PASSWORD })
    expect(await actions(next.ask)).toContain('session.signed-out')
    expect(next.shell.openedWith()).toEqual({ x: 1, y: 2, width: 1000, height: 700, maximized: false })
  })

  test('does not wait for ever for a clipboard that cannot be cleared, and the next start clears it', async () => {
    const first = await issued()
    await first.ask('reveal.copy', { revealId: first.revealId })
    const secret = first.shell.clipboard.content()
    first.shell.clipboard.breakClears(99, 'loudly')
    const closing = first.application.close()
    await first.time.advance(5_000)
    await closing
    expect(first.shell.clipboard.content()).toBe(secret)
    first.shell.clipboard.breakClears(0, 'silently')
    const next = await run({ dataFolder: first.dataFolder, shell: fakeShell({ clipboard: first.shell.clipboard }) })
    expect(await next.ask('clipboard.clear')).toEqual({ state: 'cleared' })
    expect(next.shell.clipboard.content()).toBeNull()
  })
})

describe('a store that cannot be used', () => {
  test('opens the window all the same, says why, and is tried again on request', async () => {
    const first = await signedIn()
    const second = await run({ dataFolder: first.dataFolder })
    const info = await second.ask<{ problem: unknown }>('desktop.info')
    expect(info.problem).toMatchObject({ code: 'STORE_UNREACHABLE', reason: 'in-use' })
    expect(await second.shell.ask('sessions.state')).toEqual({ ok: false, error: info.problem })
    expect(await second.ask('desktop.retryStore')).toMatchObject({ problem: { reason: 'in-use' } })
    await first.application.close()
    const retries = [second.ask('desktop.retryStore'), second.ask('desktop.retryStore')]
    expect(await Promise.all(retries)).toEqual([{ problem: null }, { problem: null }])
    expect(await second.ask('sessions.state')).toMatchObject({ store: 'ready' })
  })

  test('is a data folder that is a file: the start says so', async () => {
    const path = join(temporaryFolder(), 'file')
    writeFileSync(path, 'mine')
    await expect(run({ dataFolder: path })).rejects.toMatchObject({ code: 'STORE_UNREACHABLE', message: /is a file/ })
    expect(readFileSync(path, 'utf8')).toBe('mine')
  })

  test('a log that cannot be written stops nothing', async () => {
    const dataFolder = temporaryFolder()
    mkdirSync(join(dataFolder, 'logs', 'token-desk.log'), { recursive: true })
    const { ask } = await run({ dataFolder })
    expect(await ask('sessions.state')).toMatchObject({ store: 'empty' })
  })
})

describe('a store’s thread that dies', () => {
  for (const [name, issuedTokens] of [
    ['Dies while it is issued', [0, 1]],
    ['Dies once it is issued', [1]],
  ] as const)
    test(`“${name}”: INTERNAL, a fresh start, the same session, and token and record both there or neither`, async () => {
      const { ask, shell, operator } = await signedIn({ workerUrl: CRASHING_WORKER })
      const deadly = { owner: { kind: 'user', id: operator.id }, name, timeZone: 'UTC' }
      expect(await shell.ask('tokens.issue', deadly)).toMatchObject({
        ok: false,
        error: { code: 'INTERNAL', reason: 'store-stopped' },
      })
      await shell.announcement('store.restarted')
      expect(await ask('sessions.state')).toMatchObject({ session: { state: 'active' } })
      const { rows } = await ask<{ rows: unknown[] }>('tokens.list')
      expect(issuedTokens).toContain(rows.length)
      const recorded = (await actions(ask)).filter((action) => action === 'token.issued')
      expect(recorded).toHaveLength(rows.length)
      const { revealId } = await issue({ ask, operator })
      expect(await ask('reveal.show', { revealId })).toHaveProperty('secret')
    })
})
