import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import type { Locator, Page } from 'playwright-core'
import { type Launched, launch } from './launch.ts'
import { expectNoFaults } from './steps/axe.ts'
import { ask } from './steps/desk.ts'
import { dialog, openFirst, openScreen, type ScreenName } from './steps/screens.ts'
import {
  administrator,
  chooseInAccountMenu,
  createAdministrator,
  lock,
  signIn,
  signOut,
  unlock,
} from './steps/session.ts'
import { issueHere, revealDialog, show } from './steps/tokens.ts'

const SCREENS: readonly ScreenName[] = ['API tokens', 'Users', 'Technical users', 'Contacts', 'Audit trail']
/** What is 1280 pixels wide at 200 %: browsers lay a page out as if the window were half as wide. */
const TWICE_AS_LARGE = { width: 640, height: 450 }
const NARROWEST = { width: 900, height: 640 }

// One window for all of them; a test that fails does not keep the others from running.
test.describe.configure({ mode: 'default' })

test.describe('accessibility', () => {
  let desk: Launched
  let folder: string
  let contact: string

  test.beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'token-desk-files-'))
    desk = await launch()
    await expectNoFaults(desk.page, 'Create the administrator')
    await createAdministrator(desk.page, { sampleData: true })
    const { rows } = await ask(desk.page, 'contacts.list', { active: true })
    contact = rows[0]?.fullName ?? ''
  })

  test.afterAll(async () => {
    await desk?.close()
    await rm(folder, { recursive: true, force: true })
  })

  for (const screen of SCREENS)
    test(`WCAG 2.2 AA · nothing is found on the screen ${screen}, in light and dark`, async () => {
      await openScreen(desk.page, screen)
      await expect(desk.page.getByRole('row').nth(1)).toBeVisible()
      await expectNoFaults(desk.page, screen)
    })

  test('WCAG 2.2 AA · nothing is found on the settings, their sections, forms and questions', async () => {
    const { page } = desk
    await openScreen(page, 'Settings')
    await page.getByLabel('Longest lifetime (days)').fill('9999')
    await page.getByRole('button', { name: 'Save' }).click()
    await expectNoFaults(page, 'the policy with a fault')
    await page.getByLabel('Longest lifetime (days)').fill('1')
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(page.getByRole('alertdialog')).toBeVisible()
    await expectNoFaults(page, 'what a policy would touch')
    await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'Cancel' }).click()
    for (const [section, something] of [
      ['Modules', 'order-status'],
      ['Organisation and API', 'Features'],
      ['Resource servers', 'No API may ask yet'],
      ['Store', 'Data folder'],
    ] as const) {
      await page.getByRole('tab', { name: section }).click()
      await expect(page.getByText(something, { exact: true })).toBeVisible()
      await expectNoFaults(page, section)
    }
    await page.getByRole('tab', { name: 'Resource servers' }).click()
    await page.getByRole('button', { name: 'Add a resource server' }).click()
    await expectNoFaults(page, 'a new resource server')
    await page.keyboard.press('Escape')
    await page.getByRole('tab', { name: 'Store' }).click()
    await page.getByRole('button', { name: 'Scheduled backups…' }).click()
    await expectNoFaults(page, 'how backups are made by themselves')
    await page.keyboard.press('Escape')
  })

  test('WCAG 2.2 AA · nothing is found on the form of a module, and on two versions of one with their choice', async () => {
    const { page } = desk
    await openScreen(page, 'Settings')
    await page.getByRole('tab', { name: 'Modules' }).click()
    const [module] = await ask(page, 'modules.list', {})
    if (module === undefined) throw new Error('There is no module.')
    await page.getByRole('button', { name: `Edit ${module.name}` }).click()
    const form = dialog(page, `Edit ${module.name}`)
    await expectNoFaults(page, 'a module')
    await form.getByLabel('Description').fill('Ours')
    await ask(page, 'modules.update', { ...module, description: 'Theirs' })
    await form.getByRole('button', { name: 'Save' }).click()
    await expect(form.getByRole('radio', { name: /Theirs/ })).toBeVisible()
    await expectNoFaults(page, 'two versions of a module')
    await form.getByRole('button', { name: 'Cancel' }).click()
  })

  test('WCAG 2.2 AA · nothing is found on one’s own profile and security, on the palette and on the sheet of keys', async () => {
    const { page } = desk
    for (const screen of ['My profile', 'Security settings']) {
      await chooseInAccountMenu(page, screen)
      await expect(page.getByRole('heading', { level: 1, name: screen })).toBeVisible()
      await expectNoFaults(page, screen)
    }
    await page.keyboard.press('ControlOrMeta+k')
    const palette = dialog(page, 'Find people, tokens and actions')
    await expectNoFaults(page, 'the palette')
    await page.keyboard.type(contact.slice(0, 4))
    await expect(palette.getByRole('option', { name: contact }).first()).toBeVisible()
    await expectNoFaults(page, 'what the palette finds')
    await page.keyboard.press('Escape')
    await page.getByRole('main').focus()
    await page.keyboard.press('?')
    await expect(dialog(page, 'Keys')).toBeVisible()
    await expectNoFaults(page, 'the sheet of keys')
    await page.keyboard.press('Escape')
  })

  test('WCAG 2.2 AA · nothing is found on what is asked before tokens are changed, one or many', async () => {
    const { page } = desk
    await openScreen(page, 'API tokens')
    await page.getByLabel('Status', { exact: true }).selectOption('Active')
    const rows = page.getByRole('grid', { name: 'API tokens' }).locator('[data-index]')
    await expect(rows.first()).toContainText('Active')
    for (const question of ['Disable', 'Remove', 'Delete', 'Replace…']) {
      await rows
        .first()
        .getByRole('button', { name: /^Actions for / })
        .click()
      await page.getByRole('menuitem', { name: question, exact: true }).click()
      const asked = page.getByRole('alertdialog').or(page.getByRole('dialog'))
      await expect(asked).toBeVisible()
      await expectNoFaults(page, `the question before ${question}`)
      await asked.getByRole('button', { name: 'Cancel' }).click()
    }
    await rows.first().focus()
    await page.keyboard.press('ControlOrMeta+a')
    const bar = page.getByRole('region', { name: 'Selected API tokens' })
    await expectNoFaults(page, 'selected tokens')
    for (const action of ['Disable', 'Delete']) {
      await bar.getByRole('button', { name: action }).click()
      await expect(
        page.getByRole('alertdialog').getByRole('button', { name: new RegExp(`^${action} \\d+`) }),
      ).toBeVisible()
      await expectNoFaults(page, `the question before ${action} of many`)
      await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click()
    }
    await bar.getByRole('button', { name: 'Clear the selection' }).click()
    await page.getByLabel('Status', { exact: true }).selectOption('')
  })

  test('WCAG 2.2 AA · nothing is found on the overview, with its chart and with the table behind it', async () => {
    const { page } = desk
    await openScreen(page, 'Overview')
    await expect(page.getByRole('listbox', { name: /bar chart/ })).toBeVisible()
    await expectNoFaults(page, 'overview with the chart')
    await page.getByRole('button', { name: 'Show as table' }).click()
    await expectNoFaults(page, 'overview with the table')
  })

  test('WCAG 2.2 AA · nothing is found on viewers, their tabs, forms, menus and questions', async () => {
    const { page } = desk
    await openScreen(page, 'Users')
    await openFirst(page, administrator.fullName)
    await expectEveryTab(page, 'viewer of a user')
    await page.getByRole('tab').first().click()
    await page.getByRole('button', { name: 'Edit', exact: true }).click()
    await expectNoFaults(page, 'editing a user')
    await page.getByRole('button', { name: 'Cancel' }).click()
    await openScreen(page, 'Users')
    await page.getByRole('button', { name: 'New user' }).click()
    await dialog(page, 'New user').getByRole('button', { name: 'Save' }).click()
    await expectNoFaults(page, 'a form with faults')
    await dialog(page, 'New user').getByRole('button', { name: 'Cancel' }).click()
    await openScreen(page, 'Contacts')
    await openFirst(page, contact)
    await expectNoFaults(page, 'viewer of a contact')
    await page.getByRole('tab', { name: 'API tokens' }).click()
    await expectNoFaults(page, 'tokens of a contact')
    await page.getByRole('button', { name: `Actions for ${contact}` }).click()
    await expectNoFaults(page, 'a menu')
    await page.getByRole('menuitem', { name: 'Deactivate' }).click()
    await expectNoFaults(page, 'a question')
    await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click()
    await openScreen(page, 'Contacts')
    await page.getByRole('searchbox').fill('nobody is called this')
    await expect(page.getByText('Nothing matches').first()).toBeVisible()
    await expectNoFaults(page, 'an empty list')
    await page.getByRole('searchbox').fill('')
  })

  test('WCAG 2.2 AA · nothing is found on the form of a token, its reveal, and the message after it', async () => {
    const { page } = desk
    await openScreen(page, 'Contacts')
    await openFirst(page, contact)
    await page.getByRole('button', { name: 'Generate API bearer token' }).click()
    await expectNoFaults(page, 'form of a token')
    await dialog(page, 'Generate API bearer token').getByRole('button', { name: 'Cancel' }).click()
    const reveal = await issueHere(page)
    await expectNoFaults(page, 'a reveal')
    await show(reveal)
    await expectNoFaults(page, 'a secret that is shown')
    await reveal.getByRole('button', { name: 'Copy to clipboard' }).click()
    await expect(page.getByText(/^Copied\./).first()).toBeVisible()
    await expectNoFaults(page, 'a message')
    await page.getByRole('button', { name: 'Clear now' }).click()
  })

  test('WCAG 2.2 AA · nothing is found on the page of a token, its form, and the wizard that adds one', async () => {
    const { page } = desk
    const { rows } = await ask(page, 'tokens.list', { status: ['active'] })
    await openScreen(page, 'API tokens')
    await openFirst(page, rows[0]?.id ?? '', rows[0]?.name)
    await expectEveryTab(page, 'page of a token')
    await page.getByRole('tab').first().click()
    await page.getByRole('button', { name: 'Edit', exact: true }).click()
    await expectNoFaults(page, 'editing a token')
    await page.getByRole('button', { name: 'Cancel' }).click()
    await openScreen(page, 'API tokens')
    await page.getByRole('searchbox').fill('')
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    const wizard = dialog(page, 'Add an API token')
    await wizard.getByRole('button', { name: 'Continue' }).click()
    await expectNoFaults(page, 'first step with a fault')
    await wizard.getByLabel('Name').fill('Looked at closely')
    await wizard.getByRole('button', { name: 'Continue' }).click()
    await expect(wizard.getByRole('checkbox').first()).toBeVisible()
    await expectNoFaults(page, 'modules of a new token')
    await wizard.getByRole('button', { name: 'Continue' }).click()
    await expectNoFaults(page, 'overview of a new token')
    await page.keyboard.press('Escape')
    await expectNoFaults(page, 'the question whether to throw away')
    await wizard.getByRole('button', { name: 'Keep editing' }).click()
    await wizard.getByRole('button', { name: 'Add', exact: true }).click()
    await revealDialog(page).getByRole('button', { name: 'Close' }).click()
    await expectNoFaults(page, 'the question of a reveal that nobody has looked at')
    await revealDialog(page).getByRole('button', { name: 'Close anyway' }).click()
    const summary = dialog(page, '“Looked at closely” is added')
    await expectNoFaults(page, 'summary of a new token')
    await summary.getByRole('button', { name: 'Close' }).click()
  })

  test('WCAG 2.2 AA · nothing is found on any step of the import', async () => {
    const { page } = desk
    await openScreen(page, 'Contacts')
    await page.getByRole('button', { name: 'Import' }).first().click()
    await expectNoFaults(page, 'choosing a file')
    const path = join(folder, 'people.csv')
    await writeFile(path, 'Full name,Customer,Email\nAnn,Navy,\nBroken,Navy,not an address\n')
    await page.locator('input[type="file"]').setInputFiles(path)
    await expect(page.getByRole('heading', { name: 'What is in which column?' })).toBeVisible()
    await expectNoFaults(page, 'columns')
    await page.getByRole('button', { name: 'Continue' }).click()
    await expect(page.getByRole('heading', { name: 'What the import would do' })).toBeVisible()
    await expectNoFaults(page, 'preview')
    await page.getByRole('checkbox', { name: /Import the others/ }).check()
    await page.getByRole('button', { name: 'Import 1 line' }).click()
    await expect(page.getByRole('heading', { name: 'The import is done' })).toBeVisible()
    await expectNoFaults(page, 'done')
  })

  test('WCAG 2.2 AA · nothing is found on the locked screen, on sign-in and with a setup code', async () => {
    const { page } = desk
    await openScreen(page, 'API tokens')
    await lock(page)
    await expectNoFaults(page, 'locked')
    await unlock(page, administrator)
    await signOut(page)
    await page.getByLabel('Username').fill('nobody')
    await page.getByLabel('Password', { exact: true }).fill('wrong')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await expect(page.getByRole('alert')).toBeVisible()
    await expectNoFaults(page, 'a refused sign-in')
    await page.getByRole('button', { name: 'I have a setup code' }).click()
    await expectNoFaults(page, 'setup code')
    await page.getByRole('button', { name: 'Back to sign in' }).click()
    await signIn(page, administrator)
  })

  for (const screen of SCREENS)
    test(`the keyboard alone reaches all there is on ${screen}, and shows where it is`, async () => {
      const { page } = desk
      await openScreen(page, screen)
      await expect(page.getByRole('row').nth(1)).toBeVisible()
      await page.getByRole('button', { name: 'Skip to the content' }).focus()
      // A focus that a script gives is not shown; one that a key gives is.
      await page.keyboard.press('Tab')
      await page.keyboard.press('Shift+Tab')
      const wanted = await page.evaluate(reachableElements)
      const reached = new Set<string>()
      // A day is several steps: its parts, and what opens the calendar.
      for (let steps = 0; steps < wanted.length + 12; steps += 1) {
        const here = await page.evaluate(focusedElement)
        if (here !== null) {
          reached.add(here.name)
          expect(here.visible, `the focus on ${here.name} is to be seen`).toBe(true)
        }
        await page.keyboard.press('Tab')
      }
      expect(wanted.filter((name) => !reached.has(name))).toEqual([])
    })

  test('a dialog holds the focus, is closed by Escape, and gives the focus back', async () => {
    const { page } = desk
    await openScreen(page, 'Users')
    const opener = page.getByRole('button', { name: 'New user' })
    await opener.focus()
    await page.keyboard.press('Enter')
    await expectHoldsFocus(page, dialog(page, 'New user'))
    await expect(opener).toBeFocused()

    await openScreen(page, 'Contacts')
    await openFirst(page, contact)
    const generate = page.getByRole('button', { name: 'Generate API bearer token' })
    await generate.focus()
    await page.keyboard.press('Enter')
    // The form takes the place of what stands there until the desk has said what may be chosen.
    await expect(dialog(page, 'Generate API bearer token').getByLabel('Name')).toBeFocused()
    await expectHoldsFocus(page, dialog(page, 'Generate API bearer token'))
    await expect(generate).toBeFocused()

    const more = page.getByRole('button', { name: `Actions for ${contact}` })
    await more.focus()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('menu')).toBeVisible()
    await page.keyboard.press('End')
    await page.keyboard.press('Enter')
    await expectHoldsFocus(page, page.getByRole('alertdialog'))
    await expect(more).toBeFocused()
  })

  test('what a search finds, what was copied, what is locked and what went wrong are told to a screen reader', async () => {
    const { page } = desk
    const told = page.locator('[data-announcer]')
    await expect(told).toHaveAttribute('aria-live', 'polite')
    await openScreen(page, 'Contacts')
    await page.getByRole('searchbox').fill(contact)
    await expect(told).toHaveText(/^\d+ rows?$/)
    await page.getByRole('searchbox').press('Enter')
    const reveal = await issueHere(page)
    await reveal.getByRole('button', { name: 'Copy to clipboard' }).click()
    await expect(told).toHaveText(/^Copied\. The clipboard is cleared in \d+ s$/)
    await page.getByRole('button', { name: 'Clear now' }).click()
    await expect(told).toHaveText('The clipboard was cleared.')
    await openScreen(page, 'Users')
    await page.getByRole('button', { name: 'New user' }).click()
    const form = dialog(page, 'New user')
    await form.getByRole('button', { name: 'Save' }).click()
    const name = form.getByLabel('Full name')
    await expect(name).toHaveAttribute('aria-invalid', 'true')
    await expect(name).toHaveAccessibleDescription(/Fill this in\./)
    await expect(name).toBeFocused()
    await form.getByRole('button', { name: 'Cancel' }).click()
    await lock(page)
    await expect(told).toHaveText('Token Desk is locked.')
    await unlock(page, administrator)
  })

  for (const [name, size] of [
    ['900 pixels', NARROWEST],
    ['1280 pixels at 200 %', TWICE_AS_LARGE],
  ] as const)
    test(`nothing is cut off at the side of a window of ${name}`, async () => {
      const { page } = desk
      await page.setViewportSize(size)
      for (const screen of SCREENS) {
        await openScreen(page, screen)
        await expect(page.getByRole('row').nth(1)).toBeAttached()
        await expectNothingCutOff(page, screen)
      }
      await openScreen(page, 'Overview')
      await expect(page.getByRole('listbox', { name: /bar chart/ })).toBeVisible()
      await expectNothingCutOff(page, 'Overview')
      await openScreen(page, 'Users')
      await page.getByRole('button', { name: 'New user' }).click()
      await expectNothingCutOff(page, 'New user')
      await dialog(page, 'New user').getByRole('button', { name: 'Cancel' }).click()
      await openScreen(page, 'Contacts')
      await openFirst(page, contact)
      await expectNothingCutOff(page, 'viewer of a contact')
      const reveal = await issueHere(page, `${'long '.repeat(30)}name`)
      await show(reveal)
      await expectNothingCutOff(page, 'a secret that is shown')
      await reveal.getByRole('button', { name: 'Close' }).click()
      await expect(revealDialog(page)).toBeHidden()
      await page.getByRole('tab', { name: 'API tokens' }).click()
      await expectNothingCutOff(page, 'tokens of a contact')
      await openScreen(page, 'Contacts')
      await page.getByRole('button', { name: 'Import' }).first().click()
      await expectNothingCutOff(page, 'import')
      await openScreen(page, 'API tokens')
      await lock(page)
      await expectNothingCutOff(page, 'locked')
      await unlock(page, administrator)
    })
})

async function expectEveryTab(page: Page, what: string): Promise<void> {
  for (const tab of await page.getByRole('tab').all()) {
    await tab.click()
    await expect(page.getByRole('tabpanel')).toHaveAccessibleName((await tab.textContent()) ?? '')
    await expectNoFaults(page, `${what}, ${await tab.textContent()}`)
  }
}

async function expectHoldsFocus(page: Page, box: Locator): Promise<void> {
  await expect(box).toBeVisible()
  for (const key of ['Tab', 'Shift+Tab'])
    for (let steps = 0; steps < 16; steps += 1) {
      await page.keyboard.press(key)
      expect(await box.evaluate((element) => element.contains(document.activeElement))).toBe(true)
    }
  await page.keyboard.press('Escape')
  await expect(box).toBeHidden()
}

/** Runs in the page: the names of what Tab must reach, once each. Of a group of radio buttons one is enough. */
function reachableElements(): string[] {
  const names = [...document.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea, [tabindex]')]
    .filter((element) => {
      if (element.tabIndex < 0 || element.hasAttribute('disabled') || !element.checkVisibility()) return false
      return !(element instanceof HTMLInputElement && element.type === 'radio' && !element.checked)
    })
    .map(nameOf)
  return [...new Set(names)]

  function nameOf(element: HTMLElement): string {
    return `${element.tagName} ${element.getAttribute('aria-label') ?? element.textContent?.trim().slice(0, 60)}`
  }
}

/** Runs in the page: the name of what has the focus, and whether one sees that it has. */
function focusedElement(): { readonly name: string; readonly visible: boolean } | null {
  const element = document.activeElement
  if (!(element instanceof HTMLElement) || element === document.body) return null
  const marked = (each: Element): boolean => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(each)
    return (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none'
  }
  const around = [element, element.parentElement, element.parentElement?.parentElement]
  const name = `${element.tagName} ${element.getAttribute('aria-label') ?? element.textContent?.trim().slice(0, 60)}`
  return { name, visible: around.some((each) => each != null && marked(each)) }
}

/** The document does not scroll sideways, and no button or field that is to be seen stands beyond the window's side. */
async function expectNothingCutOff(page: Page, what: string): Promise<void> {
  const faults = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    const found = scrollWidth > clientWidth ? [`the document is ${scrollWidth} px wide in ${clientWidth}`] : []
    const beyond = [...document.querySelectorAll<HTMLElement>('button, input, select, h1, h2')].filter((element) => {
      // What lies in a table is reached by scrolling the table.
      if (!element.checkVisibility() || element.closest('[role="grid"], section table') !== null) return false
      const { left, right, width } = element.getBoundingClientRect()
      return width > 1 && (left < -1 || right > innerWidth + 1)
    })
    return [...found, ...beyond.map((element) => `${element.tagName} ${element.textContent?.slice(0, 40)}`)]
  })
  expect(faults, what).toEqual([])
}
