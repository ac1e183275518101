import { z } from 'zod'
import { COPIED_TABLES, columnsOf } from '../store/repositories/copy-repository.ts'
import type { CopiedTable, StorePage } from '../store/store.ts'

/*
 * A copy of a store on its way to a service: JSON Lines. The first line says who may, and what audit trail comes; then each
 * page of rows is a line; the last line says how many pages there were, so that a stream that broke off is no copy.
 */

/** The first line. */
export const copyHead = z.strictObject({
  setupCode: z.string().max(100),
  trail: z.strictObject({ records: z.number().int().min(1), hash: z.string().regex(/^[0-9a-f]{64}$/) }),
})
export type CopyHead = z.infer<typeof copyHead>

/** The last line. */
export const copyEnd = z.strictObject({ pages: z.number().int().min(0) })

/** A page as the value of its line: the rows as lists in the order of the table's columns, bytes as base64. */
export function toLine({ table, rows }: StorePage): unknown {
  const columns = columnsOf(table)
  return { table, rows: rows.map((row) => columns.map((column) => toCell(row[column]))) }
}

/** A page from the value of its line; undefined where it is none. */
export function fromLine(line: unknown): StorePage | undefined {
  const parsed = pageLine.safeParse(line)
  if (!parsed.success) return undefined
  const { table, rows } = parsed.data
  const columns = columnsOf(table)
  if (rows.some((row) => row.length !== columns.length)) return undefined
  return {
    table,
    rows: rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, fromCell(row[index] ?? null)]))),
    after: null,
  }
}

const cell = z.union([
  z.string(),
  z.number(),
  z.null(),
  z.strictObject({ base64: z.string().regex(/^[A-Za-z0-9+/]*={0,2}$/) }),
])
type Cell = z.infer<typeof cell>

const pageLine = z.strictObject({
  table: z.enum(COPIED_TABLES as readonly [CopiedTable, ...CopiedTable[]]),
  rows: z.array(z.array(cell)),
})

function toCell(value: unknown): unknown {
  return value instanceof Uint8Array ? { base64: Buffer.from(value).toString('base64') } : (value ?? null)
}

function fromCell(value: Cell): unknown {
  return typeof value === 'object' && value !== null ? Buffer.from(value.base64, 'base64') : value
}
