import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { type Launched, launch } from './launch.ts'
import { expectNoFaults } from './steps/axe.ts'
import { ask } from './steps/desk.ts'
import { addContact } from './steps/people.ts'
import { dialog, openFirst, openScreen } from './steps/screens.ts'
import { type RunningService, startTrialService } from './steps/service.ts'
import { administrator, createAdministrator, signIn } from './steps/session.ts'
import { chooseStore, connectByFingerprint, giveAddress } from './steps/stores.ts'
import { copyToClipboard, issueHere, revealDialog } from './steps/tokens.ts'

const CONTACT = 'Katherine Johnson'

test.describe
  .serial('a service behind HTTPS', () => {
    let service: RunningService
    let desk: Launched

    test.beforeAll(async () => {
      ;[service, desk] = await Promise.all([startTrialService(), launch()])
    })

    test.afterAll(async () => {
      await desk?.close()
      await service?.close()
    })

    test('DC-3 · an address that is no HTTPS address is refused in words, and one where nobody answers too', async () => {
      const { page } = desk
      await page.getByRole('button', { name: 'Connect to a server…' }).click()
      await giveAddress(page, { address: 'http://desk.example', name: 'Prague', colour: 'green' })
      await expect(page.getByText('Only https:// is spoken')).toBeVisible()
      await giveAddress(page, { address: '127.0.0.1:1', name: 'Prague', colour: 'green' })
      await expect(page.getByRole('alert')).toContainText('Nothing answers at this address and port.')
    })

    test('WCAG 2.2 AA · nothing is found on the forms that connect, on a lost connection, and on the list of stores', async () => {
      const { page } = desk
      await expectNoFaults(page, 'a form with a fault')
      await giveAddress(page, { address: service.address, name: 'Prague', colour: 'green' })
      await expect(dialog(page, 'Is this the right server?')).toBeVisible()
      await expectNoFaults(page, 'the question of trust')
      await page.keyboard.press('Escape')
      await chooseStore(page, 'Manage stores…')
      await expectNoFaults(page, 'the list of stores')
      await dialog(page, 'Stores').getByRole('button', { name: 'Connect to a server…' }).click()
    })

    test('DC-3 · first run connects to a server by a fingerprint that is compared once, and signs in', async () => {
      const { page } = desk
      await connectByFingerprint(page, service, { name: 'Prague', colour: 'green' })
      await signIn(page, administrator)
      await expect(page.getByRole('banner')).toContainText(service.address)
    })

    test('DC-3 · a token is issued and copied as on the local store', async () => {
      const { page } = desk
      await addContact(page, { customer: 'Langley Research', fullName: CONTACT })
      await openScreen(page, 'Contacts')
      await openFirst(page, CONTACT)
      await copyToClipboard(await issueHere(page, 'First'))
      await expect(page.getByRole('row').filter({ hasText: 'First' })).toBeVisible()
    })

    test('DC-3 · a service that goes away while a form is filled costs nothing: saved once it is back, it is there once', async () => {
      const { page } = desk
      await page.getByRole('button', { name: 'Generate API bearer token' }).click()
      const form = dialog(page, 'Generate API bearer token')
      await form.getByLabel('Name').fill('Typed before the storm')
      await service.stop()
      // Said before anybody asks for anything.
      await expect(page.getByText('The connection to Prague is lost.').first()).toBeVisible()
      await form.getByRole('button', { name: 'Save' }).click()
      await expect(page.getByText(/^Trying( again in \d+ s\.|…)$/)).toBeVisible()
      // Longer than it is tried: it is refused in words, and what was typed is there.
      await expect(form.getByRole('alert')).toBeVisible({ timeout: 30_000 })
      await expect(form.getByLabel('Name')).toHaveValue('Typed before the storm')
      await expectNoFaults(page, 'a lost connection beside a form')

      await service.start()
      await page.getByRole('button', { name: 'Try now' }).click()
      await expect(page.getByText('Connected to Prague again.').first()).toBeVisible()
      await form.getByRole('button', { name: 'Save' }).click()
      await copyToClipboard(revealDialog(page))
      const { rows } = await ask(page, 'tokens.list', { search: 'Typed before the storm' })
      expect(rows).toHaveLength(1)
    })

    test('DC-3 · a change that meets a restart is carried out by itself, once, and its form waits for the secret', async () => {
      const { page } = desk
      await page.getByRole('button', { name: 'Generate API bearer token' }).click()
      const form = dialog(page, 'Generate API bearer token')
      await form.getByLabel('Name').fill('Through a restart')
      await service.stop()
      await form.getByRole('button', { name: 'Save' }).click()
      await expect(form.getByRole('button', { name: 'Cancel' })).toBeDisabled()
      await page.keyboard.press('Escape')
      await service.start()
      await copyToClipboard(revealDialog(page))
      const { rows } = await ask(page, 'tokens.list', { search: 'Through a restart' })
      expect(rows).toHaveLength(1)
    })

    test('DC-3 · stores stand side by side, told by name and colour, and nothing of one is left in the other', async () => {
      const { page } = desk
      await chooseStore(page, 'This computer')
      await page.getByRole('alertdialog').getByRole('button', { name: 'Sign out and go over' }).click()
      await expect(page.getByRole('banner')).toContainText('This computer')
      await createAdministrator(page)
      expect((await ask(page, 'contacts.list', {})).rows).toEqual([])

      await chooseStore(page, 'Manage stores…')
      const stores = dialog(page, 'Stores')
      await stores.getByRole('button', { name: 'Actions for Prague' }).click()
      await page.getByRole('menuitem', { name: 'Edit' }).click()
      const form = dialog(page, 'Edit the store')
      await form.getByLabel('Name').fill('Brno')
      await form.getByLabel('Colour').selectOption('violet')
      await form.getByRole('button', { name: 'Save' }).click()
      await stores.getByRole('button', { name: 'Use Brno' }).click()
      await page.getByRole('alertdialog').getByRole('button', { name: 'Sign out and go over' }).click()
      await expect(page.getByRole('banner')).toHaveAttribute('data-colour', 'violet')
      await signIn(page, administrator)
      expect((await ask(page, 'contacts.list', {})).rows).toHaveLength(1)
    })

    test('DC-3 · the session’s secret and the fingerprint are nowhere in the page', async () => {
      const { page } = desk
      expect(await page.content()).not.toMatch(/tdo_/)
      const stored = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]))
      expect(stored).toBe('[{},{}]')
    })

    test('DC-3 · a server is forgotten after a question, and its store stays as it is', async () => {
      const { page } = desk
      const palette = dialog(page, 'Find people, tokens and actions')
      // What draws itself after the sign-in may take the focus, and the palette closes then.
      await expect(async () => {
        await page.keyboard.press('Escape')
        await page.keyboard.press('ControlOrMeta+k')
        await page.keyboard.type('manage stores')
        const first = palette.getByRole('option').first()
        await expect(first).toContainText(/stores/i, { timeout: 3_000 })
        await expect(first).toHaveAttribute('aria-selected', 'true', { timeout: 3_000 })
      }).toPass()
      await page.keyboard.press('Enter')
      await dialog(page, 'Stores').getByRole('button', { name: 'Actions for Brno' }).click()
      await page.getByRole('menuitem', { name: 'Remove' }).click()
      await expect(page.getByRole('alertdialog')).toContainText(
        'The store itself and everything in it stay as they are.',
      )
      await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click()
      await expect(page.getByRole('banner')).toContainText('This computer')
      await dialog(page, 'Stores').getByRole('button', { name: 'Close' }).click()
      await expect(dialog(page, 'Stores')).toBeHidden()
      // Whoever had the focus before: a menu that is open closes where something else takes it.
      await page.getByLabel('Username').click()

      await chooseStore(page, 'Connect to a server…')
      await giveAddress(page, { address: service.address, name: 'By file', colour: 'blue' })
      await dialog(page, 'Is this the right server?')
        .getByLabel('Use the file of an authority…')
        .setInputFiles(service.authorityFile)
      await expect(page.getByRole('banner')).toContainText('By file')
      await signIn(page, administrator)
      expect((await ask(page, 'contacts.list', {})).rows).toHaveLength(1)
    })
  })

test('DC-3 · the first administrator of an empty service is made with the setup code that its start printed', async () => {
  const service = await startTrialService({ empty: true })
  const desk = await launch()
  try {
    const { page } = desk
    await page.getByRole('button', { name: 'Connect to a server…' }).click()
    await connectByFingerprint(page, service, { name: 'Prague', colour: 'amber' })
    await expect(page.getByText(`The service at ${service.address} has no users yet.`)).toBeVisible()
    const code = /this setup code:\s+(\S+)/.exec(service.words())?.[1] ?? ''
    await page.getByLabel('Setup code').fill(code)
    await createAdministrator(page)
    await expect(page.getByRole('banner')).toContainText('Prague')
  } finally {
    await desk.close()
    await service.close()
  }
})

test('DC-3 · the last store is the next one; a service that is not there is told, and the window goes on once it is', async () => {
  const service = await startTrialService()
  const dataDir = await mkdtemp(join(tmpdir(), 'token-desk-remote-'))
  const runs: Launched[] = []
  const start = async () => {
    const run = await launch({ dataDir })
    runs.push(run)
    return run.page
  }
  try {
    const first = await start()
    await first.getByRole('button', { name: 'Connect to a server…' }).click()
    await connectByFingerprint(first, service, { name: 'Prague', colour: 'red' })
    await signIn(first, administrator)
    await runs[0]?.close()
    await service.stop()

    const page = await start()
    await expect(page.getByRole('heading', { name: 'The store cannot be used' })).toBeVisible()
    await expect(page.getByText('Nothing answers at this address and port.')).toBeVisible()
    await expect(page.getByRole('main').getByText(service.address)).toBeVisible()
    await expect(page.getByRole('banner')).toContainText('Prague')
    await expectNoFaults(page, 'a service that is not there')
    await service.start()
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible({ timeout: 30_000 })
    await signIn(page, administrator)
  } finally {
    for (const run of runs) await run.close()
    await service.close()
    await rm(dataDir, { recursive: true, force: true })
  }
})
