import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import sharp from 'sharp'
import { type Launched, launch } from './launch.ts'
import { ask } from './steps/desk.ts'
import { dropFile } from './steps/drop-file.ts'
import { chooseByKeyboard, pressByKeyboard, tabTo } from './steps/keyboard.ts'
import { dialog, openScreen } from './steps/screens.ts'
import { createAdministrator } from './steps/session.ts'

const DAY_MS = 86_400_000

test.describe
  .serial('the wizard that adds a token', () => {
    let desk: Launched
    let folder: string

    test.beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'token-desk-files-'))
      desk = await launch()
      await createAdministrator(desk.page)
      const inTenDays = new Date(Date.now() + 10 * DAY_MS).toISOString().slice(0, 10)
      for (const [username, employedUntil] of [
        ['leaving', inTenDays],
        ['gone', '2020-01-31'],
      ] as const)
        await ask(desk.page, 'users.create', {
          kind: 'technical',
          username,
          fullName: `Robot ${username}`,
          employedUntil,
        })
      await openScreen(desk.page, 'API tokens')
    })

    test.afterAll(async () => {
      await desk?.close()
      await rm(folder, { recursive: true, force: true })
    })

    test('AK-2 · it offers those who are employed today, and nobody else', async () => {
      const { page } = desk
      await tabTo(page, page.getByRole('button', { name: 'Add', exact: true }).first(), 'Shift+Tab')
      await page.keyboard.press('n')
      const wizard = dialog(page, 'Add an API token')
      await chooseByKeyboard(page, wizard.getByLabel('For'), 'A technical user')
      await tabTo(page, wizard.getByRole('combobox', { name: 'Technical user' }))
      await page.keyboard.type('Robot')
      await expect(page.getByRole('option', { name: 'Robot leaving' })).toBeVisible()
      await expect(page.getByText('Searching…')).toHaveCount(0)
      await expect(page.getByRole('listbox').getByRole('option')).toHaveText(['Robot leaving'])
      await page.keyboard.press('Enter')
    })

    test('MP-5 · a logo is taken by dropping its file, and one that is no picture is refused in words', async () => {
      const { page } = desk
      const wizard = dialog(page, 'Add an API token')
      const place = wizard.getByRole('group', { name: /^Logo/ })
      await writeFile(join(folder, 'notes.png'), 'not a picture')
      await dropFile(page, place, join(folder, 'notes.png'))
      await expect(place.locator('..').getByRole('alert')).not.toBeEmpty()
      await expect(place.locator('canvas')).toHaveCount(0)
      await sharp({ create: { width: 300, height: 200, channels: 3, background: 'teal' } }).toFile(
        join(folder, 'logo.png'),
      )
      await dropFile(page, place, join(folder, 'logo.png'))
      await expect(place.locator('canvas')).toBeVisible()
      await expect(page.locator('[data-announcer]')).toHaveText('The picture is taken as the logo.')
      await expect(place.locator('..').getByRole('alert')).toBeEmpty()
    })

    test('MP-5 · a picture that is still being read is not left behind: it says so, and goes on once it is there', async () => {
      const { page } = desk
      const wizard = dialog(page, 'Add an API token')
      const place = wizard.getByRole('group', { name: /^Logo/ })
      await wizard.getByRole('button', { name: 'No logo' }).click()
      // As a slow disk would: the file is read when the test says so.
      await page.evaluate(() => {
        const read = FileReader.prototype.readAsDataURL
        FileReader.prototype.readAsDataURL = function (file) {
          FileReader.prototype.readAsDataURL = read
          addEventListener('disk-goes-on', () => read.call(this, file), { once: true })
        }
      })
      await dropFile(page, place, join(folder, 'logo.png'))
      await wizard.getByRole('button', { name: 'Continue' }).click()
      const problem = place.locator('..').getByRole('alert')
      await expect(problem).toContainText('This picture is still being read.')
      await expect(wizard.locator('[aria-current="step"]')).toContainText('General')
      await page.evaluate(() => dispatchEvent(new Event('disk-goes-on')))
      await expect(place.locator('canvas')).toBeVisible()
      await expect(problem).toBeEmpty()
    })

    test('it warns of a token that ends with the employment, before it is made, and says so to a screen reader', async () => {
      const { page } = desk
      const wizard = dialog(page, 'Add an API token')
      const told = page.locator('[data-announcer]')
      const warning = wizard.getByText(/^Ends with the employment on /)
      const expiration = wizard.getByLabel('Expiration', { exact: true })
      await chooseByKeyboard(page, expiration, '7 days')
      await expect(warning).toHaveCount(0)
      await chooseByKeyboard(page, expiration, '30 days')
      await expect(warning).toBeVisible()
      await expect(told).toHaveText(/^Ends with the employment on /)
      await tabTo(page, wizard.getByLabel('Name'), 'Shift+Tab')
      await page.keyboard.type('Ends early')
      await page.keyboard.press('Enter')
      await expect(wizard.locator('[aria-current="step"]')).toContainText('Modules')
      await expect(warning).toHaveCount(0)
      await pressByKeyboard(page, wizard.getByRole('button', { name: 'Continue' }))
      await expect(warning).toBeVisible()
      await expect(told).toHaveText(/^Step 3 of 3: Overview Ends with the employment on /)
    })

    test('it asks before what was typed is thrown away, and says so to a screen reader', async () => {
      const { page } = desk
      const wizard = dialog(page, 'Add an API token')
      await page.keyboard.press('Escape')
      await expect(page.locator('[data-announcer]')).toHaveText('Throw away what you typed?')
      await expect(wizard.getByRole('button', { name: 'Keep editing' })).toBeFocused()
      await page.keyboard.press('Shift+Tab')
      await page.keyboard.press('Enter')
      await expect(wizard).toBeHidden()
    })
  })
