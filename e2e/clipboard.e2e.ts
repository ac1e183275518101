import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import type { Page } from 'playwright-core'
import { type Launched, launch } from './launch.ts'
import { copyInProcessOfItsOwn, processesOn } from './steps/crash.ts'
import { ask, changePolicy } from './steps/desk.ts'
import { addContact } from './steps/people.ts'
import { administrator, createAdministrator, lock, signIn, signOut, unlock } from './steps/session.ts'
import { copyToClipboard, issueForContact, issueHere } from './steps/tokens.ts'
import { readSystemClipboard, writeSystemClipboard } from './system-clipboard.ts'
import { openVirtualDisplay, type VirtualDisplay } from './virtual-display.ts'

const CONTACT = 'Katherine Johnson'
const TOKEN = /^tdc_[0-9A-Za-z]{36}$/
const OWN_WORDS = 'what I copied myself, later'

test.describe
  .serial('a copied secret', () => {
    let folder: string
    let dataDir: string
    /** Lives longer than the application, so that what it left can be looked at. Null where the system has one. */
    let virtual: VirtualDisplay | null
    let display: string | undefined
    let desk: Launched

    test.beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'token-desk-clipboard-'))
      dataDir = join(folder, 'data')
      virtual = process.platform === 'linux' ? await openVirtualDisplay() : null
      display = virtual?.name
      await start()
      await createAdministrator(desk.page)
      await addContact(desk.page, { customer: 'Langley Research', fullName: CONTACT })
    })

    test.afterAll(async () => {
      await desk?.close()
      await virtual?.close()
      await rm(folder, { recursive: true, force: true })
    })

    test('DC-5 · is cleared on Clear now', async () => {
      const { page } = desk
      await copyToClipboard(await issueForContact(page, CONTACT))
      expect(await readSystemClipboard(display)).toMatch(TOKEN)
      await clearNow(page)
      await expect(page.getByText('The clipboard was cleared.').first()).toBeVisible()
      expect(await readSystemClipboard(display)).toBeNull()
    })

    test('DC-5 · what the operator copied later stays on Clear now', async () => {
      const { page } = desk
      await copyToClipboard(await issueHere(page))
      await writeSystemClipboard(OWN_WORDS, display)
      await clearNow(page)
      await expect(
        page.getByText('The clipboard was left alone, because you copied something else.').first(),
      ).toBeVisible()
      expect(await readSystemClipboard(display)).toBe(OWN_WORDS)
    })

    // Nothing here has to happen before the time is up: how long a step takes on a busy machine decides nothing.
    test('DC-5 · is cleared when the policy’s time is up, and the window says so', async () => {
      const { page } = desk
      await changePolicy(page, { clipboardSeconds: 5 })
      await copyToClipboard(await issueHere(page))
      await expect.poll(() => clipboardState(page), { timeout: 60_000 }).toBe('cleared')
      expect(await readSystemClipboard(display)).toBeNull()
      await expect(page.getByText('The clipboard was cleared.').first()).toBeVisible()
    })

    test('DC-5 · what the operator copied later stays when the time is up', async () => {
      const { page } = desk
      await copyToClipboard(await issueHere(page))
      await writeSystemClipboard(OWN_WORDS, display)
      await expect.poll(() => clipboardState(page), { timeout: 60_000 }).not.toBe('holding')
      expect(await readSystemClipboard(display)).toBe(OWN_WORDS)
      await changePolicy(page, { clipboardSeconds: 120 })
    })

    test('DC-5 · is cleared on lock', async () => {
      const { page } = desk
      await copyToClipboard(await issueHere(page))
      expect(await readSystemClipboard(display)).toMatch(TOKEN)
      await lock(page)
      await expect.poll(() => readSystemClipboard(display)).toBeNull()
      await unlock(page, administrator)
    })

    test('DC-5 · is cleared on sign-out', async () => {
      const { page } = desk
      await copyToClipboard(await issueForContact(page, CONTACT))
      expect(await readSystemClipboard(display)).toMatch(TOKEN)
      await signOut(page)
      await expect.poll(() => readSystemClipboard(display)).toBeNull()
      await signIn(page, administrator)
    })

    test('DC-5 · is cleared on quit', async () => {
      await copyToClipboard(await issueForContact(desk.page, CONTACT))
      expect(await readSystemClipboard(display)).toMatch(TOKEN)
      await desk.close()
      expect(await readSystemClipboard(display)).toBeNull()
      expect(await processesOn(dataDir)).toEqual([])
    })

    test('DC-5 · that a run which was killed left behind is cleared at the next start', async () => {
      await copyAndDie()
      expect(await readSystemClipboard(display)).toMatch(TOKEN)
      await start()
      await expect.poll(() => readSystemClipboard(display)).toBeNull()
    })

    test('DC-5 · what was copied after a run was killed stays at the next start', async () => {
      await desk.close()
      await copyAndDie()
      await writeSystemClipboard(OWN_WORDS, display)
      await start()
      await signIn(desk.page, administrator)
      expect(await readSystemClipboard(display)).toBe(OWN_WORDS)
    })

    async function copyAndDie(): Promise<void> {
      // What a process that is killed leaves among the temporary files goes with the rest.
      const environment = { ...process.env, TMPDIR: folder, ...(display === undefined ? {} : { DISPLAY: display }) }
      const run = await copyInProcessOfItsOwn({ dataDir, contact: CONTACT, environment })
      await run.kill()
    }

    async function start(): Promise<void> {
      desk = await launch({ dataDir, ...(display === undefined ? {} : { env: { DISPLAY: display } }) })
    }
  })

async function clipboardState(page: Page): Promise<string> {
  return (await ask(page, 'clipboard.state', {})).state
}

function clearNow(page: Page): Promise<void> {
  return page.getByRole('button', { name: 'Clear now' }).click()
}
