import { z } from 'zod'
import { calendarDate, instant, timeZone } from '../schemas/common.ts'
import { line } from '../schemas/text.ts'
import { ownerKind, tokenStatus } from '../schemas/tokens.ts'
import type { Calls } from './calls.ts'

const count = z.number().int().min(0)

/**
 * Figures about the tokens that the operator may see. In a large store they may be some seconds old: `at` says when they
 * were counted. Each is the number of rows of a list: of a status and an owner kind, or of active tokens under one filter.
 */
/** What a calendar of expirations is called, and what stands in its events before the names of the token and its owner. */
export const calendarWords = z.strictObject({ title: line(100), expires: line(100), owner: line(100), id: line(100) })
export type CalendarWords = z.infer<typeof calendarWords>
const ENGLISH: CalendarWords = {
  title: 'Expirations of API tokens',
  expires: 'API token expires:',
  owner: 'Owner:',
  id: 'Id:',
}

export const overviewCalls = {
  'overview.get': {
    input: z.strictObject({}),
    output: z.object({
      /** Every status of every owner kind within the operator's reach, those without a token too. */
      byStatusAndOwnerKind: z.array(z.object({ status: tokenStatus, ownerKind, count })),
      expiringWithin: z.array(z.object({ days: z.union([z.literal(7), z.literal(30), z.literal(90)]), count })),
      /** Active tokens with which no call ever came. */
      neverUsed: count,
      /** Active tokens whose last call is more than 90 days ago. */
      unusedFor90Days: count,
      at: instant,
    }),
    permission: 'tokens.read',
    work: 'own',
  },
  /** How many active tokens end in each week of a year from this one on. Weeks begin on Monday in `timeZone`. */
  'overview.expirations': {
    input: z.strictObject({ timeZone }),
    output: z.object({
      weeks: z.array(z.object({ weekStart: calendarDate, from: instant, before: instant, count })),
      at: instant,
    }),
    permission: 'tokens.read',
    work: 'own',
  },
  /**
   * The expirations of the next 365 days as an iCalendar file, an event of a whole day each: the first 5,000, and `more`
   * says whether there are others. Days are those of `timeZone`, and the words those of whoever reads it.
   */
  'overview.calendar': {
    input: z.strictObject({ timeZone, words: calendarWords.default(ENGLISH) }),
    output: z.object({ file: z.string(), events: count, more: z.boolean() }),
    permission: 'tokens.read',
    work: 'own',
  },
} satisfies Calls
