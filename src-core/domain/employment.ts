import { Temporal } from 'temporal-polyfill'
import { endOfDayIn, todayIn } from './days.ts'

/** A period of employment, both days included; null is open. `endsAt` is the end of the last day, in milliseconds. */
export interface Employment {
  readonly from: string | null
  readonly endsAt: number | null
}

/** When an employment until this day ends: the last millisecond of the day there. INVALID_INPUT on `timeZone`. */
export function employmentEndsAt(employedUntil: string | null, timeZone: string): number | null {
  return employedUntil === null ? null : Math.min(endOfDayIn(employedUntil, timeZone), LAST_INSTANT)
}

/** What an instant of four-digit years can say: 9999-12-31, which people write for "always", ends later in the west. */
const LAST_INSTANT = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

/** Whether an employment with this end is over. Null never is. */
export function hasEnded(endsAt: number | null, now: number): boolean {
  return endsAt !== null && endsAt <= now
}

/** Whether somebody is employed now, where the workstation is (AK-2). INVALID_INPUT on `timeZone`. */
export function isEmployed({ from, endsAt }: Employment, timeZone: string, now: number): boolean {
  if (hasEnded(endsAt, now)) return false
  return from === null || Temporal.PlainDate.compare(Temporal.PlainDate.from(from), todayIn(timeZone, now)) <= 0
}
