import { setImmediate } from 'node:timers/promises'
import ical, { ICalAlarmType, ICalEventTransparency } from 'ical-generator'
import { Temporal } from 'temporal-polyfill'
import type { CalendarWords } from '../../src-shared/contract/overview.ts'
import type { TokenSummary } from '../../src-shared/schemas/tokens.ts'
import type { OwnWork } from '../dispatch.ts'
import { dayIn, weeksFrom } from '../domain/weeks.ts'
import type { TokenScope } from '../store/store.ts'

export interface CalendarQuestion {
  readonly scope: TokenScope
  readonly timeZone: string
  readonly words: CalendarWords
  readonly now: number
  readonly read: OwnWork['read']
}

/**
 * The active tokens that end within a year, as an iCalendar file. Page after page and piece by piece, so that nobody waits
 * for the whole. It names tokens, owners and ids: nothing that opens anything.
 */
export async function expirationsCalendar({ scope, timeZone, words, now, read }: CalendarQuestion) {
  refuseUnknown(timeZone, now)
  const pieces: string[] = []
  let events = 0
  let cursor: string | undefined
  do {
    const from = cursor
    const page = await read(({ tokens }) =>
      tokens.list(
        {
          expiringWithinDays: 365,
          sort: { by: 'expiresAt', direction: 'ascending' },
          limit: Math.min(PAGE_ROWS, MOST_EVENTS - events),
          cursor: from,
        },
        scope,
        now,
      ),
    )
    pieces.push(eventsOf(page.rows, { timeZone, words, now }))
    events += page.rows.length
    cursor = page.nextCursor ?? undefined
    await setImmediate()
  } while (cursor !== undefined && events < MOST_EVENTS)
  const [head, tail] = frame(words)
  return { file: `${head}${pieces.join('')}${tail}`, events, more: cursor !== undefined }
}

const MOST_EVENTS = 5_000
const PAGE_ROWS = 100
const ALARM_SECONDS = 7 * 24 * 60 * 60
const END = 'END:VCALENDAR'

function refuseUnknown(timeZone: string, now: number): void {
  weeksFrom(now, timeZone, 0)
}

function emptyCalendar({ title }: CalendarWords) {
  return ical({
    prodId: { company: 'Token Desk', product: 'Expirations' },
    name: title,
  })
}

/** What stands before and after the events. */
function frame(words: CalendarWords): readonly [string, string] {
  const text = emptyCalendar(words).toString()
  const end = text.lastIndexOf(END)
  return [text.slice(0, end), `${text.slice(end)}\r\n`]
}

/** The events alone. Their names cannot hold a line break, so the frame is found where it ends. */
function eventsOf(
  tokens: readonly TokenSummary[],
  { timeZone, words, now }: Pick<CalendarQuestion, 'timeZone' | 'words' | 'now'>,
): string {
  const calendar = emptyCalendar(words)
  for (const { id, name, owner, expiresAt } of tokens) {
    if (expiresAt === null) continue
    const summary = `${words.expires} ${name}`
    calendar.createEvent({
      id: `${id}@token-desk.invalid`,
      stamp: new Date(now),
      start: Temporal.PlainDate.from(dayIn(timeZone, Date.parse(expiresAt))),
      allDay: true,
      summary,
      description: `${words.owner} ${owner.name}${owner.customer === null ? '' : `, ${owner.customer.name}`}\n${words.id} ${id}`,
      // A reminder keeps nobody from being invited on that day.
      transparency: ICalEventTransparency.TRANSPARENT,
      alarms: [{ type: ICalAlarmType.display, triggerBefore: ALARM_SECONDS, description: summary }],
    })
  }
  const text = calendar.toString()
  const [head] = frame(words)
  return text.slice(head.length, text.lastIndexOf(END))
}
