import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { searchFiles, searchProcesses } from '../src-core/testing/search-files.ts'
import { type Launched, launch } from './launch.ts'
import { copyInProcessOfItsOwn } from './steps/crash.ts'
import { addContact, createOperator, supportOperator } from './steps/people.ts'
import { openScreen } from './steps/screens.ts'
import { administrator, createAdministrator, lock, signIn, unlock } from './steps/session.ts'
import { copyToClipboard, issueForContact, issueHere, show } from './steps/tokens.ts'
import { readSystemClipboard } from './system-clipboard.ts'
import { openVirtualDisplay, type VirtualDisplay } from './virtual-display.ts'

const CONTACT = 'Katherine Johnson'

test.describe
  .serial('what a run leaves behind', () => {
    let folder: string
    let dataDir: string
    let temporary: string
    let virtual: VirtualDisplay | null
    let environment: Record<string, string>
    let desk: Launched | undefined
    /** What must be nowhere, under names that may be told. */
    const wanted: Record<string, string> = {
      'the administrator’s password': administrator.password,
      'the support operator’s password': supportOperator.password,
    }

    test.beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'token-desk-left-behind-'))
      dataDir = join(folder, 'data')
      temporary = join(folder, 'temporary')
      await mkdir(temporary)
      virtual = process.platform === 'linux' ? await openVirtualDisplay() : null
      environment = { TMPDIR: temporary, ...(virtual === null ? {} : { DISPLAY: virtual.name }) }
    })

    test.afterAll(async () => {
      await desk?.close()
      await virtual?.close()
      await rm(folder, { recursive: true, force: true })
    })

    test('DC-5 · no secret is in any file while the window is open, locked and unlocked', async () => {
      desk = await launch({ dataDir, env: environment })
      const { page, display } = desk
      await createAdministrator(page)
      await addContact(page, { customer: 'Langley Research', fullName: CONTACT })
      wanted['the setup code'] = await createOperator(page, supportOperator, 'support')

      const shownReveal = await issueForContact(page, CONTACT)
      wanted['a token that was shown'] = await show(shownReveal)
      await shownReveal.getByRole('button', { name: 'Close' }).click()
      await copyToClipboard(await issueHere(page))
      wanted['a token that was copied'] = (await readSystemClipboard(display)) ?? ''
      const both = await issueHere(page)
      wanted['a token that was shown and copied'] = await show(both)
      await copyToClipboard(both)

      await page.getByRole('navigation').getByRole('link', { name: 'Explain a token' }).click()
      await page.getByLabel('Token or text with tokens').fill(wanted['a token that was shown'])
      await page.getByRole('button', { name: 'Explain', exact: true }).click()
      await expect(page.getByRole('list', { name: 'Tokens found: 1' })).toBeVisible()

      await expectNothing('while it runs')
      await lock(page)
      await expectNothing('while it is locked')
      await unlock(page, supportOperator)
    })

    test('DC-5 · no secret is in any file after the window is closed', async () => {
      await desk?.close()
      await expectNothing('after closing')
    })

    test('DC-5 · no secret is in any file after the process was killed, and after the start that follows', async () => {
      const run = await copyInProcessOfItsOwn({
        dataDir,
        contact: CONTACT,
        environment: { ...process.env, ...environment },
      })
      wanted['a token of a run that was killed'] = (await readSystemClipboard(virtual?.name)) ?? ''
      await run.kill()
      await expectNothing('after the process was killed')

      desk = await launch({ dataDir, env: environment })
      await signIn(desk.page, administrator)
      await openScreen(desk.page, 'API tokens')
      await expect(desk.page.getByRole('row', { name: 'portal' })).toHaveCount(4)
      await expectNothing('after the next start')
    })

    /**
     * Looks into the data folder, the folder for temporary files, those that Playwright keeps of its own, and what every
     * process was started with.
     */
    async function expectNothing(when: string): Promise<void> {
      for (const [what, text] of Object.entries(wanted)) expect(text.length, what).toBeGreaterThanOrEqual(12)
      const ownOfPlaywright = (await readdir(tmpdir())).filter((name) => name.startsWith('playwright-artifacts'))
      const folders = [dataDir, temporary, ...ownOfPlaywright.map((name) => join(tmpdir(), name))]
      const { findings, fileCount } = await searchFiles(folders, wanted)
      expect(findings, when).toEqual([])
      expect(fileCount, when).toBeGreaterThan(5)
      const { findings: inProcesses, processCount } = await searchProcesses(wanted)
      expect(inProcesses, when).toEqual([])
      if (process.platform === 'linux') expect(processCount, when).toBeGreaterThan(2)
    }
  })
