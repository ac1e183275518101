import { Temporal } from 'temporal-polyfill'
import { todayIn } from './days.ts'

/** A week of the calendar in a time zone: `2026-11-23`, a Monday, and its instants in milliseconds since 1970. */
export interface Week {
  readonly weekStart: string
  readonly from: number
  /** Where the next week begins. */
  readonly before: number
}

/** The week that it is in the time zone, and those after it. INVALID_INPUT on `timeZone`. */
export function weeksFrom(now: number, timeZone: string, count: number): readonly Week[] {
  const today = todayIn(timeZone, now)
  const monday = today.subtract({ days: today.dayOfWeek - 1 })
  const startOf = (day: Temporal.PlainDate) => day.toZonedDateTime(timeZone).epochMilliseconds
  return Array.from({ length: count }, (_, index) => {
    const day = monday.add({ weeks: index })
    return { weekStart: day.toString(), from: startOf(day), before: startOf(day.add({ weeks: 1 })) }
  })
}

/** The day, as `2027-03-14`, on which an instant lies in the time zone. */
export function dayIn(timeZone: string, instant: number): string {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone).toPlainDate().toString()
}
