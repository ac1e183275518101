import type { Page } from 'playwright-core'

/**
 * Gathers what the page's console complains about from now on: errors and warnings, what nobody caught, and each
 * violation of the content security policy, which Chromium writes there too.
 */
export function gatherComplaints(page: Page): readonly string[] {
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  return complaints
}
