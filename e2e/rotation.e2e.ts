import { expect, test } from '@playwright/test'
import { type Launched, launch } from './launch.ts'
import { expectNoFaults } from './steps/axe.ts'
import { ask } from './steps/desk.ts'
import { dialog, openFirst, openScreen } from './steps/screens.ts'
import { createAdministrator } from './steps/session.ts'
import { revealDialog, show } from './steps/tokens.ts'

test.describe
  .serial('replacing tokens and taking withdrawals back', () => {
    let desk: Launched

    test.beforeAll(async () => {
      desk = await launch({ headless: true })
      await createAdministrator(desk.page, { sampleData: true })
    })

    test.afterAll(async () => {
      await desk?.close()
    })

    test('BY-2 · a token is replaced from its row: what the new one will be, when the old one ends, one reveal, and both pages know each other', async () => {
      const { page } = desk
      await openScreen(page, 'API tokens')
      await openFirst(page, 'Web shop')
      await page.getByRole('button', { name: /^Actions for/ }).click()
      await page.getByRole('menuitem', { name: 'Replace…' }).click()
      const form = dialog(page, 'Replace this token?')
      await expect(form.getByText('The new one expires')).toBeVisible()
      await expectNoFaults(page, 'the question of a replacement')
      await form.getByLabel('The old one ends').selectOption('1-day')
      await form.getByRole('button', { name: 'Replace', exact: true }).click()
      const secret = await show(revealDialog(page))
      expect(await ask(page, 'tokens.verify', { secret })).toMatchObject({ active: true })
      await revealDialog(page).getByRole('button', { name: 'Close' }).click()
      await expect(page.getByText('Replaced by')).toBeVisible()
      await expectNoFaults(page, 'a token that is replaced')
      await page.getByRole('status').getByRole('link', { name: 'Web shop' }).click()
      await expect(page.getByText('Replaces', { exact: false }).first()).toBeVisible()
      // Of the two of this name, the list tells which one goes.
      await openScreen(page, 'API tokens')
      const marked = page
        .getByRole('row')
        .filter({ has: page.getByRole('img', { name: /^Replaced by Web shop · TKN-/ }) })
      await expect(marked).toHaveCount(1)
      await expect(marked).toContainText('Web shop')
      await page.goBack()
      await expect(page.getByText('Replaces', { exact: false }).first()).toBeVisible()
    })

    test('BY-5 · a removal asks why, and is undone from the message and from the page; a compromised token is not', async () => {
      const { page } = desk
      const act = async (item: string) => {
        await page.getByRole('button', { name: /^Actions for/ }).click()
        await page.getByRole('menuitem', { name: item }).click()
      }
      const question = page.getByRole('alertdialog')
      await act('Remove')
      await expect(question.getByText('Can be undone for 30 minutes.')).toBeVisible()
      await expectNoFaults(page, 'the question of a removal')
      await question.getByRole('button', { name: 'Remove' }).click()
      await expect(page.getByText('Reason: Not needed any more')).toBeVisible()
      await page.locator('[data-toast]').last().getByRole('button', { name: 'Undo' }).click()
      await expect(page.getByText('“Web shop” is back as it was.').first()).toBeVisible()
      await expect(page.getByText('Reason: Not needed any more')).toBeHidden()

      await act('Remove')
      await question.getByRole('button', { name: 'Remove' }).click()
      await page.getByRole('main').getByRole('button', { name: 'Undo' }).click()
      await expect(page.getByText('Reason: Not needed any more')).toBeHidden()

      await act('Remove')
      await question.getByLabel('Reason').selectOption('compromised')
      await expect(question.getByText('A compromised token is never reinstated.')).toBeVisible()
      await question.getByRole('button', { name: 'Remove' }).click()
      await expect(page.getByText('Reason: Compromised: somebody may have it')).toBeVisible()
      await expect(page.getByRole('main').getByRole('button', { name: 'Undo' })).toHaveCount(0)
    })

    test('BY-5 · disabling takes a reason and an end, and the page says both', async () => {
      const { page } = desk
      await openScreen(page, 'API tokens')
      await openFirst(page, 'Price list')
      await page.getByRole('button', { name: /^Actions for/ }).click()
      await page.getByRole('menuitem', { name: 'Disable' }).click()
      const question = page.getByRole('alertdialog')
      await question.getByLabel('Reason').fill('The shop moves')
      await question.getByLabel('Disabled for').selectOption('1-hour')
      await question.getByRole('button', { name: 'Disable' }).click()
      await expect(page.getByText('Reason: The shop moves')).toBeVisible()
      await expect(page.getByText(/^It is enabled by itself on/)).toBeVisible()
    })
  })
