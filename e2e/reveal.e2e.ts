import { expect, test } from '@playwright/test'
import type { Page } from 'playwright-core'
import { type Launched, launch } from './launch.ts'
import { ask, changePolicy, replyTo } from './steps/desk.ts'
import { heapSnapshot } from './steps/heap.ts'
import { pressByKeyboard } from './steps/keyboard.ts'
import { addContact } from './steps/people.ts'
import { dialog } from './steps/screens.ts'
import { administrator, createAdministrator, signIn, unlock } from './steps/session.ts'
import { copyToClipboard, issueForContact, issueHere, revealDialog, revealIdOf, show } from './steps/tokens.ts'
import { readSystemClipboard, writeSystemClipboard } from './system-clipboard.ts'

const CONTACT = 'Katherine Johnson'
const NOT_AGAIN = 'You will not be able to see this token again.'
const ENDED = 'This reveal has ended. The secret can no longer be shown or copied.'

test.describe
  .serial('the reveal', () => {
    let desk: Launched

    test.beforeAll(async () => {
      desk = await launch()
      await prepare(desk.page)
    })

    test.afterAll(() => desk?.close())

    test('DC-5 · the secret is in the page only while it is shown', async () => {
      const { page, display } = desk
      const hidden = await issueForContact(page, CONTACT)
      const beforeShow = await heapSnapshot(page)
      const beforeCopy = await everythingDrawn(page)
      await copyToClipboard(hidden)
      const neverShown = randomPartOf(await readSystemClipboard(display))
      expect(beforeShow.includes(neverShown)).toBe(false)
      expect(beforeCopy).not.toContain(neverShown)

      const reveal = await issueHere(page)
      const shown = randomPartOf(await show(reveal))
      // The same searches find what is there.
      expect((await heapSnapshot(page)).includes(shown)).toBe(true)
      expect(await everythingDrawn(page)).toContain(shown)

      await reveal.getByRole('button', { name: 'Hide' }).click()
      await expect(reveal.getByRole('code')).toHaveCount(0)
      expect(await everythingDrawn(page)).not.toContain(shown)
      await reveal.getByRole('button', { name: 'Show', exact: true }).click()
      await expect(reveal.getByRole('code')).toContainText(shown)
      await reveal.getByRole('button', { name: 'Close' }).click()
      await expect(reveal).toBeHidden()
      expect(await everythingDrawn(page)).not.toContain(shown)
    })

    test('AK-4 · Close asks once, aloud too, and what was closed can be neither shown nor copied again', async () => {
      const { page, display } = desk
      await writeSystemClipboard('something of my own', display)
      const reveal = await issueHere(page)
      const revealId = await revealIdOf(reveal)

      await reveal.getByRole('button', { name: 'Close' }).click()
      await expect(reveal.getByText(NOT_AGAIN)).toBeVisible()
      await expect(page.locator('[data-announcer]')).toHaveText(NOT_AGAIN)
      await expect(reveal.getByRole('button', { name: 'Keep open' })).toBeFocused()
      await reveal.getByRole('button', { name: 'Keep open' }).click()
      await expect(reveal.getByText(NOT_AGAIN)).toBeHidden()
      await page.keyboard.press('Escape')
      await expect(reveal.getByText(NOT_AGAIN)).toBeVisible()
      await reveal.getByRole('button', { name: 'Close anyway' }).click()
      await expect(reveal).toBeHidden()

      await expectGone(page, revealId)
      expect(await readSystemClipboard(display)).toBe('something of my own')
    })

    test('AK-4 · Copy to clipboard closes the window, and the copied token cannot be viewed again', async () => {
      const { page, display } = desk
      const reveal = await issueHere(page)
      const revealId = await revealIdOf(reveal)
      await copyToClipboard(reveal)
      expect(await readSystemClipboard(display)).toMatch(/^tdc_[0-9A-Za-z]{36}$/)
      await expectGone(page, revealId)
    })

    test('O4-2 · the value is shown, hidden, and the window closed by keyboard alone', async () => {
      const { page } = desk
      await pressByKeyboard(page, page.getByRole('button', { name: 'Generate API bearer token' }))
      await expect(dialog(page, 'Generate API bearer token').getByLabel('Name')).toBeFocused()
      await page.keyboard.press('Enter')
      const reveal = revealDialog(page)
      await expect(reveal.getByRole('button', { name: 'Copy to clipboard' })).toBeFocused()
      await page.keyboard.press('Shift+Tab')
      await page.keyboard.press('Shift+Tab')
      await expect(reveal.getByRole('button', { name: 'Show', exact: true })).toBeFocused()
      await page.keyboard.press('Enter')
      await expect(reveal.getByRole('code')).toBeVisible()
      await expect(reveal.getByRole('button', { name: 'Hide' })).toBeFocused()
      await page.keyboard.press('Space')
      await expect(reveal.getByRole('code')).toHaveCount(0)
      // It has been seen, so closing asks nothing.
      await page.keyboard.press('Escape')
      await expect(reveal).toBeHidden()
      await expect(page.getByRole('button', { name: 'Generate API bearer token' })).toBeFocused()
    })

    test('a double click on Generate, Save or Copy does it once', async () => {
      const { page, display } = desk
      const name = 'clicked twice'
      await page.getByRole('button', { name: 'Generate API bearer token' }).dblclick()
      const form = dialog(page, 'Generate API bearer token')
      await expect(form).toHaveCount(1)
      await form.getByLabel('Name').fill(name)
      await form.getByRole('button', { name: 'Save' }).dblclick()
      const reveal = revealDialog(page)
      await expect(reveal).toHaveCount(1)
      await reveal.getByRole('button', { name: 'Copy to clipboard' }).dblclick()
      await expect(reveal).toBeHidden()
      expect(await readSystemClipboard(display)).toMatch(/^tdc_/)

      const { rows } = await ask(page, 'tokens.list', { search: name })
      expect(rows).toHaveLength(1)
      const trail = await ask(page, 'audit.list', { subject: { kind: 'token', id: rows[0]?.id ?? '' } })
      expect(trail.rows.map((record) => record.action).sort()).toEqual(['token.copied', 'token.issued'])
    })

    test('a secret that has ended meanwhile is told as ended, and how to go on', async () => {
      const { page } = desk
      const reveal = await issueHere(page)
      await ask(page, 'reveal.close', { revealId: await revealIdOf(reveal) })
      await reveal.getByRole('button', { name: 'Show', exact: true }).click()
      await expect(reveal.getByText(ENDED)).toBeVisible()
      await expect(reveal.getByRole('button', { name: 'Copy to clipboard' })).toHaveCount(0)
      await reveal.getByRole('button', { name: 'Close' }).click()
      await expect(reveal).toBeHidden()
    })

    test('a lock ends the reveal and hides its window', async () => {
      const { page } = desk
      const reveal = await issueHere(page)
      const revealId = await revealIdOf(reveal)
      const shown = await show(reveal)
      await ask(page, 'sessions.lock', { cause: 'system' })
      await expect(page.getByRole('heading', { name: 'Locked' })).toBeVisible()
      await expect(reveal).toBeHidden()
      expect(await everythingDrawn(page)).not.toContain(shown)
      await unlock(page, administrator)
      await expectGone(page, revealId)
      await expect(reveal).toBeHidden()
    })

    test('a sign-out ends the reveal', async () => {
      const { page } = desk
      const reveal = await issueForContact(page, CONTACT)
      const revealId = await revealIdOf(reveal)
      await ask(page, 'sessions.signOut', {})
      await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
      await signIn(page, administrator)
      await expectGone(page, revealId)
    })
  })

// One window for both, which reaches no clipboard.
test('without a clipboard Copy says so and the secret can be shown; a reveal ends when its time is up, and says so', {
  tag: '@waits',
}, async () => {
  const { page, close } = await launch({ headless: true, env: { DISPLAY: ':4242', WAYLAND_DISPLAY: '' } })
  await prepare(page)
  const first = await issueForContact(page, CONTACT)
  await first.getByRole('button', { name: 'Copy to clipboard' }).click()
  await expect(first.getByRole('alert')).toContainText('The clipboard did not take the secret.')
  await expect(first).toBeVisible()
  expect(await show(first)).toMatch(/^tdc_/)
  await first.getByRole('button', { name: 'Hide' }).click()
  await expect(first.getByRole('button', { name: 'Copy to clipboard' })).toBeEnabled()
  await first.getByRole('button', { name: 'Close' }).click()
  await expect(first).toBeHidden()

  // The shortest that the policy allows. From here on nothing has to happen before the time is up.
  await changePolicy(page, { revealMinutes: 1 })
  const reveal = await issueHere(page)
  await expect(reveal.getByText(ENDED)).toBeVisible({ timeout: 110_000 })
  await expect(reveal.getByText('If nobody has it, remove the token and generate a new one.')).toBeVisible()
  await expect(reveal.getByRole('button', { name: 'Copy to clipboard' })).toHaveCount(0)
  await expectGone(page, await revealIdOf(reveal))
  await close()
})

async function prepare(page: Page): Promise<void> {
  await createAdministrator(page)
  await addContact(page, { customer: 'Langley Research', fullName: CONTACT })
}

async function expectGone(page: Page, revealId: string): Promise<void> {
  for (const name of ['reveal.show', 'reveal.copy'] as const)
    expect(await replyTo(page, name, { revealId })).toMatchObject({ ok: false, error: { code: 'REVEAL_GONE' } })
}

/** The markup, and what stands in fields, which is not in the markup. */
function everythingDrawn(page: Page): Promise<string> {
  return page.evaluate(() =>
    [
      document.documentElement.outerHTML,
      ...[...document.querySelectorAll('input, textarea')].map((field) => (field as HTMLInputElement).value),
    ].join('\n'),
  )
}

/** Without the prefix and the hint, which the page may know. */
function randomPartOf(secret: string | null): string {
  const part = secret?.slice(8) ?? ''
  expect(part).toHaveLength(32)
  return part
}
