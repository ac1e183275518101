import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from '@playwright/test'
import type { Page } from 'playwright-core'
import { FREE_FAILURES } from '../src-core/domain/sign-in-delays.ts'
import { openDesk } from '../src-core/open-desk.ts'
import { type Launched, launch } from './launch.ts'
import { ask, changePolicy, replyTo } from './steps/desk.ts'
import { addContact } from './steps/people.ts'
import { openScreen } from './steps/screens.ts'
import { administrator, createAdministrator, lock, signIn, signOut, unlock } from './steps/session.ts'

const WRONG = 'not the password at all'
const CONTACT = 'Katherine Johnson'
const CUSTOMER = 'Langley Research'

test('after many failures in a row one waits, in sight, and a restart does not shorten the wait', async () => {
  await withFailures({ failures: FAILURES_WITH_THE_LONGEST_WAIT, lastAgoMs: 0 }, async (page) => {
    await trySignIn(page, administrator.password)
    await expect(page.getByText(/^Too many attempts\. Try again in \d+ seconds?\.$/)).toBeVisible()
    await expect(signInButton(page)).toBeDisabled()
  })
})

test('when the wait is over the right password signs in, without a restart', { tag: '@waits' }, async () => {
  await withFailures({ failures: FAILURES_BEFORE_A_SHORT_WAIT, lastAgoMs: 60_000 }, async (page) => {
    await trySignIn(page, WRONG)
    await expect(page.getByText('The username or the password is not right.')).toBeVisible()
    await trySignIn(page, administrator.password)
    await expect(page.getByText('Too many attempts.')).toBeVisible()
    await expect(signInButton(page)).toBeEnabled({ timeout: 60_000 })
    await expect(page.getByText('Too many attempts.')).toHaveCount(0)
    await signIn(page, administrator)
  })
})

test.describe
  .serial('locked and signed out', () => {
    let desk: Launched

    test.beforeAll(async () => {
      desk = await launch()
      await createAdministrator(desk.page)
      await addContact(desk.page, { customer: CUSTOMER, fullName: CONTACT })
    })

    test.afterAll(() => desk?.close())

    test('a wrong password and an unknown user read alike, and the form asks for the password again', async () => {
      const { page } = desk
      await signOut(page)
      const forKnown = await refusalOf(page, administrator.username)
      const forUnknown = await refusalOf(page, 'nobody')
      expect(forKnown).toBe(forUnknown)
      await expect(page.getByLabel('Password', { exact: true })).toBeFocused()
      await signIn(page, administrator)
    })

    test('locking hides everything: no name, contact or token is left in the page; the password opens it again', async () => {
      const { page } = desk
      await openScreen(page, 'Contacts')
      await expect(page.getByRole('row').filter({ hasText: CONTACT })).toBeVisible()
      await lock(page)
      await expectNothingShown(page)
      expect(await replyTo(page, 'contacts.list', {})).toMatchObject({ ok: false, error: { code: 'LOCKED' } })

      await page.getByLabel('Password', { exact: true }).fill(WRONG)
      await page.getByRole('button', { name: 'Unlock' }).click()
      await expect(page.getByRole('alert')).toContainText('The password is not right.')
      await unlock(page, administrator)
      await expect(page.getByRole('heading', { level: 1, name: 'Contacts' })).toBeVisible()
    })

    test('a window that is reloaded while it is locked stays locked', async () => {
      const { page } = desk
      await lock(page)
      await page.reload()
      await expect(page.getByRole('heading', { name: 'Locked' })).toBeVisible()
      await expectNothingShown(page)
      await unlock(page, administrator)
    })

    test('the first thing that is drawn is the screen itself, not that the store is being opened', async () => {
      const { page } = desk
      await page.addInitScript(noteWhatIsDrawn)
      await lock(page)
      await page.reload()
      await expect(page.getByRole('heading', { name: 'Locked' })).toBeVisible()
      const [first] = await page.evaluate(() => (window as unknown as { readonly drawn: readonly string[] }).drawn)
      expect(first).toContain('Unlock')
      await unlock(page, administrator)
    })

    test('signing out hides everything, and nothing is answered until somebody signs in', async () => {
      const { page } = desk
      await signOut(page)
      await expectNothingShown(page)
      await expect(page.getByText(administrator.username)).toHaveCount(0)
      expect(await replyTo(page, 'contacts.list', {})).toMatchObject({ ok: false, error: { code: 'NOT_SIGNED_IN' } })
      await signIn(page, administrator)
    })

    for (const [item, heading] of [
      ['Lock', 'Locked'],
      ['Sign out', 'Sign in'],
    ] as const)
      test(`${item} hides everything at once, before a store that is busy has carried it out`, async () => {
        const { page, dataDir } = desk
        await openScreen(page, 'Contacts')
        await expect(page.getByRole('row').filter({ hasText: CONTACT })).toBeVisible()
        const letGo = keepBusy(dataDir)
        const drawn = await drawnAfter(page, item)
        letGo()
        expect(drawn).toContain(`>${heading}</h1>`)
        for (const name of [administrator.fullName, CONTACT, CUSTOMER]) expect(drawn).not.toContain(name)
        // Waits until the desk has answered. It has given up waiting for the store where that took too long.
        const { session } = await ask(page, 'sessions.state', {})
        if (session.state === 'locked') await unlock(page, administrator)
        else await signIn(page, administrator)
      })
  })

// The least that the policy allows is a minute, and the clock is the machine's. Nothing here has to happen before.
test('an operator who is away for the policy’s minute finds the window locked', { tag: '@waits' }, async () => {
  const { page, close } = await launch({ headless: true })
  await createAdministrator(page)
  await addContact(page, { customer: CUSTOMER, fullName: CONTACT })
  await openScreen(page, 'Contacts')
  await expect(page.getByRole('row').filter({ hasText: CONTACT })).toBeVisible()
  await changePolicy(page, { idleMinutes: 1 })
  await expect(page.getByRole('heading', { name: 'Locked' })).toBeVisible({ timeout: 110_000 })
  await expectNothingShown(page)
  await close()
})

/** Runs in the page before anything of it: keeps the words that stand there after each change. */
function noteWhatIsDrawn(): void {
  const drawn: string[] = []
  Object.assign(window, { drawn })
  new MutationObserver(() => {
    const words = document.getElementById('root')?.textContent ?? ''
    if (words !== '') drawn.push(words)
  }).observe(document, { childList: true, subtree: true })
}

/** Chooses from the account menu, and answers what the page has drawn as soon as it has drawn anything again. */
async function drawnAfter(page: Page, item: 'Lock' | 'Sign out'): Promise<string> {
  await page.getByRole('button', { name: /^Account of / }).click()
  return page.getByRole('menuitem', { name: item }).evaluate(async (element: HTMLElement) => {
    const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve))
    element.click()
    await nextFrame()
    await nextFrame()
    return `${document.documentElement.outerHTML} ${document.title}`
  })
}

/** Holds the store as a change that takes its time does: others wait. Answers what lets it go. */
function keepBusy(dataDir: string): () => void {
  const database = new DatabaseSync(join(dataDir, 'token-desk.sqlite'))
  database.exec('BEGIN IMMEDIATE')
  return () => database.close()
}

/** After so many failures the next attempt waits for a quarter of an hour: no start of the application takes as long. */
const FAILURES_WITH_THE_LONGEST_WAIT = FREE_FAILURES + 12
/** One failure more, and the next attempt waits for 32 seconds. */
const FAILURES_BEFORE_A_SHORT_WAIT = FREE_FAILURES + 5

interface Failures {
  readonly failures: number
  /** How long before now the last of them was. */
  readonly lastAgoMs: number
}

/** Opens the window on a store whose administrator's password was tried wrongly so many times. */
async function withFailures(past: Failures, work: (page: Page) => Promise<void>): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'token-desk-sign-in-'))
  let desk: Launched | undefined
  try {
    await failToSignIn(dataDir, past)
    desk = await launch({ dataDir })
    await work(desk.page)
  } finally {
    await desk?.close()
    await rm(dataDir, { recursive: true, force: true })
  }
}

/** Makes the store. Each attempt comes long enough after the one before that it has not to wait. */
async function failToSignIn(folder: string, { failures, lastAgoMs }: Failures): Promise<void> {
  const lastAt = Date.now() - lastAgoMs
  let now = lastAt - failures * BETWEEN_ATTEMPTS_MS
  const desk = await openDesk({ folder, clock: { now: () => now } })
  const { username, fullName, password } = administrator
  await desk.call({ name: 'sessions.createAdministrator', input: { username, fullName, password }, session: null })
  for (let count = 1; count <= failures; count += 1) {
    now += BETWEEN_ATTEMPTS_MS
    await desk.call({ name: 'sessions.signIn', input: { username, password: WRONG }, session: null })
  }
  await desk.close()
}

const BETWEEN_ATTEMPTS_MS = 1_000_000

function signInButton(page: Page) {
  return page.getByRole('button', { name: 'Sign in', exact: true })
}

async function trySignIn(page: Page, password: string): Promise<void> {
  await page.getByLabel('Username').fill(administrator.username)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await signInButton(page).click()
}

/** The words of the refusal that a wrong password of this user meets. */
async function refusalOf(page: Page, username: string): Promise<string | null> {
  await page.getByLabel('Username').fill(username)
  await page.getByLabel('Password', { exact: true }).fill(WRONG)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  // The refusal empties the field: what stands there afterwards is the answer to this attempt.
  await expect(page.getByLabel('Password', { exact: true })).toHaveValue('')
  const alert = page.getByRole('alert')
  await expect(alert).toContainText('The username or the password is not right.')
  return alert.textContent()
}

/** Looks at the whole document, its title and address included. */
async function expectNothingShown(page: Page): Promise<void> {
  const document = `${await page.content()} ${await page.title()} ${page.url()}`
  for (const name of [administrator.fullName, CONTACT, CUSTOMER]) expect(document).not.toContain(name)
}
