import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { catchTheUncaught, type Uncaught } from './last-resort.ts'

test.each(['uncaughtException', 'unhandledRejection'])(
  'an %s is noted and ends the application with an error',
  (name) => {
    const process = new EventEmitter()
    const happened: unknown[] = []
    catchTheUncaught(process as unknown as Uncaught, {
      report: (error) => void happened.push(error),
      end: (exitCode) => void happened.push(exitCode),
    })
    const bug = new Error('a bug')
    process.emit(name, bug)
    expect(happened).toEqual([bug, 1])
  },
)

test('it ends even where it cannot be noted', () => {
  const process = new EventEmitter()
  const ended: number[] = []
  catchTheUncaught(process as unknown as Uncaught, {
    report() {
      throw new Error('the disk is full')
    },
    end: (exitCode) => void ended.push(exitCode),
  })
  expect(() => process.emit('uncaughtException', new Error('a bug'))).toThrow('the disk is full')
  expect(ended).toEqual([1])
})
