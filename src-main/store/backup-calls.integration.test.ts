import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { makeBackupFile } from '../../src-core/backup/make-backup.ts'
import { startApplication } from '../application.ts'
import { type FakeShell, fakeShell } from '../testing/fake-shell.ts'
import { manualTime } from '../testing/manual-time.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'

// A run opens a real store, hashes a real password and derives real keys, on whatever machine there is.
vi.setConfig({ testTimeout: 60_000 })

const PASSWORD = 'seven grey herons over Brno'
const PASSPHRASE = 'forty herons over the Vltava'
const ADMINISTRATOR = { fullName: 'Ada Admin', username: 'ada', password: PASSWORD }

async function run(dataFolder = temporaryFolder()) {
  const time = manualTime(Date.now())
  const kept = temporaryFolder()
  const shell = fakeShell({ chosen: (name) => join(kept, name) })
  const application = await startApplication({
    shell,
    dataFolder,
    workerUrl: new URL('./worker.ts', import.meta.url),
    version: '1.2.3',
    clock: time.clock,
    timers: time.timers,
  })
  onTestFinished(() => application.close())
  return { shell, dataFolder, application, ask: asking(shell) }
}

function asking(shell: FakeShell) {
  return async <T = Record<string, unknown>>(name: string, input: unknown = {}): Promise<T> => {
    const reply = await shell.ask(name, input)
    if (!reply.ok) throw new Error(`${name} was refused: ${JSON.stringify(reply.error)}`)
    return reply.value as T
  }
}

async function backedUp(ask: ReturnType<typeof asking>): Promise<string> {
  const { path, jobId } = await ask<{ path: string; jobId: string }>('desktop.backUp', { passphrase: PASSPHRASE })
  for (;;) {
    const job = await ask<{ state: string }>('jobs.get', { id: jobId })
    if (job.state === 'done') return path
    if (job.state !== 'running') throw new Error(JSON.stringify(job))
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** One of the store that is open, without what makes guessing expensive. */
async function quickBackup(source: string): Promise<string> {
  const path = join(temporaryFolder(), 'quick.age')
  await makeBackupFile({
    source: { folder: source },
    workFolder: source,
    to: path,
    passphrase: PASSPHRASE,
    madeAt: Date.now(),
    madeBy: 'Ada Admin',
    version: '1.2.3',
    workFactor: 2,
  })
  return path
}

const customers = async (ask: ReturnType<typeof asking>) =>
  (await ask<{ rows: { name: string }[] }>('customers.list')).rows.map(({ name }) => name)

test('an administrator restores a backup in the place of the store, which is copied, and everybody signs in again', async () => {
  const { shell, ask, dataFolder } = await run()
  await ask('sessions.createAdministrator', ADMINISTRATOR)
  await ask('customers.create', { name: 'Before' })
  const path = await backedUp(ask)
  await ask('customers.create', { name: 'After' })

  const wrong = await shell.ask('desktop.restoreBackup', { path, passphrase: `${PASSPHRASE}!` })
  expect(wrong).toMatchObject({ ok: false, error: { reason: 'wrong-passphrase' } })
  expect(await customers(ask)).toEqual(['After', 'Before'])

  expect(await ask('desktop.inspectBackup', { path, passphrase: PASSPHRASE })).toMatchObject({
    madeBy: 'Ada Admin',
    version: '1.2.3',
    counts: { customers: 1 },
  })
  const { before } = await ask<{ before: string }>('desktop.restoreBackup', { path, passphrase: PASSPHRASE })
  expect(existsSync(before)).toBe(true)
  expect(await ask('sessions.state')).toMatchObject({ store: 'ready', session: { state: 'signed-out' } })
  await ask('sessions.signIn', { username: 'ada', password: PASSWORD })
  expect(await customers(ask)).toEqual(['Before'])
  expect(readdirSync(dataFolder)).toContain('backups')
})

test('nobody but an administrator has a backup take the place of a store that has one', async () => {
  const { shell, ask, dataFolder } = await run()
  await ask('sessions.createAdministrator', ADMINISTRATOR)
  const path = await quickBackup(dataFolder)
  await ask('sessions.signOut')
  const refused = await shell.ask('desktop.restoreBackup', { path, passphrase: PASSPHRASE })
  expect(refused).toMatchObject({ ok: false, error: { code: 'NOT_SIGNED_IN' } })
  // What only main may ask the desk is not to be had from a page, which could name any file.
  expect(await shell.ask('backups.make', { path, passphrase: PASSPHRASE })).toMatchObject({
    ok: false,
    error: { code: 'UNKNOWN_CALL' },
  })
})

test('at the first run, and where the store cannot be opened, whoever has a backup and its passphrase restores it', async () => {
  const first = await run()
  await first.ask('sessions.createAdministrator', ADMINISTRATOR)
  const path = await quickBackup(first.dataFolder)

  const empty = await run()
  await empty.ask('desktop.restoreBackup', { path, passphrase: PASSPHRASE })
  await empty.ask('sessions.signIn', { username: 'ada', password: PASSWORD })

  const folder = temporaryFolder()
  writeFileSync(join(folder, 'token-desk.sqlite'), damaged())
  const broken = await run(folder)
  expect(await broken.ask('desktop.info')).toMatchObject({ problem: { code: 'STORE_CORRUPT' } })
  await broken.ask('desktop.restoreBackup', { path, passphrase: PASSPHRASE })
  await broken.ask('sessions.signIn', { username: 'ada', password: PASSWORD })
})

/** The head of a store, and nothing behind it that is one. */
function damaged(): Buffer {
  const bytes = Buffer.alloc(40_000, 0xff)
  bytes.write('SQLite format 3\0', 0, 'latin1')
  bytes.writeUInt16BE(4096, 16)
  bytes.set([2, 2, 0, 64, 32, 32], 18)
  bytes.writeUInt32BE(4, 60)
  bytes.writeUInt32BE(0x546b446b, 68)
  return bytes
}
