import { expect, test } from 'vitest'
import { percentOf } from './progress-bar.tsx'

test.each([
  [0, 10, 0],
  [999, 1000, 99],
  [1000, 1000, 100],
  [5, 0, 100],
  [5, null, null],
] as const)('%j of %j is %j percent: 100 only when it is all done', (completed, total, percent) => {
  expect(percentOf(completed, total)).toBe(percent)
})
