import { expect } from '@playwright/test'
import type { Locator, Page } from 'playwright-core'

const MOST_PRESSES = 80

/** Presses Tab until it has the focus, as somebody without a mouse does. */
export async function tabTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await expect(target).toBeVisible()
  for (let presses = 0; presses < MOST_PRESSES && !(await hasFocus(target)); presses += 1)
    await page.keyboard.press(key)
  await expect(target).toBeFocused()
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

function hasFocus(target: Locator): Promise<boolean> {
  return target.evaluate((element) => element === document.activeElement)
}
