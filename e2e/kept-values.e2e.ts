import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { openDesk } from '../src-core/open-desk.ts'
import { memoryKeyRing } from '../src-core/testing/memory-key-ring.ts'
import { serveHttps } from '../src-server/testing/serve-https.ts'
import { type Launched, launch } from './launch.ts'
import { expectNoFaults } from './steps/axe.ts'
import { ask } from './steps/desk.ts'
import { addContact } from './steps/people.ts'
import { openFirst, openScreen } from './steps/screens.ts'
import { administrator, createAdministrator, signIn } from './steps/session.ts'
import { connectByFingerprint } from './steps/stores.ts'
import { issueHere, revealDialog, show } from './steps/tokens.ts'
import { readSystemClipboard } from './system-clipboard.ts'

const CONTACT = 'Katherine Johnson'

/*
 * A bare machine has no keychain, so the values are kept by a service of this process, with a key ring in its memory. The
 * window is the one that everybody has.
 */
test.describe
  .serial('values that are kept', () => {
    let desk: Launched
    let secret: string
    const close: (() => Promise<unknown>)[] = []

    test.beforeAll(async () => {
      const folder = await mkdtemp(join(tmpdir(), 'token-desk-kept-'))
      close.push(() => rm(folder, { recursive: true, force: true }))
      const store = await openDesk({ folder, keyRing: memoryKeyRing() })
      close.push(() => store.close())
      const { fullName, username, password } = administrator
      await store.call({ name: 'sessions.createAdministrator', input: { fullName, username, password }, session: null })
      const served = await serveHttps(store)
      close.push(() => served.stop())
      desk = await launch()
      close.push(() => desk.close())
      await desk.page.getByRole('button', { name: 'Connect to a server…' }).click()
      const service = { address: served.origin, fingerprint: served.tls.authorityFingerprint }
      await connectByFingerprint(desk.page, service, { name: 'Prague', colour: 'green' })
      await signIn(desk.page, administrator)
      await addContact(desk.page, { customer: 'Langley Research', fullName: CONTACT })
    })

    test.afterAll(async () => {
      for (const end of close.reverse()) await end()
    })

    test('MP-10 · none is kept at first; the policy turns it on for one kind of owner', async () => {
      const { page } = desk
      await openScreen(page, 'Contacts')
      await openFirst(page, CONTACT)
      await show(await issueHere(page, 'Before'))
      await revealDialog(page).getByRole('button', { name: 'Close' }).click()
      await openScreen(page, 'Settings')
      await page.getByRole('checkbox', { name: 'Contacts' }).press('Space')
      await page.getByRole('button', { name: 'Save' }).press('Enter')
      await expect.poll(async () => (await ask(page, 'policy.get', {})).recoverableFor).toEqual(['contact'])
      await openScreen(page, 'Contacts')
      await openFirst(page, CONTACT)
      secret = await show(await issueHere(page, 'Kept'))
      await revealDialog(page).getByRole('button', { name: 'Close' }).click()
      const { rows } = await ask(page, 'tokens.list', { search: CONTACT })
      expect(new Map(rows.map(({ name, recoverable }) => [name, recoverable]))).toEqual(
        new Map([
          ['Kept', true],
          ['Before', false],
        ]),
      )
    })

    test('MP-8 · MP-10 · it is shown, hidden and copied by keyboard alone, each time on record, and nothing is found on it', async () => {
      const { page, display } = desk
      await openScreen(page, 'API tokens')
      await openFirst(page, 'Kept')
      const main = page.getByRole('main')
      expect(await page.content()).not.toContain(secret)
      await main.getByRole('button', { name: 'Show', exact: true }).press('Enter')
      await expect(main.getByText(secret, { exact: true })).toBeVisible()
      await expectNoFaults(page, 'a kept value that is shown')
      await main.getByRole('button', { name: 'Hide', exact: true }).press('Enter')
      await expect(main.getByRole('button', { name: 'Show', exact: true })).toBeFocused()
      expect(await page.content()).not.toContain(secret)
      await main.getByRole('button', { name: 'Copy to clipboard' }).press('Enter')
      await expect(page.getByText(/^Copied\. The clipboard is cleared in/).first()).toBeVisible()
      if (display !== undefined) expect(await readSystemClipboard(display)).toBe(secret)
      await page.getByRole('button', { name: 'Clear now' }).press('Enter')
      await expect(page.getByText('The clipboard was cleared.').last()).toBeVisible()
      if (display !== undefined) expect(await readSystemClipboard(display)).toBeNull()
      expect(await page.content()).not.toContain(secret)
      await main.getByRole('tab', { name: 'Audit trail' }).click()
      for (const record of ['Showed a token’s value', 'Copied a token’s value'])
        await expect(main.getByText(record).first()).toBeVisible()
    })

    test('MP-10 · the values are destroyed where the policy keeps them no longer, after a question that counts them and names their owners', async () => {
      const { page } = desk
      await openScreen(page, 'Settings')
      await page.getByRole('checkbox', { name: 'Contacts' }).press('Space')
      await page.getByRole('button', { name: 'Save' }).press('Enter')
      const question = page.getByRole('alertdialog')
      await expect(question).toContainText('1 kept value is destroyed.')
      await expect(question.getByRole('listitem')).toHaveText(['Katherine Johnson'])
      await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused()
      await page.keyboard.press('Enter')
      await expect(question).toBeHidden()
      expect((await ask(page, 'policy.get', {})).recoverableFor).toEqual(['contact'])
      await page.getByRole('button', { name: 'Save' }).press('Enter')
      await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused()
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      await expect.poll(async () => (await ask(page, 'policy.get', {})).recoverableFor).toEqual([])
      await openScreen(page, 'API tokens')
      await openFirst(page, 'Kept')
      await expect(page.getByText(/^The value was shown once/)).toBeVisible()
      await expect(page.getByRole('button', { name: 'Show', exact: true })).toHaveCount(0)
      expect(await ask(page, 'tokens.verify', { secret })).toMatchObject({ active: true })
    })
  })

test('MP-10 · where there is no keychain no value can be kept, and the settings say why', async () => {
  const { page, close } = await launch({ headless: true, env: { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere' } })
  try {
    await createAdministrator(page)
    await openScreen(page, 'Settings')
    await expect(page.getByText(/^Values cannot be kept here\./)).toBeVisible()
    for (const kind of ['Users', 'Technical users', 'Contacts'])
      await expect(page.getByRole('checkbox', { name: kind, exact: true })).toBeDisabled()
  } finally {
    await close()
  }
})
