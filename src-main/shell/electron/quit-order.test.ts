import { EventEmitter } from 'node:events'
import { expect, test, vi } from 'vitest'
import { settled } from '../../testing/manual-time.ts'
import { type QuitOrderOptions, quitOrder } from './quit-order.ts'

function setUp() {
  const happened: string[] = []
  const app = Object.assign(new EventEmitter(), {
    exit: (exitCode: number) => void happened.push(`exit ${exitCode}`),
    quit: () => void happened.push('quit'),
  })
  const problems: unknown[] = []
  const order = quitOrder({
    app: app as unknown as QuitOrderOptions['app'],
    onEnding: () => void happened.push('ending'),
    onProblem: (error) => void problems.push(error),
  })
  const beforeQuit = () => {
    const event = { preventDefault: vi.fn() }
    app.emit('before-quit', event)
    return event.preventDefault.mock.calls.length
  }
  return { happened, app, order, problems, beforeQuit }
}

test('DC-5 · a quit is held up until what must be finished is finished, and then the process exits', async () => {
  const { happened, order, beforeQuit } = setUp()
  const work = Promise.withResolvers<void>()
  order.onQuit(async () => {
    happened.push('finish')
    await work.promise
    happened.push('finished')
  })
  expect(beforeQuit()).toBe(1)
  await settled()
  expect(happened).toEqual(['ending', 'finish'])
  work.resolve()
  await settled()
  expect(happened).toEqual(['ending', 'finish', 'finished', 'exit 0'])
})

test('however often one quits, it is finished once and exited once', async () => {
  const { happened, order, beforeQuit } = setUp()
  order.onQuit(async () => void happened.push('finish'))
  expect(beforeQuit()).toBe(1)
  expect(beforeQuit()).toBe(1)
  await order.end(0)
  await order.end(1)
  expect(happened).toEqual(['ending', 'finish', 'exit 0'])
})

test('an error during the end is seen in the exit code', async () => {
  const { happened, order } = setUp()
  order.onQuit(async () => void order.end(1))
  await order.end(0)
  expect(happened.at(-1)).toBe('exit 1')
})

test('work that fails does not keep the application', async () => {
  const { happened, order, problems } = setUp()
  order.onQuit(async () => {
    throw new Error('no')
  })
  await order.end(0)
  expect(happened).toEqual(['ending', 'exit 0'])
  expect(problems).toHaveLength(1)
})

test('work that hangs is cut short', async () => {
  const happened: string[] = []
  const app = Object.assign(new EventEmitter(), { exit: () => void happened.push('exit'), quit() {} })
  const order = quitOrder({
    app: app as unknown as QuitOrderOptions['app'],
    onEnding() {},
    onProblem: (error) => void happened.push((error as Error).message),
    finishLimitMs: 1,
  })
  order.onQuit(() => new Promise(() => {}))
  await order.end(0)
  expect(happened).toEqual(['Ending took longer than 1 ms and was cut short.', 'exit'])
})

test('DC-5 · the end of the session does its work before it returns, as often as it is announced', () => {
  const { order, problems } = setUp()
  let times = 0
  order.onSessionEnd(() => {
    throw new Error('no')
  })
  order.onSessionEnd(() => {
    times += 1
  })
  order.endSession()
  expect(times).toBe(1)
  order.endSession()
  expect(times).toBe(2)
  expect(problems).toHaveLength(2)
})

test('a question that cannot be asked does not hold up the end', async () => {
  const happened: string[] = []
  const app = Object.assign(new EventEmitter(), { exit: () => void happened.push('exit'), quit() {} })
  const order = quitOrder({
    app: app as unknown as QuitOrderOptions['app'],
    onEnding() {},
    question: async () => {
      throw new Error('no display')
    },
    onProblem: (error) => void happened.push((error as Error).message),
  })
  order.wish()
  await settled()
  expect(happened).toEqual(['no display', 'exit'])
})

test('the last window takes the application with it', () => {
  const { app, happened } = setUp()
  app.emit('window-all-closed')
  expect(happened).toEqual(['quit'])
})
