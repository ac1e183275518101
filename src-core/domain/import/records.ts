import { CsvError, parse } from 'csv-parse'
import { decodeText, occurrences } from './decode.ts'
import type { ImportDelimiter } from './delimiter.ts'
import { type ImportEncoding, refuseKnownBinary } from './encoding.ts'
import { fileRefused } from './refusal.ts'

/** One record of the file: the line on which it starts, counted from 1, and its values as they stand there. */
export interface FileRecord {
  readonly line: number
  readonly values: readonly string[]
}

/** Some records that follow each other, and how much of the file has been read with them. */
export interface RecordBatch {
  readonly records: readonly FileRecord[]
  readonly readBytes: number
}

export interface FileFormat {
  readonly encoding: ImportEncoding
  readonly delimiter: ImportDelimiter
}

export const LARGEST_COLUMN_COUNT = 500
export const LARGEST_RECORD_COUNT = 1_000_000
/** A record beyond this is refused: nearly always a quote that was never closed. */
export const LARGEST_RECORD_BYTES = 4 * 1024 * 1024

/**
 * Reads the records of a CSV file (RFC 4180, any line break, quotes in the middle of a value taken as they stand),
 * the header first, in batches between which the event loop is free. Empty lines, records of blank values only, and
 * the line `sep=;` that Excel writes are left out. Refuses the file (INVALID_INPUT on `file`) with line and reason.
 */
export async function* readRecords(bytes: Uint8Array, format: FileFormat): AsyncGenerator<RecordBatch> {
  refuseKnownBinary(bytes)
  const parser = recordParser(format)
  try {
    for (const { text, readBytes } of decodeText(bytes, format.encoding)) {
      const records = await parser.write(text)
      if (records.length > 0) yield { records, readBytes }
      await new Promise((resolve) => setImmediate(resolve))
    }
    const records = await parser.end()
    if (records.length > 0) yield { records, readBytes: bytes.length }
    if (parser.count() === 0) throw fileRefused('empty', 'This file is empty.')
    if (parser.count() === 1) throw fileRefused('headerOnly', 'This file has no lines below the header.')
  } finally {
    parser.close()
  }
}

function recordParser(format: FileFormat) {
  let batch: FileRecord[] = []
  let count = 0
  let endLine = 0
  let emptyLines = 0

  const parser = parse({
    delimiter: format.delimiter,
    record_delimiter: '\n',
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: LARGEST_RECORD_BYTES,
    // Nothing is handed on through the stream: taking the records here spares an event for each of them.
    on_record: (values: string[], { lines, empty_lines }) => {
      endLine = lines
      emptyLines = empty_lines
      if (values.every(isBlank)) return null
      if (count === 0 && batch.length === 0 && isSeparatorLine(values)) return null
      batch.push({ line: lines - lineBreaksIn(values), values })
      return null
    },
  })
  let failure: Error | undefined
  parser.on('error', (error) => {
    failure = error
  })
  parser.resume()

  const take = (): readonly FileRecord[] => {
    if (failure !== undefined) throw refusalOf(failure, endLine + 1 + parser.info.empty_lines - emptyLines)
    const records = batch
    batch = []
    refuseTooMany(records, count)
    count += records.length
    return records
  }
  return {
    write: (text: string): Promise<readonly FileRecord[]> =>
      new Promise<void>((resolve) => {
        parser.write(text, () => resolve())
      }).then(take),
    end: (): Promise<readonly FileRecord[]> =>
      new Promise<void>((resolve) => {
        parser.once('error', () => resolve())
        parser.end(() => resolve())
      }).then(take),
    /** How many records were taken. */
    count: () => count,
    close: () => {
      parser.destroy()
    },
  }
}

function refuseTooMany(records: readonly FileRecord[], before: number): void {
  const header = before === 0 ? records[0] : undefined
  if (header !== undefined && header.values.length > LARGEST_COLUMN_COUNT)
    throw fileRefused(
      'tooManyColumns',
      `This file has ${header.values.length} columns. At most ${LARGEST_COLUMN_COUNT} can be read.`,
      header.line,
    )
  const beyond = records[LARGEST_RECORD_COUNT + 1 - before]
  if (beyond !== undefined)
    throw fileRefused(
      'tooManyLines',
      `From line ${beyond.line} on there are more than 1,000,000 records. Split the file and import the parts.`,
      beyond.line,
    )
}

function refusalOf(error: Error, line: number): Error {
  const code = error instanceof CsvError ? error.code : undefined
  if (code === 'CSV_QUOTE_NOT_CLOSED')
    return fileRefused('quoteNotClosed', `A quote that begins on line ${line} is never closed.`, line)
  if (code === 'CSV_MAX_RECORD_SIZE')
    return fileRefused(
      'recordTooLong',
      `The record that begins on line ${line} is longer than 4 MiB. A quote there may never be closed.`,
      line,
    )
  return error
}

function isBlank(value: string): boolean {
  return value === '' || value.trim() === ''
}

function isSeparatorLine(values: readonly string[]): boolean {
  return /^sep=[,;\t]?$/iu.test(values[0] ?? '') && values.slice(1).every(isBlank)
}

function lineBreaksIn(values: readonly string[]): number {
  let count = 0
  for (const value of values) count += occurrences(value, '\n')
  return count
}
