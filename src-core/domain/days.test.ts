import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { endOfDayIn, todayIn } from './days.ts'

/** Clocks that change at midnight, by half an hour, and by a whole day; and an offset that never changes. */
const ZONES = ['Europe/Prague', 'America/Havana', 'Australia/Lord_Howe', 'Pacific/Apia', 'Asia/Kathmandu', '+05:30']
const HOUR_MS = 3_600_000

test('the day and its end are right whichever day and zone were asked for before', () => {
  const moment = fc.record({
    timeZone: fc.constantFrom(...ZONES),
    from: fc.integer({ min: Date.UTC(2011, 11, 1), max: Date.UTC(2030, 0, 1) }),
    // Steps of hours stay on a day or just leave it.
    steps: fc.array(fc.integer({ min: -30 * HOUR_MS, max: 30 * HOUR_MS }), { maxLength: 6 }),
  })
  fc.assert(
    fc.property(fc.array(moment, { minLength: 1, maxLength: 4 }), (moments) => {
      for (const { timeZone, from, steps } of moments)
        for (const now of [from, ...steps.map((step) => from + step)]) {
          const day = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone).toPlainDate()
          const today = todayIn(timeZone, now)
          expect(today.toString()).toBe(day.toString())
          expect(endOfDayIn(today, timeZone)).toBe(day.add({ days: 1 }).toZonedDateTime(timeZone).epochMilliseconds - 1)
        }
    }),
  )
})

test('a day ends at its own end, also at the edges of the one that was asked for before', () => {
  const timeZone = 'Europe/Prague'
  const noon = Date.parse('2026-10-25T12:00:00+01:00')
  const end = endOfDayIn(todayIn(timeZone, noon), timeZone)
  expect(new Date(end).toISOString()).toBe('2026-10-25T22:59:59.999Z')
  expect(todayIn(timeZone, end).toString()).toBe('2026-10-25')
  expect(todayIn(timeZone, end + 1).toString()).toBe('2026-10-26')
  // Twenty-five hours before the end: clocks were put back on that day.
  expect(todayIn(timeZone, end - 25 * HOUR_MS + 1).toString()).toBe('2026-10-25')
  expect(todayIn(timeZone, end - 25 * HOUR_MS).toString()).toBe('2026-10-24')
})
