import { expect, test } from 'vitest'
import { findBrowser } from './installed-browser.ts'
import { fakeMachine } from './testing/fake-machine.ts'

const found = (
  platform: NodeJS.Platform,
  paths: readonly string[],
  environment: Readonly<Record<string, string>> = {},
) =>
  findBrowser(
    fakeMachine({ platform, environment, files: Object.fromEntries(paths.map((path) => [path, ''] as const)) }),
  )

const windows = {
  PROGRAMFILES: 'C:\\Program Files',
  'PROGRAMFILES(X86)': 'C:\\Program Files (x86)',
  LOCALAPPDATA: 'C:\\Users\\ada\\AppData\\Local',
}

test.each([
  [
    'linux',
    {},
    ['/usr/bin/google-chrome-stable', '/usr/bin/chromium', '/usr/bin/microsoft-edge-stable', '/snap/bin/chromium'],
  ],
  [
    'darwin',
    { HOME: '/Users/ada' },
    [
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      '/Users/ada/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
      '/Users/ada/Applications/Chromium.app/Contents/MacOS/Chromium',
    ],
  ],
  [
    'win32',
    windows,
    [
      'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
      'C:\\Users\\ada\\AppData\\Local\\Google\\Chrome\\Application\\chrome.exe',
      'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
      'C:\\Program Files\\Chromium\\Application\\chrome.exe',
    ],
  ],
] as const)(
  'on %s each browser is found, the first in order where there are several',
  (platform, environment, order) => {
    for (const [index, path] of order.entries()) {
      expect(found(platform, [path], environment)).toBe(path)
      expect(found(platform, order.slice(index).toReversed(), environment)).toBe(path)
    }
    expect(found(platform, [], environment)).toBe(null)
  },
)

test('CHROME_PATH comes first where it names a file, and is passed over where it does not', () => {
  const environment = { CHROME_PATH: '/opt/mine/chrome' }
  expect(found('linux', ['/opt/mine/chrome', '/usr/bin/chromium'], environment)).toBe('/opt/mine/chrome')
  expect(found('linux', ['/usr/bin/chromium'], environment)).toBe('/usr/bin/chromium')
  expect(found('linux', ['/usr/bin/chromium'], { CHROME_PATH: '' })).toBe('/usr/bin/chromium')
})

test('a Windows account without the usual variables, and a Mac account without a home, still look', () => {
  expect(found('win32', [], {})).toBe(null)
  const chrome = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'
  expect(found('darwin', [chrome], {})).toBe(chrome)
})
