import { type DeskError, invalidInput } from '../../../src-shared/errors.ts'

/**
 * Refuses a whole file: INVALID_INPUT with one problem on the field `file`. `line`, where known, is counted from 1,
 * is part of the words, and travels as the problem's `limit` so that a screen can translate the sentence.
 */
export function fileRefused(rule: string, message: string, line?: number): DeskError {
  return invalidInput({ file: { rule, message, ...(line === undefined ? {} : { limit: line }) } }, message)
}
