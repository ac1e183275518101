import { expect } from '@playwright/test'
import type { Locator, Page } from 'playwright-core'
import { dialog, openFirst, openScreen } from './screens.ts'

/** The dialog with a new token in it. */
export function revealDialog(page: Page): Locator {
  return dialog(page, 'Your new API token')
}

/** Opens a contact by the list and issues a token with what the form suggests. The reveal is open afterwards. */
export async function issueForContact(page: Page, fullName: string): Promise<Locator> {
  await openScreen(page, 'Contacts')
  await openFirst(page, fullName)
  return issueHere(page)
}

/** Issues one more token in the viewer that is open, with what the form suggests. The reveal is open afterwards. */
export async function issueHere(page: Page, name?: string): Promise<Locator> {
  await page.getByRole('button', { name: 'Generate API bearer token' }).click()
  const form = dialog(page, 'Generate API bearer token')
  if (name !== undefined) await form.getByLabel('Name').fill(name)
  await form.getByRole('button', { name: 'Save' }).click()
  const reveal = revealDialog(page)
  await expect(reveal).toBeVisible()
  return reveal
}

/** Copies by the reveal's button. The dialog closes. */
export async function copyToClipboard(reveal: Locator): Promise<void> {
  await reveal.getByRole('button', { name: 'Copy to clipboard' }).click()
  await expect(reveal).toBeHidden()
}

/** Shows the secret of a reveal, a token's or a setup code, and answers it. */
export async function show(reveal: Locator): Promise<string> {
  await reveal.getByRole('button', { name: 'Show', exact: true }).click()
  return (await reveal.locator('[data-secret] code').textContent()) ?? ''
}

/** The id under which main holds the secret of an open reveal. It is in no attribute: React's own record has it. */
export function revealIdOf(reveal: Locator): Promise<string> {
  return reveal.evaluate((element) => {
    interface Fiber {
      readonly return: Fiber | null
      readonly memoizedProps: { readonly revealId?: string } | null
    }
    const key = Object.keys(element).find((name) => name.startsWith('__reactFiber$')) ?? ''
    let fiber: Fiber | null = (element as unknown as Record<string, Fiber>)[key] ?? null
    while (fiber !== null && fiber.memoizedProps?.revealId === undefined) fiber = fiber.return
    const revealId = fiber?.memoizedProps?.revealId
    if (revealId === undefined) throw new Error('There is no reveal around this element.')
    return revealId
  })
}
