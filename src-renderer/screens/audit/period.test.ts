import { expect, test } from 'vitest'
import { ANY_TIME, instantsOf } from './period.ts'

test('a period is whole days of this computer, the last one included, over a change of the clocks and the end of a year', () => {
  expect(instantsOf(ANY_TIME)).toEqual({})
  const { from, until } = instantsOf({ from: '2026-03-29', until: '2026-12-31' })
  expect(from).toBe(new Date(2026, 2, 29).toISOString())
  expect(until).toBe(new Date(2027, 0, 1).toISOString())
})
