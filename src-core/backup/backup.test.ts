import { createHash } from 'node:crypto'
import { cpSync, existsSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeFolder, openTestStore, removeFolder, temporaryFolder } from '../store/testing/store-fixture.ts'
import { sealBackup } from './backup-file.ts'
import { backupName, keepLatest, listBackups } from './backup-names.ts'
import { makeBackupFile } from './make-backup.ts'
import type { BackupManifest } from './manifest.ts'
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
import { backupThreads } from './threaded.ts'

const threads = backupThreads()
const noRecord = async () => {}

async function madeBackup(source?: string) {
  const folder = source ?? (await filledFolder())
  const file = join(backupFolder(), backupName(0))
  const made = await threads.make(backupOrder({ folder }, file), noRecord)
  return { folder, file, made }
}

const digest = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex')

describe('a backup', () => {
  test('holds the same people, tokens, settings and audit trail, made while the store is open and written to', async () => {
    const { store, folder } = await openTestStore()
    await fill(store)
    const before = await everythingIn(store)
    const { file, made } = await madeBackup(folder)
    expect(made.manifest).toMatchObject({ format: 1, source: 'sqlite', madeBy: 'Ada Lovelace', version: '1.2.3' })
    expect(made.manifest.counts).toMatchObject({ users: 2, contacts: 1, tokens: 20, audit: 20 })
    expect(made.manifest.audit.records).toBe(20)
    expect(made.bytes).toBe(statSync(file).size)

    const target = join(temporaryFolder(), 'new')
    const restored = await threads.restore(restoreOrder(file, { folder: target }))
    expect(restored).toEqual({ manifest: made.manifest, before: null })
    const { store: again } = await openTestStore({ folder: target })
    expect(await everythingIn(again)).toEqual(before)
    expectNothingUnfinished(folder)
    expectNothingUnfinished(target)
  })

  test('is readable by nobody else, has its name only once it is whole, and holds nothing in clear', async () => {
    const { file } = await madeBackup()
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readdirSync(join(file, '..'))).toEqual([backupName(0)])
    const bytes = readFileSync(file)
    for (const word of ['SQLite format', 'manifest', 'Ada Lovelace', 'Order portal'])
      expect(bytes.includes(word)).toBe(false)
  })

  test('brings no session along: whoever was signed in signs in again', async () => {
    const { file } = await madeBackup()
    const target = join(temporaryFolder(), 'new')
    await threads.restore(restoreOrder(file, { folder: target }))
    const { store } = await openTestStore({ folder: target })
    const user = await store.read(({ users }) => users.findByUsername('ada'))
    expect(await store.read(({ sessions }) => sessions.openOf(user?.user.id ?? '', 0))).toEqual([])
  })

  test('that cannot be put on record is not there', async () => {
    const folder = await filledFolder()
    const file = join(backupFolder(), backupName(0))
    const refused = threads.make(backupOrder({ folder }, file), async () => {
      throw new Error('no record')
    })
    await expect(refused).rejects.toThrow('no record')
    expect(readdirSync(join(file, '..'))).toEqual([])
  })

  test('that is stopped leaves nothing behind', async () => {
    const folder = await filledFolder()
    const file = join(backupFolder(), backupName(0))
    const stop = new AbortController()
    const onProgress = () => stop.abort()
    await expect(
      threads.make(backupOrder({ folder }, file), noRecord, { signal: stop.signal, onProgress }),
    ).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(readdirSync(join(file, '..'))).toEqual([])
    expectNothingUnfinished(folder)
  })

  test('into a folder that is not there is refused in words', async () => {
    const folder = await filledFolder()
    await expect(
      threads.make(backupOrder({ folder }, join(folder, 'nowhere', 'b.age')), noRecord),
    ).rejects.toMatchObject({ code: 'CONFLICT', reason: 'file-not-saved' })
  })

  test('is checked to its last byte without a store', async () => {
    const { file, made } = await madeBackup()
    expect(await threads.check(file, PASSPHRASE)).toEqual(made.manifest)
    expect(await threads.manifest(file, PASSPHRASE)).toEqual(made.manifest)
  })
})

describe('a restore', () => {
  test('is on record in the trail that it restores, with when the backup was made and who restored it', async () => {
    const { file, made } = await madeBackup()
    const target = join(temporaryFolder(), 'new')
    await threads.restore(restoreOrder(file, { folder: target }))
    const { store } = await openTestStore({ folder: target })
    const [last, before] = await trailOf(store)
    expect(last).toMatchObject({
      action: 'store.restored',
      details: { madeAt: made.manifest.madeAt, records: 20, by: 'Grace Hopper' },
    })
    expect(before?.hash).toBe(made.manifest.audit.hash)
  })

  test('leaves a store that is there alone unless it may be replaced, and then copies it first', async () => {
    const { file } = await madeBackup()
    const { store, folder } = await openTestStore()
    await fill(store, 3)
    const there = await everythingIn(store)
    await store.close()
    const before = digest(join(folder, 'token-desk.sqlite'))
    await expect(threads.restore(restoreOrder(file, { folder }))).rejects.toMatchObject({
      code: 'CONFLICT',
      reason: 'store-there',
    })
    expect(digest(join(folder, 'token-desk.sqlite'))).toBe(before)

    const restored = await threads.restore(restoreOrder(file, { folder }, { replace: true }))
    const copy = join(temporaryFolder(), 'copy')
    const { store: fresh } = await openTestStore({ folder: copy })
    await fresh.close()
    writeFileSync(join(copy, 'token-desk.sqlite'), readFileSync(restored.before ?? ''))
    const { store: kept } = await openTestStore({ folder: copy })
    expect(await everythingIn(kept)).toEqual(there)
    const { store: now } = await openTestStore({ folder })
    expect((await now.facts()).tokens.count).toBe(20)
  })

  test('over a damaged store keeps its bytes, its log too, and opens whole', async () => {
    const { file } = await madeBackup()
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'token-desk.sqlite'), damagedStore(await filledFolder()))
    writeFileSync(join(folder, 'token-desk.sqlite-wal'), 'what is left of a log')
    const bytes = readFileSync(join(folder, 'token-desk.sqlite'))
    const { before } = await threads.restore(restoreOrder(file, { folder }, { replace: true }))
    expect(readFileSync(before ?? '').equals(bytes)).toBe(true)
    const { store } = await openTestStore({ folder })
    expect((await store.facts()).tokens.count).toBe(20)
  })

  test('over a store whose process died keeps its log with it, and leaves none for the next store', async () => {
    const { file } = await madeBackup()
    const { store, folder: open } = await openTestStore()
    await fill(store, 3)
    const folder = temporaryFolder()
    for (const name of ['token-desk.sqlite', 'token-desk.sqlite-wal']) cpSync(join(open, name), join(folder, name))
    const { before } = await restoreBackup(restoreOrder(file, { folder }, { replace: true }))
    const { store: restored } = await openTestStore({ folder })
    expect((await restored.facts()).tokens.count).toBe(20)
    expect(await restored.startCheck().problems).toEqual([])
    const copy = temporaryFolder()
    for (const ending of ['', '-wal']) cpSync(`${before}${ending}`, join(copy, `token-desk.sqlite${ending}`))
    const { store: kept } = await openTestStore({ folder: copy })
    expect((await kept.facts()).tokens.count).toBe(3)
  })

  test('waits for nobody: a store that is open is in use, and stays as it is', async () => {
    const { file } = await madeBackup()
    const { store, folder } = await openTestStore()
    await expect(threads.restore(restoreOrder(file, { folder }, { replace: true }))).rejects.toMatchObject({
      code: 'STORE_UNREACHABLE',
      reason: 'in-use',
    })
    await fill(store, 1)
    expectNothingUnfinished(folder)
  })
})

describe('what is not the backup that was made', () => {
  const source = makeFolder()
  let whole: Buffer
  beforeAll(async () => {
    await filledFolder(20, source)
    const file = join(source, backupName(0))
    await makeBackupFile(backupOrder({ folder: source }, file))
    whole = readFileSync(file)
  })
  afterAll(() => removeFolder(source))

  async function refused(change: (bytes: Buffer) => Buffer, passphrase = PASSPHRASE) {
    const file = join(backupFolder(), backupName(0))
    writeFileSync(file, change(Buffer.from(whole)))
    const folder = join(temporaryFolder(), 'new')
    const failure = await restoreBackup(restoreOrder(file, { folder }, { passphrase })).catch((error: unknown) => error)
    await expect(checkBackup(file, passphrase)).rejects.toEqual(failure)
    expect(existsSync(join(folder, 'token-desk.sqlite'))).toBe(false)
    if (existsSync(folder)) expectNothingUnfinished(folder)
    return failure
  }

  test('a wrong passphrase is refused at its field', async () => {
    expect(await refused((bytes) => bytes, 'forty herons over the Thames')).toMatchObject({
      code: 'INVALID_INPUT',
      reason: 'wrong-passphrase',
      fields: { passphrase: { rule: 'wrongPassphrase' } },
    })
  })

  test.each([0.2, 0.5, 0.99, 1])('a file that ends after %d of its length is damaged', async (share) => {
    const damaged = await refused((bytes) => bytes.subarray(0, Math.floor(bytes.length * share) - 1))
    expect(damaged).toMatchObject({ code: 'STORE_CORRUPT', reason: 'backup-damaged' })
  })

  test.each([0.1, 0.5, 1])('a file in which one bit is another at %d of its length is damaged', async (share) => {
    const damaged = await refused((bytes) => {
      const at = Math.min(bytes.length - 1, Math.max(400, Math.floor(bytes.length * share)))
      bytes[at] = (bytes[at] ?? 0) ^ 1
      return bytes
    })
    expect(damaged).toMatchObject({ code: 'STORE_CORRUPT', reason: 'backup-damaged' })
  })

  test('a file that ends where one piece of the cipher ends, and so decrypts to there, is damaged', async () => {
    const piece = 64 * 1024 + 16
    const damaged = await refused((bytes) => {
      const header = bytes.indexOf('\n--- ')
      const begins = bytes.indexOf('\n', header + 1) + 1 + 16
      return bytes.subarray(0, begins + piece)
    })
    expect(damaged).toMatchObject({ code: 'STORE_CORRUPT', reason: 'backup-damaged' })
  })

  test('a file whose content is not what its manifest says is damaged, and one of a later form is for a newer version', async () => {
    const folder = await filledFolder()
    const file = join(backupFolder(), 'made.age')
    const { manifest } = await makeBackupFile(backupOrder({ folder }, file))
    const content = join(folder, 'token-desk.sqlite')
    const sealed = async (changed: Partial<BackupManifest>) => {
      const to = join(backupFolder(), 'other.age')
      const bytes = statSync(content).size
      await sealBackup({
        manifest: { ...manifest, content: { ...manifest.content, bytes }, ...changed },
        content,
        to,
        passphrase: PASSPHRASE,
        workFactor: 2,
      })
      return checkBackup(to, PASSPHRASE).catch((error: unknown) => error)
    }
    expect(await sealed({})).toMatchObject({ code: 'STORE_CORRUPT', reason: 'backup-damaged' })
    const newer = { code: 'STORE_TOO_NEW', reason: 'backup-too-new' }
    expect(await sealed({ format: 2 })).toMatchObject(newer)
    expect(await sealed({ schema: 1_000 })).toMatchObject(newer)
  })

  test('something else is no backup', async () => {
    expect(await refused(() => Buffer.from('a letter to my aunt'))).toMatchObject({ reason: 'not-a-backup' })
  })

  test('a backup that is not there is not found', async () => {
    await expect(threads.check(join(temporaryFolder(), 'none.age'), PASSPHRASE)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      reason: 'no-backup',
    })
  })
})

test('of many backups the latest are kept, and nothing else in the folder is touched', async () => {
  const folder = backupFolder()
  for (const hour of [1, 3, 2]) writeFileSync(join(folder, backupName(Date.UTC(2026, 0, 1, hour))), 'x')
  writeFileSync(join(folder, 'holiday.age'), 'x')
  writeFileSync(join(folder, `${backupName(0)}.unfinished`), 'x')
  utimesSync(join(folder, `${backupName(0)}.unfinished`), new Date(0), new Date(0))
  const inTheMaking = `${backupName(Date.UTC(2026, 0, 1, 4))}.unfinished`
  writeFileSync(join(folder, inTheMaking), 'x')
  expect(await keepLatest(folder, 2)).toBe(1)
  expect(readdirSync(folder).filter((name) => name !== inTheMaking)).toEqual([
    'holiday.age',
    'token-desk-20260101T020000Z.age',
    'token-desk-20260101T030000Z.age',
  ])
  expect((await listBackups(folder)).map(({ file }) => file.slice(-16))).toEqual([
    '0101T030000Z.age',
    '0101T020000Z.age',
  ])
})

test('of those that are named the latest are kept, and all others', async () => {
  const folder = backupFolder()
  const [first, second, third] = [1, 2, 3].map((hour) => backupName(Date.UTC(2026, 0, 1, hour))) as [
    string,
    string,
    string,
  ]
  for (const name of [first, second, third]) writeFileSync(join(folder, name), 'x')
  expect(await keepLatest(folder, 1, new Set([first, third]))).toBe(1)
  expect(readdirSync(folder)).toEqual([second, third])
})

/** A store whose pages are not what they were. */
function damagedStore(folder: string): Buffer {
  const bytes = readFileSync(join(folder, 'token-desk.sqlite'))
  return bytes.fill(0xff, 4096, 40_000)
}
