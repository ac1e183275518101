import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { catchTheUncaught, type LastResort, type Uncaught } from './last-resort.ts'

test.each(['uncaughtException', 'unhandledRejection'])(
  'an %s takes secrets away first, is noted, and ends the application with an error',
  (name) => {
    const { process, happened } = caught()
    const bug = new Error('a bug')
    process.emit(name, bug)
    expect(happened).toEqual(['cleared up', bug, 1])
  },
)

test('it ends even where it cannot be noted', () => {
  const { process, happened } = caught({
    report() {
      throw new Error('the disk is full')
    },
  })
  expect(() => process.emit('uncaughtException', new Error('a bug'))).toThrow('the disk is full')
  expect(happened).toEqual(['cleared up', 1])
})

test('it is noted and ends even where nothing can be cleared up', () => {
  const { process, happened } = caught({
    clearUp() {
      throw new Error('the clipboard is gone')
    },
  })
  const bug = new Error('a bug')
  expect(() => process.emit('uncaughtException', bug)).toThrow('the clipboard is gone')
  expect(happened).toEqual([bug, 1])
})

/** A process whose uncaught errors are caught, and what was done about them. */
function caught(instead: Partial<LastResort> = {}) {
  const process = new EventEmitter()
  const happened: unknown[] = []
  catchTheUncaught(process as unknown as Uncaught, {
    clearUp: () => void happened.push('cleared up'),
    report: (error) => void happened.push(error),
    end: (exitCode) => void happened.push(exitCode),
    ...instead,
  })
  return { process, happened }
}
