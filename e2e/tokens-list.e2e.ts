import { expect, test } from '@playwright/test'
import type { Locator, Page } from 'playwright-core'
import type { TokenSummary } from '../src-shared/schemas/tokens.ts'
import { type Launched, launch } from './launch.ts'
import { ask } from './steps/desk.ts'
import { withFilledStore } from './steps/filled-store.ts'
import { openScreenByKeyboard, tabTo } from './steps/keyboard.ts'
import { addContact } from './steps/people.ts'
import { openScreen } from './steps/screens.ts'
import { createAdministrator } from './steps/session.ts'
import { issueForContact, revealDialog, show } from './steps/tokens.ts'

const ROW_HEIGHT = 33

// One window for all of them; a test that fails does not keep the others from running.
test.describe.configure({ mode: 'default' })

test.describe('the list of tokens', () => {
  let desk: Launched

  test.beforeAll(async () => {
    desk = await launch()
    await createAdministrator(desk.page, { sampleData: true })
    await openScreen(desk.page, 'API tokens')
    await expect(rowsOf(desk.page).first()).toBeVisible()
  })

  test.afterAll(() => desk?.close())

  test('MP-2 · it tells each token’s name, id, owner, dates and status, and how many there are', async () => {
    const { page } = desk
    await expect(page.getByRole('columnheader')).toHaveText([
      '',
      'API token',
      'Modules',
      'Owner',
      'Created by',
      'Date created',
      'Last access',
      'Expiration',
      'Status',
      'Actions',
    ])
    const { count } = await ask(page, 'tokens.count', {})
    await expect(page.getByText(`${count} rows`).first()).toBeVisible()
    const { rows } = await ask(page, 'tokens.list', {})
    const [first] = rows
    await expect(rowsOf(page).first()).toContainText(first?.name ?? '')
    for (const id of [first?.id, first?.createdBy?.id])
      await expect(
        rowsOf(page)
          .first()
          .getByText(id ?? ''),
      ).toBeVisible()
    await expect(rowsOf(page).first()).toContainText(first?.owner.name ?? '')
  })

  test('a search narrows it as one types, by any part of a token’s or an owner’s name', async () => {
    const { page } = desk
    const { rows } = await ask(page, 'tokens.list', {})
    const owner = rows[0]?.owner.name ?? ''
    const part = owner.slice(1, 7)
    const { count } = await ask(page, 'tokens.count', { search: part })
    await page.getByRole('searchbox').fill(part)
    await expect(rowCount(page, count)).toBeVisible()
    await expect(rowsOf(page)).toHaveCount(Math.min(count, await rowsOf(page).count()))
    await expect(rowsOf(page).filter({ hasText: owner }).first()).toBeVisible()
    await page.getByRole('searchbox').fill('no token is called this')
    await expect(page.getByText('Nothing matches', { exact: true }).first()).toBeVisible()
    await page.getByRole('button', { name: 'Clear search and filters' }).click()
    await expect(page.getByRole('searchbox')).toBeFocused()
  })

  test('each filter leaves what fits it only, with its number', async () => {
    const { page } = desk
    for (const [label, choice, filter] of [
      ['Status', 'Disabled', { status: ['disabled'] }],
      ['Status', 'Removed', { status: ['removed'] }],
      ['Owner', 'Technical users', { ownerKind: ['technical-user'] }],
      ['Expiring', 'Within 7 days', { expiringWithinDays: 7 }],
    ] as const) {
      const { count } = await ask(page, 'tokens.count', { ...filter } as never)
      expect(count).toBeGreaterThan(0)
      await page.getByLabel(label, { exact: true }).selectOption(choice)
      await expect(rowCount(page, count)).toBeVisible()
      if (label === 'Status') await expect(rowsOf(page).first()).toContainText(choice)
      await page.getByLabel(label, { exact: true }).selectOption('')
    }
    const [module] = await ask(page, 'modules.list', {})
    const { count } = await ask(page, 'tokens.count', { module: module?.code ?? '' })
    await page.getByLabel('Module', { exact: true }).selectOption(module?.name ?? '')
    await expect(rowCount(page, count)).toBeVisible()
    await page.getByLabel('Module', { exact: true }).selectOption('')
  })

  test('it is sorted by a press on a column’s heading, one way and the other', async () => {
    const { page } = desk
    const names = () => rowsOf(page).locator('[role="gridcell"]:nth-child(2) bdi').allTextContents()
    for (const direction of ['ascending', 'descending'] as const) {
      await page.getByRole('button', { name: 'API token', exact: true }).click()
      await expect(page.getByRole('columnheader', { name: 'API token' })).toHaveAttribute('aria-sort', direction)
      const { rows } = await ask(page, 'tokens.list', { sort: { by: 'name', direction } })
      await expect.poll(async () => (await names()).slice(0, 5)).toEqual(rows.slice(0, 5).map(({ name }) => name))
    }
    await page.getByRole('button', { name: 'Date created', exact: true }).click()
    await page.getByRole('button', { name: 'Date created', exact: true }).click()
    await expect(page.getByRole('columnheader', { name: 'Date created' })).toHaveAttribute('aria-sort', 'descending')
  })

  test('the keyboard alone leads to the search, through the rows, to both ends, and into a token and back to its row', async () => {
    const { page } = desk
    await tabTo(page, page.getByRole('button', { name: 'Add', exact: true }), 'Shift+Tab')
    await page.keyboard.press('/')
    await expect(page.getByRole('searchbox')).toBeFocused()
    await page.keyboard.press('ArrowDown')
    await expectFocusOnRow(page, 0)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowUp')
    await expectFocusOnRow(page, 1)
    await page.keyboard.press('End')
    await expect.poll(() => focusedRow(page)).toBeGreaterThan(40)
    await expect(page.getByText('Loading more rows…')).toHaveCount(0)
    await page.keyboard.press('Home')
    await expectFocusOnRow(page, 0)
    await expect(rowsOf(page).first()).toBeInViewport()
    await page.keyboard.press('ArrowDown')
    await expectFocusOnRow(page, 1)
    const { rows } = await ask(page, 'tokens.list', {})
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { level: 1, name: rows[1]?.name ?? '' })).toBeVisible()
    await expect(
      page
        .getByRole('main')
        .getByText(rows[1]?.id ?? '')
        .first(),
    ).toBeVisible()
    await openScreenByKeyboard(page, 'API tokens')
    await expectFocusOnRow(page, 1)
  })

  test('Enable is offered on a disabled token only, and a disabled token’s calls get an error', async () => {
    const { page } = desk
    await addContact(page, { customer: 'Langley Research', fullName: 'Katherine Johnson' })
    const reveal = await issueForContact(page, 'Katherine Johnson')
    const secret = await show(reveal)
    await revealDialog(page).getByRole('button', { name: 'Close' }).click()
    await openScreen(page, 'API tokens')
    const name = 'Langley Research portal'
    const row = rowsOf(page).filter({ hasText: name })

    await openMenu(page, name)
    await expect(page.getByRole('menuitem', { name: 'Enable' })).toHaveCount(0)
    await page.getByRole('menuitem', { name: 'Disable' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Disable' }).click()
    await expect(row).toContainText('Disabled')
    expect(await ask(page, 'tokens.verify', { secret })).toMatchObject({ active: false, reason: 'disabled' })

    await openMenu(page, name)
    await expect(page.getByRole('menuitem', { name: 'Disable' })).toHaveCount(0)
    await page.getByRole('menuitem', { name: 'Enable' }).click()
    await expect(row).toContainText('Active')
    expect(await ask(page, 'tokens.verify', { secret })).toMatchObject({ active: true })
  })

  test('AK-6 · Remove asks first; the row stays with its removal date and icon, and the token is refused', async () => {
    const { page } = desk
    const { secret, token } = await issue(page, 'To be removed')
    await openMenu(page, token.name)
    await page.getByRole('menuitem', { name: 'Remove' }).click()
    const question = page.getByRole('alertdialog', { name: 'Remove this token?' })
    await question.getByRole('button', { name: 'Cancel' }).click()
    expect(await ask(page, 'tokens.verify', { secret })).toMatchObject({ active: true })
    await openMenu(page, token.name)
    await page.getByRole('menuitem', { name: 'Remove' }).click()
    await question.getByRole('button', { name: 'Remove' }).click()
    const row = rowsOf(page).filter({ hasText: token.name })
    await expect(row).toContainText('Removed')
    await expect(row.locator('svg').first()).toBeVisible()
    await expect(row.getByTitle(/^Removed /)).toHaveAttribute('title', new RegExp(String(new Date().getFullYear())))
    expect(await ask(page, 'tokens.verify', { secret })).toMatchObject({ active: false, reason: 'removed' })
    await openMenu(page, token.name)
    await expect(page.getByRole('menuitem', { name: /Disable|Enable|Remove/ })).toHaveCount(0)
    await page.keyboard.press('Escape')
  })

  test('AK-7 · Delete asks first; the row is gone, and the token is refused', async () => {
    const { page } = desk
    const { secret, token } = await issue(page, 'To be deleted')
    await openMenu(page, token.name)
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    const question = page.getByRole('alertdialog', { name: 'Delete this token?' })
    await expect(question).toContainText('can’t be reinstated or reused')
    await question.getByRole('button', { name: 'Delete' }).click()
    await expect(rowsOf(page).filter({ hasText: token.name })).toHaveCount(0)
    expect(await ask(page, 'tokens.verify', { secret })).toMatchObject({ active: false, reason: 'deleted' })
    expect((await ask(page, 'tokens.list', { search: token.name })).rows).toEqual([])
  })

  // The clock here is the machine's own, so a token cannot be seen to grow old. That an expired secret is refused is
  // shown where the clock is the test's (src-core/testing/behaviour); that the window says Expired is shown here.
  test('AK-5 · a token past its expiration shows as Expired, with nothing having run, and cannot be enabled', async () => {
    const { page } = desk
    const { rows } = await ask(page, 'tokens.list', { status: ['expired'] })
    const [expired] = rows
    expect(Date.parse(expired?.expiresAt ?? '')).toBeLessThan(Date.now())
    await page.getByLabel('Status', { exact: true }).selectOption('Expired')
    await expect(rowsOf(page).first()).toContainText('Expired')
    await expect(rowsOf(page).filter({ hasText: 'Active' })).toHaveCount(0)
    await page.getByLabel('Status', { exact: true }).selectOption('')
  })

  test('a secret that is pasted into the search is not searched for, and it says where to ask about it', async () => {
    const { page } = desk
    await page.getByRole('searchbox').fill(`tdc_${'a1B2'.repeat(9)}`)
    await expect(page.getByRole('alert')).toContainText('Paste it under “Explain a token”.')
    await openScreen(page, 'Overview')
    await openScreen(page, 'API tokens')
    // Any other text would be there again.
    await expect(page.getByRole('searchbox')).toHaveValue('')
    await expect(rowsOf(page).first()).toBeVisible()
  })

  test('AK-3 · a token that is given no expiration is valid until today ends where the workstation is', async () => {
    const { page } = desk
    const zone = await page.evaluate(() => Intl.DateTimeFormat().resolvedOptions().timeZone)
    const { owner } = await firstToken(page)
    const { token } = await ask(page, 'tokens.issue', {
      owner: { kind: owner.kind, id: owner.id } as never,
      name: 'Today only',
      timeZone: zone,
    })
    const ends = new Date(token.expiresAt ?? '')
    const endOfToday = new Date()
    endOfToday.setHours(24, 0, 0, 0)
    expect(Math.abs(ends.getTime() - endOfToday.getTime())).toBeLessThanOrEqual(1000)
  })

  test('names in any script, with emoji, of 200 characters and of markup are shown as they are, in rows of one height', async () => {
    const { page } = desk
    const names = [
      '🦊🔑 fox and key 👩‍👩‍👧‍👦',
      'مفتاح البوابة للعميل',
      'x'.repeat(200),
      '<script>document.title = "owned"</script><img src=x onerror=alert(1)>',
      'Příliš žluťoučký kůň & {{name}} $t(title)',
    ]
    const { owner } = await firstToken(page)
    for (const name of names)
      await ask(page, 'tokens.issue', { owner: { kind: owner.kind, id: owner.id } as never, name, timeZone: 'UTC' })
    for (const name of names) {
      const row = rowsOf(page).filter({ has: page.getByText(name, { exact: true }) })
      await expect(row).toHaveCount(1)
      expect((await row.boundingBox())?.height).toBe(ROW_HEIGHT)
    }
    expect(await page.title()).not.toBe('owned')
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
    await openMenu(page, names[3] ?? '')
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await expect(page.getByRole('alertdialog')).toContainText(names[3] ?? '')
    await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click()
  })

  test('one smooth scroll leads from the first row to the last, with every row in its place', async () => {
    await scrollThrough(desk.page)
  })
})

test('a list of 20,000 tokens is counted, searched, and scrolled thousands of rows deep with every row in its place', async () => {
  await withFilledStore(async ({ page }) => {
    await openScreen(page, 'API tokens')
    await expect(page.getByText('over 10,000 rows').first()).toBeVisible()
    await scrollThrough(page, 2_000)
    await page.getByRole('searchbox').fill('port')
    await expect(page.getByText(/^[\d,]+ rows?$|^over 10,000 rows$/).first()).toBeVisible()
    await expect(rowsOf(page).first()).toBeVisible()
    await expectRowsInPlace(page)
  })
})

function rowsOf(page: Page): Locator {
  return page.getByRole('grid', { name: 'API tokens' }).locator('[data-index]')
}

function rowCount(page: Page, count: number): Locator {
  return page.getByText(count === 1 ? '1 row' : `${count} rows`, { exact: true }).first()
}

async function openMenu(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${name}`, exact: true }).click()
}

async function focusedRow(page: Page): Promise<number> {
  return page.evaluate(() => Number(document.activeElement?.getAttribute('data-index') ?? -1))
}

async function expectFocusOnRow(page: Page, index: number): Promise<void> {
  await expect.poll(() => focusedRow(page)).toBe(index)
}

async function firstToken(page: Page): Promise<TokenSummary> {
  const { rows } = await ask(page, 'tokens.list', { status: ['active'], ownerKind: ['user'] })
  const [first] = rows.filter(({ owner }) => owner.active)
  if (first === undefined) throw new Error('There is no token.')
  return first
}

/** A token whose secret the test knows: shown once, as the operator would. */
async function issue(page: Page, name: string): Promise<{ readonly secret: string; readonly token: TokenSummary }> {
  const { owner } = await firstToken(page)
  const { token, revealId } = await ask(page, 'tokens.issue', {
    owner: { kind: owner.kind, id: owner.id } as never,
    name,
    timeZone: 'UTC',
  })
  const { secret } = await ask(page, 'reveal.show', { revealId })
  await ask(page, 'reveal.close', { revealId })
  await expect(rowsOf(page).filter({ hasText: name })).toHaveCount(1)
  return { secret, token }
}

/** Scrolls with the wheel until the end, or `limit` rows, and looks at the rows on the way. */
async function scrollThrough(page: Page, limit = Number.POSITIVE_INFINITY): Promise<void> {
  const grid = page.getByRole('grid', { name: 'API tokens' })
  const total = Number(await grid.getAttribute('aria-rowcount')) - 1
  const box = await grid.boundingBox()
  if (box === null) throw new Error('The list is not in sight.')
  await page.mouse.move(box.x + 300, box.y + 200)
  const last = Math.min(limit, total > 0 ? total : limit) - 1
  let seen = -1
  await expect
    .poll(
      async () => {
        await page.mouse.wheel(0, 3_200)
        await expectRowsInPlace(page)
        seen = await page.evaluate(() =>
          Math.max(
            ...[...document.querySelectorAll('[data-index]')].map((row) => Number(row.getAttribute('data-index'))),
          ),
        )
        return seen
      },
      { intervals: [50], timeout: 60_000 },
    )
    .toBeGreaterThanOrEqual(last)
}

/** Every row that is drawn stands where its number says, and its cells stand under their headings. */
async function expectRowsInPlace(page: Page): Promise<void> {
  const wrong = await page.evaluate((height) => {
    const rows = [...document.querySelectorAll<HTMLElement>('[data-index]')].toSorted(
      (one, other) => Number(one.dataset.index) - Number(other.dataset.index),
    )
    const headers = [...document.querySelectorAll('[role="columnheader"]')].map(
      (cell) => cell.getBoundingClientRect().left,
    )
    const faults: string[] = []
    rows.forEach((row, at) => {
      const { top, height: own } = row.getBoundingClientRect()
      if (Math.abs(own - height) > 0.5) faults.push(`row ${row.dataset.index} is ${own} px high`)
      const before = rows[at - 1]
      if (before !== undefined && Number(before.dataset.index) === Number(row.dataset.index) - 1) {
        const gap = top - before.getBoundingClientRect().bottom
        if (Math.abs(gap) > 0.5) faults.push(`row ${row.dataset.index} is ${gap} px away from the one above`)
      }
      ;[...row.querySelectorAll('[role="gridcell"]')].forEach((cell, column) => {
        if (Math.abs(cell.getBoundingClientRect().left - (headers[column] ?? 0)) > 0.5)
          faults.push(`cell ${column} of row ${row.dataset.index} is not under its heading`)
      })
    })
    const ids = rows.map((row) => row.dataset.rowId)
    if (new Set(ids).size !== ids.length) faults.push('a row is there twice')
    return faults.slice(0, 5)
  }, ROW_HEIGHT)
  expect(wrong).toEqual([])
}
