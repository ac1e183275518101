import { expect, test } from 'vitest'
import { DeskError } from '../src-shared/errors.ts'
import { refusalToRead } from './unreadable-file.ts'

test.each([
  ['ENOENT', 'There is no file log.'],
  ['ENOTDIR', 'There is no file log.'],
  ['EISDIR', 'log is a folder.'],
  ['EACCES', 'You are not permitted to read log.'],
  ['EPERM', 'You are not permitted to read log.'],
  ['ELOOP', 'log cannot be read (ELOOP).'],
])('a file that the system refuses with %s is refused in words', (code, message) => {
  const refused = Object.assign(new Error(code), { code, syscall: 'open' })
  const refusal = refusalToRead('log', refused)
  expect(refusal).toBeInstanceOf(DeskError)
  expect(refusal).toMatchObject({ code: 'INVALID_INPUT', reason: 'unreadable-file', message })
})

test('an error that is not the system’s stays what it is', () => {
  const bug = new TypeError('not a function')
  expect(refusalToRead('log', bug)).toBe(bug)
})
