import { expect, test } from 'vitest'
import { findDevelopmentServer, isServedBy } from './development-server.ts'

test('the packaged application shows its own page, whatever it is given', () => {
  expect(findDevelopmentServer(['--dev-server=http://127.0.0.1:5173'], true)).toBeNull()
  expect(findDevelopmentServer(['--dev-server=nonsense'], true)).toBeNull()
})

test('from source a server on this machine is taken', () => {
  expect(findDevelopmentServer(['.', '--dev-server=http://127.0.0.1:5173/'], false)?.origin).toBe(
    'http://127.0.0.1:5173',
  )
  expect(findDevelopmentServer(['.', '--data-dir=/x'], false)).toBeNull()
})

test.each([
  '',
  'nonsense',
  'http://example.com',
  'https://127.0.0.1',
  'file:///x',
  'http://127.0.0.1.example',
  'http://u@localhost',
])('but not “%s”', (address) => {
  expect(() => findDevelopmentServer([`--dev-server=${address}`], false)).toThrow('on this machine')
})

test('an address is the server’s by host and port', () => {
  const server = new URL('http://127.0.0.1:5173/')
  expect(isServedBy(server, 'ws://127.0.0.1:5173/?token=x')).toBe(true)
  for (const address of ['http://127.0.0.1:80/', 'ftp://127.0.0.1:5173/', 'http://127.0.0.1:5173@example.com/', ''])
    expect(isServedBy(server, address)).toBe(false)
})
