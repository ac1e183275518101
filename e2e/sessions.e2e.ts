import { readFile } from 'node:fs/promises'
import { expect, test } from '@playwright/test'
import { remoteDesk } from '../src-core/remote/remote-desk.ts'
import { launch } from './launch.ts'
import { expectNoFaults } from './steps/axe.ts'
import { startTrialService } from './steps/service.ts'
import { administrator, chooseInAccountMenu, signIn } from './steps/session.ts'
import { connectByFingerprint } from './steps/stores.ts'

test('an operator sees where else the same account is signed in, ends that, and is shown out when ended elsewhere', async () => {
  const [service, desk] = await Promise.all([startTrialService(), launch()])
  const elsewhere = remoteDesk({
    origin: service.address,
    version: '9.9.9',
    trust: { authority: await readFile(service.authorityFile, 'utf8') },
  })
  const signInElsewhere = async () => {
    const { username, password } = administrator
    const reply = await elsewhere.call({ name: 'sessions.signIn', input: { username, password }, session: null })
    if (!reply.ok) throw new Error(reply.error.message)
    return (reply.value as { secret: string }).secret
  }
  try {
    const { page } = desk
    await page.getByRole('button', { name: 'Connect to a server…' }).click()
    await connectByFingerprint(page, service, { name: 'Prague', colour: 'green' })
    await signIn(page, administrator)
    const other = await signInElsewhere()
    await chooseInAccountMenu(page, 'Security settings')
    const sessions = page.getByRole('list', { name: 'Where you are signed in' }).getByRole('listitem')
    // With the one in which the administrator was made, on the service's own machine.
    await expect(sessions).toHaveCount(3)
    await expect(sessions.first()).toContainText('Token Desk 9.9.9, 127.0.0.1')
    await expect(sessions.filter({ hasText: 'This session' })).toHaveCount(1)
    await expect(sessions.last()).toContainText('This computer')
    await expectNoFaults(page, 'Security settings with several sessions')
    await page.getByRole('button', { name: 'End session: Token Desk 9.9.9, 127.0.0.1' }).press('Enter')
    await expectNoFaults(page, 'the question before a session is ended')
    await page.getByRole('alertdialog').getByRole('button', { name: 'End session' }).press('Enter')
    await expect(sessions).toHaveCount(2)
    expect(await elsewhere.call({ name: 'profile.get', input: {}, session: other })).toMatchObject({
      error: { code: 'NOT_SIGNED_IN' },
    })

    // The other way round: this window hears of it, and shows nothing of the session any more.
    const third = await signInElsewhere()
    await elsewhere.call({ name: 'sessions.endOthers', input: {}, session: third })
    await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible()
  } finally {
    await elsewhere.close()
    await desk.close()
    await service.close()
  }
})
