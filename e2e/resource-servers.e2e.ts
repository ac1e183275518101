import { expect, test } from '@playwright/test'
import { type Launched, launch } from './launch.ts'
import { ask } from './steps/desk.ts'
import {
  chooseByKeyboard,
  openScreenByKeyboard,
  openTabByKeyboard,
  pressByKeyboard,
  showByKeyboard,
} from './steps/keyboard.ts'
import { dialog } from './steps/screens.ts'
import { createAdministrator } from './steps/session.ts'

// One store, one visit: each test goes on where the one before has ended.
test.describe
  .serial('resource servers', () => {
    let desk: Launched

    test.beforeAll(async () => {
      desk = await launch()
      await createAdministrator(desk.page)
      await ask(desk.page, 'users.create', { kind: 'technical', username: 'robot', fullName: 'Invoice robot' })
    })
    test.afterAll(() => desk?.close())

    test('one is added by keyboard alone, its secret is revealed once, and the list has its id', async () => {
      const { page } = desk
      await openScreenByKeyboard(page, 'Settings')
      await openTabByKeyboard(page, 'Resource servers')
      await expect(page.getByText('No API may ask yet')).toBeVisible()
      await pressByKeyboard(page, page.getByRole('button', { name: 'Add a resource server' }))
      const form = dialog(page, 'Add a resource server')
      await page.keyboard.press('Enter')
      await expect(form.getByText('Fill this in.')).toBeVisible()
      await page.keyboard.type('Order gateway')
      await chooseByKeyboard(page, form.getByLabel('Acts as'), 'Invoice robot')
      await pressByKeyboard(page, form.getByRole('button', { name: 'Add', exact: true }))
      const reveal = dialog(page, 'The secret of the resource server')
      expect(await showByKeyboard(page, reveal)).toMatch(/^tds_[0-9A-Za-z]{36}$/)
      await pressByKeyboard(page, reveal.getByRole('button', { name: 'Close' }))
      const row = page.getByRole('row', { name: /Order gateway/ })
      await expect(row).toContainText(/RES-\w{4}-\w{4}/)
      await expect(row).toContainText('Invoice robot')
    })

    test('when two edit the same one, the second sees both versions, and keeps what was typed', async () => {
      const { page } = desk
      await page.getByRole('button', { name: 'Actions for Order gateway' }).click()
      await page.getByRole('menuitem', { name: 'Edit' }).click()
      const form = dialog(page, 'Edit Order gateway')
      await form.getByLabel('Name').fill('Order gateway, Brno')
      const [server] = await ask(page, 'resourceServers.list', {})
      if (server === undefined) throw new Error('The resource server is there.')
      const { id, version } = server
      const theirs = { name: 'Gateway', description: 'In Prague', modules: ['order-status'], actsAs: null }
      await ask(page, 'resourceServers.update', { id, version, ...theirs })
      await form.getByRole('button', { name: 'Save' }).click()
      const both = form.getByRole('group', { name: 'Name' })
      await expect(both.getByLabel('Yours')).toBeChecked()
      await expect(both).toContainText('Gateway')
      await expect(form.getByLabel('Description')).toHaveValue('In Prague')
      await expect(form.getByRole('group', { name: 'Acts as' })).toContainText('Invoice robot')
      await both.getByLabel('Theirs').check()
      await form.getByRole('textbox', { name: 'Name' }).fill('Order gateway')
      await form.getByRole('button', { name: 'Save' }).click()
      await expect(form).toBeHidden()
      expect(await ask(page, 'resourceServers.list', {})).toMatchObject([
        { name: 'Order gateway', description: 'In Prague', modules: [{ code: 'order-status' }] },
      ])
    })

    test('a new secret and the withdrawal ask first, by name, with the safe answer in focus', async () => {
      const { page } = desk
      const menu = page.getByRole('button', { name: 'Actions for Order gateway' })
      await menu.click()
      await page.getByRole('menuitem', { name: 'New secret' }).click()
      const renewal = page.getByRole('alertdialog', { name: 'Give Order gateway a new secret?' })
      await expect(renewal.getByRole('button', { name: 'Cancel' })).toBeFocused()
      await renewal.getByRole('button', { name: 'New secret' }).click()
      const reveal = dialog(page, 'The secret of the resource server')
      await reveal.getByRole('button', { name: 'Close' }).click()
      await expect(reveal.getByText('You will not be able to see this secret again.')).toBeVisible()
      await reveal.getByRole('button', { name: 'Close anyway' }).click()
      await menu.click()
      await page.getByRole('menuitem', { name: 'Withdraw' }).click()
      const withdrawal = page.getByRole('alertdialog', { name: 'Withdraw Order gateway?' })
      await expect(withdrawal.getByRole('button', { name: 'Cancel' })).toBeFocused()
      await withdrawal.getByRole('button', { name: 'Withdraw' }).click()
      await expect(page.getByRole('row', { name: /Order gateway/ })).toContainText('Withdrawn')
      await expect(menu).toHaveCount(0)
    })
  })
