import { z } from 'zod'
import { holdsSecret } from '../secret-search.ts'

/** Characters that no name may hold: controls, and the overrides and isolates that change the direction of what follows. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for.
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/u
const DIRECTION_OVERRIDE = /[\u202a-\u202e\u2066-\u2069]/u
/** Something that can be seen: neither white space nor one of the characters that draw nothing, alone or together. */
const VISIBLE = /[^\s\p{Default_Ignorable_Code_Point}]/u

/**
 * One line of text that a person typed: trimmed, 1 to `maximum` characters (code points), stored as given otherwise.
 * Any script and emoji are fine; control characters, direction overrides and broken surrogates are refused in words.
 */
export function line(maximum: number) {
  return z
    .string()
    .trim()
    .superRefine((value, context) => checkText(value, maximum, CONTROL, context))
    .refine((value) => VISIBLE.test(value), {
      message: 'Fill this in.',
      params: { rule: 'required' },
    })
}

/** As `line`, but may be empty, and an empty text is kept as null. */
export function optionalLine(maximum: number) {
  return z
    .string()
    .trim()
    .superRefine((value, context) => checkText(value, maximum, CONTROL, context))
    .nullish()
    .transform((value) => value || null)
}

/** Text of several lines, possibly empty; an empty text is kept as null. */
export function optionalText(maximum: number) {
  return z
    .string()
    .trim()
    .superRefine((value, context) => checkText(value.replace(/[\n\r\t]/g, ' '), maximum, CONTROL, context))
    .nullish()
    .transform((value) => value || null)
}

/**
 * The name of a file as it is written down. A file system may hold names that no screen and no trail should: what steers
 * the writing or is broken is replaced, and a name with a secret in it whole, because nobody can be asked to rename a file
 * for that.
 */
export const fileName = z
  .string()
  .min(1, { error: 'Fill this in.' })
  .max(255, { error: 'At most 255 characters.' })
  .transform((value) =>
    holdsSecret(value)
      ? '\ufffd'
      : value.toWellFormed().replace(new RegExp(`${CONTROL.source}|${DIRECTION_OVERRIDE.source}`, 'gu'), '\ufffd'),
  )

function checkText(value: string, maximum: number, control: RegExp, context: z.RefinementCtx): void {
  const refuse = (rule: string, message: string, limit?: number) =>
    context.addIssue({ code: 'custom', message, params: { rule, ...(limit === undefined ? {} : { limit }) } })
  // The quick test first: a text of many megabytes is not spread into code points.
  if (value.length > maximum * 2 || [...value].length > maximum)
    refuse('tooLong', `At most ${maximum} characters.`, maximum)
  if (control.test(value)) refuse('controlCharacters', 'Control characters and line breaks are not allowed here.')
  if (DIRECTION_OVERRIDE.test(value))
    refuse('directionOverride', 'Characters that override the writing direction are not allowed here.')
  // A lone surrogate cannot be stored as UTF-8 and would come back as something else.
  if (/\p{Surrogate}/u.test(value)) refuse('brokenText', 'This text holds broken characters.')
  // Names are shown and kept in the trail for good: a secret that was pasted into the wrong field must not be among them.
  if (holdsSecret(value)) refuse('holdsSecret', HOLDS_SECRET)
}

export const HOLDS_SECRET = 'This holds the secret of a token, and others can read what is written here. Leave it out.'
