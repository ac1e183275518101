import { truncate, writeFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { expect, test } from '@playwright/test'
import type { Locator } from 'playwright-core'
import { makeSecret } from '../src-core/domain/secret.ts'
import { seededRandom } from '../src-core/testing/seeded-random.ts'
import { type Launched, launch } from './launch.ts'
import { expectNoFaults } from './steps/axe.ts'
import { ask } from './steps/desk.ts'
import { openScreen } from './steps/screens.ts'
import { createAdministrator } from './steps/session.ts'
import { issueHere, show } from './steps/tokens.ts'

const unknown = Buffer.from(makeSecret('tdc_', seededRandom(1))).toString('latin1')
const mistyped = `${unknown.slice(0, 10)}${unknown[10] === 'a' ? 'b' : 'a'}${unknown.slice(11)}`

test.describe
  .serial('BY-1 · why does this token not work?', () => {
    let desk: Launched
    let first = ''
    let second = ''

    test.beforeAll(async () => {
      desk = await launch({ headless: true })
      const { page } = desk
      await createAdministrator(page, { sampleData: true })
      await openScreen(page, 'Contacts')
      await page.getByRole('row').nth(1).click()
      await page.getByRole('button', { name: 'Generate API bearer token' }).waitFor()
      const issue = async (name: string) => {
        const reveal = await issueHere(page, name)
        const secret = await show(reveal)
        await reveal.getByRole('button', { name: 'Close' }).click()
        return secret
      }
      first = await issue('Web shop of today')
      second = await issue('Web shop of tomorrow')
      await page.getByRole('navigation').getByRole('link', { name: 'Explain a token' }).click()
    })

    test.afterAll(async () => {
      await desk?.close()
    })

    const paste = (field: Locator, text: string) =>
      field.evaluate((element, pasted) => {
        const clipboardData = new DataTransfer()
        clipboardData.setData('text/plain', pasted)
        element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
      }, text)

    test('what is pasted is explained at once, does not stay in the field, and a withdrawal is said where it stands', async () => {
      const { page } = desk
      const field = page.getByLabel('Token or text with tokens')
      await expectNoFaults(page, 'the screen before anything is explained')
      await paste(field, `Authorization: Bearer ${first}\n`)
      const rows = page.getByRole('list', { name: 'Tokens found: 1' }).getByRole('listitem')
      await expect(rows).toHaveCount(1)
      await expect(rows.getByText('It is accepted, and has never been used.')).toBeVisible()
      await expect(field).toHaveValue('')
      expect(await page.locator('body').textContent()).not.toContain(first.slice(8))
      await rows.getByRole('button', { name: /^Actions for/ }).click()
      await page.getByRole('menuitem', { name: 'Disable' }).click()
      const question = page.getByRole('alertdialog')
      await question.getByLabel('Reason').fill('Found in a mail')
      await question.getByRole('button', { name: 'Disable' }).click()
      await expect(rows.getByText('Not accepted')).toBeVisible()
      await expect(rows.getByText(/Reason: Found in a mail\.$/)).toBeVisible()
    })

    test('a file is read, each token in it is explained with its lines, and one press removes those that leaked', async () => {
      const { page } = desk
      const noise = `${'10.0.0.1 GET /orders 200 tdc_not-a-token '.repeat(500)}\n`
      const log = [noise.repeat(100), first, mistyped, unknown, second, '', second].join('\n')
      await page.locator('input[type="file"]').setInputFiles({
        name: 'error.log',
        mimeType: 'text/plain',
        buffer: Buffer.from(log),
      })
      const rows = page.getByRole('list', { name: 'Tokens found: 4' }).getByRole('listitem')
      await expect(rows).toHaveCount(4)
      await expect(rows.nth(0).getByText(/^.+ disabled it on .+ Reason: Found in a mail\.$/)).toBeVisible()
      await expect(rows.nth(1).getByText(/the checksum does not fit/)).toBeVisible()
      await expect(rows.nth(2).getByText(/^This store does not know it/)).toBeVisible()
      await expect(rows.nth(3).getByText('In line 105, 107')).toBeVisible()
      await expect(page.getByText(/^Tokens in this file that are still accepted: 1\./)).toBeVisible()
      await expectNoFaults(page, 'tokens that were found in a file')
      await rows.nth(3).getByRole('button', { name: 'Remove', exact: true }).click()
      const question = page.getByRole('alertdialog')
      await expect(question.getByLabel('Reason')).toHaveValue('compromised')
      await question.getByRole('button', { name: 'Remove' }).click()
      await expect(rows.nth(3).getByText(/Compromised: somebody may have it/)).toBeVisible()
      expect(await ask(page, 'tokens.verify', { secret: second })).toMatchObject({ reason: 'removed' })
    })

    test('a log that gzip packed is read as it is, one that is damaged is refused, and another can be read at once', async () => {
      const { page } = desk
      const packed = gzipSync(`GET /orders 200\n${second}\n`)
      const choose = (name: string, buffer: Buffer) =>
        page.locator('input[type="file"]').setInputFiles({ name, mimeType: 'application/gzip', buffer })
      await choose('error.log.3.gz', packed.subarray(0, packed.length - 12))
      const refused = page
        .getByRole('alert')
        .getByText(/^The file is packed by gzip and could not be unpacked to its end/)
      await expect(refused).toBeVisible()
      await choose('error.log.gz', gzipSync('nothing in here'))
      await expect(refused).toHaveCount(0)
      await choose('joined.log.gz', Buffer.concat([gzipSync('nothing in here'), packed]))
      await expect(refused).toBeVisible()
      await choose('error.log.2.gz', packed)
      const rows = page.getByRole('list', { name: 'Tokens found: 1' }).getByRole('listitem')
      await expect(rows.getByText('In line 2')).toBeVisible()
      await expect(rows.getByText(/Compromised: somebody may have it/)).toBeVisible()
    })

    test('reading a file of a gigabyte shows how far it is, and can be cancelled', async () => {
      const { page } = desk
      const long = test.info().outputPath('long.log')
      await writeFile(long, `${second}\n`)
      // Its rest is a hole: it takes no place, and as long to read.
      await truncate(long, 1_000_000_000)
      await page.locator('input[type="file"]').setInputFiles(long)
      await expect(page.getByRole('progressbar', { name: /long\.log/ })).toBeVisible()
      await page.getByRole('button', { name: 'Cancel' }).click()
      await expect(page.getByText('It was cancelled. Nothing of what was read is kept.')).toBeVisible()
      await expect(page.getByRole('progressbar')).toHaveCount(0)
    })

    test('the palette leads here for the question that people have', async () => {
      const { page } = desk
      await openScreen(page, 'Contacts')
      await page.keyboard.press('ControlOrMeta+k')
      await page.keyboard.type("why doesn't this")
      await page.keyboard.press('Enter')
      await expect(page.getByRole('heading', { name: 'Why doesn’t this token work?' })).toBeVisible()
    })

    test('a text without tokens says what a token looks like, and several files at once are refused in words', async () => {
      const { page } = desk
      const field = page.getByLabel('Token or text with tokens')
      await field.fill(first.slice(0, 30))
      await field.press('Enter')
      await expect(page.getByText('There is no token of Token Desk in it')).toBeVisible()
      await expect(page.getByText(/^A token has 40 characters/)).toBeVisible()
      await page.evaluate(() => {
        const dataTransfer = new DataTransfer()
        for (const name of ['a.log', 'b.log']) dataTransfer.items.add(new File(['x'], name))
        document.querySelector('textarea')?.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true }))
      })
      await expect(page.getByRole('alert').getByText('Choose one file at a time.')).toBeVisible()
    })
  })
