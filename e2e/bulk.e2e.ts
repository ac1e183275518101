import { expect, test } from '@playwright/test'
import type { Locator, Page } from 'playwright-core'
import { type Launched, launch } from './launch.ts'
import { ask } from './steps/desk.ts'
import { withFilledStore } from './steps/filled-store.ts'
import { chooseByKeyboard, pressByKeyboard, tabTo } from './steps/keyboard.ts'
import { openScreen } from './steps/screens.ts'
import { createAdministrator } from './steps/session.ts'

// One window for all of them; a test that fails does not keep the others from running.
test.describe.configure({ mode: 'default' })

test.describe('many tokens at once', () => {
  let desk: Launched

  test.beforeAll(async () => {
    desk = await launch()
    await createAdministrator(desk.page, { sampleData: true })
    await openScreen(desk.page, 'API tokens')
    await expect(rowsOf(desk.page).nth(6)).toBeVisible()
  })

  test.afterAll(() => desk?.close())

  test('BY-10 · three tokens are chosen and removed by the keyboard alone, with the safe answer first', async () => {
    const { page } = desk
    const wanted = (await ask(page, 'tokens.list', { status: ['active'] })).rows.slice(0, 3)
    await chooseByKeyboard(page, page.getByLabel('Status', { exact: true }), 'Active')
    await expect(rowsOf(page).first()).toContainText(wanted[0]?.id ?? '')
    await tabTo(page, page.getByRole('searchbox'), 'Shift+Tab')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Space')
    await expect(rowsOf(page).first()).toHaveAttribute('aria-selected', 'true')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Shift+Space')
    await expect(bar(page)).toContainText('3 selected')
    await expect(page.locator('[data-announcer]')).toHaveText('3 selected')
    await pressByKeyboard(page, bar(page).getByRole('button', { name: 'Remove' }))
    const question = page.getByRole('alertdialog', { name: 'Remove 3 tokens?' })
    for (const { id } of wanted) await expect(question).toContainText(id)
    await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await expect(page.getByText('3 tokens are removed.').first()).toBeVisible()
    await expect(bar(page)).toHaveCount(0)
    for (const { id } of wanted) expect((await ask(page, 'tokens.get', { id })).status).toBe('removed')
  })

  test('BY-5 · a bulk deletion is taken back as a whole from its message, also from another screen, but not where tokens were compromised', async () => {
    const { page } = desk
    const wanted = (await ask(page, 'tokens.list', { status: ['active'] })).rows.slice(0, 2)
    const remove = async (reason?: string) => {
      await rowsOf(page).first().focus()
      await page.keyboard.press('Space')
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('Shift+Space')
      // Long before the message of the change before goes away: it must not cover the bar.
      await bar(page).getByRole('button', { name: 'Delete' }).click({ timeout: 5_000 })
      const question = page.getByRole('alertdialog', { name: 'Delete 2 tokens?' })
      for (const { id } of wanted) await expect(question).toContainText(id)
      if (reason !== undefined) await question.getByLabel('Reason').selectOption(reason)
      await question.getByRole('button', { name: 'Delete 2 tokens' }).click()
      return page.locator('[data-toast]', { hasText: '2 tokens are deleted.' })
    }
    const statuses = () =>
      Promise.all(wanted.map(({ id }) => ask(page, 'tokens.get', { id }).then(({ status }) => status)))
    const message = await remove()
    await expect(message).toBeVisible()
    await openScreen(page, 'Overview')
    await message.getByRole('button', { name: 'Undo' }).click()
    await expect(page.locator('[data-toast]', { hasText: '2 tokens are back as they were.' })).toBeVisible()
    await expect(message).toHaveCount(0)
    expect(await statuses()).toEqual(['active', 'active'])
    await openScreen(page, 'API tokens')
    await page.getByLabel('Status', { exact: true }).selectOption('Active')
    await expect(rowsOf(page).first()).toContainText(wanted[0]?.id ?? '')
    const final = await remove('Compromised: somebody may have it')
    await expect(final).toBeVisible()
    await expect(final.getByRole('button', { name: 'Undo' })).toHaveCount(0)
  })

  test('BY-8 · all that match are changed, as many as the question says, and those left out are counted', async () => {
    const { page } = desk
    await page.getByLabel('Status', { exact: true }).selectOption('')
    const everything = await ask(page, 'tokens.count', {})
    await expect(page.getByText(`${everything.count} rows`).first()).toBeVisible()
    await rowsOf(page).nth(1).locator('[data-select]').click()
    await bar(page)
      .getByRole('button', { name: `Select all that match: ${everything.count} rows` })
      .click()
    await bar(page).getByRole('button', { name: 'Disable' }).click()
    const question = page.getByRole('alertdialog', { name: /^Disable \d+ tokens\?$/ })
    const title = await question.getByRole('heading').textContent()
    const count = Number(/\d+/.exec(title ?? '')?.[0])
    await expect(question).toContainText(`${everything.count - count} tokens are left out`)
    await question.getByRole('button', { name: `Disable ${count} tokens` }).click()
    await expect(page.getByText(`${count} tokens are disabled.`).first()).toBeVisible()
    expect((await ask(page, 'tokens.count', { status: ['active'] })).count).toBe(0)
  })

  test('deleting many asks for their number, and Cancel and Escape change nothing', async () => {
    const { page } = desk
    const { count } = await ask(page, 'tokens.count', {})
    await rowsOf(page).first().focus()
    await page.keyboard.press('ControlOrMeta+a')
    await bar(page).getByRole('button', { name: 'Delete' }).click()
    const question = page.getByRole('alertdialog', { name: /^Delete \d+ tokens\?$/ })
    const sure = question.getByRole('button', { name: /^Delete \d+ tokens$/ })
    await expect(sure).toBeDisabled()
    await question.getByLabel('To confirm, type how many').fill(/\d+/.exec((await sure.textContent()) ?? '')?.[0] ?? '')
    await expect(sure).toBeEnabled()
    await question.getByRole('button', { name: 'Cancel' }).click()
    await expect(question).toHaveCount(0)
    await rowsOf(page).first().focus()
    await page.keyboard.press('Escape')
    await expect(bar(page)).toHaveCount(0)
    expect((await ask(page, 'tokens.count', {})).count).toBe(count)
  })
})

test('BY-10 · a change of 20,000 tokens tells how far it is, and Cancel stops it there: what is done stays done', async () => {
  await withFilledStore(async ({ page }) => {
    await openScreen(page, 'API tokens')
    const disabled = async () => (await ask(page, 'tokens.count', { status: ['disabled'] })).count
    const before = await disabled()
    await page.getByLabel('Status', { exact: true }).selectOption('Active')
    await expect(rowsOf(page).first()).toContainText('Active')
    await rowsOf(page).first().focus()
    await page.keyboard.press('Space')
    await bar(page)
      .getByRole('button', { name: /^Select all that match/ })
      .click()
    await bar(page).getByRole('button', { name: 'Disable' }).click()
    const question = page.getByRole('alertdialog')
    await question.getByRole('button', { name: /^Disable [\d,]+ tokens$/ }).click()

    const progress = question.getByRole('progressbar', { name: 'Disabling…' })
    const percent = async () => Number(await progress.getAttribute('aria-valuenow'))
    await expect.poll(percent).toBeGreaterThan(0)
    await expect(question).toContainText(/[\d,]+ of [\d,]+ · Cancel stops it where it is/)
    const early = await percent()
    await expect.poll(percent).toBeGreaterThan(early)
    // One Escape too many stops nothing.
    await page.keyboard.press('Escape')
    await expect(question).toBeVisible()
    await question.getByRole('button', { name: 'Cancel' }).press('Enter')

    const message = page.locator('[data-toast]', { hasText: /^Cancelled\. [\d,]+ tokens are disabled\./ })
    await expect(message).toBeVisible()
    await expect(question).toHaveCount(0)
    const changed = Number(/([\d,]+) tokens/.exec((await message.textContent()) ?? '')?.[1]?.replaceAll(',', ''))
    expect(await disabled()).toBe(before + changed)
    expect((await ask(page, 'tokens.count', { status: ['active'] })).count).toBeGreaterThan(0)
  })
})

function rowsOf(page: Page): Locator {
  return page.getByRole('grid', { name: 'API tokens' }).locator('[data-index]')
}

function bar(page: Page): Locator {
  return page.getByRole('region', { name: 'Selected API tokens' })
}
