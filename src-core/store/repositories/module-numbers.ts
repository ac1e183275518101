import type { Kysely } from 'kysely'
import { invalidInput } from '../../../src-shared/errors.ts'
import type { StoreSchema } from '../schema.ts'
import { compiledOnce } from './compiled-once.ts'

/** The row numbers of modules by their codes, without repetitions; INVALID_INPUT on `modules.N` where there is none. */
export async function moduleNumbers(database: Kysely<StoreSchema>, codes: readonly string[]): Promise<number[]> {
  const wanted = [...new Set(codes)]
  if (wanted.length === 0) return []
  // All of them: there are few, and the query is the same whichever are wanted.
  const known = new Map((await numbersByCode(database, {})).map((row) => [row.code, row.id]))
  return wanted.map((code, index) => {
    const id = known.get(code)
    if (id === undefined)
      throw invalidInput({ [`modules.${index}`]: { rule: 'unknown', message: 'This module does not exist.' } })
    return id
  })
}

const numbersByCode = compiledOnce((database) => database.selectFrom('modules').select(['id', 'code']).compile())
