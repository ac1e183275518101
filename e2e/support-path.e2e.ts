import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@playwright/test'
import type { Page } from 'playwright-core'
import { type Launched, launch } from './launch.ts'
import { ask, changePolicy } from './steps/desk.ts'
import { addContact, addUserWithSetupCode, supportOperator } from './steps/people.ts'
import { dialog, openScreen } from './steps/screens.ts'
import { administrator, choosePassword, createAdministrator, signIn, signOut } from './steps/session.ts'
import { copyToClipboard, revealDialog } from './steps/tokens.ts'
import { readSystemClipboard } from './system-clipboard.ts'

const CONTACT = 'Katherine Johnson'
const CUSTOMER = 'Langley Research'
const TOKEN_OF_A_CONTACT = /^tdc_[0-9A-Za-z]{36}$/

test.describe
  .serial('the path of support', () => {
    let dataDir: string
    let desk: Launched
    let secret: string

    test.beforeAll(async () => {
      dataDir = await mkdtemp(join(tmpdir(), 'token-desk-support-'))
      desk = await launch({ dataDir })
      await createAdministrator(desk.page, { sampleData: true })
      await addContact(desk.page, { customer: CUSTOMER, fullName: CONTACT })
      await changePolicy(desk.page, { clipboardSeconds: 120 })
    })

    test.afterAll(async () => {
      await desk?.close()
      await rm(dataDir, { recursive: true, force: true })
    })

    test('an administrator makes a support operator, whose setup code is revealed, copied, used, and cleared', async () => {
      const { page, display } = desk
      await addUserWithSetupCode(page, supportOperator, 'support')
      const reveal = dialog(page, 'The setup code')
      await expect(reveal.getByRole('code')).toHaveCount(0)
      await copyToClipboard(reveal)
      const setupCode = (await readSystemClipboard(display)) ?? ''
      expect(setupCode.length).toBeGreaterThan(8)

      await signOut(page)
      await expect.poll(() => readSystemClipboard(display)).toBeNull()
      await choosePassword(page, supportOperator, setupCode)
      await expect(page.getByRole('heading', { level: 1, name: 'Contacts' })).toBeVisible()

      await signOut(page)
      await page.getByRole('button', { name: 'I have a setup code' }).click()
      await page.getByLabel('Username').fill(supportOperator.username)
      await page.getByLabel('Setup code').fill(setupCode)
      await page.getByLabel('Password', { exact: true }).fill('another password altogether')
      await page.getByLabel('Password again').fill('another password altogether')
      await page.getByRole('button', { name: 'Set the password and sign in' }).click()
      await expect(page.getByText('The username or the setup code is not right.')).toBeVisible()
      await page.getByRole('button', { name: 'Back to sign in' }).click()
    })

    test('O4-6 · O4-2 · O4-3 · support issues and copies a contact’s token in six actions, by keyboard alone', async () => {
      const { page, display } = desk
      await signIn(page, supportOperator)
      const keys = countedKeys(page)

      await expect(page.getByRole('searchbox')).toBeFocused()
      await keys.type('therine john')
      await keys.press('Enter')
      await expect(page.getByRole('heading', { level: 1, name: CONTACT })).toBeVisible()

      await expect(page.getByRole('button', { name: 'Generate API bearer token' })).toBeFocused()
      await keys.press('Enter')
      const name = dialog(page, 'Generate API bearer token').getByLabel('Name')
      await expect(name).toBeFocused()
      await expect(name).toHaveValue(`${CUSTOMER} portal`)
      await keys.press('Enter')

      const reveal = revealDialog(page)
      await expect(reveal.getByRole('button', { name: 'Copy to clipboard' })).toBeFocused()
      await expect(reveal.getByRole('code')).toHaveCount(0)
      await keys.press('Enter')
      await expect(reveal).toBeHidden()
      await expect(page.getByText(/^Copied\. The clipboard is cleared in \d+ s$/).first()).toBeVisible()
      expect(keys.actions()).toBeLessThanOrEqual(6)

      secret = (await readSystemClipboard(display)) ?? ''
      expect(secret).toHaveLength(40)
      expect(secret).toMatch(TOKEN_OF_A_CONTACT)
      await expect(page.getByRole('row', { name: `${CUSTOMER} portal` })).toContainText('Active')
    })

    test('DC-5 · the clipboard is cleared on Clear now, and the window says so', async () => {
      const { page, display } = desk
      await page.getByRole('button', { name: 'Clear now' }).click()
      await expect(page.getByText('The clipboard was cleared.').first()).toBeVisible()
      expect(await readSystemClipboard(display)).toBeNull()
    })

    test('the token verifies through the desk, for the contact’s own customer', async () => {
      const { page } = desk
      await signOut(page)
      await signIn(page, administrator)
      const verification = await ask(page, 'tokens.verify', { secret, module: 'order-status' })
      expect(verification).toMatchObject({
        active: true,
        reason: 'active',
        token: { name: `${CUSTOMER} portal`, owner: { kind: 'contact', name: CONTACT, customer: { name: CUSTOMER } } },
      })
    })

    test('the audit trail shows who issued and who copied it', async () => {
      const { page } = desk
      await openScreen(page, 'Audit trail')
      const rows = page.getByRole('row', { name: `${CUSTOMER} portal` })
      await expect(rows.filter({ hasText: 'Issued a token' })).toContainText(supportOperator.fullName)
      await expect(rows.filter({ hasText: 'Copied a token’s value' })).toContainText(supportOperator.fullName)
      await expect(rows.filter({ hasText: 'Showed a token’s value' })).toHaveCount(0)
      await expect(page.getByText(secret)).toHaveCount(0)
    })

    test('the token verifies on the command line once the window is closed', async () => {
      await desk.close()
      const passwordFile = join(dataDir, 'password.txt')
      await writeFile(passwordFile, administrator.password, { mode: 0o600 })
      const verification = JSON.parse(await verifyOnCommandLine({ dataDir, passwordFile, secret })) as unknown
      expect(verification).toMatchObject({ active: true, token: { owner: { name: CONTACT } } })
    })
  })

/** The keyboard, counting what a person would call one action: a word typed, or a key pressed. */
function countedKeys(page: Page) {
  let actions = 0
  return {
    actions: () => actions,
    async type(text: string) {
      actions += 1
      await page.keyboard.type(text)
    },
    async press(key: string) {
      actions += 1
      await page.keyboard.press(key)
    },
  }
}

/** What `token-desk verify --json` prints. */
function verifyOnCommandLine(given: {
  readonly dataDir: string
  readonly passwordFile: string
  readonly secret: string
}): Promise<string> {
  const program = fileURLToPath(new URL('../src-server/token-desk.js', import.meta.url))
  const args = ['verify', '--json', '--data-dir', given.dataDir, '--user', administrator.username]
  return new Promise((resolve, reject) => {
    const child = execFile(
      process.execPath,
      [program, ...args],
      { env: { ...process.env, TOKEN_DESK_PASSWORD_FILE: given.passwordFile } },
      (error, output, errors) => (error === null ? resolve(output) : reject(new Error(errors, { cause: error }))),
    )
    child.stdin?.end(given.secret)
  })
}
