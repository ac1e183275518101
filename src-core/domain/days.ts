import { Temporal } from 'temporal-polyfill'
import { invalidInput } from '../../src-shared/errors.ts'

/** Names and offsets only: Temporal would read a zone out of a whole date and time, too. */
const TIME_ZONE = /^(?:[A-Za-z][A-Za-z0-9_+/-]*|[+-]\d\d:\d\d)$/

/** Where days end on this machine; UTC where JavaScript has no name for that. */
export function timeZoneHere(): string {
  const name: string | undefined = Intl.DateTimeFormat().resolvedOptions().timeZone
  return name === undefined || name === 'Etc/Unknown' ? 'UTC' : name
}

/** The day of the calendar in a time zone. INVALID_INPUT on `timeZone` where there is no such zone. */
export function todayIn(timeZone: string, now: number): Temporal.PlainDate {
  if (lastDay?.timeZone === timeZone && now >= lastDay.startsAt && now <= lastDay.endsAt) return lastDay.day
  const day = inZone(timeZone, () =>
    Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone).toPlainDate(),
  )
  lastDay = { timeZone, day, startsAt: startOfDayIn(day, timeZone), endsAt: endOfDayIn(day, timeZone) }
  return day
}

/**
 * The last millisecond of a day, a date or `2026-12-31`, in a time zone. The end is where the next day starts: clocks
 * that change make a day end at another hour than it used to. INVALID_INPUT on `timeZone` where there is no such zone.
 */
export function endOfDayIn(day: Temporal.PlainDate | string, timeZone: string): number {
  if (day === lastDay?.day && timeZone === lastDay.timeZone) return lastDay.endsAt
  return inZone(timeZone, () => startOfDayIn(Temporal.PlainDate.from(day).add({ days: 1 }), timeZone) - 1)
}

/** The day that was asked for last. Whoever hands out tokens asks for the same one all day, from the same place. */
let lastDay:
  | {
      readonly timeZone: string
      readonly day: Temporal.PlainDate
      readonly startsAt: number
      readonly endsAt: number
    }
  | undefined

function startOfDayIn(day: Temporal.PlainDate, timeZone: string): number {
  return day.toZonedDateTime(timeZone).epochMilliseconds
}

function inZone<T>(timeZone: string, work: () => T): T {
  try {
    if (!TIME_ZONE.test(timeZone)) throw new RangeError('Not a time zone.')
    return work()
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause
    throw invalidInput({ timeZone: { rule: 'unknownTimeZone', message: 'There is no such time zone.' } })
  }
}
