import { expect, test } from 'vitest'
import { limitedTurns } from './limited-turns.ts'

test('as many at a time as there are places, as many waiting as may, and nobody beyond', async () => {
  const inTurn = limitedTurns(2, 3)
  let running = 0
  let most = 0
  const finish: (() => void)[] = []
  const work = async () => {
    running += 1
    most = Math.max(most, running)
    await new Promise<void>((resolve) => finish.push(resolve))
    running -= 1
    return 'done'
  }
  const outcomes = Array.from({ length: 6 }, () => inTurn(work).catch((error: Error) => error))
  expect(await outcomes[5]).toMatchObject({ code: 'TOO_MANY_ATTEMPTS', reason: 'busy', retryAfterMs: 1000 })
  for (let ended = 0; ended < 5; ended += 1) {
    finish.shift()?.()
    await outcomes[ended]
    await Promise.resolve()
  }
  expect(await Promise.all(outcomes.slice(0, 5))).toEqual(['done', 'done', 'done', 'done', 'done'])
  expect(most).toBe(2)
})

test('a place comes free where the work fails, too', async () => {
  const inTurn = limitedTurns(1, 1)
  const fail = () => inTurn(() => Promise.reject(new Error('failed')))
  await expect(fail()).rejects.toThrow('failed')
  await expect(Promise.allSettled([fail(), fail()])).resolves.toMatchObject([
    { reason: { message: 'failed' } },
    { reason: { message: 'failed' } },
  ])
  expect(await inTurn(async () => 7)).toBe(7)
})
