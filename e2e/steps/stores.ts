import { expect } from '@playwright/test'
import type { Page } from 'playwright-core'
import { dialog } from './screens.ts'
import type { RunningService } from './service.ts'

/** Opens the menu of stores at the top of the window and takes one of its items. */
export async function chooseStore(page: Page, item: string): Promise<void> {
  await page
    .getByRole('banner')
    .getByRole('button', { name: /^Store: / })
    .click()
  await page.getByRole('menuitem', { name: item }).click()
}

/** Fills in the form that asks for a server, and sends it. */
export async function giveAddress(
  page: Page,
  { address, name, colour }: { readonly address: string; readonly name: string; readonly colour: string },
): Promise<void> {
  const form = dialog(page, 'Connect to a server')
  await form.getByLabel('Address of the server').fill(address)
  await form.getByLabel('Name').fill(name)
  await form.getByLabel('Colour').selectOption(colour)
  await form.getByRole('button', { name: 'Connect' }).click()
}

/** Connects to a service whose fingerprint somebody has compared, from a form that is open. */
export async function connectByFingerprint(
  page: Page,
  service: Pick<RunningService, 'address' | 'fingerprint'>,
  look: { readonly name: string; readonly colour: string },
): Promise<void> {
  await confirmFingerprint(page, service, look)
  await expect(page.getByRole('banner')).toContainText(look.name)
}

/** Fills in the form that asks for a server, and compares its fingerprint. */
export async function confirmFingerprint(
  page: Page,
  service: Pick<RunningService, 'address' | 'fingerprint'>,
  look: { readonly name: string; readonly colour: string },
): Promise<void> {
  await giveAddress(page, { address: service.address, ...look })
  const question = dialog(page, 'Is this the right server?')
  await expect(question).toBeVisible()
  // Drawn in two columns, so that people can read it to each other.
  expect((await question.locator('code').textContent())?.replaceAll(/\s/g, '')).toBe(service.fingerprint)
  await question.getByRole('button', { name: 'It is the same. Connect.' }).click()
}
