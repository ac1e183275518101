import { expect, test } from 'vitest'
import { recentAnswers } from './recent-answers.ts'

function setUp(isDear: boolean) {
  const time = { now: 100_000 }
  const clock = { now: () => time.now }
  const answers = recentAnswers<number>()
  let found = 0
  const ask = (key = 'a') =>
    answers.get(key, clock, async () => {
      found += 1
      return { answer: found, isDear }
    })
  return { time, ask, answers, clock }
}

test('a dear answer is given again for five seconds, to whoever asks the same, and not after', async () => {
  const { time, ask } = setUp(true)
  expect(await Promise.all([ask(), ask()])).toEqual([1, 1])
  time.now += 4_999
  expect(await ask()).toBe(1)
  expect(await ask('b')).toBe(2)
  time.now += 1
  expect(await ask()).toBe(3)
})

test('where the clock was set back it is found anew', async () => {
  const { time, ask } = setUp(true)
  await ask()
  time.now -= 1
  expect(await ask()).toBe(2)
})

test('a cheap answer is found anew each time', async () => {
  const { ask } = setUp(false)
  expect(await ask()).toBe(1)
  expect(await ask()).toBe(2)
})

test('a failure is told to all who wait for it, and is not kept', async () => {
  const { ask, answers, clock } = setUp(true)
  const failing = () => answers.get('a', clock, () => Promise.reject(new Error('no')))
  const both = await Promise.allSettled([failing(), failing()])
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(await ask()).toBe(1)
})
