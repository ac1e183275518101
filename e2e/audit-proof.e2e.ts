import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@playwright/test'
import Database from 'better-sqlite3'
import type { Page } from 'playwright-core'
import decodeQR from 'qr/decode.js'
import { checkpointSigner, fingerprintOf } from '../src-core/domain/checkpoint-signing.ts'
import { type Launched, launch } from './launch.ts'
import { expectNoFaults } from './steps/axe.ts'
import { addContact } from './steps/people.ts'
import { dialog, openScreen } from './steps/screens.ts'
import { type RunningService, startTrialService } from './steps/service.ts'
import { administrator, createAdministrator, signIn } from './steps/session.ts'
import { connectByFingerprint } from './steps/stores.ts'

const VERIFIER = fileURLToPath(new URL('../resources/verify-audit-trail.mjs', import.meta.url))

test.describe
  .serial('the audit trail proves itself', () => {
    let folder: string
    let desk: Launched
    const start = () =>
      launch({ dataDir: join(folder, 'data'), headless: true, env: { XDG_DOWNLOAD_DIR: join(folder, 'downloads') } })
    const saved = (name: string) => readFile(join(folder, 'downloads', name), 'utf8')

    test.beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'token-desk-proof-'))
      await mkdir(join(folder, 'downloads'))
      desk = await start()
      await createAdministrator(desk.page)
      await addContact(desk.page, { customer: '=Langley Research', fullName: 'Katherine Johnson' })
    })

    test.afterAll(async () => {
      await desk?.close()
      await rm(folder, { recursive: true, force: true })
    })

    test('BY-6 · a checkpoint leaves as text, as a code that a camera reads, and as a file, all the same', async () => {
      const { page } = desk
      await openScreen(page, 'Audit trail')
      await page.getByRole('button', { name: 'Checkpoint…' }).click()
      const shown = dialog(page, 'Checkpoint of the audit trail')
      const code = shown.getByRole('img', { name: 'The same text as a QR code' })
      await expect(code).toBeVisible()
      await expectNoFaults(page, 'a checkpoint')
      await shown.getByRole('button', { name: 'Save…' }).click()
      await expect(page.getByText(/^Saved: .*checkpoint-\d+\.json$/).first()).toBeVisible()
      const [name = ''] = await readdir(join(folder, 'downloads'))
      const text = (await saved(name)).trim()
      expect(await shown.getByText('"hash"').textContent()).toBe(text)
      const size = Number((await code.getAttribute('viewBox'))?.split(' ')[2])
      const path = (await code.locator('path').getAttribute('d')) ?? ''
      expect(decodeQR(pictureOf(path, size))).toBe(text)
      await page.keyboard.press('Escape')
    })

    test('BY-6 · the whole trail is saved, and the verifier that stands alone finds it whole, up to the checkpoint', async () => {
      const { page } = desk
      await save(page, 'json-lines')
      const [checkpoint = ''] = (await readdir(join(folder, 'downloads'))).filter((each) => each.startsWith('check'))
      const words = execFileSync(
        process.execPath,
        [VERIFIER, join(folder, 'downloads', 'audit-trail.jsonl'), join(folder, 'downloads', checkpoint)],
        { encoding: 'utf8' },
      )
      expect(words).toContain('The trail is whole')
      expect(words).toContain('it is the one of the checkpoint')
    })

    test('BY-10 · what passes the filters is saved for a spreadsheet, where no name becomes a formula', async () => {
      const { page } = desk
      await page.getByLabel('Action').selectOption({ label: 'Contacts and customers' })
      await page.getByLabel('From').fill('2020-01-01')
      await save(page, 'csv')
      const lines = (await saved('audit-trail.csv')).trim().split('\n')
      expect(lines.map((line) => line.split(',')[4])).toEqual(['action', 'customer.created', 'contact.created'])
      expect(lines[1]).toContain("'=Langley")
      await page.getByLabel('Until').fill('2020-01-02')
      await expect(page.getByText('Nothing matches')).toBeVisible()
      await page.getByRole('button', { name: 'Clear the filters' }).click()
    })

    test('BY-6 · the check finds the trail whole, and says up to where a checkpoint from elsewhere proves it', async () => {
      const { page } = desk
      const [name = ''] = (await readdir(join(folder, 'downloads'))).filter((each) => each.startsWith('check'))
      await page.getByRole('button', { name: 'Check…' }).click()
      const check = dialog(page, 'Check the audit trail')
      await check.getByLabel('Checkpoint that was kept elsewhere').fill('not a checkpoint')
      await check.getByRole('button', { name: 'Check', exact: true }).click()
      await expect(check.getByText('This is no checkpoint.')).toBeVisible()
      await check.getByLabel('Choose a file…').setInputFiles(join(folder, 'downloads', name))
      await check.getByRole('button', { name: 'Check', exact: true }).click()
      await expect(check.getByText('The trail is whole.')).toBeVisible()
      const { sequence } = JSON.parse(await saved(name))
      await expect(check.getByText(`Up to record ${sequence}, checkpoints prove`)).toBeVisible()
      await expectNoFaults(page, 'a trail that is whole')
      await page.keyboard.press('Escape')
    })

    test('BY-6 · an exported file is checked in the window, alone or against a checkpoint, and what is wrong in it is named', async () => {
      const { page } = desk
      const [name = ''] = (await readdir(join(folder, 'downloads'))).filter((each) => each.startsWith('check'))
      const trail = await saved('audit-trail.jsonl')
      const [first = '', second = '', ...others] = trail.trim().split('\n')
      await page.getByRole('button', { name: 'Check…' }).click()
      const check = dialog(page, 'Check the audit trail')
      const choose = (text: string) =>
        check.getByLabel('Check an exported file…').setInputFiles({
          name: 'from-the-archive.jsonl',
          mimeType: 'text/plain',
          buffer: Buffer.from(text),
        })
      await check.getByLabel('Choose a file…').setInputFiles(join(folder, 'downloads', name))
      await choose(trail)
      await expect(check.getByText('Checked “from-the-archive.jsonl”.')).toBeVisible()
      await expect(check.getByText(`Records: ${others.length + 2}.`)).toBeVisible()
      const { sequence } = JSON.parse(await saved(name))
      await expect(check.getByText(`Up to record ${sequence}, checkpoints prove`)).toBeVisible()
      await expectNoFaults(page, 'an exported trail that is whole')
      await choose([first, ...others].join('\n'))
      await expect(check.getByRole('alert')).toContainText('Record 2 is missing.')
      await choose([first, second.replace('"actor":{', '"actor":{"x":1,'), ...others].join('\n'))
      await expect(check.getByRole('alert')).toContainText('Record 2 does not fit its hash')
      await choose([first, second].join('\n'))
      await expect(check.getByRole('alert')).toContainText('The end was cut off')
      await choose('a shopping list\n')
      await expect(check.getByRole('alert')).toContainText('Line 1 of the export is no record of an audit trail.')
      await page.keyboard.press('Escape')
    })

    test('BY-6 · a record that was altered in the file is named, and shown', async () => {
      await desk.close()
      const database = new Database(join(folder, 'data', 'token-desk.sqlite'))
      database.exec("drop trigger audit_is_not_changed; update audit set actor_name = 'Nobody' where sequence = 2")
      database.close()
      desk = await start()
      const { page } = desk
      await signIn(page, administrator)
      await openScreen(page, 'Audit trail')
      await page.getByRole('button', { name: 'Check…' }).click()
      const check = dialog(page, 'Check the audit trail')
      await check.getByRole('button', { name: 'Check again' }).click()
      await expect(check.getByRole('alert')).toContainText('The trail is not whole. Record 2 does not fit its hash')
      await expectNoFaults(page, 'a trail that is not whole')
      await check.getByRole('button', { name: 'Show record 2' }).click()
      await expect(page.getByRole('row').nth(1)).toContainText('Nobody')
      await page.getByRole('button', { name: 'Up to record 2: show the newest' }).click()
      await expect(page.getByRole('row').nth(1)).toContainText('Checked the audit trail')
    })
  })

test.describe('a service keeps the checkpoints of workstations', () => {
  let service: RunningService
  let folder: string

  test.beforeAll(async () => {
    service = await startTrialService()
    folder = await mkdtemp(join(tmpdir(), 'token-desk-handed-in-'))
  })

  test.afterAll(async () => {
    await service?.close()
    await rm(folder, { recursive: true, force: true })
  })

  test('BY-6 · the one of the local store is handed in at sign-in, and can be saved there', async () => {
    const signer = checkpointSigner(Buffer.alloc(32, 3))
    const latest = signer.sign({ sequence: 41, hash: 'ab'.repeat(32), at: '2026-11-20T08:00:00.000Z' })
    await writeFile(join(folder, 'latest-checkpoint.json'), JSON.stringify(latest))
    const { page, close } = await launch({ dataDir: folder, headless: true, env: { XDG_DOWNLOAD_DIR: folder } })
    await page.getByRole('button', { name: 'Connect to a server…' }).click()
    await connectByFingerprint(page, service, { name: 'Prague', colour: 'green' })
    await signIn(page, administrator)
    await openScreen(page, 'Audit trail')
    await expect(page.getByText('Kept a checkpoint of another store')).toBeVisible()
    await page.getByRole('button', { name: 'Checkpoint…' }).click()
    const others = page.getByRole('region', { name: 'Of other stores' })
    await expect(others.getByRole('row').nth(1)).toContainText(fingerprintOf(signer.publicKey).slice(0, 9))
    // The service signs its own with the key in its file.
    await expect(page.getByRole('term').filter({ hasText: 'Signed with the key' })).toBeVisible()
    await expectNoFaults(page, 'checkpoints of other stores')
    await others.getByRole('button', { name: /^Save the checkpoint of/ }).click()
    await expect(page.getByText(/checkpoint-41\.json$/).first()).toBeVisible()
    expect(JSON.parse(await readFile(join(folder, 'checkpoint-41.json'), 'utf8'))).toEqual(latest)
    await close()
  })
})

async function save(page: Page, format: 'json-lines' | 'csv'): Promise<void> {
  await page.getByRole('button', { name: 'Export…' }).click()
  const form = dialog(page, 'Export the audit trail')
  await form.getByLabel('Format').selectOption(format)
  await form.getByRole('button', { name: 'Save…' }).click()
  await expect(form).toHaveCount(0)
}

/** What a camera sees of a code: four dots for each of its modules. */
function pictureOf(path: string, modules: number) {
  const scale = 4
  const size = modules * scale
  const data = new Uint8Array(size * size * 4).fill(255)
  for (const [, x, y] of path.matchAll(/M(\d+) (\d+)/g))
    for (let row = 0; row < scale; row += 1)
      for (let column = 0; column < scale; column += 1) {
        const at = ((Number(y) * scale + row) * size + Number(x) * scale + column) * 4
        data.fill(0, at, at + 3)
      }
  return { width: size, height: size, data }
}
