import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { refusalOf } from '../../../src-core/testing/call-as.ts'
import { manualTime, settled } from '../../testing/manual-time.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { type ElectronKeyRingOptions, electronKeyRing } from './electron-key-ring.ts'

/** safeStorage with a keychain that the test decides on: it seals by turning every byte over. */
function keyRing({
  platform = 'linux' as NodeJS.Platform,
  backend = 'gnome_libsecret' as ReturnType<ElectronKeyRingOptions['safeStorage']['getSelectedStorageBackend']>,
  passwordStore = '',
  file = join(temporaryFolder(), 'kept-values.key'),
} = {}) {
  const time = manualTime()
  const state = { available: true as boolean | 'never answers', rotated: false, turns: 0 }
  const turned = (bytes: Uint8Array) => Buffer.from(bytes.map((byte) => byte ^ 0xff))
  const options: ElectronKeyRingOptions = {
    safeStorage: {
      isAsyncEncryptionAvailable: async () =>
        state.available === 'never answers' ? new Promise(() => {}) : state.available,
      async encryptStringAsync(text) {
        state.turns += 1
        return turned(Buffer.from(text))
      },
      decryptStringAsync: async (sealed) => ({
        result: turned(sealed).toString(),
        shouldReEncrypt: state.rotated,
      }),
      getSelectedStorageBackend: () => backend,
    },
    commandLine: { getSwitchValue: (name) => (name === 'password-store' ? passwordStore : '') },
    platform,
    file,
    timers: time.timers,
  }
  return { ...electronKeyRing(options), options, state, file, time }
}

test('MP-10 · the key is made once, lies sealed in a private file, and is the same ever after', async () => {
  const { status, key, file, options, state } = keyRing()
  expect(await status()).toEqual({ available: true })
  expect(existsSync(file)).toBe(false)
  const [first, second] = await Promise.all([key(), key()])
  expect(first).toHaveLength(32)
  expect(second).toEqual(first)
  expect(state.turns).toBe(1)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  const content = readFileSync(file)
  expect(content.includes(Buffer.from(first!))).toBe(false)
  expect(content.includes(Buffer.from(Buffer.from(first!).toString('base64')))).toBe(false)
  expect(await electronKeyRing(options).key()).toEqual(first)
})

test('MP-10 · a key whose keychain has another one by now is sealed anew', async () => {
  const { key, state } = keyRing()
  const first = await key()
  state.rotated = true
  expect(await key()).toEqual(first)
  expect(state.turns).toBe(2)
})

const WITHOUT = [
  ['the backend that hides nothing', { backend: 'basic_text' }],
  ['a backend that nobody knows', { backend: 'unknown' }],
  ['the switch that asks for hiding nothing', { passwordStore: 'basic' }],
] as const
for (const [what, setting] of WITHOUT)
  test(`MP-10 · ${what} is no keychain: nothing is sealed with it`, async () => {
    const { status, key, state, file } = keyRing(setting)
    expect(await status()).toMatchObject({ available: false, problem: 'no-service' })
    expect(await refusalOf(key())).toMatchObject({ code: 'POLICY', reason: 'no-keychain' })
    expect([state.turns, existsSync(file)]).toEqual([0, false])
  })

test('MP-10 · elsewhere than on Linux no backend is asked for', async () => {
  const { status } = keyRing({ platform: 'win32', backend: 'unknown' })
  expect(await status()).toEqual({ available: true })
})

test('MP-10 · a keychain that is not available, or never answers, is refused in words', async () => {
  const { status, key, state, time } = keyRing()
  state.available = false
  expect(await status()).toEqual({ available: false, problem: 'not-usable' })
  expect(await refusalOf(key())).toMatchObject({ code: 'POLICY', reason: 'no-keychain' })
  state.available = 'never answers'
  const refused = refusalOf(key())
  await settled()
  await time.advance(60_000)
  expect((await refused).message).toContain('in time')
})

test('MP-10 · what the keychain opens and is no key is not used as one', async () => {
  const { key, file } = keyRing()
  writeFileSync(
    file,
    Buffer.from('something else').map((byte) => byte ^ 0xff),
  )
  expect(await refusalOf(key())).toMatchObject({ code: 'POLICY', reason: 'no-keychain' })
})
