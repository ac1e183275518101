import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { endedInOrder, prepareProfile } from './browser-profile.ts'

test('the browser keeps no password, fills in no form, translates nothing and asks nobody', async () => {
  const profile = join(temporaryFolder(), 'browser')
  await prepareProfile(profile)
  expect(preferencesIn(profile)).toMatchObject({
    credentials_enable_service: false,
    autofill: { enabled: false },
    translate: { enabled: false },
    search: { suggest_enabled: false },
    safebrowsing: { enabled: false },
    signin: { allowed: false },
  })
})

test.skipIf(process.platform === 'win32')('a new profile can be entered by this account only', async () => {
  const profile = join(temporaryFolder(), 'browser')
  await prepareProfile(profile)
  expect(statSync(profile).mode & 0o777).toBe(0o700)
  expect(statSync(preferencesFile(profile)).mode & 0o777).toBe(0o600)
})

test('what the browser has noted for itself stays, what was switched on is switched off again', async () => {
  const profile = join(temporaryFolder(), 'browser')
  write(
    profile,
    JSON.stringify({ profile: { name: 'mine', password_manager_enabled: true }, partition: { zoom: 1.2 } }),
  )
  await prepareProfile(profile)
  expect(preferencesIn(profile)).toMatchObject({
    profile: { name: 'mine', password_manager_enabled: false },
    partition: { zoom: 1.2 },
  })
})

test.each(['', 'not json', '[]', 'null', '"text"', '{"profile":3}'])(
  'spoilt preferences count as none: %s',
  async (text) => {
    const profile = join(temporaryFolder(), 'browser')
    write(profile, text)
    await prepareProfile(profile)
    expect(preferencesIn(profile)).toMatchObject({ profile: { password_manager_enabled: false } })
  },
)

test('an orderly end is told from a sudden one, and an earlier end is not taken for this one', async () => {
  const profile = join(temporaryFolder(), 'browser')
  expect(await endedInOrder(profile, 0)).toBe(false)
  write(profile, JSON.stringify({ profile: { exit_type: 'Normal' } }))
  expect(await endedInOrder(profile, 0)).toBe(true)
  await prepareProfile(profile)
  expect(await endedInOrder(profile, 0)).toBe(false)
  write(profile, JSON.stringify({ profile: { exit_type: 'Crashed' } }))
  expect(await endedInOrder(profile, 0)).toBe(false)
})

function preferencesFile(profile: string): string {
  return join(profile, 'Default', 'Preferences')
}

function preferencesIn(profile: string): unknown {
  return JSON.parse(readFileSync(preferencesFile(profile), 'utf8'))
}

function write(profile: string, text: string): void {
  mkdirSync(dirname(preferencesFile(profile)), { recursive: true })
  writeFileSync(preferencesFile(profile), text)
}
