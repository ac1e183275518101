import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { type Launched, launch } from './launch.ts'
import { openScreen } from './steps/screens.ts'
import { administrator, createAdministrator, signIn } from './steps/session.ts'

test('DC-7 · first run makes the administrator, signs in, and the same person signs in again after a restart', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'token-desk-first-run-'))
  const runs: Launched[] = []
  const start = async () => {
    const run = await launch({ dataDir })
    runs.push(run)
    return run
  }
  try {
    const first = await start()
    await createAdministrator(first.page)
    await first.close()

    const second = await start()
    const { page } = second
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
    await expect(page.getByText(administrator.fullName)).toHaveCount(0)

    await page.getByLabel('Username').fill(administrator.username)
    await page.getByLabel('Password', { exact: true }).fill('difference engine no 1')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await expect(page.getByText('The username or the password is not right.')).toBeVisible()

    await signIn(page, administrator)
    await openScreen(page, 'Users')
    await expect(page.getByRole('row', { name: administrator.fullName })).toHaveCount(1)
  } finally {
    for (const run of runs) await run.close()
    await rm(dataDir, { recursive: true, force: true })
  }
})
