import { AxeBuilder } from '@axe-core/playwright'
import { expect } from '@playwright/test'
import type { Page } from 'playwright-core'

/** Both colour schemes, with axe-core's rules for WCAG 2.2 AA. */
export async function expectNoFaults(page: Page, what: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    // Colours that are still on their way from one scheme to the other are not those of either.
    await expect.poll(() => page.evaluate(() => document.getAnimations().length)).toBe(0)
    // Legacy mode stays in this page: the other one gathers its results in a new one, which the window closes.
    const axe = new AxeBuilder({ page: page as never }).setLegacyMode(true)
    const { violations } = await (colorScheme === 'light'
      ? axe.withTags(WCAG_22_AA)
      : axe.withRules(OF_COLOURS)
    ).analyze()
    const faults = violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
    )
    expect(faults, `${what}, ${colorScheme}`).toEqual([])
  }
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: null })
}

const WCAG_22_AA = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
/** The rules among them that look at colours: the others would find the same in the second scheme. */
const OF_COLOURS = ['color-contrast', 'link-in-text-block']
