import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { openPostgresStore } from '../store/postgres.ts'
import { openSqliteStore } from '../store/sqlite.ts'
import {
  makeFolder,
  openTestStore,
  removeFolder,
  silentLog,
  temporaryFolder,
  testClock,
  testRandom,
} from '../store/testing/store-fixture.ts'
import { sharedPostgres, stopSharedPostgres } from '../testing/shared-postgres.ts'
import { makeBackupFile } from './make-backup.ts'
import { checkBackup, restoreBackup } from './restore-backup.ts'
import {
  backupFolder,
  backupOrder,
  everythingIn,
  expectNothingUnfinished,
  fill,
  filledFolder,
  PASSPHRASE,
  restoreOrder,
  trailOf,
} from './testing/backup-trial.ts'
import type { ThreadTask } from './threaded.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })
afterAll(stopSharedPostgres)

describe('between SQLite and PostgreSQL', () => {
  async function openDatabase(url: string) {
    const store = await openPostgresStore({ url, clock: testClock(), random: testRandom, log: silentLog })
    onTestFinished(() => store.close())
    return store
  }

  test('a backup of a workstation is restored into a database, and one of the database onto a workstation, the same both ways', async () => {
    const { store, folder } = await openTestStore()
    await fill(store)
    const before = await everythingIn(store)
    const file = join(backupFolder(), 'from-sqlite.age')
    await makeBackupFile(backupOrder({ folder }, file))

    const database = await (await sharedPostgres()).newDatabase()
    await restoreBackup(restoreOrder(file, { database }))
    const shared = await openDatabase(database)
    expect(await everythingIn(shared)).toEqual(before)
    expect((await trailOf(shared))[0]?.action).toBe('store.restored')

    const back = join(backupFolder(), 'from-postgresql.age')
    const { manifest } = await makeBackupFile(backupOrder({ database }, back))
    expect(manifest).toMatchObject({ source: 'postgresql', audit: { records: 21 } })
    const target = join(temporaryFolder(), 'new')
    await restoreBackup(restoreOrder(back, { folder: target }))
    const { store: again } = await openTestStore({ folder: target })
    expect(await everythingIn(again)).toEqual(before)
  })

  test('a database that holds a store already is left as it is', async () => {
    const file = join(backupFolder(), 'backup.age')
    await makeBackupFile(backupOrder({ folder: await filledFolder() }, file))
    const database = await (await sharedPostgres()).newDatabase()
    const store = await openDatabase(database)
    await fill(store, 2)
    const before = await everythingIn(store)
    await expect(restoreBackup(restoreOrder(file, { database }, { replace: true }))).rejects.toMatchObject({
      code: 'CONFLICT',
      reason: 'database-not-empty',
    })
    expect(await everythingIn(store)).toEqual(before)
  })
})

describe.skipIf(process.platform === 'win32')('where there is no room for what is written', () => {
  /** Runs a task in a process that may write no file beyond so many blocks of 1 KiB. */
  async function problemWithin(blocks: number, task: ThreadTask): Promise<string> {
    const limited = ['-c', `ulimit -f ${blocks}; exec "$0" "$@"`, process.execPath, CHILD]
    const child = spawn('bash', limited, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    onTestFinished(() => void child.kill('SIGKILL'))
    await said(child, 'ready')
    child.send(task)
    for (;;) {
      const [message] = await once(child, 'message')
      if (message === 'begun') continue
      await ended(child)
      return message === 'done' ? '' : (message as { problem: string }).problem
    }
  }

  test('a backup is refused in words, the store goes on, and nothing is left', async () => {
    const folder = await filledFolder(60)
    const to = join(folder, 'made.age')
    const { manifest } = await makeBackupFile(backupOrder({ folder }, to))
    rmSync(to)
    const before = readdirSync(folder).filter((name) => name !== 'unfinished')
    // The copy of the store has no room, or has just enough, and then the encrypted file, which is larger, has none.
    for (const [blocks, words] of [
      [50, /./],
      [Math.ceil(manifest.content.bytes / 1024), /There is no room left/],
    ] as const) {
      expect(await problemWithin(blocks, { kind: 'make', order: backupOrder({ folder }, to) })).toMatch(words)
      expect(readdirSync(folder).filter((name) => name !== 'unfinished')).toEqual(before)
      expectNothingUnfinished(folder)
    }
    const { store } = await openTestStore({ folder })
    expect((await store.facts()).tokens.count).toBe(60)
  })

  test('a restore is refused in words, and the store that was there is as it was', async () => {
    const file = join(backupFolder(), 'made.age')
    await makeBackupFile(backupOrder({ folder: await filledFolder(60) }, file))
    const folder = await filledFolder(5)
    const order = restoreOrder(file, { folder }, { replace: true })
    for (const blocks of [50, 200]) {
      expect(await problemWithin(blocks, { kind: 'restore', order })).toMatch(/room|disk/)
      expectNothingUnfinished(folder)
    }
    const { store } = await openTestStore({ folder })
    expect((await store.facts()).tokens.count).toBe(5)
  })
})

describe('a process that dies', () => {
  /** The same moments in every run. */
  const SEED = 20261126
  const MOMENTS = 50
  const source = makeFolder()
  const file = join(source, 'made.age')
  let everything: Awaited<ReturnType<typeof everythingIn>>

  beforeAll(async () => {
    await filledFolder(60, source)
    await makeBackupFile(backupOrder({ folder: source }, file))
  })
  afterAll(() => removeFolder(source))

  test(`at any of ${MOMENTS} moments of a backup leaves the store whole, and no half backup under a name that counts`, async () => {
    const folder = temporaryFolder()
    await filledFolder(60, folder)
    everything = await everythingAt(folder)
    const to = join(folder, 'made.age')
    let whole = 0
    await killedAtMoments({ kind: 'make', order: backupOrder({ folder }, to) }, async () => {
      expect(await everythingAt(folder)).toEqual(everything)
      expectNothingUnfinished(folder)
      if (existsSync(to)) {
        await checkBackup(to, PASSPHRASE)
        whole += 1
      }
      rmSync(to, { force: true })
    })
    // The first one was let be; of the others some died before the end, or nothing would have been shown.
    expect(whole).toBeGreaterThan(0)
    expect(whole).toBeLessThan(MOMENTS)
  })

  test(`at any of ${MOMENTS} moments of a restore leaves the store before or the one that is restored, whole`, async () => {
    const folder = temporaryFolder()
    await filledFolder(5, folder)
    const before = await everythingAt(folder)
    const clean = temporaryFolder()
    cpSync(folder, clean, { recursive: true })
    const restored = await everythingAt(source)
    const found = { before: 0, restored: 0 }
    await killedAtMoments({ kind: 'restore', order: restoreOrder(file, { folder }, { replace: true }) }, async () => {
      const now = await everythingAt(folder)
      const which = now.tokens?.length === before.tokens?.length ? 'before' : 'restored'
      expect(now).toEqual(which === 'before' ? before : restored)
      found[which] += 1
      expectNothingUnfinished(folder)
      rmSync(folder, { recursive: true })
      cpSync(clean, folder, { recursive: true })
    })
    expect(found.before).toBeGreaterThan(0)
    expect(found.restored).toBeGreaterThan(0)
  })

  async function everythingAt(folder: string) {
    const store = await openSqliteStore({ folder, clock: testClock(), random: testRandom, log: silentLog })
    const found = await everythingIn(store)
    await store.close()
    return found
  }

  /** Lets the task run twice to learn how long it takes, then kills a process at so many moments of that time. */
  async function killedAtMoments(task: ThreadTask, look: () => Promise<void>): Promise<void> {
    let lengthMs = Number.POSITIVE_INFINITY
    // The first of its kind is slower than any other.
    for (let run = 0; run < 2; run += 1) {
      const child = await readyChild()
      const begun = performance.now()
      child.send(task)
      await said(child, 'done')
      lengthMs = Math.min(lengthMs, performance.now() - begun)
      await ended(child)
      await look()
    }
    const random = seeded(SEED)
    let next = readyChild()
    for (let moment = 0; moment < MOMENTS; moment += 1) {
      const child = await next
      // The next one starts up meanwhile.
      next = readyChild()
      child.send(task)
      const killAt = setTimeout(() => child.kill('SIGKILL'), random() * lengthMs * 1.1)
      await ended(child)
      clearTimeout(killAt)
      await look()
    }
    const left = await next
    left.kill('SIGKILL')
    await ended(left)
  }
})

const CHILD = fileURLToPath(new URL('./testing/backup-child.ts', import.meta.url))

async function readyChild(): Promise<ChildProcess> {
  const child = fork(CHILD, {
    stdio: 'inherit',
    env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'token-desk-compile-cache') },
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  await said(child, 'ready')
  return child
}

async function said(child: ChildProcess, word: string): Promise<void> {
  for (;;) {
    const [message] = await once(child, 'message')
    if (message === word) return
    if (message !== 'begun') throw new Error(JSON.stringify(message))
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
}

/** Numbers from 0 to 1 that are the same in every run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
