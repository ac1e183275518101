import type { CDPSession, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { chromiumWindow } from './chromium-window.ts'

function setUp() {
  const happened: string[] = []
  const page = { evaluate: async () => void happened.push('told') }
  const window = chromiumWindow(page as unknown as Page, {
    session: {} as CDPSession,
    leaving: { takeBack: () => void happened.push('question taken back') },
    onFocus: () => {},
  })
  return { happened, window }
}

test.each([
  { name: 'session.locking' },
  { name: 'session.changed' },
  { name: 'reveal.ended', revealId: '0b0f6a51-7f0e-4d4e-9e55-0e4d3a1d2c3b' },
] as const)('what hides something waits for no answer of a person: $name', (event) => {
  const { happened, window } = setUp()
  window.announce(event)
  expect(happened).toEqual(['question taken back', 'told'])
})

test('what only tells something leaves the question to the person', () => {
  const { happened, window } = setUp()
  window.announce({ name: 'clipboard.changed' })
  expect(happened).toEqual(['told'])
})
