import { createHash } from 'node:crypto'
import { z } from 'zod'
import { invalidInput } from '../../../src-shared/errors.ts'

/** Where a page ended: the order it was in, the sort key and the row number of its last row. */
export interface Position {
  readonly order: 'as-asked' | 'newest-first'
  readonly key: string | number
  readonly id: number
}

/**
 * Writes a position as an opaque text. `about` is everything that must be the same when it comes back (which list, sort,
 * filters): a cursor is bound to it, so that one from elsewhere is refused instead of misread.
 */
export function encodeCursor(position: Position, about: unknown): string {
  const body = [position.order === 'as-asked' ? 0 : 1, position.key, position.id] as const
  return Buffer.from(JSON.stringify([...body, checkOf(body, about)])).toString('base64url')
}

/** Reads a cursor back. INVALID_INPUT where it was altered, is cut off, or belongs to another list, sort or filter. */
export function decodeCursor(cursor: string, about: unknown): Position {
  const parsed = form.safeParse(parse(cursor))
  if (!parsed.success) throw foreignCursor()
  const [order, key, id, check] = parsed.data
  if (check !== checkOf([order, key, id], about)) throw foreignCursor()
  return { order: order === 0 ? 'as-asked' : 'newest-first', key, id }
}

const form = z.tuple([
  z.literal([0, 1]),
  z.union([z.string(), z.number().int()]),
  z.number().int().min(0),
  z.string().length(12),
])

function parse(cursor: string): unknown {
  const bytes = Buffer.from(cursor, 'base64url')
  // Only the one spelling that encodeCursor gives counts, not everything that Node's decoder forgives.
  if (bytes.toString('base64url') !== cursor) return undefined
  try {
    return JSON.parse(bytes.toString())
  } catch {
    return undefined
  }
}

/** Finds a mix-up, it is no defence: a cursor holds nothing that its bearer may not see, and widens no permission. */
function checkOf(body: readonly unknown[], about: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify([body, about]))
    .digest('base64url')
    .slice(0, 12)
}

function foreignCursor() {
  return invalidInput(
    { cursor: { rule: 'foreignCursor', message: 'This cursor does not belong to this list.' } },
    'The list has to be read again from its start.',
  )
}
