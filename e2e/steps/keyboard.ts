import { expect } from '@playwright/test'
import type { Locator, Page } from 'playwright-core'
import type { ScreenName } from './screens.ts'

const MOST_PRESSES = 80

/** Presses Tab until it has the focus, as somebody without a mouse does. */
export async function tabTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await moveTo(page, target, key)
}

/** Goes to a button or the like by Tab and presses Enter there. */
export async function pressByKeyboard(page: Page, target: Locator, key?: 'Tab' | 'Shift+Tab'): Promise<void> {
  await tabTo(page, target, key)
  await page.keyboard.press('Enter')
}

/** Goes to a choice by Tab and through it by the arrows to what is wanted of it. */
export async function chooseByKeyboard(
  page: Page,
  field: Locator,
  choice: string,
  key?: 'Tab' | 'Shift+Tab',
): Promise<void> {
  await tabTo(page, field, key)
  const options = await field.getByRole('option').allTextContents()
  await page.keyboard.press('Home')
  for (const option of options) {
    if (option === choice) break
    await page.keyboard.press('ArrowDown')
  }
  await expect(field.locator('option:checked')).toHaveText(choice)
}

/** Goes to a screen by the sidebar and waits until it is there. */
export async function openScreenByKeyboard(page: Page, name: ScreenName): Promise<void> {
  await pressByKeyboard(page, page.getByRole('navigation').getByRole('link', { name, exact: true }))
  await expect(page.getByRole('heading', { level: 1, name, exact: true })).toBeVisible()
}

/** Goes to the tabs by Tab and along them by the arrows. */
export async function openTabByKeyboard(page: Page, name: string): Promise<void> {
  await tabTo(page, page.getByRole('tab', { selected: true }))
  await moveTo(page, page.getByRole('tab', { name, exact: true }), 'ArrowRight')
}

/** Opens the menu of a button and takes one of its items. */
export async function chooseInMenuByKeyboard(page: Page, button: Locator, item: string): Promise<void> {
  await pressByKeyboard(page, button)
  await moveTo(page, page.getByRole('menuitem', { name: item, exact: true }), 'ArrowDown')
  await page.keyboard.press('Enter')
}

/** Shows the secret of a reveal and answers it. */
export async function showByKeyboard(page: Page, reveal: Locator): Promise<string> {
  await pressByKeyboard(page, reveal.getByRole('button', { name: 'Show', exact: true }))
  return (await reveal.locator('[data-secret] code').textContent()) ?? ''
}

async function moveTo(page: Page, target: Locator, key: string): Promise<void> {
  await expect(target).toBeVisible()
  for (let presses = 0; presses < MOST_PRESSES && !(await hasFocus(target)); presses += 1)
    await page.keyboard.press(key)
  await expect(target).toBeFocused()
}

function hasFocus(target: Locator): Promise<boolean> {
  return target.evaluate((element) => element === document.activeElement)
}
