import { expect, test } from 'vitest'
import { type CallingFrame, isTrustedSender } from './sender.ts'

const origin = 'app://bundle'
const mainFrame: CallingFrame = { origin, parent: null }
const contents = { mainFrame, isDestroyed: () => false }

test('the main frame of our window may call', () => {
  expect(isTrustedSender({ senderFrame: mainFrame }, contents, origin)).toBe(true)
})

test('a frame that has gone may not', () => {
  expect(isTrustedSender({ senderFrame: null }, contents, origin)).toBe(false)
})

test('a frame inside ours may not, at our own origin either', () => {
  const inner = { origin, parent: mainFrame } as unknown as CallingFrame
  expect(isTrustedSender({ senderFrame: inner }, contents, origin)).toBe(false)
  expect(isTrustedSender({ senderFrame: inner }, { ...contents, mainFrame: inner }, origin)).toBe(false)
})

test('the main frame of another window may not', () => {
  expect(isTrustedSender({ senderFrame: { origin, parent: null } }, contents, origin)).toBe(false)
})

test.each([
  '',
  'null',
  'app://',
  'app://bundle.evil',
  'app://bundle:1',
  'https://bundle',
  'file://',
  'devtools://devtools',
])('our main frame may not while it is at the origin “%s”', (elsewhere) => {
  const frame = { origin: elsewhere, parent: null }
  expect(isTrustedSender({ senderFrame: frame }, { ...contents, mainFrame: frame }, origin)).toBe(false)
})

test('nobody may once the window has gone', () => {
  expect(isTrustedSender({ senderFrame: mainFrame }, null, origin)).toBe(false)
  expect(isTrustedSender({ senderFrame: mainFrame }, { ...contents, isDestroyed: () => true }, origin)).toBe(false)
})
