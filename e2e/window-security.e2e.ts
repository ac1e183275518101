import { expect, test } from '@playwright/test'
import type { Page } from 'playwright-core'
import { contentSecurityPolicy } from '../src-main/shell/page-files.ts'
import { type Launched, launch } from './launch.ts'
import { gatherComplaints } from './steps/complaints.ts'
import { ask } from './steps/desk.ts'
import { type ListeningServer, listenForVisits } from './steps/listening-server.ts'
import { dialog, openFirst, openScreen } from './steps/screens.ts'
import { administrator, createAdministrator, lock, signIn, signOut, unlock } from './steps/session.ts'
import { tryToReach, waysToLeave } from './steps/ways-out.ts'

// One window for all of them; a test that fails does not keep the others from running.
test.describe.configure({ mode: 'default' })

test.describe('the window', () => {
  let desk: Launched
  let elsewhere: ListeningServer
  let home: string

  test.beforeAll(async () => {
    elsewhere = await listenForVisits()
    desk = await launch()
    await createAdministrator(desk.page, { sampleData: true })
    await openScreen(desk.page, 'Users')
    home = await addressOf(desk.page)
  })

  test.afterAll(async () => {
    await desk?.close()
    await elsewhere?.close()
  })

  test('DC-1 · the page has nothing of Node, and no way out but the bridge', async () => {
    const found = await desk.page.evaluate(() =>
      ['require', 'process', 'module', 'exports', 'Buffer', 'global', 'setImmediate', '__dirname', 'electron'].filter(
        (name) => name in window,
      ),
    )
    expect(found).toEqual([])
    const wires = await desk.page.evaluate(() =>
      // What begins with two underscores is the browser shell’s own driver, and leads no further than the bridge.
      Object.keys(window).filter((name) => /token|ipc|bind|pipe/i.test(name) && !name.startsWith('__')),
    )
    expect(wires).toEqual(['tokenDesk'])
  })

  test('DC-1 · the bridge is frozen and holds call and listen only', async () => {
    const bridge = await desk.page.evaluate(() => {
      const { tokenDesk } = window as unknown as { tokenDesk: object }
      const property = Object.getOwnPropertyDescriptor(window, 'tokenDesk')
      return {
        frozen: Object.isFrozen(tokenDesk),
        names: Reflect.ownKeys(tokenDesk).map(String).toSorted(),
        replaceable: property?.writable === true || property?.configurable === true,
      }
    })
    expect(bridge).toEqual({ frozen: true, names: ['call', 'listen'], replaceable: false })
  })

  test('DC-1 · calls that do not exist, that are main’s own, or that name a prototype’s members are unknown', async () => {
    const names = [
      'nothing.here',
      'tokens.noteReveal',
      'users.noteSetupCodeReveal',
      'constructor',
      '__proto__',
      'toString',
      'hasOwnProperty',
      '',
      42,
      null,
      {},
      ['tokens.list'],
    ]
    const codes = await desk.page.evaluate(async (asked) => {
      const { tokenDesk } = window as unknown as Asking
      return Promise.all(asked.map(async (name) => (await tokenDesk.call(name, {})).error?.code))
    }, names)
    expect(codes).toEqual(names.map(() => 'UNKNOWN_CALL'))
  })

  test('inputs that are huge, cyclic, endlessly deep or no data at all end no part of the application', async () => {
    const outcomes = await desk.page.evaluate(async () => {
      const { tokenDesk } = window as unknown as Asking
      const cyclic: Record<string, unknown> = {}
      cyclic.self = cyclic
      let deep: unknown = 'bottom'
      for (let depth = 0; depth < 20_000; depth += 1) deep = [deep]
      const inputs = [cyclic, deep, 'x'.repeat(20_000_000), { secret: 'x'.repeat(20_000_000) }, () => 1, undefined, 1n]
      return Promise.all(
        inputs.map((input) =>
          tokenDesk.call('tokens.verify', input).then(
            (answer) => answer.error?.code ?? 'answered',
            () => 'not sent',
          ),
        ),
      )
    })
    for (const outcome of outcomes) expect(['INVALID_INPUT', 'not sent']).toContain(outcome)
    expect((await ask(desk.page, 'desktop.info', {})).problem).toBeNull()
  })

  test('a frame has no bridge, and what it finds of one is refused', async () => {
    const answers = await desk.page.evaluate(async () => {
      const frame = document.createElement('iframe')
      document.body.append(frame)
      const inside = frame.contentWindow as unknown as Record<string, unknown>
      const bridge = typeof inside.tokenDesk
      const wire = inside.tokenDeskWire
      const message = JSON.stringify(['call', 'users.list', {}])
      const answer =
        typeof wire === 'function' ? await (wire as (message: string) => Promise<string | null>)(message) : 'no wire'
      frame.remove()
      return { bridge, answer }
    })
    expect(answers.bridge).toBe('undefined')
    expect(answers.answer).toMatch(/^no wire$|FORBIDDEN/)
  })

  test('DC-1 · the document is served with exactly the policy of the source, which allows nothing unsafe', async () => {
    const response = await desk.page.reload()
    expect(await response?.headerValue('content-security-policy')).toBe(contentSecurityPolicy)
    expect(contentSecurityPolicy).not.toContain('unsafe')
    await expect(desk.page.getByRole('heading', { level: 1 })).toBeVisible()
  })

  test('inline scripts, eval and markup from text are refused', async () => {
    const outcome = await desk.page.evaluate(async () => {
      // Evaluated by a test, the first stretch may make code from text; what follows a wait may not.
      await new Promise((resolve) => setTimeout(resolve))
      const host = window as unknown as { ran?: boolean }
      const refused = (work: () => unknown): string => {
        try {
          work()
          return 'done'
        } catch (error) {
          return (error as Error).name
        }
      }
      const script = document.createElement('script')
      const results = {
        // biome-ignore lint/security/noGlobalEval: that it is refused is what this shows.
        eval: refused(() => window.eval('window.ran = true')),
        function: refused(() => new Function('window.ran = true')()),
        timer: refused(() => setTimeout('window.ran = true' as unknown as () => void)),
        markup: refused(() => {
          document.createElement('div').innerHTML = '<b>bold</b>'
        }),
        text: refused(() => {
          script.text = 'window.ran = true'
        }),
        handler: refused(() => document.createElement('i').setAttribute('onclick', 'window.ran = true')),
        policy: refused(() =>
          (
            window as unknown as { trustedTypes: { createPolicy(name: string, rules: object): void } }
          ).trustedTypes.createPolicy('mine', { createHTML: (text: string) => text }),
        ),
      }
      script.append(document.createTextNode('window.ran = true'))
      document.body.append(script)
      script.remove()
      await new Promise((resolve) => setTimeout(resolve))
      return { ...results, ran: host.ran === true }
    })
    expect(outcome).toMatchObject({ markup: 'TypeError', policy: 'TypeError', ran: false })
    expect(outcome.eval).not.toBe('done')
    expect(outcome.function).not.toBe('done')
  })

  for (const host of ['127.0.0.1', 'localhost'])
    test(`DC-1 · the page reaches no address: not a server on this machine, called ${host}`, async () => {
      const outcomes = await desk.page.evaluate(tryToReach, `${host}:${elsewhere.port}`)
      for (const [way, outcome] of Object.entries(outcomes)) expect(`${way}: ${outcome}`).toBe(`${way}: refused`)
      expect(elsewhere.visits()).toBe(0)
      expect(await addressOf(desk.page)).toBe(home)
    })

  for (const [way, leave] of Object.entries(waysToLeave))
    test(`DC-1 · the window cannot be led away by ${way}`, async () => {
      const { page } = desk
      await page.evaluate(leave, `http://127.0.0.1:${elsewhere.port}/`).catch(() => undefined)
      // A call that answers shows that the page is there, after whatever the navigation did.
      await expect.poll(() => ask(page, 'desktop.info', {}).then(({ problem }) => problem)).toBeNull()
      expect(await addressOf(page)).toBe(home)
      expect(page.context().pages()).toHaveLength(1)
      await expect.poll(() => page.evaluate(() => document.querySelector('h1')?.checkVisibility())).toBe(true)
      expect(elsewhere.visits()).toBe(0)
      // The driver waits on for a navigation that was refused before it began, until there is another one.
      await page.reload()
    })

  test('DC-1 · a link or a file that is dropped on the window is not opened', async () => {
    const { page } = desk
    const session = await page.context().newCDPSession(page)
    const data = {
      items: [{ mimeType: 'text/uri-list', data: `http://127.0.0.1:${elsewhere.port}/` }],
      files: ['/etc/hostname'],
      dragOperationsMask: 1,
    }
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
      await session.send('Input.dispatchDragEvent', { type, x: 500, y: 300, data })
    await session.detach()
    await expect.poll(() => ask(page, 'desktop.info', {}).then(({ problem }) => problem)).toBeNull()
    expect(await addressOf(page)).toBe(home)
    expect(page.context().pages()).toHaveLength(1)
    expect(elsewhere.visits()).toBe(0)
  })

  test('place, messages, camera, clipboard and devices are denied to the page', async () => {
    const outcome = await desk.page.evaluate(async () => {
      const nameOf = (error: unknown) => (error as Error).name
      const geolocation = await new Promise((resolve) =>
        navigator.geolocation.getCurrentPosition(
          () => resolve('given'),
          ({ code }) => resolve(code),
        ),
      )
      return {
        geolocation,
        notifications: await Notification.requestPermission(),
        clipboard: await navigator.clipboard.readText().catch(nameOf),
        camera: await navigator.mediaDevices.getUserMedia({ video: true }).then(() => 'given', nameOf),
      }
    })
    expect(outcome).toMatchObject({ geolocation: 1, notifications: 'denied', clipboard: 'NotAllowedError' })
    expect(outcome.camera).not.toBe('given')
  })

  test('DC-4 · a walk through every screen leaves no error and no violation of the policy', async () => {
    const { page } = desk
    const complaints = gatherComplaints(page)
    await page.reload()
    await openScreen(page, 'API tokens')
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    await dialog(page, 'Add an API token').getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('row').nth(1).click()
    await page.getByRole('tab', { name: 'Audit trail' }).click()
    await page.getByRole('button', { name: 'Edit', exact: true }).click()
    await openScreen(page, 'Users')
    await page.getByRole('button', { name: 'New user' }).click()
    await dialog(page, 'New user').getByRole('button', { name: 'Cancel' }).click()
    await openFirst(page, administrator.fullName)
    await page.getByRole('button', { name: 'Edit' }).click()
    await page.getByRole('tab', { name: 'API tokens' }).click()
    await page.getByRole('button', { name: 'Generate API bearer token' }).click()
    await dialog(page, 'Generate API bearer token').getByRole('button', { name: 'Cancel' }).click()
    await openScreen(page, 'Technical users')
    await page.getByRole('row').nth(1).click()
    await expect(page.getByRole('tab', { name: 'General' })).toBeVisible()
    await openScreen(page, 'Contacts')
    await page.getByRole('row').nth(1).click()
    await expect(page.getByRole('tab', { name: 'General' })).toBeVisible()
    await openScreen(page, 'Contacts')
    await page
      .getByRole('link', { name: 'Import' })
      .or(page.getByRole('button', { name: 'Import' }))
      .click()
    await expect(page.getByRole('heading', { level: 1, name: 'Import contacts' })).toBeVisible()
    await openScreen(page, 'Audit trail')
    await page.getByRole('row').nth(1).click()
    await lock(page)
    await unlock(page, administrator)
    await signOut(page)
    await signIn(page, administrator)
    expect(complaints).toEqual([])
  })
})

interface Asking {
  readonly tokenDesk: { call(name: unknown, input: unknown): Promise<{ readonly error?: { readonly code: string } }> }
}

/** The page's address without the part after `#`, in which the application keeps where it is. */
async function addressOf(page: Page): Promise<string> {
  return page.evaluate(() => location.origin + location.pathname)
}
