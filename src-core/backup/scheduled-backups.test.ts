import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { planFromSettings } from '../desk/backups.ts'
import { sealValue } from '../domain/sealed-value.ts'
import { DAY_MS, openTestStore, silentLog, testClock, testRandom } from '../store/testing/store-fixture.ts'
import { memoryKeyRing } from '../testing/memory-key-ring.ts'
import { backupName } from './backup-names.ts'
import { deskBackups } from './desk-backups.ts'
import { scheduledBackups } from './scheduled-backups.ts'
import { backupFolder, fill, PASSPHRASE, trailOf } from './testing/backup-trial.ts'

const HOUR_MS = 60 * 60_000

async function scheduled({ folder = backupFolder(), isEmpty = false } = {}) {
  const { store, folder: storeFolder } = await openTestStore()
  if (!isEmpty) await fill(store, 2)
  const clock = testClock()
  const keyRing = memoryKeyRing()
  const sealed = sealValue(Buffer.from(PASSPHRASE), await keyRing.key(), 'backup passphrase', testRandom)
  await store.change(async ({ settings }) => {
    await settings.setBackupSchedule({ enabled: true, folder, every: 'day', keep: 2 })
    await settings.setBackupPassphrase(Buffer.from(sealed).toString('base64'))
  })
  const place = { source: { folder: storeFolder }, workFolder: storeFolder, version: '1.2.3', workFactor: 2 }
  const start = () => {
    const schedule = scheduledBackups({
      store,
      backups: deskBackups(place, { store, clock, log: silentLog, checkpoint: async () => {} }),
      clock,
      log: silentLog,
      plan: () => planFromSettings(store, keyRing),
      onMade: () => {},
    })
    onTestFinished(() => schedule.close())
    return schedule
  }
  return { store, clock, keyRing, folder, start, last: () => store.read(({ settings }) => settings.lastBackup()) }
}

test('a backup is made once a day, whoever looks how often, and the latest are kept', async () => {
  const { clock, start, folder, store } = await scheduled()
  const [one, other] = [start(), start()]
  await Promise.all([one.look(), other.look()])
  expect(readdirSync(folder)).toHaveLength(1)
  clock.set(clock.now() + DAY_MS - 1)
  await other.look()
  expect(readdirSync(folder)).toHaveLength(1)
  for (let day = 0; day < 3; day += 1) {
    clock.set(clock.now() + DAY_MS)
    await one.look()
  }
  expect(readdirSync(folder)).toHaveLength(2)
  const made = (await trailOf(store)).filter(({ action }) => action === 'store.backed-up')
  expect(made).toHaveLength(4)
  expect(made[0]).toMatchObject({ actor: null, details: { by: 'Schedule' } })
})

test('what people made themselves and what other stores made stays, in the same folder too', async () => {
  const { clock, start, folder } = await scheduled()
  const another = await scheduled({ folder })
  const byHand = backupName(clock.now() - DAY_MS)
  writeFileSync(join(folder, byHand), 'made by somebody')
  another.clock.set(clock.now() + 1_000)
  await another.start().look()
  const theirs = readdirSync(folder).filter((name) => name !== byHand)
  const schedule = start()
  for (let day = 0; day < 4; day += 1) {
    await schedule.look()
    clock.set(clock.now() + DAY_MS)
  }
  const names = readdirSync(folder)
  expect(names).toEqual(expect.arrayContaining([byHand, ...theirs]))
  expect(names).toHaveLength(2 + theirs.length + 1)
})

test('a clock that was far ahead when one was made does not put off the next ones until then', async () => {
  const { clock, start, folder } = await scheduled()
  const schedule = start()
  const now = clock.now()
  clock.set(now + 1_000 * DAY_MS)
  await schedule.look()
  clock.set(now)
  await schedule.look()
  expect(readdirSync(folder)).toHaveLength(2)
  await schedule.look()
  expect(readdirSync(folder)).toHaveLength(2)
})

test('one that fails is known with why, and is tried again after an hour, and not before', async () => {
  const { clock, start, last, keyRing, folder } = await scheduled()
  const schedule = start()
  keyRing.takeAway('no-service')
  await schedule.look()
  expect(await last()).toMatchObject({ file: null, madeAt: null, error: { code: 'POLICY', reason: 'no-keychain' } })
  keyRing.bringBack()
  clock.set(clock.now() + HOUR_MS - 1)
  await schedule.look()
  expect(readdirSync(folder)).toEqual([])
  clock.set(clock.now() + 1)
  await schedule.look()
  expect(readdirSync(folder)).toHaveLength(1)
  expect(await last()).toMatchObject({ error: null })
})

test('a passphrase that was kept with another key is not taken for one', async () => {
  const { start, last, keyRing } = await scheduled()
  keyRing.changeKey()
  await start().look()
  expect(await last()).toMatchObject({ error: { code: 'CONFLICT', reason: 'other-key-of-backups' } })
})

test('what is switched off makes none', async () => {
  const { start, folder, store } = await scheduled()
  await store.change(({ settings }) => settings.setBackupSchedule({ enabled: false, folder, every: 'day', keep: 2 }))
  await start().look()
  expect(readdirSync(folder)).toEqual([])
})

test('a store that nobody has begun stays empty', async () => {
  const { start, folder, store } = await scheduled({ isEmpty: true })
  await start().look()
  expect(readdirSync(folder)).toEqual([])
  expect(await trailOf(store)).toEqual([])
})
