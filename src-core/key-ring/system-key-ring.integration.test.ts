import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { refusalOf } from '../testing/call-as.ts'
import { systemKeyRing } from './system-key-ring.ts'

// Processes start slowly on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

const LITTLE = new URL('./testing/little-keychain-process.ts', import.meta.url)

function keyRing(plan: string, more: Partial<Parameters<typeof systemKeyRing>[0]> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'token-desk-key-ring-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'plan'), plan)
  const warnings: unknown[] = []
  const log = { info: () => {}, error: () => {}, warn: (_message: string, facts: unknown) => void warnings.push(facts) }
  const surroundings = { folder, log, platform: 'linux' as const, environment: process.env, processUrl: LITTLE }
  return { ...systemKeyRing({ ...surroundings, ...more }), warnings }
}

test('MP-10 · the key comes from the keychain', async () => {
  const { status, key, warnings } = keyRing('ab'.repeat(32))
  expect(await status()).toEqual({ available: true })
  expect(Buffer.from(await key()).toString('hex')).toBe('ab'.repeat(32))
  expect(warnings).toEqual([])
})

test('MP-10 · a keychain that refuses, or breaks down, is none, in words; what it said is for the log', async () => {
  const refusing = keyRing('refuse')
  expect(await refusing.status()).toEqual({ available: false, problem: 'no-service' })
  expect(await refusalOf(refusing.key())).toEqual({
    code: 'POLICY',
    reason: 'no-keychain',
    message: expect.stringContaining('secret service'),
  })
  expect(refusing.warnings).toEqual([{ detail: 'DBus error: nobody there' }, { detail: 'DBus error: nobody there' }])
  expect(await keyRing('crash').status()).toEqual({ available: false, problem: 'no-service' })
})

test('MP-10 · a keychain that never answers is given up', async () => {
  const { status, key } = keyRing('hang', { limits: { statusMs: 1, keyMs: 1 } })
  expect(await status()).toMatchObject({ available: false, problem: 'late' })
  expect(await refusalOf(key())).toMatchObject({ reason: 'no-keychain' })
})

test('MP-10 · what is no key is not used as one', async () => {
  expect(await refusalOf(keyRing('abcd').key())).toMatchObject({ code: 'POLICY', reason: 'no-keychain' })
})

test.runIf(process.platform === 'linux')('MP-10 · where no secret service is, there is no keychain', async () => {
  const { DBUS_SESSION_BUS_ADDRESS: _here, ...rest } = process.env
  const environment = { ...rest, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere/at/all' }
  const { status, key, warnings } = keyRing('', {
    environment,
    processUrl: new URL('./keychain-process.ts', import.meta.url),
  })
  expect(await status()).toMatchObject({ available: false, problem: 'no-service' })
  expect(await refusalOf(key())).toMatchObject({ code: 'POLICY', reason: 'no-keychain' })
  // Said by the service's library, not by a program that could not be started.
  expect(JSON.stringify(warnings)).toContain('DBus')
})
