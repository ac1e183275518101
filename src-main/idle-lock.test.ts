import { expect, test } from 'vitest'
import { createIdleLock } from './idle-lock.ts'
import { manualTime } from './testing/manual-time.ts'

const MINUTE_MS = 60_000

function watch(minutes: number | null = 5) {
  const time = manualTime()
  const policy = { minutes }
  let locks = 0
  const idleLock = createIdleLock({
    clock: time.clock,
    timers: time.timers,
    idleMinutes: async () => policy.minutes,
    lock: () => {
      locks += 1
    },
  })
  return { idleLock, time, policy, locks: () => locks }
}

test('locks once nobody has been there for the policy’s minutes', async () => {
  const { idleLock, time, locks } = watch()
  idleLock.start()
  await time.advance(5 * MINUTE_MS - 1)
  expect(locks()).toBe(0)
  await time.advance(1)
  expect(locks()).toBe(1)
  await time.advance(60 * MINUTE_MS)
  expect(locks()).toBe(1)
  expect(time.waiting()).toBe(0)
})

test('every sign of the operator starts the minutes anew', async () => {
  const { idleLock, time, locks } = watch()
  idleLock.start()
  for (let minute = 0; minute < 20; minute++) {
    await time.advance(MINUTE_MS)
    idleLock.touch()
  }
  expect(locks()).toBe(0)
  await time.advance(5 * MINUTE_MS)
  expect(locks()).toBe(1)
})

test('a sleep counts: what is over is locked on resume, by the clock', async () => {
  const { idleLock, time, locks } = watch()
  idleLock.start()
  await time.advance(0)
  time.sleep(5 * MINUTE_MS)
  idleLock.check()
  expect(locks()).toBe(1)
})

test('a clock that is set back keeps nothing open', async () => {
  const { idleLock, time, locks } = watch()
  idleLock.start()
  await time.advance(MINUTE_MS)
  time.setClock(-60 * MINUTE_MS)
  await time.advance(4 * MINUTE_MS)
  expect(locks()).toBe(1)
})

test('the minutes after a sign of the operator are whole ones, whatever the clock said before', async () => {
  const { idleLock, time, locks } = watch()
  idleLock.start()
  await time.advance(MINUTE_MS)
  time.setClock(-60 * MINUTE_MS)
  idleLock.touch()
  await time.advance(5 * MINUTE_MS - 1)
  expect(locks()).toBe(0)
  await time.advance(1)
  expect(locks()).toBe(1)
})

test('looking in before the time is up locks nothing', async () => {
  const { idleLock, time, locks } = watch()
  idleLock.start()
  await time.advance(MINUTE_MS)
  idleLock.check()
  expect(locks()).toBe(0)
})

test('a changed policy holds for the session that runs', async () => {
  const { idleLock, time, policy, locks } = watch()
  idleLock.start()
  await time.advance(2 * MINUTE_MS)
  policy.minutes = 1
  await idleLock.refresh()
  await time.advance(0)
  expect(locks()).toBe(1)
})

test('where the policy cannot be learnt, the shortest time holds', async () => {
  const { idleLock, time, locks } = watch(null)
  idleLock.start()
  await time.advance(MINUTE_MS)
  expect(locks()).toBe(1)
})

test('nothing locks after a stop', async () => {
  const { idleLock, time, locks } = watch()
  idleLock.start()
  idleLock.stop()
  idleLock.touch()
  await idleLock.refresh()
  await time.advance(60 * MINUTE_MS)
  expect(locks()).toBe(0)
})
