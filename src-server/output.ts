import { once } from 'node:events'
import type { Writable } from 'node:stream'
import { DeskError } from '../src-shared/errors.ts'

/** Where a command writes. */
export interface Output {
  /** Resolves once the text is taken; rejects with OutputClosed where nobody reads any more, else with DeskError. */
  write(text: string | Uint8Array): Promise<void>
}

/** The reader has gone (`token-desk … | head`): there is nobody to write to, so the command ends, without a complaint. */
export class OutputClosed extends Error {}

/** A stream as an Output. Waits for slow readers, so that a long listing never piles up in memory. */
export function outputTo(stream: Writable): Output {
  const closed: { error?: Error } = {}
  // Without a listener a broken pipe would end the process with a stack trace.
  stream.on('error', (error) => {
    closed.error = error
  })
  return {
    async write(text) {
      if (closed.error !== undefined || stream.destroyed) throw new OutputClosed()
      await new Promise<void>((resolve, reject) => {
        stream.write(text, (error) => (error ? reject(inWords(error)) : resolve()))
      })
      if (stream.writableNeedDrain && closed.error === undefined) await once(stream, 'drain')
    },
  }
}

function inWords(error: Error): Error {
  const code = 'code' in error ? String(error.code) : 'unknown'
  if (code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED' || code === 'EOF') return new OutputClosed()
  const message = `The answer could not be written (${code}).`
  return new DeskError({ code: 'INTERNAL', reason: 'output', message }, { cause: error })
}

/** A column of a table for people. */
export interface Column<Row> {
  readonly title: string
  value(row: Row): string
}

/**
 * Rows as lines with aligned columns, the titles first. Wide characters count as two. Widths found with the first rows
 * are kept for the rows of later pages: `widths` carries them from one call to the next.
 */
export function tableLines<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  widths?: readonly number[],
): { readonly lines: readonly string[]; readonly widths: readonly number[] } {
  const cells = rows.map((row) => columns.map((column) => printable(column.value(row))))
  const titles = columns.map((column) => column.title)
  const kept =
    widths ?? columns.map((_, index) => Math.max(...[titles, ...cells].map((line) => displayWidth(line[index] ?? ''))))
  const all = widths === undefined ? [titles, ...cells] : cells
  return { lines: all.map((line) => alignedLine(line, kept)), widths: kept }
}

function alignedLine(cells: readonly string[], widths: readonly number[]): string {
  return cells
    .map((cell, index) => cell + ' '.repeat(Math.max(0, (widths[index] ?? 0) - displayWidth(cell))))
    .join('  ')
    .trimEnd()
}

/**
 * Text that cannot steer a terminal: controls (escape sequences begin with one) and characters that turn the writing
 * direction are replaced. The desk refuses them in names; this is for stores that something else wrote to.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '\ufffd')
}

/** How many columns of a terminal the text takes. */
export function displayWidth(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length
  let width = 0
  for (const { segment } of new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text))
    width += WIDE.test(segment) ? 2 : 1
  return width
}

/** Characters of East Asian scripts and emoji, which terminals draw two columns wide (Unicode Annex 11). */
const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u

/** JSON on one line, with what could steer a terminal written as escapes. It parses to the same value. */
export function jsonLine(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** How a person reads an instant where they are: `2026-12-31 23:59`, or a dash for none. */
export function localTime(timeZone: string): (instant: string | null) => string {
  // Swedish writes a date and a time as ISO 8601 does.
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' })
  return (instant) => (instant === null ? '–' : format.format(new Date(instant)))
}
