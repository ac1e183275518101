import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import type { Page } from 'playwright-core'
import { checkBackup } from '../src-core/backup/restore-backup.ts'
import { takeOwnerLock } from '../src-core/store/sqlite/owner-lock.ts'
import { type Launched, launch } from './launch.ts'
import { expectNoFaults } from './steps/axe.ts'
import { ask } from './steps/desk.ts'
import { dialog, openScreen } from './steps/screens.ts'
import { administrator, createAdministrator, signIn } from './steps/session.ts'

const PASSPHRASE = 'forty grey herons over the Vltava'

// One store, one visit: each test goes on where the one before has ended.
test.describe
  .serial('backups', () => {
    let desk: Launched
    let downloads: string
    let file: string

    test.beforeAll(async () => {
      downloads = await mkdtemp(join(tmpdir(), 'token-desk-downloads-'))
      desk = await launch({ headless: true, env: { XDG_DOWNLOAD_DIR: downloads } })
      await createAdministrator(desk.page)
    })
    test.afterAll(async () => {
      await desk?.close()
      await rm(downloads, { recursive: true, force: true })
    })

    test('a backup is made under a passphrase that is typed twice, and the window says where it is', async () => {
      const { page } = desk
      await ask(page, 'customers.create', { name: 'Before the backup' })
      await openScreen(page, 'Settings')
      await page.getByRole('tab', { name: 'Store' }).click()
      await expect(page.getByText('No backup has been made yet.')).toBeVisible()
      await page.getByRole('button', { name: 'Back up now…' }).click()
      const form = dialog(page, 'Back up now')
      await expect(form.getByText('nobody can recover it')).toBeVisible()
      const passphrase = form.getByLabel('Passphrase', { exact: true })
      await passphrase.fill('herons herons herons')
      await expect(form.getByText('Strength: weak')).toBeVisible()
      await passphrase.fill(PASSPHRASE)
      await expect(form.getByText('Strength: strong')).toBeVisible()
      await form.getByLabel('Passphrase again').fill('something else')
      await form.getByRole('button', { name: 'Back up', exact: true }).click()
      await expect(form.getByText('The two passphrases differ.')).toBeVisible()
      await expectNoFaults(page, 'the dialog of a backup')
      await form.getByLabel('Passphrase again').fill(PASSPHRASE)
      await page.keyboard.press('Enter')
      await expect(page.getByText(/^The last backup was made on .*token-desk-\d{8}T\d{6}Z\.age$/)).toBeVisible()
      const [name = ''] = await readdir(downloads)
      file = join(downloads, name)
      expect(await checkBackup(file, PASSPHRASE)).toMatchObject({ madeBy: administrator.fullName })
      await expectNoFaults(page, 'the store with a backup')
    })

    test('what a backup holds is shown before it takes the place of the store, and a wrong passphrase is refused at its field', async () => {
      const { page } = desk
      await ask(page, 'customers.create', { name: 'After the backup' })
      await lookInto(page, file, `${PASSPHRASE}!`)
      const form = dialog(page, 'Restore a backup')
      const passphrase = form.getByLabel('Passphrase', { exact: true })
      await expect(passphrase).toHaveAccessibleDescription(/This passphrase does not open the backup/)
      await passphrase.fill(PASSPHRASE)
      await page.keyboard.press('Enter')
      await expect(form.getByText(administrator.fullName)).toBeVisible()
      await expectNoFaults(page, 'what a backup holds')
      await form.getByRole('button', { name: 'Restore', exact: true }).click()
      await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible({ timeout: 15_000 })
      await signIn(page, administrator)
      const { rows } = await ask(page, 'customers.list', {})
      expect(rows.map(({ name }) => name)).toEqual(['Before the backup'])
    })

    test('a backup that fails is said on the overview, with the way to where it is set', async () => {
      const { page, dataDir } = desk
      // As if another one were under way.
      const lock = takeOwnerLock(join(dataDir, 'unfinished'))
      try {
        await openScreen(page, 'Settings')
        await page.getByRole('tab', { name: 'Store' }).click()
        await page.getByRole('button', { name: 'Back up now…' }).click()
        const form = dialog(page, 'Back up now')
        await form.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE)
        await form.getByLabel('Passphrase again').fill(PASSPHRASE)
        await form.getByRole('button', { name: 'Back up', exact: true }).click()
        await expect(
          page.getByText(/^The last backup, on .* failed\. A backup or a restore is under way/),
        ).toBeVisible()
      } finally {
        lock.release()
      }
      await openScreen(page, 'Overview')
      await expect(page.getByText('The last backup failed.')).toBeVisible()
      await page.getByRole('button', { name: 'Look at the backups' }).click()
      await expect(page.getByRole('button', { name: 'Scheduled backups…' })).toBeVisible()
    })

    test('a first run begins from a backup instead', async () => {
      const fresh = await launch({ headless: true })
      try {
        await lookInto(fresh.page, file, PASSPHRASE)
        await expectNoFaults(fresh.page, 'a backup at the first run')
        await dialog(fresh.page, 'Restore a backup').getByRole('button', { name: 'Restore', exact: true }).click()
        await expect(fresh.page.getByRole('heading', { name: 'Sign in' })).toBeVisible({ timeout: 40_000 })
        await signIn(fresh.page, administrator)
      } finally {
        await fresh.close()
      }
    })
  })

/** Names a backup and its passphrase, and asks what it holds. */
async function lookInto(page: Page, file: string, passphrase: string): Promise<void> {
  await page.getByRole('button', { name: 'Restore a backup…' }).click()
  const form = dialog(page, 'Restore a backup')
  await form.getByLabel('Backup', { exact: true }).fill(file)
  await form.getByLabel('Passphrase', { exact: true }).fill(passphrase)
  await form.getByRole('button', { name: 'Look inside' }).click()
}
