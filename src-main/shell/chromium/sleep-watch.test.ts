import { expect, test } from 'vitest'
import { watchSleep } from './sleep-watch.ts'

test('a tick that comes more than a minute late tells of sleep, once', () => {
  const { tick, woken } = watched()
  tick(5_000)
  tick(5_000)
  expect(woken()).toBe(0)
  tick(3_600_000)
  expect(woken()).toBe(1)
  tick(5_000)
  expect(woken()).toBe(1)
})

test('a busy machine is not taken for one that slept, nor is a clock that was put back', () => {
  const { tick, woken } = watched()
  tick(40_000)
  tick(-3_600_000)
  tick(5_000)
  expect(woken()).toBe(0)
})

test('nothing is watched any more once the watch has ended', () => {
  const { stop, ended } = watched()
  stop()
  expect(ended()).toBe(true)
})

/** A watch whose ticks come when the test says so. */
function watched() {
  let now = Date.UTC(2026, 10, 21, 12)
  let woken = 0
  let ended = false
  let work = () => {}
  const stop = watchSleep(
    { now: () => now },
    () => {
      woken += 1
    },
    (_, onTick) => {
      work = onTick
      return () => {
        ended = true
      }
    },
  )
  const tick = (afterMs: number) => {
    now += afterMs
    work()
  }
  return { tick, stop, woken: () => woken, ended: () => ended }
}
