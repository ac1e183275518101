import { DeskError } from '../../src-shared/errors.ts'

/** What is not there, or not for this operator to see: both are answered alike. `what` starts a sentence. */
export function notFound(what: string): DeskError {
  return new DeskError({ code: 'NOT_FOUND', message: `${what} is not there.` })
}

/** What the present state of a record does not allow. `reason` is a stable word for the case. */
export function conflict(reason: string, message: string): DeskError {
  return new DeskError({ code: 'CONFLICT', reason, message })
}

/** The value, or NOT_FOUND. */
export function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw notFound(what)
  return value
}
