import { z } from 'zod'

/** Every way in which a call can be refused. The page, the service and the command line switch on these words. */
export const errorCode = z.enum([
  'INVALID_INPUT',
  'UNKNOWN_CALL',
  'NOT_SIGNED_IN',
  'FORBIDDEN',
  'NOT_FOUND',
  'CONFLICT',
  'POLICY',
  'REVEAL_GONE',
  'LOCKED',
  'TOO_MANY_ATTEMPTS',
  'CLIPBOARD_UNAVAILABLE',
  'STORE_UNREACHABLE',
  'STORE_CORRUPT',
  'STORE_TOO_NEW',
  'VERSION_MISMATCH',
  'CANCELLED',
  'INTERNAL',
])
export type ErrorCode = z.infer<typeof errorCode>

/**
 * What is wrong with one field. `rule` is a stable word that a screen can translate,
 * `limit` its figure if it has one, `message` the English sentence.
 */
export const fieldProblem = z.object({
  rule: z.string(),
  message: z.string(),
  limit: z.union([z.number(), z.string()]).optional(),
})
export type FieldProblem = z.infer<typeof fieldProblem>

/** Field problems by the field's path, joined by dots: `modules.0`, `expiration.date`. */
export const fieldProblems = z.record(z.string(), fieldProblem)
export type FieldProblems = z.infer<typeof fieldProblems>

/**
 * A refusal as plain data, which is how it crosses every wire. `message` is safe to show; `reason`, where present,
 * tells apart the cases of one code (`STORE_UNREACHABLE`: `in-use`, `read-only`, `full`, …).
 */
export const failure = z.object({
  code: errorCode,
  message: z.string(),
  reason: z.string().optional(),
  fields: fieldProblems.optional(),
  retryAfterMs: z.number().optional(),
})
export type Failure = z.infer<typeof failure>

/** What every call answers. Errors are values here because wires keep only an error's message. */
export type Reply =
  /** `replayed` where the change had been carried out before, and this is what was answered then. */
  { ok: true; value: unknown; replayed?: true } | { ok: false; error: Failure }
export const reply = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), error: failure }),
])

/** An outcome that the caller is expected to handle. Anything else that is thrown is a bug. */
export class DeskError extends Error {
  readonly code: ErrorCode
  readonly reason: string | undefined
  readonly fields: FieldProblems | undefined
  readonly retryAfterMs: number | undefined

  constructor(refusal: Failure, options?: { cause?: unknown }) {
    super(refusal.message, options)
    this.name = 'DeskError'
    this.code = refusal.code
    this.reason = refusal.reason
    this.fields = refusal.fields
    this.retryAfterMs = refusal.retryAfterMs
  }

  /** The error as the plain data that crosses a wire. Its cause stays behind: that is for the log only. */
  toFailure(): Failure {
    return {
      code: this.code,
      message: this.message,
      ...(this.reason === undefined ? {} : { reason: this.reason }),
      ...(this.fields === undefined ? {} : { fields: this.fields }),
      ...(this.retryAfterMs === undefined ? {} : { retryAfterMs: this.retryAfterMs }),
    }
  }
}

/** The refusal that answers an input which its schema does not accept, with one problem a field. */
export function invalidInput(fields: FieldProblems, message = 'Some fields need another look.'): DeskError {
  return new DeskError({ code: 'INVALID_INPUT', message, fields })
}

// What zod says of a wrong value where its schema has no words of its own is for programmers; this is for whoever reads it.
z.config({ localeError: wordsFor })

function wordsFor(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined || issue.input === null ? 'Fill this in.' : 'This cannot stand here.'
    case 'too_big':
      return `At most ${issue.maximum}${unitOf(issue.origin)}.`
    case 'too_small':
      return `At least ${issue.minimum}${unitOf(issue.origin)}.`
    case 'invalid_value':
      return `Allowed are ${issue.values.map(String).join(', ')}.`
    case 'unrecognized_keys':
      return 'There is a field too many.'
    case 'invalid_format':
      return 'This is not written as it should be.'
    default:
      return 'This cannot stand here.'
  }
}

function unitOf(origin: string): string {
  if (origin === 'string') return ' characters'
  return origin === 'array' ? ' entries' : ''
}

/** Turns what zod found into one problem a field; the first problem of a field wins. */
export function problemsOf(error: z.ZodError): FieldProblems {
  const fields: FieldProblems = {}
  for (const issue of error.issues) {
    const path = issue.path.map(String).join('.')
    fields[path] ??= problemOf(issue)
  }
  return fields
}

function problemOf(issue: z.core.$ZodIssue): FieldProblem {
  if (issue.code === 'custom' && typeof issue.params?.rule === 'string') {
    const limit = issue.params.limit
    return {
      rule: issue.params.rule,
      message: issue.message,
      ...(typeof limit === 'number' || typeof limit === 'string' ? { limit } : {}),
    }
  }
  if (issue.code === 'too_big') return { rule: 'tooBig', message: issue.message, limit: Number(issue.maximum) }
  if (issue.code === 'too_small') return { rule: 'tooSmall', message: issue.message, limit: Number(issue.minimum) }
  if (issue.code === 'unrecognized_keys') return { rule: 'unknownField', message: issue.message }
  if (issue.code === 'invalid_format' && issue.format === 'date') return { rule: 'date', message: issue.message }
  return { rule: 'invalid', message: issue.message }
}
