import { EventEmitter } from 'node:events'
import { expect, test, vi } from 'vitest'
import { listenToZoomKeys, type ZoomedContents } from './zoom-keys.ts'

function setUp(platform = 'linux') {
  let level = 0
  const contents = Object.assign(new EventEmitter(), {
    getZoomLevel: () => level,
    setZoomLevel(next: number) {
      level = next
    },
  })
  listenToZoomKeys(contents as unknown as ZoomedContents, platform)
  const press = (input: object) => {
    const event = { preventDefault: vi.fn() }
    contents.emit('before-input-event', event, { type: 'keyDown', control: true, alt: false, meta: false, ...input })
    return event.preventDefault.mock.calls.length > 0
  }
  return { press, contents, level: () => level }
}

test('Ctrl with plus, minus and nought make the page larger, smaller and as usual', () => {
  const { press, level } = setUp()
  expect(press({ key: '+', code: 'Equal' })).toBe(true)
  expect(press({ key: '=', code: 'Equal' })).toBe(true)
  expect(level()).toBe(2)
  expect(press({ key: '-', code: 'Minus' })).toBe(true)
  expect(level()).toBe(1)
  expect(press({ key: 'à', code: 'Digit0' })).toBe(true)
  expect(level()).toBe(0)
})

test('up to 200 % and a little beyond, and no further', () => {
  const { press, level, contents } = setUp()
  for (let time = 0; time < 20; time++) press({ key: '+', code: 'Equal' })
  expect(1.2 ** level()).toBeGreaterThan(2)
  expect(level()).toBe(5)
  for (let time = 0; time < 20; time++) contents.emit('zoom-changed', {}, 'out')
  expect(level()).toBe(-3)
})

test('other keys are left to the page', () => {
  const { press, level } = setUp()
  expect(press({ key: '+', code: 'Equal', control: false })).toBe(false)
  expect(press({ key: '+', code: 'Equal', alt: true })).toBe(false)
  expect(press({ key: '+', code: 'Equal', type: 'keyUp' })).toBe(false)
  expect(press({ key: 'c', code: 'KeyC' })).toBe(false)
  expect(level()).toBe(0)
})

test('on macOS the menu listens', () => {
  const { press } = setUp('darwin')
  expect(press({ key: '+', code: 'Equal' })).toBe(false)
})
