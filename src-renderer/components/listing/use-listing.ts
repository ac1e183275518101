import { useEffect, useEffectEvent, useMemo, useState } from 'react'
import type { DeskError } from '../../../src-shared/errors.ts'
import { holdsSecret } from '../../../src-shared/secret-search.ts'
import { type CallInput, type RowOf, useDeskPages, useDeskQuery } from '../../api/queries.ts'
import { useAnnounce } from '../feedback/announcer.tsx'
import type { Sort } from '../table/data-table.tsx'
import { type MoreRows, moreRowsOf } from '../table/more-rows.ts'
import { useListMemory } from './list-memory.tsx'
import { useCountWords } from './use-count-words.ts'

const PAGE_ROWS = 100
const DEBOUNCE_MS = 150

const counters = {
  'users.list': 'users.count',
  'customers.list': 'customers.count',
  'contacts.list': 'contacts.count',
  'tokens.list': 'tokens.count',
} as const
export type ListingName = keyof typeof counters
export type SortOf<N extends ListingName> = NonNullable<CallInput<N>['sort']>
export type FilterOf<N extends ListingName> = Omit<CallInput<N>, 'search' | 'sort' | 'cursor' | 'limit'>

/** One list on a screen: what is asked for, what has come, and what a ListView needs to draw it. */
export interface Listing<Row, SortKey extends string = string, Filter extends object = object> {
  /** What the rows match: the filter, and the search as far as it has been applied. */
  readonly asked: Filter
  readonly search: string
  setSearch(text: string): void
  readonly sort: Sort<SortKey>
  setSort(sort: Sort<SortKey>): void
  readonly rows: readonly Row[]
  readonly state: 'loading' | 'failed' | 'ready'
  readonly error: DeskError | null
  retry(): void
  /** Whether the rows answer what is asked now, not the question before. */
  readonly settled: boolean
  /** How many match, in words: `200 rows`, `over 10,000 rows`; null while it is counted. */
  readonly countWords: string | null
  readonly totalRows: number | null
  readonly more: MoreRows
  /** Whether the desk gave up the order asked for because too many rows match. */
  readonly newestFirst: boolean
  /** Opens the first row of what is typed now, as soon as it is known: Enter in the search field. */
  openFirst(open: (row: Row) => void): void
}

/**
 * A searched, sorted, filtered listing in keyset pages. It is left as it was when the person comes back to it.
 *
 * @example
 * const listing = useListing('contacts.list', { filter: { active: true }, sort: { by: 'fullName', direction: 'ascending' } })
 */
export function useListing<N extends ListingName>(
  name: N,
  options: {
    readonly filter: FilterOf<N>
    readonly sort: SortOf<N>
    /** Where two screens list the same thing: what tells their memories apart. */
    readonly memory?: string
  },
): Listing<RowOf<N>, SortOf<N>['by'], FilterOf<N> & { readonly search?: string }> {
  const announce = useAnnounce()
  const memory = options.memory ?? name
  const [search, rememberSearch] = useListMemory(`${memory} search`, '', holdsNoSecret)
  const [sort, setSort] = useListMemory<SortOf<N>>(`${memory} sort`, options.sort)
  const [applied, setApplied] = useState(search)
  useEffect(() => {
    const timer = setTimeout(() => setApplied(search), DEBOUNCE_MS)
    return () => clearTimeout(timer)
  }, [search])

  const searched = applied.trim() === '' ? {} : { search: applied.trim() }
  // The desk refuses it, and its words are shown; the question itself is kept nowhere.
  const secrecy = { forgotten: holdsSecret(applied) }
  const pages = useDeskPages(name, { ...options.filter, ...searched, sort, limit: PAGE_ROWS } as CallInput<N>, secrecy)
  const count = useDeskQuery(counters[name], { ...options.filter, ...searched } as never, secrecy)
  const rows = useMemo(() => (pages.data ?? []).flatMap((page) => page.rows as RowOf<N>[]), [pages.data])

  const settled = applied === search && pages.data !== undefined && !pages.isPlaceholderData
  const counted = count.data as { count: number; exact: boolean } | undefined
  const countWords = useCountWords(counted)
  const say = useEffectEvent((words: string) => {
    if (applied !== '') announce(words)
  })
  useEffect(() => {
    if (countWords !== null) say(countWords)
  }, [countWords])

  const [opening, setOpening] = useState<{ readonly open: (row: RowOf<N>) => void } | null>(null)
  useEffect(() => {
    if (opening === null || !settled) return
    setOpening(null)
    const first = rows[0]
    if (first !== undefined) opening.open(first)
  }, [opening, settled, rows])

  return {
    asked: { ...options.filter, ...searched },
    search,
    setSearch: rememberSearch,
    sort,
    setSort: (next) => setSort(next as SortOf<N>),
    rows,
    state: pages.data !== undefined ? 'ready' : pages.isError ? 'failed' : 'loading',
    error: pages.error,
    retry: () => void pages.refetch(),
    settled,
    countWords,
    totalRows: counted?.exact === true ? counted.count : null,
    more: moreRowsOf(pages),
    newestFirst: pages.data?.some((page) => 'order' in page && page.order === 'newest-first') ?? false,
    openFirst: (open) => {
      setApplied(search)
      setOpening({ open })
    },
  }
}

function holdsNoSecret(text: string): boolean {
  return !holdsSecret(text)
}
