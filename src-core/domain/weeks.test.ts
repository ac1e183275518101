import { expect, test } from 'vitest'
import { dayIn, weeksFrom } from './weeks.ts'

const WEEK_MS = 7 * 24 * 60 * 60 * 1000
const HOUR_MS = 60 * 60 * 1000

test('BY-9 · a year of weeks begins on the Monday of this week and leaves nothing out between two weeks', () => {
  const weeks = weeksFrom(Date.parse('2026-11-21T11:00:00.000Z'), 'Europe/Prague', 53)
  expect(weeks[0]).toEqual({
    weekStart: '2026-11-16',
    from: Date.parse('2026-11-15T23:00:00.000Z'),
    before: Date.parse('2026-11-22T23:00:00.000Z'),
  })
  expect(weeks).toHaveLength(53)
  expect(weeks.at(-1)?.weekStart).toBe('2027-11-15')
  for (const [index, week] of weeks.entries()) if (index > 0) expect(week.from).toBe(weeks[index - 1]?.before)
})

test('a week in which the clocks change is as long as it is', () => {
  const lengths = weeksFrom(Date.parse('2026-11-21T11:00:00.000Z'), 'Europe/Prague', 53).map(
    ({ from, before }) => before - from,
  )
  expect(lengths.filter((length) => length === WEEK_MS - HOUR_MS)).toHaveLength(1)
  expect(lengths.filter((length) => length === WEEK_MS + HOUR_MS)).toHaveLength(1)
})

test('on Monday the week begins today, and on Sunday it began six days ago, where the workstation is', () => {
  const monday = Date.parse('2026-11-22T23:00:00.000Z')
  expect(weeksFrom(monday, 'Europe/Prague', 1)[0]?.weekStart).toBe('2026-11-23')
  expect(weeksFrom(monday - 1, 'Europe/Prague', 1)[0]?.weekStart).toBe('2026-11-16')
  expect(weeksFrom(monday, 'America/New_York', 1)[0]?.weekStart).toBe('2026-11-16')
})

test('a time zone that does not exist is refused', () => {
  expect(() => weeksFrom(0, 'Europe/Nowhere', 1)).toThrowError(
    expect.objectContaining({
      code: 'INVALID_INPUT',
      fields: { timeZone: expect.objectContaining({ rule: 'unknownTimeZone' }) },
    }),
  )
})

test('an instant lies on the day that it is in the time zone', () => {
  expect(dayIn('Europe/Prague', Date.parse('2027-03-14T22:59:59.999Z'))).toBe('2027-03-14')
  expect(dayIn('Asia/Tokyo', Date.parse('2027-03-14T22:59:59.999Z'))).toBe('2027-03-15')
})
