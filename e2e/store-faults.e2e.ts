import { type ChildProcess, spawn } from 'node:child_process'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { mkdir, mkdtemp, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Worker } from 'node:worker_threads'
import { test as base, expect } from '@playwright/test'
import type { Page } from 'playwright-core'
import { openDesk } from '../src-core/open-desk.ts'
import { launch } from './launch.ts'
import { processesOn } from './steps/crash.ts'
import { ask } from './steps/desk.ts'
import { addContact } from './steps/people.ts'
import { administrator, createAdministrator, signIn } from './steps/session.ts'

/** A data folder that is there for one test. */
const test = base.extend<{ readonly dataDir: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern.
  async dataDir({}, use) {
    const folder = await mkdtemp(join(tmpdir(), 'token-desk-faults-'))
    await use(folder)
    await rm(folder, { recursive: true, force: true })
  },
})

test('a file that is no store is left as it is; once it is moved away, Try again goes on', async ({ dataDir }) => {
  const path = storeIn(dataDir)
  await writeFile(path, 'Dear diary, this is not a store.\n'.repeat(100))
  const before = await readFile(path)
  const { page, close } = await launch({ dataDir })
  await expectProblem(page, 'is not a store of Token Desk. It was not touched.')
  await expect(page.getByText(dataDir).first()).toBeVisible()
  await tryAgainInVain(page, 'is not a store of Token Desk. It was not touched.')
  expect(await readFile(path)).toEqual(before)

  await rename(path, join(dataDir, 'diary.txt'))
  await tryAgain(page)
  await expect(page.getByRole('heading', { name: 'Create the administrator' })).toBeVisible()
  await close()
})

test('a damaged store is copied aside and named, and stays as it is', async ({ dataDir }) => {
  await makeStore(dataDir)
  const path = storeIn(dataDir)
  await overwrite(path, 100, Buffer.alloc(3_000, 0xa5))
  const before = await readFile(path)
  const { page, close } = await launch({ dataDir })
  await expectProblem(page, 'The store is damaged and was left as it is. A copy was set aside as token-desk.damaged-')
  await tryAgainInVain(page, 'The store is damaged and was left as it is.')
  await close()
  expect(await readFile(path)).toEqual(before)
  const copies = (await readdir(dataDir)).filter((name) => /^token-desk\.damaged-.*\.sqlite$/.test(name))
  expect(copies).toHaveLength(1)
  expect(await readFile(join(dataDir, copies[0] ?? ''))).toEqual(before)
})

test('a store of a newer version is refused unharmed', async ({ dataDir }) => {
  await makeStore(dataDir)
  const path = storeIn(dataDir)
  // The user version stands at byte 60 of the header (https://sqlite.org/fileformat2.html#user_version_number).
  await overwrite(path, 60, Buffer.from([0, 0, 0x27, 0x0f]))
  const before = await readFile(path)
  const { page, close } = await launch({ dataDir })
  await expectProblem(page, 'This store was written by a newer Token Desk. It was not touched.')
  await close()
  expect(await readFile(path)).toEqual(before)
})

test('a store that another process has open says so; once that one is closed, Try again goes on', async ({
  dataDir,
}) => {
  await makeStore(dataDir)
  const holder = run('src-server/testing/hold-store.ts', dataDir)
  try {
    await lines(holder, 1)
    const { page, close } = await launch({ dataDir })
    await expectProblem(page, 'Another Token Desk has this store open.')
    holder.stdin?.end()
    await ended(holder)
    await tryAgain(page)
    await signIn(page, administrator)
    await close()
  } finally {
    holder.kill('SIGKILL')
  }
})

test('a data folder that is a file is named, and nothing starts', async ({ dataDir }) => {
  const path = join(dataDir, 'a-file')
  await writeFile(path, 'not a folder')
  await expect(launch({ dataDir: path })).rejects.toThrow(`${path}`)
  expect(await readFile(path, 'utf8')).toBe('not a folder')
  expect(await processesOn(path)).toEqual([])
})

test('a second window on the same data does not open, and the first one goes on', async ({ dataDir }) => {
  const first = await launch({ dataDir })
  await createAdministrator(first.page)
  await expect(launch({ dataDir })).rejects.toThrow(/open already/)
  expect((await ask(first.page, 'desktop.info', {})).problem).toBeNull()
  await first.close()
})

test('a store whose thread dies is started again, the window says so, and its operator goes on', async () => {
  const threads: Worker[] = []
  const onThread = (message: unknown) => void threads.push((message as { readonly worker: Worker }).worker)
  subscribe('worker_threads', onThread)
  const { page, shell, close } = await launch({ headless: true })
  unsubscribe('worker_threads', onThread)
  test.skip(shell !== 'chromium', 'The thread is in a process of its own.')
  await createAdministrator(page)
  expect(threads).toHaveLength(1)
  await threads[0]?.terminate()
  // Answered by the thread that is there by then, however long its start takes.
  expect((await ask(page, 'sessions.state', {})).session).toMatchObject({ state: 'active' })
  await expect(page.getByText('The store was restarted.').first()).toBeVisible()
  await addContact(page, { customer: 'Langley Research', fullName: 'Katherine Johnson' })
  await close()
})

test('killed in the middle of issuing, each token and its audit row are both there or neither is', async ({
  dataDir,
}) => {
  const child = run('e2e/steps/issue-without-end.ts', dataDir)
  const issued = await lines(child, 25)
  child.kill('SIGKILL')
  await ended(child)
  await expect.poll(() => processesOn(dataDir)).toEqual([])

  const { page, close } = await launch({ dataDir, headless: true })
  await signIn(page, administrator)
  const { rows: tokens } = await ask(page, 'tokens.list', { limit: 200 })
  const { rows: records } = await ask(page, 'audit.list', { action: ['token.issued'], limit: 200 })
  const ids = tokens.map(({ id }) => String(id)).toSorted()
  expect(records.map(({ subject }) => subject?.id ?? '').toSorted()).toEqual(ids)
  for (const id of issued) expect(ids).toContain(id)
  await close()
})

test('the window comes back in the size that it was left in', async ({ dataDir }) => {
  const first = await launch({ dataDir })
  const session = await first.page.context().newCDPSession(first.page)
  const { windowId } = await session.send('Browser.getWindowForTarget')
  await session.send('Browser.setWindowBounds', { windowId, bounds: { width: 1_012, height: 707 } })
  const size = () => first.page.evaluate(() => [outerWidth, outerHeight])
  await expect.poll(size).toEqual([1_012, 707])
  await first.close()

  const second = await launch({ dataDir })
  await expect.poll(() => second.page.evaluate(() => [outerWidth, outerHeight])).toEqual([1_012, 707])
  await second.close()
})

function storeIn(folder: string): string {
  return join(folder, 'token-desk.sqlite')
}

/** A store with an administrator, closed in order. */
async function makeStore(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const desk = await openDesk({ folder })
  const { username, fullName, password } = administrator
  await desk.call({ name: 'sessions.createAdministrator', input: { username, fullName, password }, session: null })
  await desk.close()
}

async function overwrite(path: string, at: number, bytes: Buffer): Promise<void> {
  const file = await open(path, 'r+')
  try {
    await file.write(bytes, 0, bytes.length, at)
  } finally {
    await file.close()
  }
}

async function expectProblem(page: Page, words: string): Promise<void> {
  await expect(page.getByRole('heading', { name: 'The store cannot be used' })).toBeVisible()
  await expect(page.getByText(words).first()).toBeVisible()
}

async function tryAgain(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Try again' }).click()
}

/** Tries again while the hindrance is there: that it was tried is told to a screen reader. */
async function tryAgainInVain(page: Page, words: string): Promise<void> {
  await tryAgain(page)
  await expect(page.locator('[data-announcer]')).toContainText(words)
  await expectProblem(page, words)
}

/** Runs a script of this project in a process of its own. */
function run(script: string, folder: string): ChildProcess {
  const program = fileURLToPath(new URL(`../${script}`, import.meta.url))
  const child = spawn(process.execPath, [program, folder], { stdio: ['pipe', 'pipe', 'inherit'] })
  const onExit = () => child.kill('SIGKILL')
  process.once('exit', onExit)
  child.once('exit', () => process.off('exit', onExit))
  return child
}

/** The first lines that it writes. */
async function lines(child: ChildProcess, count: number): Promise<readonly string[]> {
  if (child.stdout === null) throw new Error('Nobody hears the process.')
  const heard: string[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    heard.push(line)
    if (heard.length === count) return heard
  }
  throw new Error(`The process ended after ${heard.length} lines.`)
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
  })
}
