import { expect, test } from '@playwright/test'
import { type Launched, launch } from './launch.ts'
import { ask, changePolicy, replyTo } from './steps/desk.ts'
import { dialog, openScreen } from './steps/screens.ts'
import { createAdministrator } from './steps/session.ts'

// One store, one visit: each test goes on where the one before has ended.
test.describe
  .serial('settings', () => {
    let desk: Launched

    test.beforeAll(async () => {
      desk = await launch()
      await createAdministrator(desk.page)
    })
    test.afterAll(() => desk?.close())

    test('AK-1 · a switch turns tokens of technical users off, and faults stand beside their fields', async () => {
      const { page } = desk
      const machine = await ask(page, 'users.create', {
        kind: 'technical',
        username: 'robot',
        fullName: 'Invoice robot',
      })
      await openScreen(page, 'Settings')
      await page.getByRole('tab', { name: 'Organisation and API' }).click()
      const endpoint = page.getByLabel('API endpoint')
      await endpoint.fill('http://api.example.com')
      await page.getByLabel('Tokens of technical users').uncheck()
      await page.getByRole('button', { name: 'Save' }).click()
      await expect(page.getByText('The address has to begin with https://')).toBeVisible()
      await expect(endpoint).toBeFocused()
      await endpoint.fill('https://api.example.com')
      await endpoint.press('Enter')
      await expect(page.getByText('Organisation and API are saved.').first()).toBeVisible()
      const owner = { kind: 'technical-user', id: machine.id } as const
      expect(await replyTo(page, 'tokens.choices', { owner, timeZone: 'Europe/Prague' })).toMatchObject({
        ok: false,
        error: { code: 'POLICY', reason: 'technical-user-tokens-off' },
      })
    })

    test('of settings that two have changed both versions are shown, and the one chosen is saved', async () => {
      const { page } = desk
      await page.getByRole('textbox', { name: 'Organisation' }).fill('Ours')
      const { version } = await ask(page, 'installation.get', {})
      const theirs = { organisation: 'Theirs', apiEndpoint: null, technicalUserTokens: true, passwordTokens: true }
      await ask(page, 'installation.update', { version, ...theirs })
      await page.getByRole('button', { name: 'Save' }).click()
      const both = (name: string) => page.getByRole('group', { name, exact: true })
      await expect(both('Organisation').getByRole('radio', { name: /Ours/ })).toBeChecked()
      await expect(both('Tokens of technical users').getByRole('radio', { name: /On$/ })).toBeChecked()
      await both('Tokens of technical users').getByRole('radio', { name: /Off$/ }).check()
      await page.getByRole('button', { name: 'Save' }).click()
      await expect(both('Organisation')).toBeHidden()
      expect(await ask(page, 'installation.get', {})).toMatchObject({
        organisation: 'Ours',
        apiEndpoint: null,
        technicalUserTokens: false,
      })
    })

    test('BY-8 · a stricter policy asks first and names whom it concerns, and what is unsaved is not lost unasked', async () => {
      const { page } = desk
      await changePolicy(page, { allowNoExpiration: true })
      const { session } = await ask(page, 'sessions.state', {})
      if (session.state !== 'active') throw new Error('Somebody is signed in.')
      const { token } = await ask(page, 'tokens.issue', {
        owner: { kind: 'user', id: session.operator.id },
        name: 'For ever',
        expiration: { choice: 'none' },
        timeZone: 'Europe/Prague',
      })
      await page.getByRole('tab', { name: 'Policy' }).click()
      await expect(page.getByLabel('Allow “No expiration”')).toBeChecked()
      await page.getByLabel('Allow “No expiration”').uncheck()
      await page.getByRole('navigation').getByRole('link', { name: 'API tokens' }).click()
      await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click()
      await page.getByRole('button', { name: 'Save' }).click()
      const question = page.getByRole('alertdialog', { name: 'Change the policy?' })
      await expect(question).toContainText('1 token in use has no expiration')
      await expect(question).toContainText(session.operator.fullName)
      await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused()
      await question.getByRole('button', { name: 'Save the policy' }).click()
      await expect(page.getByText('The policy is saved.').first()).toBeVisible()
      expect(await ask(page, 'policy.get', {})).toMatchObject({ allowNoExpiration: false })
      expect(await ask(page, 'tokens.get', { id: token.id })).toMatchObject({ status: 'active', expiresAt: null })
    })

    test('MP-5 · a module is added, and disabling it says first which token loses it', async () => {
      const { page } = desk
      await page.getByRole('tab', { name: 'Modules' }).click()
      await page.getByRole('button', { name: 'Add a module' }).click()
      const form = dialog(page, 'Add a module')
      await form.getByLabel('Name').fill('Warehouse')
      await form.getByLabel('Code').fill('orders')
      await form.getByRole('button', { name: 'Add' }).click()
      await expect(form.getByText('There is a module of this code already.')).toBeVisible()
      await form.getByLabel('Code').fill('warehouse')
      await form.getByLabel('Code').press('Enter')
      await expect(form).toBeHidden()
      const { session } = await ask(page, 'sessions.state', {})
      if (session.state !== 'active') throw new Error('Somebody is signed in.')
      await ask(page, 'tokens.issue', {
        owner: { kind: 'user', id: session.operator.id },
        name: 'Scanners',
        modules: ['warehouse'],
        timeZone: 'Europe/Prague',
      })
      await page.getByRole('button', { name: 'Edit Warehouse' }).click()
      await page.getByLabel('Enabled for this account').uncheck()
      await page.getByRole('button', { name: 'Save' }).click()
      const question = page.getByRole('alertdialog', { name: 'Disable Warehouse?' })
      await expect(question).toContainText('Scanners')
      await question.getByRole('button', { name: 'Disable' }).click()
      await expect(page.getByRole('row', { name: /Warehouse/ })).toContainText('Disabled')
    })

    test('when two edit the same module, the second sees both versions, and keeps what was typed', async () => {
      const { page } = desk
      await page.getByRole('button', { name: 'Edit Warehouse' }).click()
      const form = dialog(page, 'Edit Warehouse')
      await form.getByLabel('Name').fill('Warehouses')
      const [warehouse] = (await ask(page, 'modules.list', {})).filter(({ code }) => code === 'warehouse')
      if (warehouse === undefined) throw new Error('The module is there.')
      await ask(page, 'modules.update', { ...warehouse, name: 'Stock', description: 'What lies where' })
      await form.getByRole('button', { name: 'Save' }).click()
      const both = form.getByRole('group', { name: 'Name' })
      await expect(both.getByLabel('Yours')).toBeChecked()
      await expect(both).toContainText('Stock')
      await expect(form.getByLabel('Description')).toHaveValue('What lies where')
      await form.getByRole('button', { name: 'Save' }).click()
      await expect(form).toBeHidden()
      await expect(page.getByRole('row', { name: /Warehouses/ })).toBeVisible()
    })

    test('the store is checked, and what was found is said', async () => {
      const { page } = desk
      await page.getByRole('tab', { name: 'Store' }).click()
      await expect(page.getByText(desk.dataDir, { exact: true })).toBeVisible()
      await expect(page.getByText('The store has not been checked yet.')).toBeVisible()
      await page.getByRole('button', { name: 'Check the store' }).click()
      await expect(page.getByText(/^Checked on .*: nothing is wrong\.$/)).toBeVisible()
    })
  })
