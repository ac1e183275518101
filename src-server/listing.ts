import { setImmediate } from 'node:timers/promises'
import { type Column, jsonLine, type Output, tableLines } from './output.ts'

/** One page of a listing, and how to get the next one. */
export interface Page<Row> {
  readonly rows: readonly Row[]
  /** Undefined on the last page. */
  readonly next: (() => Promise<Page<Row>>) | undefined
}

/** How much of a listing to write, and in which form. */
export interface ListingForm<Row> {
  readonly columns: readonly Column<Row>[]
  readonly json: boolean
  /** All rows, page by page: a table whose widths are those of the first page, or JSON Lines. */
  readonly all: boolean
  readonly limit: number
  readonly interrupted: AbortSignal
}

/**
 * Writes a listing as a table for people or as JSON: one array, or a line for each row where all are asked for.
 * Answers whether more rows follow, and how many were written.
 */
export async function writeListing<Row>(
  first: Page<Row>,
  form: ListingForm<Row>,
  output: Output,
): Promise<{ readonly written: number; readonly more: boolean }> {
  const writePage = form.all ? streaming(form, output) : undefined
  const kept: Row[] = []
  let written = 0
  let page = first
  for (;;) {
    // Neither the store nor a pipe ever waits, so without this a long listing would not hear Ctrl+C.
    await setImmediate()
    form.interrupted.throwIfAborted()
    const rows = form.all ? page.rows : page.rows.slice(0, form.limit - written)
    written += rows.length
    if (writePage === undefined) kept.push(...rows)
    // A page may be empty before the last one; the widths of a table are those of the first row that comes.
    else if (rows.length > 0 || page.next === undefined) await writePage(rows)
    const enough = !form.all && written >= form.limit
    if (page.next === undefined || enough) {
      if (writePage === undefined) await writeWhole(kept, form, output)
      return { written, more: page.next !== undefined || rows.length < page.rows.length }
    }
    page = await page.next()
  }
}

function streaming<Row>(form: ListingForm<Row>, output: Output): (rows: readonly Row[]) => Promise<void> {
  if (form.json) return (rows) => output.write(rows.map((row) => `${jsonLine(row)}\n`).join(''))
  let widths: readonly number[] | undefined
  return async (rows) => {
    const table = tableLines(form.columns, rows, widths)
    widths = table.widths
    await output.write(table.lines.map((line) => `${line}\n`).join(''))
  }
}

function writeWhole<Row>(rows: readonly Row[], form: ListingForm<Row>, output: Output): Promise<void> {
  if (form.json) return output.write(`${jsonLine(rows)}\n`)
  return output.write(
    tableLines(form.columns, rows)
      .lines.map((line) => `${line}\n`)
      .join(''),
  )
}
