import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Passwords } from './desk/passwords.ts'
import { type DeskOptions, openDesk, storeExists } from './open-desk.ts'
import { storeFiles } from './store/sqlite/store-files.ts'
import { callAs, refusalOf } from './testing/call-as.ts'
import { PASSWORD } from './testing/desk-trial.ts'
import { memoryKeyRing } from './testing/memory-key-ring.ts'
import { quickPasswords } from './testing/quick-passwords.ts'

vi.setConfig({ testTimeout: 60_000 })

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'token-desk-open-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const ANNA = { fullName: 'Anna Adminová', username: 'anna', password: PASSWORD }
const quick = (more: Partial<DeskOptions> = {}) => openDesk({ folder, passwords: quickPasswords, ...more })
const bytesIn = (place: string): Buffer =>
  Buffer.concat(
    readdirSync(place, { recursive: true, withFileTypes: true })
      .filter((each) => each.isFile())
      .map((each) => readFileSync(join(each.parentPath, each.name))),
  )

test('with nothing but a folder: the first run, a sign-in by argon2id, and no secret or password in any file', async () => {
  expect(storeExists(folder)).toBe(false)
  const desk = await openDesk({ folder })
  expect(storeExists(folder)).toBe(true)
  const first = await callAs(desk, null)('sessions.createAdministrator', ANNA)
  const { secret, operator } = await callAs(desk, null)('sessions.signIn', { username: 'Anna', password: PASSWORD })
  const call = callAs(desk, secret)
  const issued = await call('tokens.issue', {
    owner: { kind: 'user', id: operator.id },
    name: 'Mine',
    timeZone: 'Europe/Prague',
  })
  expect(issued.secret).toBeInstanceOf(Uint8Array)
  const text = String.fromCharCode(...(issued.secret as Uint8Array))
  expect(await call('tokens.verify', { secret: text })).toMatchObject({ active: true })
  const wrong = await refusalOf(callAs(desk, null)('sessions.signIn', { username: 'anna', password: 'wrong' }))
  expect(wrong.reason).toBe('bad-credentials')
  // While it is open, write-ahead log and all, and after it is closed.
  for (const step of ['open', 'closed']) {
    if (step === 'closed') await desk.close()
    const written = bytesIn(folder)
    for (const unwanted of [text, text.slice(4, 34), secret.slice(4, 34), first.secret.slice(4, 34), PASSWORD])
      expect(written.includes(unwanted)).toBe(false)
    expect(written.includes('$argon2id$v=19$m=65536,t=3,p=4$')).toBe(true)
  }
})

test('a password that was hashed with weaker parameters is hashed anew when its owner signs in', async () => {
  const marked = (mark: string): Passwords => ({
    hash: async (password) => mark + (await quickPasswords.hash(password)),
    verify: async (hash, password) => quickPasswords.verify(hash?.replace(/^(old|new)/, '') ?? null, password),
    isOutdated: (hash) => !hash.startsWith(mark),
  })
  const before = await quick({ passwords: marked('old') })
  await callAs(before, null)('sessions.createAdministrator', ANNA)
  await before.close()
  const after = await quick({ passwords: marked('new') })
  await callAs(after, null)('sessions.signIn', { username: 'anna', password: PASSWORD })
  await after.close()
  expect(bytesIn(folder).includes('newquick$')).toBe(true)
  expect(bytesIn(folder).includes('oldquick$')).toBe(false)
})

test('sample data comes with the first run where it is asked for', async () => {
  const desk = await quick()
  const { secret } = await callAs(desk, null)('sessions.createAdministrator', { ...ANNA, sampleData: true })
  const call = callAs(desk, secret)
  expect(await call('customers.count', {})).toEqual({ count: 40, exact: true })
  expect(await call('contacts.count', {})).toEqual({ count: 200, exact: true })
  expect(await call('users.count', { kind: 'person' })).toEqual({ count: 41, exact: true })
  expect(await call('users.count', { kind: 'technical' })).toEqual({ count: 12, exact: true })
  expect(await call('tokens.count', {})).toEqual({ count: 120, exact: true })
  const made = (await call('tokens.list', {})).rows.map((token) => token.createdAt)
  expect(made).toEqual(made.toSorted().reverse())
  const { rows } = await call('audit.list', {})
  expect(rows.map((row) => row.action)).toEqual(['sample-data.created', 'administrator.created'])
  await desk.close()
})

test('BY-6 · a desk that keeps checkpoints makes one when it starts and at each sign-out, and a quiet one none', async () => {
  const keyRing = memoryKeyRing()
  const checkpointsAfter = async (keepsCheckpoints: boolean) => {
    const desk = await quick({ keyRing, keepsCheckpoints })
    const { secret } = await callAs(desk, null)('sessions.signIn', { username: 'anna', password: PASSWORD })
    await callAs(desk, secret)('sessions.signOut', {})
    await desk.close()
    const database = new Database(storeFiles(folder).store, { readonly: true })
    try {
      const kept = database.prepare('select sequence, signature from audit_checkpoints order by id')
      return kept.all() as { sequence: number; signature: string | null }[]
    } finally {
      database.close()
    }
  }
  const desk = await quick()
  const { secret } = await callAs(desk, null)('sessions.createAdministrator', ANNA)
  await callAs(desk, secret)('sessions.signOut', {})
  await desk.close()
  expect(await checkpointsAfter(false)).toEqual([])
  const kept = await checkpointsAfter(true)
  expect(kept.every(({ signature }) => signature !== null)).toBe(true)
  // The start may come after the sign-in: both are in the background.
  expect(kept.at(-1)?.sequence).toBe(5 + 1)
  expect(kept.length).toBeGreaterThan(0)
  expect((await checkpointsAfter(true)).length).toBeGreaterThan(kept.length)
})

test('a file that is no store is refused with a code, and left as it was', async () => {
  writeFileSync(join(folder, 'token-desk.sqlite'), 'this is not a database, but it is somebody’s file')
  expect(await refusalOf(quick())).toMatchObject({ code: 'STORE_CORRUPT' })
  expect(readFileSync(join(folder, 'token-desk.sqlite'), 'utf8')).toContain('somebody’s file')
})

test('closing lets what is under way finish, answers nothing after that, and may be repeated', async () => {
  const desk = await quick()
  const underWay = callAs(desk, null)('sessions.createAdministrator', ANNA)
  const closing = Promise.all([desk.close(), desk.close()])
  expect(await desk.call({ name: 'sessions.state', input: {}, session: null })).toMatchObject({
    ok: false,
    error: { code: 'CANCELLED' },
  })
  expect((await underWay).operator.username).toBe('anna')
  await closing
  const again = await quick()
  expect((await callAs(again, null)('sessions.state', {})).store).toBe('ready')
  await again.close()
})

test('a listener that fails is logged and fails nobody else; one that stopped hears nothing', async () => {
  const bugs: unknown[] = []
  const log = { info: () => {}, warn: () => {}, error: (_message: string, error: unknown) => void bugs.push(error) }
  const desk = await quick({ log })
  const heard: string[] = []
  const stop = desk.listen(() => {
    throw new Error('a listener’s bug')
  })
  const stopEarly = desk.listen((event) => heard.push(`early ${event.name}`))
  desk.listen((event) => heard.push(event.name))
  stopEarly()
  const { secret } = await callAs(desk, null)('sessions.createAdministrator', ANNA)
  expect(heard).toEqual(['users.changed', 'session.changed', 'audit.changed'])
  expect(bugs).toHaveLength(3)
  stop()
  await callAs(desk, secret)('customers.create', { name: 'Quiet' })
  expect(bugs).toHaveLength(3)
  await desk.close()
})
