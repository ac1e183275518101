import { type RawBuilder, sql } from 'kysely'
import { containsWord, trigramCandidates } from '../dialect.ts'
import { afterPrefix, fold, searchWords } from '../fold.ts'
import { orderColumn } from '../name-order.ts'
import type { ListRequest } from '../store.ts'
import { cellRows, type ListPlan, type Source } from './list-engine.ts'

/** What a search text asks of the rows of a list. */
export interface SearchFilter {
  /** True of a row `t` that the search finds. */
  readonly conditions: readonly RawBuilder<unknown>[]
  /** Adds the search to a plan that is sorted by the given column. */
  readonly applyTo: (plan: ListPlan, sortKey: string) => ListPlan
}

/**
 * Every word of the text must be found somewhere in what the list searches, whatever its case and accents. A text of
 * words under three characters only is compared with the start of the name instead. `%`, `_`, `*` and quotes mean
 * themselves. Undefined where there is nothing to search for.
 */
export function searchFilter(
  table: ListPlan['table'],
  nameColumn: string,
  text: string | undefined,
): SearchFilter | undefined {
  const words = searchWords(text ?? '')
  if (words.length === 0) return undefined
  const long = words.filter((word) => !isShort(word))
  return long.length === 0 ? startOfName(nameColumn, fold(text ?? '')) : anywhere(table, words, long)
}

/**
 * What a list is sorted by: names as the language wants them. A search for the start of a name keeps the order in which it
 * is looked up, which is without regard to accents: in another, what it finds would lie all over the list.
 */
export function sortKey(column: string, request: Pick<ListRequest<string>, 'search' | 'language'>): string {
  const words = searchWords(request.search ?? '')
  const isForStart = words.length > 0 && words.every(isShort)
  return isForStart ? column : orderColumn(column, request.language ?? 'en')
}

/** Too short for the index of trigrams. */
function isShort(word: string): boolean {
  return [...word].length < 3
}

function anywhere(table: ListPlan['table'], words: readonly string[], long: readonly string[]): SearchFilter {
  const conditions = words.map((word) => containsWord(sql.ref('t.search_text'), word))
  const source: Source = {
    candidates: trigramCandidates(table, long),
    condition: sql.join(conditions, sql` and `),
    inOrder: (bound) => [trigramCandidates(table, long, bound)],
  }
  return {
    conditions,
    applyTo: (plan) => ({ ...withConditions(plan, conditions), sources: [...plan.sources, source] }),
  }
}

/** A range of the index by name: of the cells themselves where they are sorted by name, else a source of its own. */
function startOfName(nameColumn: string, prefix: string): SearchFilter {
  const name = sql.ref(`t.${nameColumn}`)
  const end = afterPrefix(prefix)
  const conditions = [sql`${name} >= ${prefix}`, ...(end === undefined ? [] : [sql`${name} < ${end}`])]
  return {
    conditions,
    applyTo: (plan, sortKey) => {
      const countIndex = plan.indexes[nameColumn] ?? plan.countIndex
      if (sortKey === nameColumn) {
        // As tests, which a walk by number leaves out: only the index by name has the range.
        const cells = plan.cells.map((cell) => ({ ...cell, tests: [...(cell.tests ?? []), ...conditions] }))
        return withConditions({ ...plan, countIndex, cells }, conditions)
      }
      // Without the tests, so that the index alone answers; the candidates are tested anyway. A cell with an index of its
      // own may then overlap with others.
      const cells = plan.cells.map(({ tests: _tests, ...cell }) => ({
        ...cell,
        conditions: [...cell.conditions, ...conditions],
      }))
      const rows = cellRows({ ...plan, cells }, countIndex)
      const mayOverlap = cells.some((cell) => cell.index !== undefined)
      const source: Source = {
        candidates: mayOverlap ? sql`select distinct id from (${rows})` : rows,
        condition: sql.join(conditions, sql` and `),
      }
      return { ...withConditions(plan, conditions), sources: [...plan.sources, source] }
    },
  }
}

function withConditions(plan: ListPlan, conditions: readonly RawBuilder<unknown>[]): ListPlan {
  return { ...plan, conditions: [...plan.conditions, ...conditions] }
}
