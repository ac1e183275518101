import { expect } from '@playwright/test'
import type { Page } from 'playwright-core'

/** Somebody who signs in. */
export interface Person {
  readonly fullName: string
  readonly username: string
  readonly password: string
}

/** The administrator whom `createAdministrator` makes. */
export const administrator: Person = {
  fullName: 'Ada Lovelace',
  username: 'ada',
  password: 'difference engine no 2',
}

/** First run: makes the administrator, who is signed in afterwards. `sampleData` adds people and tokens to look at. */
export async function createAdministrator(
  page: Page,
  { person = administrator, sampleData = false }: { readonly person?: Person; readonly sampleData?: boolean } = {},
): Promise<void> {
  await page.getByLabel('Full name').fill(person.fullName)
  await page.getByLabel('Username').fill(person.username)
  await page.getByLabel('Password', { exact: true }).fill(person.password)
  await page.getByLabel('Password again').fill(person.password)
  if (sampleData) await page.getByLabel('Add sample data to look around').check()
  await page.getByRole('button', { name: 'Create the administrator' }).click()
  await expectSignedIn(page, person)
}

export async function signIn(page: Page, person: Pick<Person, 'fullName' | 'username' | 'password'>): Promise<void> {
  await page.getByLabel('Username').fill(person.username)
  await page.getByLabel('Password', { exact: true }).fill(person.password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expectSignedIn(page, person)
}

/** Uses a setup code, from the sign-in screen, and is signed in afterwards. */
export async function choosePassword(page: Page, person: Person, setupCode: string): Promise<void> {
  await page.getByRole('button', { name: 'I have a setup code' }).click()
  await page.getByLabel('Username').fill(person.username)
  await page.getByLabel('Setup code').fill(setupCode)
  await page.getByLabel('Password', { exact: true }).fill(person.password)
  await page.getByLabel('Password again').fill(person.password)
  await page.getByRole('button', { name: 'Set the password and sign in' }).click()
  await expectSignedIn(page, person)
}

export async function signOut(page: Page): Promise<void> {
  await chooseInAccountMenu(page, 'Sign out')
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
}

export async function lock(page: Page): Promise<void> {
  await chooseInAccountMenu(page, 'Lock')
  await expect(page.getByRole('heading', { name: 'Locked' })).toBeVisible()
}

export async function unlock(page: Page, person: Pick<Person, 'fullName' | 'password'>): Promise<void> {
  await page.getByLabel('Password', { exact: true }).fill(person.password)
  await page.getByRole('button', { name: 'Unlock' }).click()
  await expectSignedIn(page, person)
}

/** Opens the menu of the account and takes one of its items. */
export async function chooseInAccountMenu(page: Page, item: string): Promise<void> {
  await page.getByRole('button', { name: /^Account of / }).click()
  await page.getByRole('menuitem', { name: item }).click()
}

async function expectSignedIn(page: Page, person: Pick<Person, 'fullName'>): Promise<void> {
  await expect(page.getByRole('button', { name: `Account of ${person.fullName}` })).toBeVisible()
}
