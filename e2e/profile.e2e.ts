import { expect, test } from '@playwright/test'
import type { Dialog, Page } from 'playwright-core'
import { type Launched, launch } from './launch.ts'
import { ask } from './steps/desk.ts'
import { chooseByKeyboard, chooseInMenuByKeyboard, pressByKeyboard, showByKeyboard, tabTo } from './steps/keyboard.ts'
import { dialog, openScreen } from './steps/screens.ts'
import { administrator, chooseInAccountMenu, createAdministrator } from './steps/session.ts'
import { revealDialog, show } from './steps/tokens.ts'

test.describe
  .serial('one’s own profile, password and tokens', () => {
    let desk: Launched

    test.beforeAll(async () => {
      desk = await launch()
      await createAdministrator(desk.page)
    })

    test.afterAll(() => desk?.close())

    test('AP-1 · AP-2 · AP-3 · by keyboard alone: the profile is changed, a token created for 30 days and revoked', async () => {
      const { page } = desk
      await chooseInMenuByKeyboard(page, page.getByRole('button', { name: /^Account of / }), 'My profile')
      await expect(page.getByRole('heading', { level: 1, name: 'My profile' })).toBeVisible()
      await expect(page.getByLabel('Username')).toHaveAttribute('readonly', '')
      await tabTo(page, page.getByLabel('Full name'))
      await page.keyboard.press('ControlOrMeta+a')
      await page.keyboard.type('Ada King')
      await page.keyboard.press('Enter')
      await expect(page.getByRole('button', { name: 'Account of Ada King' })).toBeVisible()

      await pressByKeyboard(page, page.getByRole('button', { name: 'Create API token' }))
      const form = dialog(page, 'Create API token')
      await expect(form.getByLabel('Token name')).toBeFocused()
      await page.keyboard.type('Laptop')
      await expect(form.getByLabel('Expiration date')).toBeDisabled()
      await chooseByKeyboard(page, form.getByLabel('Expiration', { exact: true }), 'Custom')
      await expect(form.getByLabel('Expiration date')).toBeEnabled()
      await chooseByKeyboard(page, form.getByLabel('Expiration', { exact: true }), '30 days')
      await tabTo(page, form.getByLabel('Token name'), 'Shift+Tab')
      await page.keyboard.press('Enter')
      const secret = await showByKeyboard(page, revealDialog(page))
      await page.keyboard.press('Escape')
      await expect(revealDialog(page)).toBeHidden()
      expect(await ask(page, 'tokens.verify', { secret })).toMatchObject({ active: true })

      await pressByKeyboard(page, page.getByRole('button', { name: 'Revoke Laptop' }))
      await pressByKeyboard(page, page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }))
      await expect(page.getByRole('row').filter({ hasText: 'Laptop' })).toContainText('Removed')
      expect(await ask(page, 'tokens.verify', { secret })).toMatchObject({ reason: 'removed' })
    })

    test('O4-1 · Security settings: several tokens side by side, and a changed password', async () => {
      const { page } = desk
      await chooseInAccountMenu(page, 'Security settings')
      await expect(page.getByRole('heading', { name: 'Authentication' })).toBeVisible()
      const sessions = page.getByRole('list', { name: 'Where you are signed in' })
      await expect(sessions.getByRole('listitem')).toHaveCount(1)
      await expect(sessions).toContainText('This session')
      for (const name of ['Reports', 'Scripts']) {
        await page.getByRole('button', { name: 'Generate API bearer token' }).press('Enter')
        await dialog(page, 'Generate API bearer token').getByLabel('Name', { exact: true }).fill(name)
        await page.keyboard.press('Enter')
        await show(revealDialog(page))
        await page.keyboard.press('Escape')
        await expect(page.getByRole('row').filter({ hasText: name })).toContainText('Active')
      }
      await page.getByLabel('Current password').fill('not the right one')
      await page.getByLabel('New password', { exact: true }).fill('analytical engine, mill and store')
      await page.getByLabel('New password again').fill('analytical engine, mill and store')
      await page.keyboard.press('Enter')
      await expect(page.getByText('This is not your password.')).toBeVisible()
      await page.getByLabel('Current password').fill(administrator.password)
      await page.keyboard.press('Enter')
      await expect(page.getByText('Your password is changed.').first()).toBeVisible()
    })

    test('a password that is half typed asks before the screen is left', async () => {
      const { page } = desk
      await chooseInAccountMenu(page, 'Security settings')
      await page.getByLabel('New password', { exact: true }).fill('half a')
      await page.getByRole('link', { name: 'Users', exact: true }).click()
      await page
        .getByRole('alertdialog', { name: 'Leave without saving?' })
        .getByRole('button', { name: 'Cancel' })
        .click()
      await expect(page.getByLabel('New password', { exact: true })).toHaveValue('half a')
      await page.getByRole('link', { name: 'Users', exact: true }).click()
      await page.getByRole('alertdialog').getByRole('button', { name: 'Leave' }).click()
      await expect(page.getByRole('heading', { level: 1, name: 'Users' })).toBeVisible()
    })

    test('AK-2 · AK-3 · AK-4 · a token of a technical user who is employed today, valid until today ends', async () => {
      const { page } = desk
      const machine = (username: string, employedUntil: string | null) =>
        ask(page, 'users.create', { kind: 'technical', username, fullName: `Robot ${username}`, employedUntil })
      await machine('present', null)
      await machine('gone', '2020-01-31')
      await openScreen(page, 'Technical users')
      await expect(page.getByText('Employment ended')).toBeVisible()
      await page.getByRole('button', { name: 'Create an API token' }).press('Enter')
      const form = dialog(page, 'Create an API token')
      await form.getByRole('combobox', { name: 'User' }).fill('Robot')
      await expect(page.getByRole('option', { name: 'Robot present' })).toBeVisible()
      await expect(page.getByRole('option', { name: 'Robot gone' })).toHaveCount(0)
      await page.getByRole('option', { name: 'Robot present' }).click()
      await form.getByLabel('Token name').fill('Scanner')
      await form.getByLabel('Token name').press('Enter')
      const secret = await show(revealDialog(page))
      await page.keyboard.press('Escape')
      await expect(revealDialog(page)).toBeHidden()
      const { token } = await ask(page, 'tokens.verify', { secret })
      const tonight = await page.evaluate(() => new Date().setHours(23, 59, 59, 999))
      expect(token).toMatchObject({ name: 'Scanner', expiresAt: new Date(tonight).toISOString() })
    })

    test('P4-5 · AK-2 · the wizard offers who is employed today, suggests a name anew for each, and warns of the end of employment', async () => {
      const { page } = desk
      const soon = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10)
      const leaver = { kind: 'technical', username: 'leaving', fullName: 'Robot leaving', employedUntil: soon } as const
      await ask(page, 'users.create', leaver)
      const customer = await ask(page, 'customers.create', { name: 'Engines Ltd' })
      await ask(page, 'contacts.create', { customerId: customer.id, fullName: 'Charles Babbage' })
      await openScreen(page, 'API tokens')
      await page.getByRole('main').focus()
      await page.keyboard.press('n')
      const wizard = dialog(page, 'Add an API token')
      const choose = async (field: string, name: string) => {
        await wizard.getByRole('combobox', { name: field }).fill(name)
        await page.getByRole('option', { name }).click()
      }
      await wizard.getByLabel('For').selectOption('A contact')
      await choose('Contact', 'Charles Babbage')
      await expect(wizard.getByLabel('Name')).toHaveValue('Engines Ltd portal')

      await wizard.getByLabel('For').selectOption('A technical user')
      await wizard.getByRole('combobox', { name: 'Technical user' }).fill('Robot')
      await expect(page.getByRole('option', { name: 'Robot present' })).toBeVisible()
      await expect(page.getByRole('option', { name: 'Robot gone' })).toHaveCount(0)
      await page.getByRole('option', { name: 'Robot leaving' }).click()
      // What nobody typed goes with whom it was suggested for.
      await expect(wizard.getByLabel('Name')).toHaveValue('')
      const warning = wizard.getByText(/^Ends with the employment on /)
      await expect(warning).toBeVisible()
      await wizard.getByLabel('Name').fill('Until the end')
      await choose('Technical user', 'Robot present')
      await expect(warning).toHaveCount(0)
      await expect(wizard.getByLabel('Name')).toHaveValue('Until the end')
      await choose('Technical user', 'Robot leaving')
      await wizard.getByRole('button', { name: 'Continue' }).press('Enter')
      await wizard.getByRole('button', { name: 'Continue' }).press('Enter')
      await expect(warning).toBeVisible()
      await wizard.getByRole('button', { name: 'Cancel' }).click()
      await wizard.getByRole('button', { name: 'Throw away' }).click()
    })

    test('of two versions of a record both are shown, and what was typed stays unless chosen otherwise', async () => {
      const { page } = desk
      await chooseInAccountMenu(page, 'My profile')
      await page.getByLabel('Full name').fill('Ada Byron')
      const { version } = await ask(page, 'profile.get', {})
      const theirs = { fullName: 'A. Lovelace', email: 'ada@engine.example', preferredLanguage: 'en' } as const
      await ask(page, 'profile.update', { version, ...theirs })
      await page.getByRole('button', { name: 'Save' }).click()
      const name = page.getByRole('group', { name: 'Full name' })
      await expect(name.getByLabel('Yours')).toBeChecked()
      await expect(name).toContainText('Ada Byron')
      await expect(name).toContainText('A. Lovelace')
      await expect(page.getByRole('textbox', { name: 'Email' })).toHaveValue(theirs.email)
      await page.getByRole('group', { name: 'Email' }).getByLabel('Yours').check()
      await expect(page.getByRole('textbox', { name: 'Email' })).toHaveValue('')
      await page.getByRole('group', { name: 'Email' }).getByLabel('Theirs').check()
      await page.getByRole('button', { name: 'Save' }).click()
      await expect(page.getByRole('button', { name: 'Account of Ada Byron' })).toBeVisible()
      expect(await ask(page, 'profile.get', {})).toMatchObject({ fullName: 'Ada Byron', email: theirs.email })
    })

    test('a window over something that is not saved asks once before it closes, and never in the way of an orderly end', async () => {
      const { page, shell, display } = desk
      test.skip(
        shell === 'electron' || display === undefined,
        'Only a browser on a screen asks what a test can answer.',
      )
      const asks = () => page.evaluate(() => window.onbeforeunload !== null)
      const name = page.getByLabel('Full name')
      await name.fill('Ada')
      await expect.poll(asks).toBe(true)
      const kept = await closeAsAPersonDoes(page)
      await kept.dismiss()
      await expect(name).toHaveValue('Ada')
      await page.getByRole('button', { name: 'Cancel' }).press('Enter')
      await expect.poll(asks).toBe(false)

      await name.fill('Ada')
      await expect.poll(asks).toBe(true)
      await closeAsAPersonDoes(page)
      // The question stands, and the end waits for no answer.
      await desk.close()
      expect(page.isClosed()).toBe(true)
    })
  })

/** Asks for the close of the window, and gives the question that stands then. */
async function closeAsAPersonDoes(page: Page): Promise<Dialog> {
  const question = page.waitForEvent('dialog')
  await page.close({ runBeforeUnload: true })
  return question
}
