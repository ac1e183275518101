import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@playwright/test'
import type { Page } from 'playwright-core'
import { makeSecret } from '../src-core/domain/secret.ts'
import { seededRandom } from '../src-core/testing/seeded-random.ts'
import { type Launched, launch } from './launch.ts'
import { ask, changePolicy } from './steps/desk.ts'
import { addContact } from './steps/people.ts'
import { dialog, openFirst, openScreen } from './steps/screens.ts'
import { administrator, chooseInAccountMenu, createAdministrator, lock, signOut, unlock } from './steps/session.ts'
import { issueHere, revealDialog, show } from './steps/tokens.ts'

/*
 * The pictures of the documentation, drawn by the application itself over its sample data. They go to the test's
 * results; with TOKEN_DESK_WRITE_PICTURES=1 they replace those in docs/screenshots.
 */

const PICTURES = [
  'overview',
  'contacts',
  'contact',
  'reveal',
  'api-tokens',
  'bulk',
  'add-token',
  'token',
  'users',
  'user',
  'technical-users',
  'my-profile',
  'security-settings',
  'settings-policy',
  'settings-modules',
  'backup',
  'audit-trail',
  'audit-check',
  'explain',
  'import-preview',
  'locked',
  'sign-in',
] as const
type PictureName = (typeof PICTURES)[number]

const SCHEMES = ['light', 'dark'] as const
const documentation = fileURLToPath(new URL('../docs/screenshots', import.meta.url))
const writesDocumentation = process.env.TOKEN_DESK_WRITE_PICTURES === '1'

test.describe
  .serial('the pictures of the documentation', () => {
    let desk: Launched

    test.beforeAll(async () => {
      desk = await launch({ headless: true, env: { TZ: 'Europe/Prague' } })
      await desk.page.setViewportSize({ width: 1280, height: 800 })
      await createAdministrator(desk.page, { sampleData: true })
    })

    test.afterAll(async () => {
      await desk?.close()
    })

    test('DC-4 · every screen is drawn in light and in dark', async () => {
      const { page } = desk
      const folder = writesDocumentation ? documentation : test.info().outputPath('screenshots')
      await mkdir(folder, { recursive: true })
      const draw = (name: PictureName) => drawInBothSchemes(page, folder, name)

      await expect(page.getByRole('listbox', { name: /bar chart/ })).toBeVisible()
      await draw('overview')
      await openScreen(page, 'Contacts')
      // In this order the first customers are in alphabets for which every machine has letters.
      await page.getByRole('columnheader', { name: 'Customer' }).getByRole('button').click()
      await expect(page.getByRole('columnheader', { name: 'Customer' })).toHaveAttribute('aria-sort', 'ascending')
      await draw('contacts')

      const { rows } = await ask(page, 'tokens.list', { ownerKind: ['contact'], status: ['active'], limit: 1 })
      await openFirst(page, rows[0]?.owner.name ?? '')
      await issueHere(page)
      await draw('reveal')
      const secret = await show(revealDialog(page))
      await revealDialog(page).getByRole('button', { name: 'Close' }).click()
      await draw('contact')

      await openScreen(page, 'API tokens')
      await draw('api-tokens')
      await selectSome(page)
      await draw('bulk')
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: 'Add', exact: true }).click()
      const wizard = dialog(page, 'Add an API token')
      await wizard.getByLabel('Name').fill('Nightly export')
      await draw('add-token')
      await page.keyboard.press('Escape')
      await wizard.getByRole('button', { name: 'Throw away' }).click()
      await openFirst(page, 'Web shop')
      await draw('token')
      await openScreen(page, 'Users')
      await draw('users')
      const users = await ask(page, 'users.list', { kind: 'person', role: 'support', limit: 50 })
      await openFirst(page, users.rows.find((user) => user.tokenCount > 0)?.fullName ?? users.rows[0]?.fullName ?? '')
      await page.getByRole('tab', { name: 'API tokens' }).click()
      await draw('user')
      await openScreen(page, 'Technical users')
      await draw('technical-users')

      for (const [item, name] of [
        ['My profile', 'my-profile'],
        ['Security settings', 'security-settings'],
      ] as const) {
        await chooseInAccountMenu(page, item)
        await expect(page.getByRole('heading', { level: 1, name: item })).toBeVisible()
        await draw(name)
      }
      await openScreen(page, 'Settings')
      await draw('settings-policy')
      await page.getByRole('tab', { name: 'Modules' }).click()
      await draw('settings-modules')
      await page.getByRole('tab', { name: 'Store' }).click()
      await page.getByRole('button', { name: 'Back up now…' }).click()
      const backup = dialog(page, 'Back up now')
      await backup.getByLabel('Passphrase', { exact: true }).fill('forty grey herons over the Vltava')
      await draw('backup')
      await backup.getByRole('button', { name: 'Cancel' }).click()

      await previewImport(page)
      await draw('import-preview')
      await openScreen(page, 'Contacts')

      await lock(page)
      await draw('locked')
      await unlock(page, administrator)
      await makeAHistory(page)
      await openScreen(page, 'Audit trail')
      await draw('audit-trail')
      await page.getByRole('button', { name: 'Check…' }).click()
      const check = dialog(page, 'Check the audit trail')
      await check.getByRole('button', { name: 'Check', exact: true }).click()
      await expect(check.getByText('The trail is whole.')).toBeVisible()
      await draw('audit-check')
      await page.keyboard.press('Escape')
      await page.getByRole('navigation').getByRole('link', { name: 'Explain a token' }).click()
      await page.getByLabel('Token or text with tokens').fill([secret, ...foreignSecrets()].join('\n'))
      await page.getByRole('button', { name: 'Explain', exact: true }).click()
      await expect(page.getByRole('list', { name: 'Tokens found: 3' })).toBeVisible()
      await draw('explain')
      await signOut(page)
      await draw('sign-in')
    })

    test('the documentation has these pictures and no others', async () => {
      const wanted = PICTURES.flatMap((name) => SCHEMES.map((scheme) => `${name}-${scheme}.png`))
      expect((await readdir(documentation)).sort()).toEqual(wanted.sort())
    })
  })

/** A few rows, ticked by the keyboard. */
async function selectSome(page: Page): Promise<void> {
  await page.getByRole('searchbox').focus()
  for (const key of ['ArrowDown', 'ArrowDown', 'Space', 'ArrowDown', 'ArrowDown', 'Shift+Space'])
    await page.keyboard.press(key)
  await expect(page.getByRole('region', { name: 'Selected API tokens' })).toBeVisible()
}

/** Waits until the window has come to rest, so that no picture catches it half drawn. */
/** One that no store knows, and the same with another character in it. */
function foreignSecrets(): readonly string[] {
  const unknown = Buffer.from(makeSecret('tdc_', seededRandom(1))).toString('latin1')
  return [unknown, `${unknown.slice(0, 10)}${unknown[10] === 'a' ? 'b' : 'a'}${unknown.slice(11)}`]
}

async function drawInBothSchemes(page: Page, folder: string, name: PictureName): Promise<void> {
  const backgrounds = new Set<string>()
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.mouse.move(0, 0)
    await expect(page.locator('[aria-busy="true"]')).toHaveCount(0)
    backgrounds.add(await page.evaluate(() => getComputedStyle(document.body).backgroundColor))
    const picture = await page.screenshot({ animations: 'disabled', caret: 'hide' })
    await writeFile(join(folder, `${name}-${colorScheme}.png`), picture)
  }
  expect(backgrounds.size).toBe(SCHEMES.length)
}

/** Some of everything that the audit trail tells of. */
async function makeAHistory(page: Page): Promise<void> {
  const { rows } = await ask(page, 'tokens.list', { status: ['active'], ownerKind: ['technical-user'], limit: 4 })
  const [first, second, third] = rows
  if (first === undefined || second === undefined || third === undefined) throw new Error('There are too few tokens.')
  const disabled = await ask(page, 'tokens.disable', { id: first.id, version: first.version })
  await ask(page, 'tokens.enable', { id: first.id, version: disabled.version })
  await ask(page, 'tokens.remove', { id: second.id, version: second.version })
  await ask(page, 'tokens.delete', { id: third.id, version: third.version })
  const person = { kind: 'person', username: 'grace', fullName: 'Grace Hopper', role: 'support' } as const
  const { id } = await ask(page, 'users.create', person)
  const { revealId } = await ask(page, 'users.issueSetupCode', { id })
  await ask(page, 'reveal.show', { revealId })
  await ask(page, 'reveal.close', { revealId })
  await addContact(page, { customer: 'Harbour Optics', fullName: 'Nora Lindqvist' })
  await changePolicy(page, { clipboardSeconds: 20 })
}

/** A file in which some contacts are new, some changed, one is as it was, and two lines are wrong. */
async function previewImport(page: Page): Promise<void> {
  const { rows } = await ask(page, 'contacts.list', { limit: 8 })
  const known = rows.map(({ customer, fullName, email }, index) => [
    customer.name,
    fullName,
    email,
    index < 3 ? `+420 222 555 01${index}` : '',
    index < 3 ? 'Head of purchasing' : '',
  ])
  const added = [
    ['Harbour Optics', 'Nora Lindqvist', 'nora.lindqvist@harbour-optics.example', '+46 8 555 0142', 'Buyer'],
    ['Harbour Optics', 'Emil Lindqvist', 'emil.lindqvist@harbour-optics.example', '', 'Workshop'],
    [rows[0]?.customer.name ?? '', 'Paula Reyes', 'paula.reyes@customer.example', '', 'Accounts'],
    ['Harbour Optics', '', 'nobody@harbour-optics.example', '', ''],
    ['Harbour Optics', 'Ivo Marek', 'ivo.marek.harbour-optics.example', '', ''],
  ]
  const lines = [['Customer', 'Full name', 'Email', 'Phone', 'Job title'], ...added, ...known]
  const text = lines.map((cells) => cells.map((cell) => `"${cell ?? ''}"`).join(';')).join('\r\n')
  await openScreen(page, 'Contacts')
  await page.getByRole('button', { name: 'Import' }).click()
  await page.locator('input[type="file"]').setInputFiles({
    name: 'contacts of the spring fair.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(text, 'utf8'),
  })
  await expect(page.getByRole('heading', { name: 'What is in which column?' })).toBeVisible()
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('radio', { name: /^All / }).click()
  await expect(page.getByRole('grid', { name: 'Lines of the file' }).getByText('Emil Lindqvist')).toBeVisible()
}
