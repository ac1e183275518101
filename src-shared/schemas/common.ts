import { z } from 'zod'
import { holdsSecret } from '../secret-search.ts'

/** An instant on the wire: ISO 8601 in UTC, to the millisecond. */
export const instant = z.iso.datetime({ precision: 3 })

/** A day of the calendar without a time zone: `2026-12-31`. 31 February is refused. */
export const calendarDate = z.iso.date({ error: 'Give a date that exists, as year-month-day.' })

/** An IANA time zone such as `Europe/Prague`. */
export const timeZone = z.string().min(1).max(64)

/** The version of a record, raised by every change: a change made from an older one is a CONFLICT. */
export const version = z.number().int().min(1)

export const language = z.enum(['en', 'fr', 'cs', 'tr'])
export type Language = z.infer<typeof language>

export const sortDirection = z.enum(['ascending', 'descending'])

const SECRET_SOUGHT =
  'This holds the secret of a token, which no list is searched for. Paste it under “Explain a token”.'

/** What every listing takes: a search text, where to go on, and how many rows (1 to 200). */
export const listing = {
  // What is asked of a database may be in its log.
  search: z
    .string()
    .max(200)
    .refine((text) => !holdsSecret(text), { error: SECRET_SOUGHT, params: { rule: 'secretSought' } })
    .optional(),
  cursor: z.string().max(2000).optional(),
  limit: z.number().int().min(1).max(200).default(50),
}

/**
 * One keyset page. `nextCursor` is null on the last one alone: a page may be short, even empty, where finding more would
 * have taken long, and the next one goes on from there. `order` says `as-asked`, or `newest-first` where too many
 * rows match to sort them otherwise within the time a screen has.
 */
export function page<Row extends z.ZodType>(row: Row) {
  return z.object({
    rows: z.array(row),
    nextCursor: z.string().nullable(),
    order: z.enum(['as-asked', 'newest-first']),
  })
}

/** How many rows match. Beyond 10,000 the figure stays there and `exact` is false: "over 10,000". */
export const matchCount = z.object({ count: z.number().int().min(0), exact: z.boolean() })

/** A secret as bytes, so that it can be zeroed; over JSON it travels as text and becomes bytes on arrival. */
export const secretBytes = z.union([
  z.instanceof(Uint8Array),
  z
    .string()
    .max(1000)
    .transform((text) => Uint8Array.from(text, (character) => character.charCodeAt(0))),
])
