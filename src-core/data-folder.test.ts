import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { findDataFolder, prepareDataFolder } from './data-folder.ts'

const find = (given: readonly string[], environment: Record<string, string> = {}) =>
  findDataFolder({ arguments: given, environment, workingFolder: '/home/ada' })

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'token-desk-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

describe('where the data lives', () => {
  test('the command line decides, in both its forms, then the environment, then the platform', () => {
    expect(find(['--data-dir', '/a'], { TOKEN_DESK_DATA: '/b' })).toBe('/a')
    expect(find(['--data-dir=/a'], { TOKEN_DESK_DATA: '/b' })).toBe('/a')
    expect(find([], { TOKEN_DESK_DATA: '/b' })).toBe('/b')
    for (const environment of [{}, { TOKEN_DESK_DATA: '' }]) {
      expect(isAbsolute(find([], environment))).toBe(true)
      expect(find([], environment)).toContain('Token Desk')
    }
  })

  test('a relative path starts at the working folder', () => {
    expect(find(['--data-dir=data'])).toBe('/home/ada/data')
    expect(find([], { TOKEN_DESK_DATA: '../shared' })).toBe('/home/shared')
  })

  test('switches of the desktop around it are passed over', () => {
    expect(find(['--no-sandbox', '.', '--data-dir', '/a', '--ozone-platform=x11', '-x'])).toBe('/a')
  })

  test('--data-dir without a folder is refused, not taken for the default', () => {
    for (const given of [['--data-dir'], ['--data-dir='], ['--data-dir', '--dev']])
      expect(() => find(given)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }))
  })
})

describe('making the folder', () => {
  test('keeps others out, of a new folder and of one that was there', () => {
    const made = join(temporaryFolder(), 'deeper', 'data')
    prepareDataFolder(made)
    const found = join(temporaryFolder(), 'open')
    mkdirSync(found)
    chmodSync(found, 0o755)
    prepareDataFolder(found)
    if (process.platform === 'win32') return
    for (const folder of [made, found]) expect(statSync(folder).mode & 0o777).toBe(0o700)
  })

  test.skipIf(process.platform !== 'linux')(
    'where the system makes no folders, it is refused, not tried for ever',
    () => {
      for (const folder of ['/proc/nothere', '/proc/nothere/deeper'])
        expect(() => prepareDataFolder(folder)).toThrow(
          expect.objectContaining({ code: 'STORE_UNREACHABLE', message: expect.stringContaining(folder) }),
        )
    },
  )

  test('a file in its place, or on the way to it, is named and left as it is', () => {
    const file = join(temporaryFolder(), 'file')
    writeFileSync(file, 'mine')
    for (const folder of [file, join(file, 'data')])
      expect(() => prepareDataFolder(folder)).toThrow(
        expect.objectContaining({ code: 'STORE_UNREACHABLE', reason: 'not-a-folder' }),
      )
    expect(readFileSync(file, 'utf8')).toBe('mine')
  })
})
