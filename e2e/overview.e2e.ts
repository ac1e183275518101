import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import type { Page } from 'playwright-core'
import { type Launched, launch } from './launch.ts'
import { gatherComplaints } from './steps/complaints.ts'
import { ask } from './steps/desk.ts'
import { openScreenByKeyboard, tabTo } from './steps/keyboard.ts'
import { openScreen } from './steps/screens.ts'
import { createAdministrator } from './steps/session.ts'

test.describe
  .serial('the overview', () => {
    let desk: Launched
    let downloads: string
    let complaints: readonly string[]

    test.beforeAll(async () => {
      downloads = await mkdtemp(join(tmpdir(), 'token-desk-downloads-'))
      desk = await launch({ headless: true, env: { XDG_DOWNLOAD_DIR: downloads } })
      complaints = gatherComplaints(desk.page)
      await expect(desk.page.getByLabel('Full name')).toBeVisible()
    })

    test.afterAll(async () => {
      await desk?.close()
      await rm(downloads, { recursive: true, force: true })
    })

    test('BY-9 · it is where an administrator starts, and each number opens the list that has so many rows', async () => {
      const { page } = desk
      await createAdministrator(page, { sampleData: true })
      await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible()
      const { expiringWithin, neverUsed, unusedFor90Days } = await ask(page, 'overview.get', {})
      const [week] = expiringWithin
      for (const [name, count] of [
        [`Expiring in 7 days ${week?.count}`, week?.count ?? 0],
        [`Never used ${neverUsed}`, neverUsed],
        [`Unused for 90 days ${unusedFor90Days}`, unusedFor90Days],
      ] as const) {
        expect(count).toBeGreaterThan(0)
        await openOverview(page)
        await page.getByRole('link', { name, exact: true }).click()
        await expectRows(page, count)
      }
      await expect(page.getByLabel('Use', { exact: true })).toHaveValue('unused-90-days')
      await expect(page.getByLabel('Status', { exact: true })).toHaveValue('active')

      const { count } = await ask(page, 'tokens.count', { status: ['expired'], ownerKind: ['contact'] })
      await openOverview(page)
      await page.getByRole('link', { name: new RegExp(`^Contacts ${count}\\W+Expired$`) }).click()
      await expectRows(page, count)
      await expect(page.getByLabel('Use', { exact: true })).toHaveValue('')
    })

    test('BY-9 · by keyboard alone one goes along the weeks of the chart and into the list of one', async () => {
      const { page } = desk
      const { weeks } = await ask(page, 'overview.expirations', { timeZone: await zoneOf(page) })
      const index = weeks.findLastIndex(({ count }) => count > 0)
      expect(index).toBeGreaterThan(1)
      await openScreenByKeyboard(page, 'Overview')
      const chart = page.getByRole('listbox', { name: 'Expirations by week, as a bar chart' })
      await expect(chart.getByRole('option')).toHaveCount(weeks.length)
      await tabTo(page, chart)
      for (let place = 0; place < index; place += 1) await page.keyboard.press('ArrowRight')
      await expect(chart.getByRole('option', { selected: true })).toHaveAccessibleName(
        new RegExp(`^Week of .+: ${weeks[index]?.count} tokens?$`),
      )
      await page.keyboard.press('Enter')
      await expectRows(page, weeks[index]?.count ?? 0)
      await expect(page.getByLabel('Expiring', { exact: true }).locator('option:checked')).toHaveText(/^Week of /)
    })

    test('BY-9 · behind the chart is a table of the same figures', async () => {
      const { page } = desk
      const { weeks } = await ask(page, 'overview.expirations', { timeZone: await zoneOf(page) })
      await openOverview(page)
      await page.getByRole('button', { name: 'Show as table' }).press('Enter')
      const figures = page.getByRole('table', { name: 'Expirations by week' }).getByRole('cell')
      await expect(figures).toHaveText(weeks.map(({ count }) => String(count)))
      await page.getByRole('button', { name: 'Show as chart' }).click()
      await expect(page.getByRole('listbox', { name: /bar chart/ })).toBeVisible()
    })

    test('BY-9 · the expirations are saved as a calendar, beside what is there, and a message says where', async () => {
      const { page, shell } = desk
      test.skip(shell === 'electron', 'The system’s own dialog is nobody’s to press.')
      const { count } = await ask(page, 'tokens.count', { expiringWithinDays: 365 })
      for (const name of ['token-expirations.ics', 'token-expirations (2).ics']) {
        await page.getByRole('button', { name: 'Save expirations as calendar (.ics)' }).click()
        await expect(page.getByText(join(downloads, name)).first()).toBeVisible()
        const lines = (await readFile(join(downloads, name), 'utf8')).split('\r\n')
        expect([lines[0], lines.at(-2)]).toEqual(['BEGIN:VCALENDAR', 'END:VCALENDAR'])
        expect(lines.filter((line) => line === 'BEGIN:VEVENT')).toHaveLength(count)
      }
      expect(await readdir(downloads)).toHaveLength(2)
      expect(complaints).toEqual([])
    })
  })

async function openOverview(page: Page): Promise<void> {
  await openScreen(page, 'Overview')
  await expect(page.getByRole('link', { name: /^Never used \d/ })).toBeVisible()
}

async function expectRows(page: Page, count: number): Promise<void> {
  await expect(page.getByRole('heading', { level: 1, name: 'API tokens' })).toBeVisible()
  await expect(page.getByText(count === 1 ? '1 row' : `${count} rows`, { exact: true }).first()).toBeVisible()
}

function zoneOf(page: Page): Promise<string> {
  return page.evaluate(() => Intl.DateTimeFormat().resolvedOptions().timeZone)
}
