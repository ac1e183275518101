import { expect, test } from '@playwright/test'
import { type Launched, launch } from './launch.ts'
import { addContact } from './steps/people.ts'
import { dialog } from './steps/screens.ts'
import { administrator, createAdministrator, signIn } from './steps/session.ts'

test.describe
  .serial('the palette and the sheet of keys', () => {
    let desk: Launched

    test.beforeAll(async () => {
      desk = await launch({ headless: true })
      await createAdministrator(desk.page)
      await addContact(desk.page, { customer: 'Langley Research', fullName: 'Katherine Johnson' })
    })

    test.afterAll(async () => {
      await desk?.close()
    })

    test('Ctrl+K finds a contact by a part of the name, and Enter opens it', async () => {
      const { page } = desk
      await page.keyboard.press('ControlOrMeta+k')
      await page.keyboard.type('johns')
      const palette = dialog(page, 'Find people, tokens and actions')
      await expect(palette.getByRole('option', { name: /Katherine Johnson/ })).toHaveAttribute('aria-selected', 'true')
      await page.keyboard.press('Enter')
      await expect(page.getByRole('heading', { name: 'Katherine Johnson' })).toBeVisible()
    })

    test('? shows the keys, and Escape gives the focus back', async () => {
      const { page } = desk
      await page.getByRole('tab', { name: 'General' }).focus()
      await page.keyboard.press('?')
      await expect(dialog(page, 'Keys').getByText('Search the list')).toBeVisible()
      await page.keyboard.press('Escape')
      await expect(page.getByRole('tab', { name: 'General' })).toBeFocused()
    })

    test('an action is found by its words and done, by keyboard alone', async () => {
      const { page } = desk
      await page.keyboard.press('ControlOrMeta+k')
      await page.keyboard.type('sign out')
      await page.keyboard.press('Enter')
      await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
      await signIn(page, administrator)
    })
  })
