import { expect, test } from '@playwright/test'
import { launch } from './launch.ts'
import { openScreen } from './steps/screens.ts'
import { createAdministrator } from './steps/session.ts'

test('where the system asks for less motion nothing on the page moves or fades, but for what turns slowly while it works', async () => {
  const { page, close } = await launch({ headless: true })
  try {
    await createAdministrator(page)
    await openScreen(page, 'API tokens')
    await page.emulateMedia({ reducedMotion: 'no-preference' })
    const usually = await page.evaluate(rulesThatMove)
    // The same look finds what there is.
    expect(usually.length).toBeGreaterThan(5)
    await page.emulateMedia({ reducedMotion: 'reduce' })
    const left = await page.evaluate(rulesThatMove)
    expect(left).toEqual([expect.stringMatching(/spinner.*: 4s$/)])
  } finally {
    await close()
  }
})

/** Runs in the page: each rule of its style sheets that makes an element of its classes move, and for how long. */
function rulesThatMove(): string[] {
  const seconds = (durations: string) => Math.max(...durations.split(',').map((each) => Number.parseFloat(each)))
  const found = new Set<string>()
  for (const sheet of document.styleSheets) look(sheet.cssRules)
  return [...found]

  function look(rules: CSSRuleList): void {
    for (const rule of rules) {
      if (rule instanceof CSSStyleRule && (rule.style.animation || rule.style.transition)) lookAt(rule.selectorText)
      else if (rule instanceof CSSMediaRule && !matchMedia(rule.conditionText).matches) continue
      else if (rule instanceof CSSGroupingRule && !(rule instanceof CSSStyleRule)) look(rule.cssRules)
    }
  }
  function lookAt(selector: string): void {
    const element = document.createElement('div')
    element.className = [...selector.matchAll(/\.([\w-]+)/g)].map(([, name]) => name).join(' ')
    document.body.append(element)
    const { animationName, animationDuration, transitionDuration } = getComputedStyle(element)
    if (animationName !== 'none' && seconds(animationDuration) > 0.001) found.add(`${selector}: ${animationDuration}`)
    if (seconds(transitionDuration) > 0.001) found.add(`${selector}: ${transitionDuration}`)
    element.remove()
  }
}
