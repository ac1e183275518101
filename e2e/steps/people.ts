import { expect } from '@playwright/test'
import type { Page } from 'playwright-core'
import type { Contact, Role } from '../../src-shared/schemas/people.ts'
import { ask } from './desk.ts'
import { dialog, openScreen } from './screens.ts'
import { choosePassword, type Person, signOut } from './session.ts'
import { show } from './tokens.ts'

export const supportOperator: Person = {
  fullName: 'Grace Hopper',
  username: 'grace',
  password: 'a moth in the relay of panel F',
}

/**
 * Adds a user by the screen Users and issues the setup code that is offered then. The dialog with the code, still
 * hidden, is open afterwards. An administrator is signed in.
 */
export async function addUserWithSetupCode(page: Page, person: Person, role: Role): Promise<void> {
  await openScreen(page, 'Users')
  await page.getByRole('button', { name: 'New user' }).first().click()
  const form = dialog(page, 'New user')
  await form.getByLabel('Full name').fill(person.fullName)
  await form.getByLabel('Username').fill(person.username)
  await form.getByLabel('Role', { exact: true }).selectOption(role)
  await form.getByRole('button', { name: 'Save' }).click()
  await dialog(page, `${person.fullName} was added`).getByRole('button', { name: 'Issue a setup code' }).click()
  await expect(dialog(page, 'The setup code')).toBeVisible()
}

/**
 * Makes somebody who can sign in: an administrator adds the user, shows the setup code and signs out; the person
 * chooses a password with it and is signed in afterwards.
 *
 * @returns the setup code, which is used up.
 */
export async function createOperator(page: Page, person: Person, role: Role): Promise<string> {
  await addUserWithSetupCode(page, person, role)
  const reveal = dialog(page, 'The setup code')
  const setupCode = await show(reveal)
  await reveal.getByRole('button', { name: 'Close' }).click()
  await signOut(page)
  await choosePassword(page, person, setupCode)
  return setupCode
}

/** Adds a customer with one contact, without going by the screens. An administrator is signed in. */
export async function addContact(
  page: Page,
  { customer, fullName }: { readonly customer: string; readonly fullName: string },
): Promise<Contact> {
  const { id } = await ask(page, 'customers.create', { name: customer })
  return ask(page, 'contacts.create', { customerId: id, fullName })
}
