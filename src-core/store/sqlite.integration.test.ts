import { type ChildProcess, fork, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { Worker } from 'node:worker_threads'
import Database from 'better-sqlite3'
import { sql } from 'kysely'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { storeMigrations } from './migrations/index.ts'
import { openFiles } from './sqlite/open.ts'
import { openSqliteStore } from './sqlite.ts'
import { expectOrderedNames, NAMES_BEFORE_ORDER, STEPS_BEFORE_ORDER } from './testing/names-before-order.ts'
import {
  audited,
  createOwners,
  digestOf,
  NOON,
  newToken,
  openTestStore,
  person,
  silentLog,
  temporaryFolder,
  testClock,
  testRandom,
} from './testing/store-fixture.ts'

const FILE = 'token-desk.sqlite'
// Other processes are started, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 })
const openAgain = (folder: string) =>
  openSqliteStore({ folder, clock: testClock(), random: testRandom, log: silentLog })
const hashOf = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex')
const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8)

/** A store with a few hundred tokens, closed as it should be. */
async function closedStore(): Promise<string> {
  const { store, folder } = await openTestStore()
  await store.change(async (repositories) => {
    const { userOwner } = await createOwners(repositories)
    for (let count = 0; count < 300; count += 1)
      await repositories.tokens.create(newToken(userOwner, `secret ${count}`, { name: `Token ${count}` }), NOON)
  })
  await store.close()
  return folder
}

/** Marks a store as one that was not closed, as a crash leaves it. */
function leaveOpen(folder: string): void {
  const database = new Database(join(folder, FILE))
  database.prepare("update settings set value = 'false' where key = 'store.clean'").run()
  database.close()
}

describe('opening', () => {
  test('DC-2 · a new folder gets a store, and what was kept is there after closing and opening again', async () => {
    const { store, folder } = await openTestStore({ folder: join(temporaryFolder(), 'a', 'b') })
    await store.change(({ users }) => users.create(person('Ada'), NOON))
    await store.close()
    const again = await openAgain(folder)
    onTestFinished(() => again.close())
    expect(await again.read(({ users }) => users.findByUsername('ada'))).toMatchObject({ user: { username: 'Ada' } })
    expect(await again.read(({ settings }) => settings.policy())).toMatchObject({
      longestLifetimeDays: 365,
      version: 1,
    })
    expect((await again.read(({ modules }) => modules.list())).filter((module) => module.forContacts)).toMatchObject([
      { code: 'order-status', name: 'Order Status, customer portal', enabled: true },
    ])
  })

  test('the folder is closed to everybody else, and so is every file in it', async () => {
    const outer = temporaryFolder()
    const folder = join(outer, 'store')
    mkdirSync(folder, { mode: 0o755 })
    const { store } = await openTestStore({ folder })
    await store.change(({ users }) => users.create(person('Ada'), NOON))
    expect(modeOf(folder)).toBe('700')
    const files = readdirSync(folder)
    expect(files).toEqual(expect.arrayContaining([FILE, `${FILE}-wal`, `${FILE}-shm`, 'token-desk.lock']))
    for (const file of files) expect([file, modeOf(join(folder, file))]).toEqual([file, '600'])
  })

  test('permissions that were loosened are tightened again', async () => {
    const folder = await closedStore()
    chmodSync(join(folder, FILE), 0o644)
    const { store } = await openTestStore({ folder })
    expect(modeOf(join(folder, FILE))).toBe('600')
    await store.close()
  })

  test('changes are durable and clean: full sync, write-ahead log, foreign keys, freed bytes overwritten', async () => {
    const folder = temporaryFolder()
    const opened = await openFiles({ folder, clock: testClock(), log: silentLog })
    onTestFinished(() => opened.close({ clean: true }))
    const pragma = (name: string) => opened.writer.pragma(name, { simple: true })
    expect(['journal_mode', 'synchronous', 'foreign_keys', 'secure_delete'].map(pragma)).toEqual(['wal', 2, 1, 1])
    expect(opened.reader.pragma('query_only', { simple: true })).toBe(1)
  })
})

describe('one owner', () => {
  test('a second opening in the same process is refused in words, and the first goes on', async () => {
    const { store, folder } = await openTestStore()
    const refused = {
      code: 'STORE_UNREACHABLE',
      reason: 'in-use',
      message: expect.stringContaining('Another Token Desk'),
    }
    await expect(openAgain(folder)).rejects.toMatchObject(refused)
    await expect(openAgain(folder)).rejects.toMatchObject(refused)
    await store.change(({ users }) => users.create(person('Ada'), NOON))
  })

  test('another process is refused while this one has the store, and this one while another has it', async () => {
    const { store, folder } = await openTestStore()
    expect(await openElsewhere(folder)).toMatchObject({ code: 'STORE_UNREACHABLE', reason: 'in-use' })
    await store.close()

    const child = startChild('hold', folder)
    await messageOf(child)
    await expect(openAgain(folder)).rejects.toMatchObject({ reason: 'in-use' })
    child.kill('SIGKILL')
    await exitOf(child)
    // Whatever way the process ended, the system has given up its lock.
    await (await openAgain(folder)).close()
  })

  test('another thread of this process is refused', async () => {
    const { folder } = await openTestStore()
    const worker = new Worker(new URL('./testing/store-child.ts', import.meta.url), { argv: ['open', folder] })
    const answer = await new Promise((resolve) => worker.once('message', resolve))
    expect(answer).toMatchObject({ code: 'STORE_UNREACHABLE', reason: 'in-use' })
    await worker.terminate()
  })

  test('closing gives the store to the next one', async () => {
    const { store, folder } = await openTestStore()
    await store.close()
    expect(await openElsewhere(folder)).toEqual({ opened: true })
  })

  test('calls after closing are refused, and closing twice is closing once', async () => {
    const { store } = await openTestStore()
    await Promise.all([store.close(), store.close()])
    await expect(store.read(async () => 1)).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' })
    await expect(store.findByDigest(digestOf('x'))).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' })
  })

  test('closing waits for what is under way', async () => {
    const { store, folder } = await openTestStore()
    const change = store.change(({ users }) => users.create(person('Ada'), NOON))
    await store.close()
    await change
    const { store: again } = await openTestStore({ folder })
    expect(await again.read(({ users }) => users.isEmpty())).toBe(false)
  })
})

describe('refusals', () => {
  test('a file that is not SQLite is refused as not a store and left as it is', async () => {
    const folder = temporaryFolder()
    for (const content of ['{"hello": true}', Buffer.alloc(10_000, 7), 'SQLite format 3\0']) {
      writeFileSync(join(folder, FILE), content)
      const before = hashOf(join(folder, FILE))
      await expect(openAgain(folder)).rejects.toMatchObject({ code: 'STORE_CORRUPT', reason: 'not-a-store' })
      expect(hashOf(join(folder, FILE))).toBe(before)
      expect(readdirSync(folder).filter((file) => file !== 'token-desk.lock')).toEqual([FILE])
    }
  })

  test('a SQLite file of another program is refused as not a store and left as it is', async () => {
    const folder = temporaryFolder()
    const other = new Database(join(folder, FILE))
    other.exec('create table users (id integer); insert into users values (1)')
    other.close()
    const before = hashOf(join(folder, FILE))
    await expect(openAgain(folder)).rejects.toMatchObject({ code: 'STORE_CORRUPT', reason: 'not-a-store' })
    expect(hashOf(join(folder, FILE))).toBe(before)
  })

  test.each([
    ['cut in half', (path: string) => truncateSync(path, Math.floor(statSync(path).size / 8192) * 4096)],
    ['with overwritten pages', (path: string) => overwrite(path, (page) => page > 3 && page % 3 === 0)],
    ['with an overwritten schema', (path: string) => overwrite(path, (page) => page === 0)],
  ])('a store %s is set aside by copy, named in the message, and left as it is', async (_what, damage) => {
    const folder = await closedStore()
    leaveOpen(folder)
    const path = join(folder, FILE)
    damage(path)
    const before = hashOf(path)
    const refused = await openAgain(folder).then(
      () => undefined,
      (error: unknown) => error,
    )
    expect(refused).toMatchObject({ code: 'STORE_CORRUPT', reason: 'damaged' })
    const copies = readdirSync(folder).filter((file) => file.startsWith('token-desk.damaged-'))
    expect(copies).toEqual([expect.stringMatching(/^token-desk\.damaged-\d{8}T\d{6}Z\.sqlite$/)])
    expect((refused as Error).message).toContain(copies[0])
    expect(hashOf(path)).toBe(before)
    expect(hashOf(join(folder, copies[0] ?? ''))).toBe(before)
    expect(modeOf(join(folder, copies[0] ?? ''))).toBe('600')

    // Trying again says the same, and does not fill the disk with copies.
    await expect(openAgain(folder)).rejects.toMatchObject({ reason: 'damaged' })
    expect(readdirSync(folder).filter((file) => file.startsWith('token-desk.damaged-'))).toEqual(copies)
  })

  test('a store that was closed in order and is damaged is set aside by what first looks around in it', async () => {
    const folder = await closedStore()
    const path = join(folder, FILE)
    const view = new Database(path, { readonly: true })
    const roots = view.prepare("select rootpage from sqlite_schema where tbl_name = 'sign_in_attempts'").pluck().all()
    view.close()
    overwrite(path, (page) => roots.includes(page + 1))
    for (const _attempt of ['first', 'again']) {
      await expect(openAgain(folder)).rejects.toMatchObject({
        code: 'STORE_CORRUPT',
        reason: 'damaged',
        message: expect.stringContaining('A copy was set aside as token-desk.damaged-'),
      })
      const copies = readdirSync(folder).filter((file) => file.startsWith('token-desk.damaged-'))
      expect(copies.map((copy) => hashOf(join(folder, copy)))).toEqual([hashOf(path)])
    }
  })

  test('a damaged store takes its write-ahead log aside with it', async () => {
    const child = startChild('issue', await closedStore())
    const { folder } = await messageOf(child)
    child.kill('SIGKILL')
    await exitOf(child)
    overwrite(join(folder, FILE), (page) => page > 3 && page % 2 === 0)
    await expect(openAgain(folder)).rejects.toMatchObject({ reason: 'damaged' })
    const copy = readdirSync(folder).find((file) => /^token-desk\.damaged-.*\.sqlite$/.test(file)) ?? ''
    expect(hashOf(join(folder, `${copy}-wal`))).toBe(hashOf(join(folder, `${FILE}-wal`)))
  })

  test('a store that was cut to nothing is not taken for a first start while its log is there', async () => {
    const child = startChild('issue', await closedStore())
    const { folder } = await messageOf(child)
    child.kill('SIGKILL')
    await exitOf(child)
    truncateSync(join(folder, FILE), 0)
    await expect(openAgain(folder)).rejects.toMatchObject({ code: 'STORE_CORRUPT', reason: 'damaged' })
    expect(existsSync(join(folder, `${FILE}-wal`))).toBe(true)
  })

  test('a store whose file has gone, with its log still there, is refused and can be asked for again', async () => {
    const child = startChild('issue', await closedStore())
    const { folder } = await messageOf(child)
    child.kill('SIGKILL')
    await exitOf(child)
    rmSync(join(folder, FILE))
    const log = hashOf(join(folder, `${FILE}-wal`))
    // Twice: a refusal keeps nobody out.
    for (const _attempt of [1, 2])
      await expect(openAgain(folder)).rejects.toMatchObject({ code: 'STORE_CORRUPT', reason: 'damaged' })
    expect(hashOf(join(folder, `${FILE}-wal`))).toBe(log)
    const aside = readdirSync(folder).filter((name) => name.startsWith('token-desk.damaged-'))
    expect(aside.map((name) => hashOf(join(folder, name)))).toEqual([log])
  })

  test('a store of a newer version is refused and not a byte of it is changed', async () => {
    const newer = [...storeMigrations, { name: '9999-later', up: async () => {} }]
    const folder = await closedStore()
    await (await openTestStore({ folder, migrations: newer })).store.close()
    const before = hashOf(join(folder, FILE))
    const files = readdirSync(folder)
    await expect(openAgain(folder)).rejects.toMatchObject({ code: 'STORE_TOO_NEW' })
    expect(hashOf(join(folder, FILE))).toBe(before)
    expect(readdirSync(folder)).toEqual(files)
  })

  test('a migration that this release does not know counts as newer, whatever the version says', async () => {
    const folder = await closedStore()
    const database = new Database(join(folder, FILE))
    database.prepare("insert into kysely_migration values ('0002-unknown', '2030-01-01T00:00:00.000Z')").run()
    database.close()
    const before = hashOf(join(folder, FILE))
    await expect(openAgain(folder)).rejects.toMatchObject({ code: 'STORE_TOO_NEW' })
    expect(hashOf(join(folder, FILE))).toBe(before)
  })

  test('a folder that cannot be reached is refused as unreachable', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'file'), '')
    await expect(openAgain(join(folder, 'file'))).rejects.toMatchObject({ reason: 'unreachable' })
    await expect(openAgain(join(folder, 'file', 'below'))).rejects.toMatchObject({ reason: 'unreachable' })
    mkdirSync(join(folder, FILE))
    await expect(openAgain(folder)).rejects.toMatchObject({ code: 'STORE_UNREACHABLE', reason: 'unreachable' })
  })

  test.skipIf(process.platform === 'win32')('a read-only folder or file is refused as read-only', async () => {
    const folder = await closedStore()
    const before = hashOf(join(folder, FILE))
    // Permissions do not bind root, so root has somebody else try.
    const ordinary = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
    if (ordinary.uid !== undefined) for (const path of everythingIn(folder)) chownSync(path, ordinary.uid, ordinary.gid)
    chmodSync(join(folder, FILE), 0o400)
    expect(await openElsewhere(folder, ordinary)).toMatchObject({ code: 'STORE_UNREACHABLE', reason: 'read-only' })
    chmodSync(join(folder, FILE), 0o600)
    chmodSync(folder, 0o500)
    expect(await openElsewhere(folder, ordinary)).toMatchObject({ code: 'STORE_UNREACHABLE', reason: 'read-only' })
    chmodSync(folder, 0o700)
    expect(hashOf(join(folder, FILE))).toBe(before)
    expect(await openElsewhere(folder, ordinary)).toEqual({ opened: true })
  })
})

describe('a full disk', () => {
  test('a change that does not fit is refused as full, leaves nothing, and the store goes on when there is room', async () => {
    const folder = await closedStore()
    const pages = statSync(join(folder, FILE)).size / 4096
    const { store } = await openTestStore({ folder, maximumPages: pages + 10 })
    const user = await store.read(({ users }) => users.findByUsername('ada'))
    const owner = { kind: 'user', id: user?.user.id ?? '' } as const
    const before = await store.read(({ tokens }) => tokens.count({}, 'all', NOON))
    const many = store.change(async ({ tokens }) => {
      for (let count = 0; count < 500; count += 1)
        await tokens.create(newToken(owner, `more ${count}`, { description: 'x'.repeat(2000) }), NOON)
    })
    await expect(many).rejects.toMatchObject({ code: 'STORE_UNREACHABLE', reason: 'full' })
    expect(await store.read(({ tokens }) => tokens.count({}, 'all', NOON))).toEqual(before)
    await store.close()

    const { store: roomy } = await openTestStore({ folder })
    await roomy.change(({ tokens }) => tokens.create(newToken(owner, 'fits'), NOON))
  })

  test('work that swallows the refusal cannot make the rest of it durable', async () => {
    const folder = await closedStore()
    const { store } = await openTestStore({ folder, maximumPages: statSync(join(folder, FILE)).size / 4096 + 10 })
    const swallowing = store.change(async (repositories) => {
      const owner = await createOwnersAgain(repositories)
      try {
        for (let count = 0; ; count += 1)
          await repositories.tokens.create(newToken(owner, `more ${count}`, { description: 'x'.repeat(2000) }), NOON)
      } catch {
        await repositories.audit.append({ at: NOON, actor: null, action: 'token.issued', subject: null, details: {} })
      }
    })
    await expect(swallowing).rejects.toMatchObject({ reason: 'full' })
    expect(await store.read(({ audit }) => audit.count({}))).toEqual({ count: 0, exact: true })
    expect(await store.read(({ users }) => users.findByUsername('Grace'))).toBeUndefined()
  })

  test('a store that cannot even be made is refused as full', async () => {
    await expect(openTestStore({ maximumPages: 4 })).rejects.toMatchObject({
      code: 'STORE_UNREACHABLE',
      reason: 'full',
    })
  })
})

describe('migration', () => {
  const added = {
    name: '9998-colours',
    up: async (database: Parameters<(typeof storeMigrations)[0]['up']>[0]) => {
      await sql`create table colours (name text)`.execute(database)
    },
  }

  test('an older store is backed up as it was, then migrated', async () => {
    const folder = await closedStore()
    await (await openTestStore({ folder, migrations: [...storeMigrations, added] })).store.close()
    const backups = readdirSync(join(folder, 'backups'))
    expect(backups).toEqual([`token-desk.version-${storeMigrations.length}.20261121T120000Z.sqlite`])
    const backup = join(folder, 'backups', backups[0] ?? '')
    expect([modeOf(join(folder, 'backups')), modeOf(backup)]).toEqual(['700', '600'])

    const elsewhere = temporaryFolder()
    copyFileSync(backup, join(elsewhere, FILE))
    const restored = await openAgain(elsewhere)
    expect(await restored.read(({ tokens }) => tokens.count({}, 'all', NOON))).toEqual({ count: 300, exact: true })
    await restored.close()
  })

  test('a store of the first release keeps its rules, gains the later ones at their least, and knows when employments end', async () => {
    const folder = temporaryFolder()
    const first = { folder, clock: testClock(), log: silentLog, migrations: storeMigrations.slice(0, 1) }
    ;(await openFiles(first)).close({ clean: true })
    const database = new Database(join(folder, FILE))
    database.exec(`insert into users (public_id, kind, username, username_key, full_name, full_name_folded,
        preferred_language, employed_until, created_at)
      values ('USR-0000-0000', 'technical', 'robot', 'robot', 'Robot', 'robot', 'en', '2026-03-28', 0)`)
    database.close()
    const store = await openAgain(folder)
    expect(await store.read(({ settings }) => settings.policy())).toMatchObject({
      longestLifetimeDays: 365,
      nameMinimumLength: 1,
      recoverableFor: [],
    })
    await store.close()
    const after = new Database(join(folder, FILE), { readonly: true })
    onTestFinished(() => void after.close())
    expect(after.prepare('select employment_ends_at from users').pluck().get()).toBe(
      new Date(2026, 2, 29).getTime() - 1,
    )
  })

  test('names of an earlier release stand where each language has them, and are found as they are now', async () => {
    const folder = temporaryFolder()
    const before = {
      folder,
      clock: testClock(),
      log: silentLog,
      migrations: storeMigrations.slice(0, STEPS_BEFORE_ORDER),
    }
    ;(await openFiles(before)).close({ clean: true })
    const database = new Database(join(folder, FILE))
    database.exec(NAMES_BEFORE_ORDER)
    database.close()
    const store = await openAgain(folder)
    onTestFinished(() => store.close())
    await expectOrderedNames(store)
  })

  test('a step that fails leaves the store as it was', async () => {
    const folder = await closedStore()
    const failing = { name: '9999-fails', up: async () => Promise.reject(new Error('no')) }
    await expect(openTestStore({ folder, migrations: [...storeMigrations, added, failing] })).rejects.toThrow('no')
    const { store } = await openTestStore({ folder })
    expect(await store.read(({ tokens }) => tokens.count({}, 'all', NOON))).toEqual({ count: 300, exact: true })
  })
})

describe('a crash', () => {
  test('kill -9 in the middle of changes: a token and its audit row are both there, or neither is', async () => {
    const folder = await closedStore()
    for (let round = 0; round < 4; round += 1) {
      const child = startChild('issue', folder)
      await messagesOf(child, 3 + round * 4)
      child.kill('SIGKILL')
      await exitOf(child)
      const { store } = await openTestStore({ folder })
      await store.read(async ({ tokens, audit }) => {
        const { count } = await tokens.count({ search: 'issued by child' }, 'all', NOON)
        expect(await audit.count({ action: ['token.issued'] })).toEqual({ count, exact: true })
        expect(count).toBeGreaterThan(round)
      })
      await store.close()
    }
  })
})

describe('secrets', () => {
  test('a secret is in no file of the folder, log and free pages included, and neither is a digest taken out', async () => {
    const secret = 'tdu_2mQx8Zr4TnVb6Yc1Kd9Lf3Gh5Jw7PsNWa2sX0123'
    const code = digestOf('setup code')
    const hash = '$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$b2xkb2xkb2xkb2xkb2xkb2xk'
    const { store, folder } = await openTestStore()
    await store.change(async (repositories) => {
      const { user, userOwner } = await createOwners(repositories)
      const token = await repositories.tokens.create(newToken(userOwner, secret), NOON)
      await audited(repositories, token.id, user.id)
      await repositories.users.setPassword(user.id, hash)
      await repositories.users.setSetupCode(user.id, { digest: code, expiresAt: NOON })
      await repositories.sessions.create({ digest: digestOf('tdo_session'), userId: user.id, expiresAt: NOON }, NOON)
    })
    expect(contains(folder, secret)).toEqual([])
    expect(contains(folder, 'tdo_session')).toEqual([])
    await store.change(async ({ users }) => {
      const found = await users.findByUsername('ada')
      await users.setPassword(found?.user.id ?? '', '$argon2id$new')
      await users.setSetupCode(found?.user.id ?? '', null)
    })
    await store.close()
    expect(contains(folder, code)).toEqual([])
    expect(contains(folder, hash)).toEqual([])
    expect(contains(folder, digestOf(secret))).toEqual([FILE])
  })
})

async function createOwnersAgain(
  repositories: Parameters<Parameters<Awaited<ReturnType<typeof openAgain>>['change']>[0]>[0],
) {
  const user = await repositories.users.create(person('Grace'), NOON)
  return { kind: 'user', id: user.id } as const
}

/** Fills the chosen pages of 4 KiB with noise, the file's first 100 bytes excepted. */
function overwrite(path: string, chosen: (page: number) => boolean): void {
  const bytes = readFileSync(path)
  for (let page = 0; page * 4096 < bytes.length; page += 1)
    if (chosen(page)) bytes.fill(0xa5, page * 4096 + (page === 0 ? 100 : 0), (page + 1) * 4096)
  writeFileSync(path, bytes)
}

function contains(folder: string, needle: string | Uint8Array): string[] {
  return readdirSync(folder).filter((file) => readFileSync(join(folder, file)).includes(Buffer.from(needle)))
}

function everythingIn(folder: string): string[] {
  return [folder, ...readdirSync(folder).map((file) => join(folder, file))]
}

function startChild(what: 'hold' | 'issue', folder: string): ChildProcess {
  const child = fork(new URL('./testing/store-child.ts', import.meta.url), [what, folder], { stdio: 'inherit' })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

function messageOf(child: ChildProcess): Promise<{ folder: string }> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as { folder: string }))
    child.once('exit', () => reject(new Error('The child ended without a word.')))
  })
}

/** Waits until a child has said something so many times; it goes on meanwhile. */
function messagesOf(child: ChildProcess, count: number): Promise<void> {
  let heard = 0
  return new Promise((resolve, reject) => {
    child.on('message', () => {
      heard += 1
      if (heard === count) resolve()
    })
    child.once('exit', () => reject(new Error('The child ended too soon.')))
  })
}

function exitOf(child: ChildProcess): Promise<void> {
  return child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => child.once('exit', () => resolve()))
}

/** Opens and closes the store in another process, which says how it went. */
async function openElsewhere(folder: string, as: { uid?: number; gid?: number } = {}): Promise<unknown> {
  const script = new URL('./testing/store-child.ts', import.meta.url).pathname
  const child = spawn(process.execPath, [script, 'open', folder], { stdio: ['ignore', 'pipe', 'inherit'], ...as })
  return JSON.parse(await text(child.stdout))
}
