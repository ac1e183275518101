import { createContext, useContext } from 'react'

/** How dates and figures are written in the operator's language. Instants are ISO 8601 texts. */
export interface Format {
  /** `14 Mar 2027` */
  date(instant: string): string
  /** `14 Mar 2027, 23:59` */
  dateTime(instant: string): string
  /** `Sunday, 14 March 2027 at 23:59:59 GMT+1` */
  full(instant: string): string
  /** `3 days ago`, `in 2 months` */
  relative(instant: string): string
  /** A day of the calendar, `2027-03-14`, as `14 Mar 2027`, whatever the time zone. */
  day(calendarDate: string): string
  /** The month of a day of the calendar: `Mar` */
  month(calendarDate: string): string
  number(value: number): string
  /** Which of two names comes first, for `toSorted`: Czech `ch` after `h`, Turkish `ı` before `i`. */
  compare(left: string, right: string): number
}

/** Made once a language: Intl's formatters are too dear to be made in every cell of a table. */
export const FormatContext = createContext<Format | null>(null)

export function useFormat(): Format {
  const format = useContext(FormatContext)
  if (format === null) throw new Error('useFormat is used outside FormatProvider.')
  return format
}

const STEPS = [
  ['year', 31_557_600_000],
  ['month', 2_629_800_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const

/** Units that are too long in a language for the column of a table: `il y a 12 heures`, `před 12 hodinami`. */
const TOO_LONG: Readonly<Record<string, readonly string[]>> = {
  fr: ['hour', 'minute'],
  cs: ['month', 'hour', 'minute'],
}

/** The formats of one language. English dates are day first: `14 Mar 2027` cannot be misread. */
export function formatFor(language: string): Format {
  const locale = language === 'en' ? 'en-GB' : language
  const dates = (options: Intl.DateTimeFormatOptions) => whenAsked(() => new Intl.DateTimeFormat(locale, options))
  const relatives = (options: Intl.RelativeTimeFormatOptions) =>
    whenAsked(() => new Intl.RelativeTimeFormat(locale, options))
  const inDays = { day: 'numeric', month: 'short', year: 'numeric' } as const
  const date = dates(inDays)
  const day = dates({ ...inDays, timeZone: 'UTC' })
  const month = dates({ month: 'short', timeZone: 'UTC' })
  const dateTime = dates({ ...inDays, hour: '2-digit', minute: '2-digit' })
  const full = dates({ dateStyle: 'full', timeStyle: 'long' })
  const relative = relatives({ numeric: 'auto' })
  const brief = relatives({ numeric: 'auto', style: 'short' })
  const number = whenAsked(() => new Intl.NumberFormat(locale))
  const names = whenAsked(() => new Intl.Collator(locale, { numeric: true }))
  return {
    date: (instant) => date().format(new Date(instant)),
    dateTime: (instant) => dateTime().format(new Date(instant)),
    full: (instant) => full().format(new Date(instant)),
    relative: (instant) => {
      const apartMs = new Date(instant).getTime() - Date.now()
      const step = STEPS.find(([, lengthMs]) => Math.abs(apartMs) >= lengthMs)
      if (step === undefined) return relative().format(0, 'second')
      const [unit, lengthMs] = step
      const words = TOO_LONG[language]?.includes(unit) === true ? brief() : relative()
      return words.format(Math.trunc(apartMs / lengthMs), unit)
    },
    day: (calendarDate) => day().format(new Date(`${calendarDate}T00:00:00Z`)),
    month: (calendarDate) => month().format(new Date(`${calendarDate}T00:00:00Z`)),
    number: (value) => number().format(value),
    compare: (left, right) => names().compare(left, right),
  }
}

/** Made when it is first needed, and kept: all of them together hold up the first screen, which needs none. */
function whenAsked<Formatter>(make: () => Formatter): () => Formatter {
  let made: Formatter | undefined
  return () => {
    made ??= make()
    return made
  }
}
