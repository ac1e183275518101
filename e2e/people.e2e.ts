import { expect, test } from '@playwright/test'
import type { Locator, Page } from 'playwright-core'
import type { Contact, User } from '../src-shared/schemas/people.ts'
import type { OwnerReference, TokenSummary } from '../src-shared/schemas/tokens.ts'
import { type Launched, launch } from './launch.ts'
import { ask, replyTo } from './steps/desk.ts'
import { addContact, createOperator, supportOperator } from './steps/people.ts'
import { dialog, openFirst, openScreen } from './steps/screens.ts'
import { administrator, createAdministrator, type Person, signIn, signOut } from './steps/session.ts'
import { issueHere, revealDialog, show } from './steps/tokens.ts'

const member: Person = { fullName: 'Mary Jackson', username: 'mary', password: 'wind tunnel at Langley, 1951' }
const MACHINE = 'Invoice robot'
const CONTACT = 'Katherine Johnson'

// The tests follow one another through one store: each begins with the administrator signed in, and ends so.
test.describe
  .serial('people and who may give them tokens', () => {
    let desk: Launched
    let contact: Contact
    let machine: User

    test.beforeAll(async () => {
      desk = await launch()
      await createAdministrator(desk.page)
      contact = await addContact(desk.page, { customer: 'Langley Research', fullName: CONTACT })
      for (const [person, role] of [
        [supportOperator, 'support'],
        [member, 'member'],
      ] as const) {
        await createOperator(desk.page, person, role)
        await signOut(desk.page)
        await signIn(desk.page, administrator)
      }
    })

    test.afterAll(() => desk?.close())

    test('O4-4 · an administrator opens a user, edits, and generates several tokens in one visit', async () => {
      const { page } = desk
      await openScreen(page, 'Users')
      await openFirst(page, member.fullName)
      await page.getByRole('button', { name: 'Edit', exact: true }).click()
      await page.getByRole('tab', { name: 'API tokens' }).click()
      const secrets: string[] = []
      for (const name of ['Reporting', 'Nightly export', 'Test bench']) {
        const reveal = await issueHere(page, name)
        secrets.push(await show(reveal))
        await closeReveal(page)
      }
      const rows = page.getByRole('row').filter({ hasText: 'Active' })
      await expect(rows).toHaveCount(3)
      expect(new Set(secrets).size).toBe(3)
      for (const secret of secrets) {
        expect(secret).toMatch(/^tdu_[0-9A-Za-z]{36}$/)
        expect(await ask(page, 'tokens.verify', { secret })).toMatchObject({
          active: true,
          token: { owner: { kind: 'user', name: member.fullName }, createdBy: { name: administrator.fullName } },
        })
      }
      await expect(page.getByText(secrets[0] ?? '')).toHaveCount(0)
    })

    test('AK-8 · P4-1 · a fictitious account is made with the box Technical user?, and stands in the list of users', async () => {
      const { page } = desk
      await openScreen(page, 'Technical users')
      await page.getByRole('button', { name: 'New technical user' }).first().click()
      const form = dialog(page, 'New technical user')
      await form.getByLabel('Full name').fill(MACHINE)
      await form.getByLabel('Username').fill('invoice-robot')
      await form.getByRole('button', { name: 'Save' }).click()
      await expect(form).toBeHidden()

      await openScreen(page, 'Users')
      await page.getByRole('searchbox').fill('')
      await expect(rowOf(page, member.fullName)).toContainText('Member')
      await expect(rowOf(page, MACHINE)).toContainText('Technical')
      await openFirst(page, MACHINE)
      await page.getByRole('button', { name: 'Edit', exact: true }).click()
      await expect(page.getByLabel('Technical user?')).toBeChecked()
      await page.getByRole('button', { name: 'Cancel' }).click()
      machine = await onlyUser(page, MACHINE)
      expect(machine).toMatchObject({ kind: 'technical', role: null, hasPassword: false })
    })

    test('P4-2 · P4-1 · a token for a named system and a year is in that user’s list, with name, expiration and status', async () => {
      const { page } = desk
      await openScreen(page, 'Users')
      await openFirst(page, MACHINE)
      await page.getByRole('tab', { name: 'API tokens' }).click()
      await page.getByRole('button', { name: 'Generate API bearer token' }).click()
      const form = dialog(page, 'Generate API bearer token')
      await form.getByLabel('Name', { exact: true }).fill('Warehouse system')
      await form.getByLabel('Expiration', { exact: true }).selectOption('1 year')
      await form.getByRole('button', { name: 'Save' }).click()
      await show(revealDialog(page))
      await closeReveal(page)
      const [token] = await tokensOf(page, { kind: 'technical-user', id: machine.id })
      const days = (Date.parse(token?.expiresAt ?? '') - Date.now()) / 86_400_000
      expect(days).toBeGreaterThan(364)
      expect(days).toBeLessThan(367)
      const row = rowOf(page, 'Warehouse system')
      await expect(row).toContainText('Active')
      await expect(row).toContainText(String(new Date(token?.expiresAt ?? '').getFullYear()))
    })

    test('P4-4 · deleting a token from a user’s list revokes it', async () => {
      const { page } = desk
      await openScreen(page, 'Technical users')
      await openFirst(page, MACHINE)
      await page.getByRole('tab', { name: 'API tokens' }).click()
      const secret = await show(await issueFromPanel(page, 'Create an API token', 'Short-lived'))
      await closeReveal(page)
      expect(await ask(page, 'tokens.verify', { secret })).toMatchObject({ active: true })
      await rowOf(page, 'Short-lived').getByRole('button', { name: 'Actions for Short-lived' }).click()
      await page.getByRole('menuitem', { name: 'Delete' }).click()
      await confirm(page, 'Delete this token?', 'Delete')
      await expect(rowOf(page, 'Short-lived')).toHaveCount(0)
      expect(await ask(page, 'tokens.verify', { secret })).toMatchObject({ active: false, reason: 'deleted' })
    })

    test('a deactivated user’s tokens stop verifying at once, and verify again after reactivation', async () => {
      const { page } = desk
      await openScreen(page, 'Users')
      await openFirst(page, member.fullName)
      await page.getByRole('tab', { name: 'API tokens' }).click()
      const secret = await show(await issueHere(page, 'Before leaving'))
      await closeReveal(page)

      await chooseAction(page, member.fullName, 'Deactivate')
      await confirm(page, 'Deactivate this user?', 'Deactivate')
      await expect(page.getByText('is deactivated').first()).toBeVisible()
      expect(await ask(page, 'tokens.verify', { secret })).toMatchObject({ active: false, reason: 'owner-inactive' })
      await expect(page.getByRole('button', { name: 'Generate API bearer token' })).toHaveCount(0)

      await chooseAction(page, member.fullName, 'Reactivate')
      await confirm(page, 'Reactivate this user?', 'Reactivate')
      await expect(page.getByRole('button', { name: 'Generate API bearer token' })).toBeVisible()
      expect(await ask(page, 'tokens.verify', { secret })).toMatchObject({ active: true })
    })

    test('a deactivated contact’s tokens stop verifying at once', async () => {
      const { page } = desk
      await openScreen(page, 'Contacts')
      await openFirst(page, CONTACT)
      const secret = await show(await issueHere(page))
      await closeReveal(page)
      await chooseAction(page, CONTACT, 'Deactivate')
      await confirm(page, 'Deactivate this contact?', 'Deactivate')
      await expect(page.getByText('is deactivated').first()).toBeVisible()
      expect(await ask(page, 'tokens.verify', { secret })).toMatchObject({ active: false, reason: 'owner-inactive' })
      // Active it is, but whoever looks sees that its calls are refused, and why.
      await expect(page.getByTitle(/^The owner is deactivated, .*get an error\.$/).first()).toBeVisible()
      await chooseAction(page, CONTACT, 'Reactivate')
      await confirm(page, 'Reactivate this contact?', 'Reactivate')
      expect(await ask(page, 'tokens.verify', { secret })).toMatchObject({ active: true })
    })

    test('when two edit the same user, the second sees both versions, and keeps what was typed', async () => {
      const { page } = desk
      await openScreen(page, 'Users')
      await openFirst(page, member.fullName)
      await page.getByRole('button', { name: 'Edit', exact: true }).click()
      await page.getByLabel('Full name').fill('Mary Winston Jackson')
      const before = await onlyUser(page, member.fullName)
      await ask(page, 'users.update', {
        id: before.id,
        version: before.version,
        kind: 'person',
        role: before.role,
        fullName: before.fullName,
        email: 'mary@langley.example',
      })
      await page.getByRole('button', { name: 'Save' }).click()
      await expect(page.getByRole('main').getByText('Somebody else changed this meanwhile.')).toBeVisible()
      const name = page.getByRole('group', { name: 'Full name' })
      await expect(name.getByLabel('Yours')).toBeChecked()
      await expect(name).toContainText(member.fullName)
      await expect(page.getByRole('textbox', { name: 'Email' })).toHaveValue('mary@langley.example')
      await expect(page.getByRole('textbox', { name: 'Full name' })).toHaveValue('Mary Winston Jackson')
      await page.getByRole('button', { name: 'Save' }).click()
      await expect(page.getByRole('heading', { level: 1, name: 'Mary Winston Jackson' })).toBeVisible()
      expect(await onlyUser(page, 'Mary Winston Jackson')).toMatchObject({ email: 'mary@langley.example' })
      await rename(page, 'Mary Winston Jackson', member.fullName)
    })

    test('the focus goes along: to the first field with Edit, and back to Edit with Save and Cancel', async () => {
      const { page } = desk
      const edit = page.getByRole('button', { name: 'Edit', exact: true })
      for (const [screen, name] of [
        ['Users', member.fullName],
        ['Contacts', CONTACT],
      ] as const) {
        await openScreen(page, screen)
        await openFirst(page, name)
        for (const end of ['Save', 'Cancel']) {
          await edit.press('Enter')
          await expect(page.getByRole('textbox', { name: 'Full name' })).toBeFocused()
          await page.getByRole('button', { name: end }).press('Enter')
          await expect(edit).toBeFocused()
        }
      }
    })

    test('the tabs of a viewer keep the focus while somebody goes through them', async () => {
      const { page } = desk
      await openScreen(page, 'Contacts')
      await openFirst(page, CONTACT)
      const [general, tokens] = [
        page.getByRole('tab', { name: 'General' }),
        page.getByRole('tab', { name: 'API tokens' }),
      ]
      await general.focus()
      await page.keyboard.press('ArrowRight')
      await expect(tokens).toBeFocused()
      await page.keyboard.press('ArrowLeft')
      await expect(general).toBeFocused()
      await expect(general).toHaveAttribute('aria-selected', 'true')
    })

    test('Escape asks before it throws away what was typed in a dialog', async () => {
      const { page } = desk
      await openScreen(page, 'Contacts')
      await page.getByRole('button', { name: 'New contact' }).first().click()
      const form = dialog(page, 'New contact')
      await page.keyboard.press('Escape')
      await expect(form).toBeHidden()
      await page.getByRole('button', { name: 'New contact' }).first().click()
      await form.getByLabel('Full name').fill('Typed with care')
      await page.keyboard.press('Escape')
      await expect(form.getByText('Throw away what you typed?')).toBeVisible()
      await expect(form.getByRole('button', { name: 'Keep editing' })).toBeFocused()
      await page.keyboard.press('Enter')
      await expect(form.getByLabel('Full name')).toHaveValue('Typed with care')
      await page.keyboard.press('Escape')
      await form.getByRole('button', { name: 'Throw away' }).press('Enter')
      await expect(form).toBeHidden()
    })

    test('leaving a form with something unsaved asks first', async () => {
      const { page } = desk
      await openScreen(page, 'Users')
      await openFirst(page, member.fullName)
      await page.getByRole('button', { name: 'Edit', exact: true }).click()
      await page.getByLabel('Full name').fill('Somebody else')
      await page.getByRole('navigation').getByRole('link', { name: 'Contacts' }).click()
      const question = page.getByRole('alertdialog', { name: 'Leave without saving?' })
      await question.getByRole('button', { name: 'Cancel' }).click()
      await expect(page.getByLabel('Full name')).toHaveValue('Somebody else')
      await page.getByRole('navigation').getByRole('link', { name: 'Contacts' }).click()
      await question.getByRole('button', { name: 'Leave' }).click()
      await expect(page.getByRole('heading', { level: 1, name: 'Contacts' })).toBeVisible()
      expect(await onlyUser(page, member.fullName)).toMatchObject({ fullName: member.fullName })
    })

    test('the last administrator can neither be deactivated nor lose the role', async () => {
      const { page } = desk
      const self = await onlyUser(page, administrator.fullName)
      await openScreen(page, 'Users')
      await openFirst(page, administrator.fullName)
      await expect(page.getByRole('button', { name: `Actions for ${administrator.fullName}` })).toHaveCount(0)
      const target = { id: self.id, version: self.version }
      expect(await replyTo(page, 'users.deactivate', target)).toMatchObject({ ok: false })
      await page.getByRole('button', { name: 'Edit', exact: true }).click()
      await page.getByLabel('Role', { exact: true }).selectOption('Member')
      await page.getByRole('button', { name: 'Save' }).click()
      await expect(page.getByRole('alert').first()).toContainText(/administrator/i)
      await page.getByRole('button', { name: 'Cancel' }).click()
      expect(await onlyUser(page, administrator.fullName)).toMatchObject({ role: 'administrator', active: true })
    })

    test('O4-5 · P4-5 · O4-8 · support can give a token to contacts only, neither by the screens nor by calls', async () => {
      const { page } = desk
      const someone = await onlyUser(page, member.fullName)
      await signOut(page)
      await signIn(page, supportOperator)
      await expect(links(page)).toHaveText(['Overview', 'API tokens', 'Contacts', 'Explain a token'])
      await expectRefusals(page, { user: someone, machine })
      expect(await issueByCall(page, { kind: 'contact', id: contact.id })).toBe('done')
      // Deleting is offered for one's own tokens only.
      await openScreen(page, 'Contacts')
      await openFirst(page, CONTACT)
      await page
        .getByRole('button', { name: /^Actions for / })
        .first()
        .click()
      await expect(page.getByRole('menuitem', { name: 'Remove' })).toBeVisible()
      await expect(page.getByRole('menuitem', { name: 'Delete' })).toHaveCount(0)
      await page.keyboard.press('Escape')
      await signOut(page)
      await signIn(page, administrator)
    })

    test('O4-5 · P4-5 · O4-8 · a member can give a token to nobody else, neither by the screens nor by calls', async () => {
      const { page } = desk
      const other = await onlyUser(page, supportOperator.fullName)
      await signOut(page)
      await signIn(page, member)
      await expect(links(page)).toHaveText(['Overview', 'API tokens', 'Explain a token'])
      await expectRefusals(page, { user: other, machine })
      expect(await issueByCall(page, { kind: 'contact', id: contact.id })).not.toBe('done')
      await signOut(page)
      await signIn(page, administrator)
    })

    test('O4-8 · a technical user cannot sign in, nor be given the means to', async () => {
      const { page } = desk
      const refused = await replyTo(page, 'users.issueSetupCode', { id: machine.id })
      expect(refused.ok).toBe(false)
      await openScreen(page, 'Technical users')
      await openFirst(page, MACHINE)
      await expect(page.getByText('Never: this is a technical user')).toBeVisible()
      await page.getByRole('button', { name: `Actions for ${MACHINE}` }).click()
      await expect(page.getByRole('menuitem', { name: 'Issue a setup code' })).toHaveCount(0)
      await page.keyboard.press('Escape')
      await signOut(page)
      await page.getByLabel('Username').fill('invoice-robot')
      await page.getByLabel('Password', { exact: true }).fill('any password of any length')
      await page.getByRole('button', { name: 'Sign in', exact: true }).click()
      await expect(page.getByRole('alert')).toContainText('The username or the password is not right.')
      await signIn(page, administrator)
    })
  })

function rowOf(page: Page, text: string): Locator {
  return page.getByRole('row').filter({ hasText: text })
}

function links(page: Page): Locator {
  return page.getByRole('navigation').getByRole('link')
}

async function closeReveal(page: Page): Promise<void> {
  await revealDialog(page).getByRole('button', { name: 'Close' }).click()
  await expect(revealDialog(page)).toBeHidden()
}

/** Issues a token in the panel whose button is called otherwise. */
async function issueFromPanel(page: Page, button: string, name: string): Promise<Locator> {
  await page.getByRole('button', { name: button }).click()
  const form = dialog(page, 'Generate API bearer token')
  await form.getByLabel('Name', { exact: true }).fill(name)
  await form.getByRole('button', { name: 'Save' }).click()
  return revealDialog(page)
}

async function chooseAction(page: Page, fullName: string, action: string): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${fullName}` }).click()
  await page.getByRole('menuitem', { name: action }).click()
}

async function confirm(page: Page, question: string, answer: string): Promise<void> {
  const asking = page.getByRole('alertdialog', { name: question })
  await asking.getByRole('button', { name: answer }).click()
  await expect(asking).toBeHidden()
}

async function onlyUser(page: Page, fullName: string): Promise<User> {
  const { rows } = await ask(page, 'users.list', { search: fullName })
  const [found] = rows.filter((row) => row.fullName === fullName)
  if (found === undefined) throw new Error(`There is no user called ${fullName}.`)
  return found
}

async function rename(page: Page, from: string, to: string): Promise<void> {
  const { id, version, kind, role, email } = await onlyUser(page, from)
  await ask(page, 'users.update', { id, version, kind, role, email, fullName: to })
}

async function tokensOf(page: Page, { id }: OwnerReference): Promise<readonly TokenSummary[]> {
  return (await ask(page, 'tokens.list', { ownerId: id })).rows
}

async function issueByCall(page: Page, owner: OwnerReference): Promise<string> {
  const modules = owner.kind === 'contact' ? ['order-status'] : []
  const answer = await replyTo(page, 'tokens.issue', { owner, name: 'By call', modules, timeZone: 'UTC' })
  return answer.ok ? 'done' : answer.error.code
}

/** What nobody but an administrator may do with users: see them, change them, give them tokens. */
async function expectRefusals(page: Page, of: { readonly user: User; readonly machine: User }): Promise<void> {
  for (const screen of ['#/users', `#/users/${of.user.id}`, '#/technical-users', '#/audit']) {
    await page.evaluate((hash) => {
      location.hash = hash
    }, screen)
    await expect(
      page
        .getByText('Your role does not allow this.')
        .or(page.getByText(/not allow/))
        .first(),
    ).toBeVisible()
    await expect(page.getByText(of.user.fullName)).toHaveCount(0)
    await expect(page.getByRole('button', { name: 'Generate API bearer token' })).toHaveCount(0)
  }
  const target = { id: of.user.id, version: of.user.version }
  const { fullName, kind, role } = of.user
  const replies = [
    await replyTo(page, 'users.list', {}),
    await replyTo(page, 'users.get', { id: of.user.id }),
    await replyTo(page, 'users.create', { username: 'sneaked-in', fullName: 'Sneaked In', role: 'administrator' }),
    await replyTo(page, 'users.update', { ...target, fullName, kind, role }),
    await replyTo(page, 'users.deactivate', target),
    await replyTo(page, 'users.issueSetupCode', { id: of.user.id }),
  ]
  for (const answer of replies) expect(answer).toMatchObject({ ok: false, error: { code: 'FORBIDDEN' } })
  // Whether such a person exists is not told either.
  for (const owner of [
    { kind: 'user', id: of.user.id } as const,
    { kind: 'technical-user', id: of.machine.id } as const,
  ])
    expect(await issueByCall(page, owner)).toMatch(/^(FORBIDDEN|NOT_FOUND)$/)
}
