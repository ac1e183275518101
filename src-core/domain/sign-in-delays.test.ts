import { expect, test } from 'vitest'
import { signInVerdict } from './sign-in-delays.ts'

const NOW = 1_800_000_000_000

test('five failures are free, then every further one doubles the wait, up to 15 minutes', () => {
  const waits = [0, 1, 4, 5, 6, 7, 8, 9, 15, 16, 17, 99].map((failures) => {
    const verdict = signInVerdict(failures, NOW, NOW)
    return verdict.verdict === 'wait' ? verdict.retryAfterMs / 1000 : verdict.verdict
  })
  expect(waits).toEqual(['free', 'free', 'free', 'free', 1, 2, 4, 8, 512, 900, 900, 900])
})

test('the wait is over when it is over, to the millisecond', () => {
  expect(signInVerdict(8, NOW, NOW + 3999)).toEqual({ verdict: 'wait', retryAfterMs: 1 })
  expect(signInVerdict(8, NOW, NOW + 4000)).toEqual({ verdict: 'free' })
})

test('at a hundred failures time no longer helps', () => {
  expect(signInVerdict(100, NOW, NOW + 10 ** 12)).toEqual({ verdict: 'stopped' })
})

test('a failure dated years ahead by a wrong clock does not lock anybody out for years', () => {
  expect(signInVerdict(20, NOW + 10 ** 11, NOW)).toEqual({ verdict: 'free' })
})
