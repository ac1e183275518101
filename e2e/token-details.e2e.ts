import { expect, test } from '@playwright/test'
import type { Locator, Page } from 'playwright-core'
import sharp from 'sharp'
import type { TokenId } from '../src-shared/schemas/ids.ts'
import type { Contact } from '../src-shared/schemas/people.ts'
import { type Launched, launch } from './launch.ts'
import { ask } from './steps/desk.ts'
import { chooseByKeyboard, pressByKeyboard, showByKeyboard, tabTo } from './steps/keyboard.ts'
import { addContact } from './steps/people.ts'
import { dialog, openScreen } from './steps/screens.ts'
import { createAdministrator } from './steps/session.ts'
import { revealDialog } from './steps/tokens.ts'

const ENDPOINT = 'https://api.example.com/v2/'
const NAME = 'Langley Research portal'

// One token, from its making to its end.
test.describe
  .serial('the life of a token', () => {
    let desk: Launched
    let contact: Contact
    let id: TokenId
    let secret: string

    test.beforeAll(async () => {
      desk = await launch()
      await createAdministrator(desk.page)
      contact = await addContact(desk.page, { customer: 'Langley Research', fullName: 'Katherine Johnson' })
      await ask(desk.page, 'installation.update', {
        ...(await ask(desk.page, 'installation.get', {})),
        apiEndpoint: ENDPOINT,
      })
      await openScreen(desk.page, 'API tokens')
    })

    test.afterAll(() => desk?.close())

    test('MP-5 · Add leads over General, Modules and Overview to the value and a summary, by keyboard alone but for the logo', async () => {
      const { page } = desk
      const wizard = dialog(page, 'Add an API token')
      await tabTo(page, page.getByRole('button', { name: 'Add', exact: true }).first(), 'Shift+Tab')
      await page.keyboard.press('n')
      await expect(wizard).toBeVisible()

      // Without an owner and a name it goes no further.
      await chooseByKeyboard(page, wizard.getByLabel('For'), 'A contact')
      await tabTo(page, wizard.getByLabel('Name'))
      await page.keyboard.press('Enter')
      await expect(wizard.getByText('Choose who the token is for.')).toBeVisible()
      await expect(wizard.getByLabel('Contact')).toBeFocused()
      await page.keyboard.type('kather')
      await expect(page.getByRole('option', { name: 'Katherine Johnson · Langley Research' })).toBeVisible()
      await expect(page.getByText('Searching…')).toHaveCount(0)
      await page.keyboard.press('Enter')
      await expect(wizard.getByLabel('Name')).toHaveValue(NAME)

      const file = wizard.locator('input[type="file"]')
      await file.setInputFiles({ name: 'logo.svg', mimeType: 'image/svg+xml', buffer: Buffer.from('<svg/>') })
      await expect(wizard.getByText(/SVG and web pages .* are not taken/)).toBeVisible()
      await file.setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: await picture() })
      await expect(wizard.locator('canvas')).toBeVisible()
      await expect(wizard.getByText(/SVG and web pages/)).toHaveCount(0)

      await page.keyboard.press('Escape')
      await expect(wizard.getByText('Throw away what you typed?')).toBeVisible()
      await page.keyboard.press('Enter')
      await tabTo(page, wizard.getByLabel('Name'))
      await page.keyboard.press('Enter')

      await expect(wizard.getByRole('checkbox', { name: /Order Status/ })).toBeChecked()
      await expect(wizard.getByRole('checkbox')).toHaveCount(1)
      await pressByKeyboard(page, wizard.getByRole('button', { name: 'Back' }))
      await expect(wizard.getByLabel('Name')).toHaveValue(NAME)
      await expect(wizard.getByLabel('Contact')).toHaveValue('Katherine Johnson · Langley Research')
      await expect(wizard.locator('canvas')).toBeVisible()
      await pressByKeyboard(page, wizard.getByRole('button', { name: 'Continue' }))
      await expect(wizard.getByRole('checkbox', { name: /Order Status/ })).toBeFocused()
      await page.keyboard.press('Enter')
      await expect(wizard.locator('[aria-current="step"]')).toContainText('Overview')
      for (const words of [
        NAME,
        'Katherine Johnson · Langley Research',
        'Order Status, customer portal',
        /Valid until /,
      ])
        await expect(wizard.getByText(words).first()).toBeVisible()
      await expect(wizard.getByRole('button', { name: 'Add', exact: true })).toBeFocused()
      await page.keyboard.press('Enter')

      secret = await showByKeyboard(page, revealDialog(page))
      await pressByKeyboard(page, revealDialog(page).getByRole('button', { name: 'Close' }))
      const summary = dialog(page, `“${NAME}” is added`)
      await expect(summary.getByRole('button', { name: 'View details' })).toBeFocused()
      await page.keyboard.press('Enter')
      await expect(page.getByRole('heading', { level: 1, name: NAME })).toBeVisible()
      const { rows } = await ask(page, 'tokens.list', {})
      expect(rows).toMatchObject([{ name: NAME, owner: { id: contact.id }, logoVersion: expect.any(Number) }])
      id = rows[0]?.id ?? 'TKN-0000-0000'
      expect(await ask(page, 'tokens.verify', { secret, module: 'order-status' })).toMatchObject({ active: true })
    })

    test('MP-3 · MP-8 · its page tells all of it in tabs, and a copy of the endpoint is confirmed', async () => {
      const { page } = desk
      const main = page.getByRole('main')
      await expect(main.getByText(id).first()).toBeVisible()
      await expect(main.getByText('Active', { exact: true })).toBeVisible()
      await expect(main.getByRole('link', { name: 'Katherine Johnson' })).toBeVisible()
      await main.getByRole('button', { name: 'Copy the endpoint' }).press('Enter')
      await expect(page.getByText(`Copied: ${ENDPOINT}`).last()).toBeVisible()
      await expect(main.getByText(/^The value was shown once/)).toBeVisible()
      expect(await page.content()).not.toContain(secret)

      await main.getByRole('tab', { name: 'General' }).focus()
      await page.keyboard.press('ArrowRight')
      await expect(main.getByText('order-status', { exact: true })).toBeVisible()
      await page.keyboard.press('ArrowRight')
      for (const words of ['Date created', 'Last access', 'Expiration', 'Disabled', 'Removed', 'Created by'])
        await expect(main.getByText(words, { exact: true })).toBeVisible()
      await page.keyboard.press('ArrowRight')
      const trail = main.getByRole('grid', { name: `Audit trail of ${NAME}` })
      await expect(trail.getByText('Showed a token’s value')).toBeVisible()
      await trail.locator('[data-index="1"]').focus()
      await page.keyboard.press('Enter')
      await expect(trail.locator('[data-expansion]')).toContainText('Katherine Johnson')
      await expect(trail.locator('[data-expansion]')).toContainText('order-status')
    })

    test('MP-1 · MP-2 · the list shows logo, state, modules and who made it, and Enter on a row opens the page', async () => {
      const { page } = desk
      await openScreen(page, 'API tokens')
      const row = rowOf(page)
      await expect(row.locator('canvas')).toBeVisible()
      await expect.poll(() => row.locator('canvas').evaluate(isDrawn)).toBe(true)
      for (const words of [NAME, id, 'Order Status, customer portal', 'Katherine Johnson', 'Ada Lovelace', 'Active'])
        await expect(row).toContainText(words)
      expect(await isCut(row.getByText(NAME))).toBe(false)
      await page.getByRole('searchbox').press('ArrowDown')
      await page.keyboard.press('Enter')
      await expect(page.getByRole('tab', { name: 'General' })).toBeVisible()
    })

    test('MP-4 · Edit from the row changes it, warns of what is unsaved, and survives another change meanwhile', async () => {
      const { page } = desk
      await openScreen(page, 'API tokens')
      await chooseInMenu(page, NAME, 'Edit')
      const name = page.getByLabel('Name', { exact: true })
      await expect(name).toBeFocused()
      await page.getByLabel('Description').fill('Reads the orders of one customer.')
      await page.getByRole('navigation').getByRole('link', { name: 'Contacts' }).click()
      const question = page.getByRole('alertdialog', { name: 'Leave without saving?' })
      await question.getByRole('button', { name: 'Cancel' }).press('Enter')

      const { version } = await ask(page, 'tokens.get', { id })
      await ask(page, 'tokens.update', { id, version, name: 'Renamed', description: null, modules: ['order-status'] })
      await page.getByLabel('Description').press('Tab')
      await page.getByRole('button', { name: 'Save' }).press('Enter')
      await expect(page.getByRole('main').getByText(/Somebody else changed this meanwhile/)).toBeVisible()
      const versions = page.getByRole('group', { name: 'Name', exact: true })
      await expect(versions.getByRole('radio', { name: /Renamed/ })).toBeChecked()
      await expect(name).toHaveValue('Renamed')
      await expect(page.getByLabel('Description')).toHaveValue('Reads the orders of one customer.')
      await name.fill(NAME)
      await name.press('Enter')
      await expect(page.getByText(`“${NAME}” is saved.`).last()).toBeVisible()
      await expect(page.getByRole('heading', { level: 1, name: NAME })).toBeVisible()
      expect(await ask(page, 'tokens.get', { id })).toMatchObject({
        name: NAME,
        description: 'Reads the orders of one customer.',
        logoVersion: expect.any(Number),
      })
    })

    test('MP-7 · Disable asks first and is confirmed; Enable is offered on the disabled token only, and asks nothing', async () => {
      const { page } = desk
      await chooseInMenu(page, NAME, 'Disable')
      const question = page.getByRole('alertdialog', { name: 'Disable this token?' })
      for (const words of [NAME, 'Katherine Johnson', 'Calls with it get an error at once'])
        await expect(question).toContainText(words)
      await question.getByRole('button', { name: 'Disable' }).press('Enter')
      await expect(page.getByText(`“${NAME}” is disabled. Calls with it get an error.`).last()).toBeVisible()
      await expect(page.getByRole('main').getByText('Disabled', { exact: true })).toBeVisible()
      expect(await ask(page, 'tokens.verify', { secret })).toMatchObject({ active: false, reason: 'disabled' })
      await openScreen(page, 'API tokens')
      await expect(rowOf(page)).toContainText('Disabled')
      await openMenu(page, NAME)
      await expect(page.getByRole('menuitem')).toHaveText([
        'Copy id',
        'View details',
        'Edit',
        'Replace…',
        'Enable',
        'Remove',
        'Delete',
      ])
      await page.getByRole('menuitem', { name: 'Enable' }).press('Enter')
      await expect(page.getByText(`“${NAME}” is enabled.`).last()).toBeVisible()
      await expect(rowOf(page)).toContainText('Active')
      expect(await ask(page, 'tokens.verify', { secret })).toMatchObject({ active: true })
    })

    test('MP-6 · Delete says that the token can’t be reinstated or reused, and one that others withdraw while its page is open says so', async () => {
      const { page } = desk
      const other = await ask(page, 'tokens.issue', {
        owner: { kind: 'contact', id: contact.id },
        name: 'Withdrawn by others',
        modules: ['order-status'],
        timeZone: 'UTC',
      })
      await chooseInMenu(page, 'Withdrawn by others', 'View details')
      await expect(page.getByRole('heading', { level: 1, name: 'Withdrawn by others' })).toBeVisible()
      const removed = await ask(page, 'tokens.remove', { id: other.token.id, version: other.token.version })
      await expect(page.getByText(/^This token was removed on /)).toBeVisible()
      await expect(page.getByRole('button', { name: 'Edit', exact: true })).toHaveCount(0)
      await ask(page, 'tokens.delete', { id: removed.id, version: removed.version })
      await expect(page.getByRole('heading', { name: 'This token is not there any more' })).toBeVisible()
      await page.getByRole('button', { name: 'To the API tokens' }).press('Enter')

      await chooseInMenu(page, NAME, 'View details')
      await chooseInMenu(page, NAME, 'Delete')
      const question = page.getByRole('alertdialog', { name: 'Delete this token?' })
      for (const words of [NAME, 'Katherine Johnson', 'can’t be reinstated or reused', 'get an error at once'])
        await expect(question).toContainText(words)
      await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused()
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      await expect(page.getByText(`“${NAME}” is deleted.`).last()).toBeVisible()
      await expect(page.getByRole('heading', { level: 1, name: 'API tokens' })).toBeVisible()
      await expect(rowOf(page)).toHaveCount(0)
      expect(await ask(page, 'tokens.verify', { secret })).toMatchObject({ active: false, reason: 'deleted' })
    })
  })

function rowOf(page: Page): Locator {
  return page.getByRole('grid', { name: 'API tokens' }).locator('[data-index]').filter({ hasText: NAME })
}

async function openMenu(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${name}`, exact: true }).press('Enter')
}

async function chooseInMenu(page: Page, name: string, item: string): Promise<void> {
  await openMenu(page, name)
  await page.getByRole('menuitem', { name: item, exact: true }).press('Enter')
}

/** A picture as somebody would choose it. */
function picture(): Promise<Buffer> {
  return sharp({ create: { width: 300, height: 200, channels: 3, background: 'teal' } })
    .png()
    .toBuffer()
}

/** Runs in the page: whether anything is drawn in the middle of the canvas. */
function isDrawn(canvas: SVGElement | HTMLElement): boolean {
  if (!(canvas instanceof HTMLCanvasElement)) return false
  const pixel = canvas.getContext('2d')?.getImageData(canvas.width / 2, canvas.height / 2, 1, 1).data
  return (pixel?.[3] ?? 0) > 0
}

/** Whether the end of a text is not to be seen in its column. */
function isCut(text: Locator): Promise<boolean> {
  return text.evaluate((element) => {
    const box = element.closest<HTMLElement>('span') ?? element
    return box.scrollWidth > box.clientWidth
  })
}
