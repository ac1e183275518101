import { expect, test } from '@playwright/test'
import { type Launched, launch } from './launch.ts'
import { expectNoFaults } from './steps/axe.ts'
import { ask } from './steps/desk.ts'
import { dialog, openScreen } from './steps/screens.ts'
import { type RunningService, startTrialService } from './steps/service.ts'
import { administrator, createAdministrator, signIn } from './steps/session.ts'
import { confirmFingerprint } from './steps/stores.ts'

const COPY = 'Copy this store to a server'

test.describe
  .serial('the store of this computer goes to a server', () => {
    let service: RunningService
    let desk: Launched

    test.beforeAll(async () => {
      ;[service, desk] = await Promise.all([startTrialService({ empty: true }), launch({ headless: true })])
      await createAdministrator(desk.page, { sampleData: true })
    })

    test.afterAll(async () => {
      await desk?.close()
      await service?.close()
    })

    test('DC-3 · a server is made known without leaving this store, and what a copy would bring is shown first', async () => {
      const { page } = desk
      await openScreen(page, 'Settings')
      await page.getByRole('tab', { name: 'Store' }).click()
      await page.getByRole('button', { name: 'Connect to a server…' }).click()
      await confirmFingerprint(page, service, { name: 'Prague', colour: 'green' })
      await page.getByRole('button', { name: 'Copy to a server…' }).click()
      const form = dialog(page, COPY)
      await expect(form.getByText('This would be copied:')).toBeVisible()
      const { tokens } = await ask(page, 'store.info', {})
      await expect(form.getByRole('definition').first()).toHaveText(String(tokens.count))
      await expect(page.getByRole('banner')).toContainText('This computer')
      await expectNoFaults(page, 'what a copy would bring')
    })

    test('DC-3 · a wrong setup code is refused beside its field, the right one brings everything, and the second time there is nothing to bring', async () => {
      const { page } = desk
      const form = dialog(page, COPY)
      await form.getByLabel('Setup code').fill('AAAAA-AAAAA')
      await form.getByRole('button', { name: 'Copy', exact: true }).click()
      await expect(form.getByLabel('Setup code')).toHaveAccessibleDescription(/The setup code is not right/)
      const code = /setup code:\n\n {2}([0-9A-Z-]{29})\n/.exec(service.words())?.[1] ?? ''
      await form.getByLabel('Setup code').fill(code.toLowerCase())
      await page.keyboard.press('Enter')
      await expect(page.getByText('Everything is on Prague now.')).toBeVisible({ timeout: 30_000 })
      await expectNoFaults(page, 'a copy that is done')
      await page.getByRole('button', { name: 'Copy to a server…' }).click()
      await expect(form.getByText('The server holds all of this already.')).toBeVisible()
      await expect(form.getByRole('button', { name: 'Copy', exact: true })).toBeDisabled()
      await page.keyboard.press('Escape')
    })

    test('DC-3 · who goes over signs in there as here, and finds the same tokens', async () => {
      const { page } = desk
      const here = await ask(page, 'tokens.list', { limit: 200 })
      await page.getByRole('button', { name: 'Go over to Prague' }).click()
      await page.getByRole('alertdialog').getByRole('button', { name: 'Sign out and go over' }).click()
      await expect(page.getByRole('banner')).toContainText('Prague')
      await signIn(page, administrator)
      expect(await ask(page, 'tokens.list', { limit: 200 })).toMatchObject({ rows: here.rows })
    })
  })
