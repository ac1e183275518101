import { expect, test } from 'vitest'
import { type BrowserStart, browserArguments, unwantedDefaults } from './browser-arguments.ts'

const start: BrowserStart = {
  background: '#f6f7f9',
  bounds: { width: 1280, height: 840, maximized: false },
  isRoot: false,
  developmentHost: null,
}
const starts: readonly BrowserStart[] = [
  start,
  { ...start, isRoot: true },
  { ...start, developmentHost: '127.0.0.1:5173' },
]

test('no port is opened for anybody to debug through', () => {
  for (const one of starts)
    expect(browserArguments(one).filter((argument) => /debug|port=|devtools|inspect/.test(argument))).toEqual([])
})

test('the sandbox and the browser’s own guards are never switched off', () => {
  for (const one of starts)
    expect(
      browserArguments(one).filter((argument) =>
        /sandbox|disable-web-security|allow-running|ignore-certificate|site-isolation|load-extension/i.test(argument),
      ),
    ).toEqual([])
})

test('only root’s browser is told to keep quiet about the sandbox it has to do without', () => {
  expect(browserArguments({ ...start, isRoot: true })).toContain('--test-type')
  expect(browserArguments(start)).not.toContain('--test-type')
})

test('no name leads anywhere, and what would still leave goes to a proxy that does not exist, loopback included', () => {
  const given = browserArguments(start)
  expect(given).toContain('--host-resolver-rules=MAP * ~NOTFOUND')
  expect(switchValue(given, 'proxy-server')).toMatch(/^127\.0\.0\.1:\d$/)
  expect(switchValue(given, 'proxy-bypass-list')).toBe('<-loopback>')
})

test('while somebody works on the page this machine alone can be reached', () => {
  const given = browserArguments({ ...start, developmentHost: '127.0.0.1:5173' })
  expect(switchValue(given, 'host-resolver-rules')).toBe('MAP * ~NOTFOUND, EXCLUDE 127.0.0.1')
  expect(given.some((argument) => argument.startsWith('--proxy'))).toBe(false)
})

test('the window has no address bar, and opens where it was', () => {
  const at = (bounds: BrowserStart['bounds']) => browserArguments({ ...start, bounds })
  expect(switchValue(at(start.bounds), 'app')).toMatch(/^data:text\/html,<title>Token Desk<\/title>/)
  expect(switchValue(at(start.bounds), 'window-size')).toBe('1280,840')
  expect(switchValue(at(start.bounds), 'window-position')).toBe(undefined)
  const moved = at({ x: -40, y: 20, width: 1000, height: 700, maximized: true })
  expect(switchValue(moved, 'window-position')).toBe('-40,20')
  expect(moved).toContain('--start-maximized')
})

test('each switch is given once: of two lists the browser would take only the last', () => {
  for (const one of starts) {
    const names = browserArguments(one).map((argument) => argument.split('=')[0])
    expect(names).toEqual([...new Set(names)])
  }
})

test('what marks an automated browser, and what lets pages open others, is left out', () => {
  expect(unwantedDefaults).toEqual(expect.arrayContaining(['--enable-automation', '--disable-popup-blocking']))
})

function switchValue(given: readonly string[], name: string): string | undefined {
  return given.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3)
}
