/** Two days of the calendar, both included, as a listing is narrowed to; '' leaves an end open. */
export interface Period {
  readonly from: string
  readonly until: string
}

export const ANY_TIME: Period = { from: '', until: '' }

/** The instants between which the days lie where this computer is. */
export function instantsOf({ from, until }: Period): { from?: string; until?: string } {
  return {
    ...(from === '' ? {} : { from: startOfDay(from, 0) }),
    ...(until === '' ? {} : { until: startOfDay(until, 1) }),
  }
}

function startOfDay(day: string, daysLater: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  // Made with the year set apart: the constructor takes 26 for 1926.
  const start = new Date(2000, month - 1, date + daysLater)
  start.setFullYear(year, month - 1, date + daysLater)
  return start.toISOString()
}
