import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import type { Page } from 'playwright-core'
import { encode } from '../src-core/domain/import/testing/csv-file.ts'
import { IMPORT_FILE_LIMIT_BYTES } from '../src-shared/contract/imports.ts'
import { type Launched, launch } from './launch.ts'
import { ask } from './steps/desk.ts'
import { dropFile } from './steps/drop-file.ts'
import { openScreen } from './steps/screens.ts'
import { createAdministrator } from './steps/session.ts'

// One window and one store, in which the tests follow one another.
test.describe
  .serial('the import of people from a file', () => {
    let desk: Launched
    let folder: string

    test.beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'token-desk-files-'))
      desk = await launch()
      await createAdministrator(desk.page)
    })

    test.afterAll(async () => {
      await desk?.close()
      await rm(folder, { recursive: true, force: true })
    })

    const write = async (name: string, content: string | Buffer): Promise<string> => {
      const path = join(folder, name)
      await writeFile(path, content)
      return path
    }

    test('BY-10 · an export of Outlook in Windows-1250 is recognised, shown right, previewed line by line, and imported', async () => {
      const { page } = desk
      const path = await write('outlook.csv', encode(OUTLOOK, 'windows-1250'))
      await choose(page, path)
      await expect(page.getByText('This looks like an export of Outlook.')).toBeVisible()
      await expect(page.getByLabel('Characters')).toHaveValue('windows-1250')
      await expect(page.getByLabel('Columns are separated by')).toHaveValue(';')
      await expect(page.getByRole('cell', { name: 'Příliš', exact: true })).toBeVisible()
      await expect(page.getByLabel('Field for column 1, “First Name”')).toHaveValue('firstName')
      await expect(page.getByLabel('Field for column 3, “Company”')).toHaveValue('customer')

      await page.getByRole('button', { name: 'Continue' }).click()
      await expect(page.getByRole('heading', { name: 'What the import would do' })).toBeVisible()
      await expect(page.getByText('2 customers are new, too.')).toBeVisible()
      await page.getByRole('radio', { name: 'Wrong 1' }).check({ force: true })
      await expect(page.getByRole('row').filter({ hasText: 'Wrong' })).toContainText('5')
      await page.getByRole('radio', { name: 'New 3' }).check({ force: true })
      await expect(page.getByRole('row').filter({ hasText: 'Žluťoučký Příliš' })).toHaveCount(0)
      await expect(page.getByRole('row').filter({ hasText: 'Příliš Žluťoučký' })).toContainText('New')
      await page.getByRole('radio', { name: 'All 4' }).check({ force: true })

      await page.getByRole('button', { name: 'Import 3 lines' }).click()
      await expect(page.getByText('Tick this to go on, or correct the file and choose it again.')).toBeVisible()
      expect((await ask(page, 'contacts.list', {})).rows).toEqual([])
      await page.getByRole('checkbox', { name: /Import the others/ }).check()
      await page.getByRole('button', { name: 'Import 3 lines' }).click()
      await expect(page.getByRole('heading', { name: 'The import is done' })).toBeVisible()
      await page.getByRole('button', { name: 'Show the contacts' }).click()
      await expect(page.getByRole('row').filter({ hasText: 'Příliš Žluťoučký' })).toContainText('Kůň a syn')
      expect((await ask(page, 'contacts.count', {})).count).toBe(3)
    })

    test('BY-10 · the same file a second time changes nothing', async () => {
      const { page } = desk
      const before = (await ask(page, 'contacts.list', {})).rows
      await choose(page, join(folder, 'outlook.csv'))
      await page.getByRole('button', { name: 'Continue' }).click()
      await expect(page.getByText(/^There is nothing to import/).first()).toBeVisible()
      await expect(page.getByRole('button', { name: /^Import \d/ })).toHaveCount(0)
      expect((await ask(page, 'contacts.list', {})).rows).toEqual(before)
    })

    test('BY-10 · a file that is dropped is taken: Google Contacts, UTF-16, what changed told apart from what is new', async () => {
      const { page } = desk
      const path = await write('google.csv', encode(GOOGLE, 'utf-16le', true))
      await openImport(page)
      await dropFile(page, page.getByText('or drop it here'), path)
      await expect(page.getByText('This looks like an export of Google Contacts.')).toBeVisible()
      await expect(page.getByLabel('Characters')).toHaveValue('utf-16le')
      await page.getByRole('button', { name: 'Continue' }).click()
      await expect(page.getByRole('radio', { name: 'Changed 1' })).toBeAttached()
      await expect(page.getByRole('radio', { name: 'New 1' })).toBeAttached()
      await page.getByRole('button', { name: 'Import 2 lines' }).click()
      await expect(page.getByRole('heading', { name: 'The import is done' })).toBeVisible()
      const { rows } = await ask(page, 'contacts.list', { search: 'Grace' })
      expect(rows).toMatchObject([{ fullName: 'Grace Hopper', jobTitle: 'Rear admiral', customer: { name: 'Navy' } }])
      await page.getByRole('button', { name: 'Import another file' }).click()
      await expect(page.getByRole('heading', { name: 'Choose a file' })).toBeVisible()
    })

    test('leaving after the preview leaves everything as it was', async () => {
      const { page } = desk
      const { count } = await ask(page, 'contacts.count', {})
      await choose(page, await write('left.csv', 'Full name,Customer\nNobody Imported,Nowhere\n'))
      await page.getByRole('button', { name: 'Continue' }).click()
      await expect(page.getByRole('button', { name: 'Import 1 line' })).toBeVisible()
      await openScreen(page, 'Contacts')
      expect((await ask(page, 'contacts.count', {})).count).toBe(count)
      expect((await ask(page, 'customers.list', { search: 'Nowhere' })).rows).toEqual([])
    })

    test('an import of 20,000 lines that is cancelled while it runs leaves everything as it was', async () => {
      const { page } = desk
      const { count } = await ask(page, 'contacts.count', {})
      const lines = Array.from({ length: 20_000 }, (_, index) => `Person ${index},Customer ${index % 900}`)
      await choose(page, await write('many.csv', ['Full name,Customer', ...lines].join('\n')))
      await page.getByRole('button', { name: 'Continue' }).click()
      await page.getByRole('button', { name: 'Import 20,000 lines' }).click({ timeout: 60_000 })
      await page.getByRole('button', { name: 'Cancel' }).click()
      await expect(page.getByText('The import was cancelled. Everything is as it was.')).toBeVisible()
      expect((await ask(page, 'contacts.count', {})).count).toBe(count)
    })

    test('files that cannot be imported are refused with what they are and what to do', async () => {
      const { page } = desk
      await openImport(page)
      const tooLarge = await write('large.csv', 'Full name,Customer\n')
      await truncate(tooLarge, IMPORT_FILE_LIMIT_BYTES + 1)
      for (const [path, words] of [
        [await write('empty.csv', ''), 'This file is empty.'],
        [await write('picture.csv', Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10])), 'This is a picture.'],
        [await write('noise.csv', Buffer.from([1, 0, 2, 200, 0, 255, 3, 0, 0, 7])), 'This file does not hold text.'],
        [tooLarge, 'This file is larger than 64 MB'],
      ] as const) {
        await page.locator('input[type="file"]').setInputFiles(path)
        await expect(page.getByRole('alert').filter({ hasText: words })).toBeVisible()
        await expect(page.getByRole('button', { name: 'Continue' })).toHaveCount(0)
      }
      await page.locator('input[type="file"]').setInputFiles(await write('right.csv', 'Full name,Customer\nAnn,Navy\n'))
      await expect(page.getByRole('heading', { name: 'What is in which column?' })).toBeVisible()
      await expect(page.getByRole('alert')).toHaveCount(0)
    })

    test('what is needed and has no column is said before anything is compared', async () => {
      const { page } = desk
      await choose(page, await write('strange.csv', 'Colour,Shape\nred,round\n'))
      await expect(page.getByText('Not everything that is needed has a column yet:')).toBeVisible()
      await page.getByLabel('Field for column 1, “Colour”').selectOption('Full name')
      await page.getByLabel('Field for column 2, “Shape”').selectOption('Customer')
      await page.getByRole('button', { name: 'Continue' }).click()
      await expect(page.getByRole('button', { name: 'Import 1 line' })).toBeVisible()
    })
  })

const OUTLOOK = `First Name;Last Name;Company;E-mail Address;Business Phone
Příliš;Žluťoučký;Kůň a syn;prilis@kun.example;+420 1
Grace;Hopper;Navy;grace@navy.example;
Ann;O’Neil;Navy;;
Broken;Line;Navy;not an address;
`

const GOOGLE = `Name,E-mail 1 - Value,Organization 1 - Name,Organization 1 - Title
Grace Hopper,grace@navy.example,Navy,Rear admiral
Mary Jackson,mary@langley.example,Langley Research,Engineer
`

async function openImport(page: Page): Promise<void> {
  await openScreen(page, 'Contacts')
  await page.getByRole('button', { name: 'Import' }).first().click()
  await expect(page.getByRole('heading', { name: 'Choose a file' })).toBeVisible()
}

async function choose(page: Page, path: string): Promise<void> {
  await openImport(page)
  await page.locator('input[type="file"]').setInputFiles(path)
  await expect(page.getByRole('heading', { name: 'What is in which column?' })).toBeVisible()
}
