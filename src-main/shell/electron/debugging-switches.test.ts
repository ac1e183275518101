import { expect, test } from 'vitest'
import { refuseDebugging } from './debugging-switches.ts'

function setUp(given: readonly string[], { read = [] as string[], platform = 'linux' as NodeJS.Platform } = {}) {
  const left = new Set(read)
  const commandLine = {
    hasSwitch: (name: string) => left.has(name),
    removeSwitch: (name: string) => void left.delete(name),
  }
  return { refused: refuseDebugging({ arguments: given, commandLine, platform }), left: [...left] }
}

test.each([
  ['--inspect', 'inspect'],
  ['--inspect=127.0.0.1:9229', 'inspect'],
  ['--inspect-brk', 'inspect-brk'],
  ['--inspect_brk', 'inspect-brk'],
  ['-inspect', 'inspect'],
  ['--inspect-something-new', 'inspect-something-new'],
  ['--remote-debugging-port=9222', 'remote-debugging-port'],
  ['--REMOTE-DEBUGGING-PIPE', 'remote-debugging-pipe'],
  ['--remote-allow-origins=*', 'remote-allow-origins'],
  ['--no-sandbox', 'no-sandbox'],
  ['--disable-web-security', 'disable-web-security'],
  ['--js-flags=--expose-gc', 'js-flags'],
  ['--single-process', 'single-process'],
  ['--load-extension=/tmp/x', 'load-extension'],
])('%s is refused', (argument, name) => {
  expect(setUp(['/opt/token-desk', '--data-dir=/data', argument]).refused).toBe(name)
})

test('a slash begins a switch on Windows and a path elsewhere', () => {
  expect(setUp(['/inspect'], { platform: 'win32' }).refused).toBe('inspect')
  expect(setUp(['/inspect'], { platform: 'linux' }).refused).toBeNull()
})

test('what only the engine read is refused as well, and taken from it', () => {
  const { refused, left } = setUp([], { read: ['remote-debugging-port', 'no-sandbox', 'ozone-platform'] })
  expect(refused).toBe('remote-debugging-port')
  expect(left).toEqual(['ozone-platform'])
})

test('an ordinary start is not', () => {
  const given = ['/opt/Token Desk/token-desk', '--data-dir', '/home/a/inspect', '--ozone-platform=x11', '--', 'inspect']
  expect(setUp(given).refused).toBeNull()
})
