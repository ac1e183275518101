import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Log } from '../ports.ts'
import { refusalOf } from '../testing/call-as.ts'
import { keyFile, keyFileIn } from './key-file.ts'

const SILENT: Log = { info: () => {}, warn: () => {}, error: () => {} }

function place(): string {
  const folder = mkdtempSync(join(tmpdir(), 'token-desk-key-file-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'data')
}

test('BY-6 · the key of a service is made once, by whoever comes first, and lies in a file for its account alone', async () => {
  const folder = place()
  const path = keyFileIn(folder)
  const [one, other] = await Promise.all([keyFile(path, SILENT).key(), keyFile(path, SILENT).key()])
  expect(one).toHaveLength(32)
  expect(other).toEqual(one)
  expect(await keyFile(path, SILENT).key()).toEqual(one)
  expect(readdirSync(folder)).toEqual(['checkpoints.key'])
  expect(readFileSync(path).equals(Buffer.from(one))).toBe(true)
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600)
})

test.skipIf(process.platform === 'win32')('BY-6 · a key file that others can read is not used', async () => {
  const path = keyFileIn(place())
  await keyFile(path, SILENT).key()
  chmodSync(path, 0o640)
  expect(await refusalOf(keyFile(path, SILENT).key())).toMatchObject({
    reason: 'no-keychain',
    message: expect.stringContaining('read by others'),
  })
})

test('BY-6 · a key file that holds something else is not used, and stays as it is', async () => {
  const path = keyFileIn(place())
  await keyFile(path, SILENT).key()
  writeFileSync(path, 'something else')
  expect(await refusalOf(keyFile(path, SILENT).key())).toMatchObject({ code: 'POLICY', reason: 'no-keychain' })
  expect(readFileSync(path, 'utf8')).toBe('something else')
})
