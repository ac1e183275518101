import { expect, test, vi } from 'vitest'
import { finishOnce } from './finish-once.ts'

const unlimited = 60_000

test('what must be done is done once, whichever end comes first, and everybody waits for it', async () => {
  const work = Promise.withResolvers<void>()
  const finish = vi.fn(() => work.promise)
  const finishing = finishOnce(unlimited, () => {})
  finishing.onQuit(finish)
  const ends = [finishing.finish(), finishing.finish()]
  const first = await Promise.race([...ends, Promise.resolve('still waiting')])
  expect(first).toBe('still waiting')
  work.resolve()
  await Promise.all(ends)
  await finishing.finish()
  expect(finish).toHaveBeenCalledTimes(1)
})

test('what fails is told, and the rest is done nevertheless', async () => {
  const problems: unknown[] = []
  const finishing = finishOnce(unlimited, (error) => problems.push(error))
  const rest = vi.fn()
  const failure = new Error('The store is gone.')
  finishing.onQuit(() => Promise.reject(failure))
  finishing.onQuit(async () => rest('waited for'))
  finishing.onSessionEnd(() => {
    throw failure
  })
  finishing.onSessionEnd(() => rest('at once'))
  await finishing.finish()
  finishing.finishAtOnce()
  expect(rest.mock.calls).toEqual([['waited for'], ['at once']])
  expect(problems).toEqual([failure, failure])
})

test('what hangs does not keep the application from ending, and is told', async () => {
  vi.useFakeTimers()
  try {
    const problems: unknown[] = []
    const finishing = finishOnce(1_000, (error) => problems.push(error))
    finishing.onQuit(() => new Promise(() => {}))
    const end = finishing.finish()
    await vi.advanceTimersByTimeAsync(1_000)
    await end
    expect(problems).toEqual([new Error('Ending took longer than 1000 ms and was cut short.')])
  } finally {
    vi.useRealTimers()
  }
})

test('what needs no waiting is done once', () => {
  const finish = vi.fn()
  const finishing = finishOnce(unlimited, () => {})
  finishing.onSessionEnd(finish)
  finishing.finishAtOnce()
  finishing.finishAtOnce()
  expect(finish).toHaveBeenCalledTimes(1)
})
