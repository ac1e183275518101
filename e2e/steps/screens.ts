import { expect } from '@playwright/test'
import type { Locator, Page } from 'playwright-core'

export type ScreenName =
  | 'Overview'
  | 'API tokens'
  | 'Users'
  | 'Technical users'
  | 'Contacts'
  | 'Audit trail'
  | 'Settings'

/** Goes to a screen by the sidebar and waits until it is there. */
export async function openScreen(page: Page, name: ScreenName): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name, exact: true }).click()
  await expect(page.getByRole('heading', { level: 1, name, exact: true })).toBeVisible()
}

/** Searches a list that is open and opens the first match, with the keyboard, until its viewer is there. */
export async function openFirst(page: Page, search: string, fullName = search): Promise<void> {
  await page.getByRole('searchbox').fill(search)
  await page.getByRole('searchbox').press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: fullName })).toBeVisible()
}

/** The dialog that is open, by its title. */
export function dialog(page: Page, title: string | RegExp): Locator {
  return page.getByRole('dialog', { name: title })
}
