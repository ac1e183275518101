import { SearchX } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../button/button.tsx'
import { EmptyState } from '../feedback/empty-state.tsx'
import { ErrorState } from '../feedback/error-state.tsx'
import { type Column, DataTable, type DataTableHandle } from '../table/data-table.tsx'
import type { RowSelection } from '../table/use-row-selection.ts'
import { ListBar, ListRest } from './list-bar.tsx'
import { useListMemory } from './list-memory.tsx'
import styles from './listing.module.css'
import { SearchField } from './search-field.tsx'
import type { Listing } from './use-listing.ts'

/**
 * The body of a listing screen, under its PageHeader: search, filters, count, and rows, or what stands in their place.
 *
 * @example
 * <Page>
 *   <PageHeader title={t('contacts.title')} actions={…} />
 *   <ListView listing={listing} label={…} searchLabel={…} columns={columns} rowId={({ id }) => id} onOpen={…}
 *     filters={<SegmentedFilter … />} filtered={state !== 'all'} onClearFilters={() => setState('all')}
 *     empty={<EmptyState title={…}><Button …/></EmptyState>} />
 * </Page>
 */
export function ListView<Row extends object, SortKey extends string>({
  listing,
  label,
  searchLabel,
  columns,
  rowId,
  muted,
  onOpen,
  selection,
  filters,
  filtered = false,
  onClearFilters,
  empty,
  autoFocusSearch = true,
}: {
  readonly listing: Listing<Row, SortKey>
  /** What the rows are, for screen readers. */
  readonly label: string
  readonly searchLabel: string
  readonly columns: readonly Column<Row, SortKey>[]
  rowId(row: Row): string
  muted?(row: Row): boolean
  onOpen?(row: Row): void
  readonly selection?: RowSelection
  readonly filters?: ReactNode
  /** Whether any filter holds rows back. */
  readonly filtered?: boolean
  onClearFilters?(): void
  /** What to draw where there is nothing at all: it says what to do. */
  readonly empty: ReactNode
  readonly autoFocusSearch?: boolean
}) {
  const { t } = useTranslation()
  const table = useRef<DataTableHandle>(null)
  const searchInput = useRef<HTMLInputElement>(null)
  const [opened, setOpened] = useListMemory<string | null>(`${label} opened`, null)
  // Who comes back from a row finds the focus on it; who comes anew finds it in the search.
  const [returning, setReturning] = useState(opened)
  useEffect(() => {
    if (returning === null || listing.rows.length === 0) return
    table.current?.focus(returning)
    setReturning(null)
    setOpened(null)
  }, [returning, listing.rows.length, setOpened])
  const open =
    onOpen === undefined
      ? undefined
      : (row: Row) => {
          setOpened(rowId(row))
          onOpen(row)
        }
  const asked = filtered || listing.search.trim() !== ''
  const nothing = listing.state === 'ready' && listing.settled && listing.rows.length === 0
  return (
    <>
      <ListBar countWords={listing.countWords}>
        <SearchField
          label={searchLabel}
          value={listing.search}
          inputRef={searchInput}
          autoFocus={autoFocusSearch && opened === null}
          onChange={listing.setSearch}
          onDown={() => table.current?.focus()}
          {...(open === undefined ? {} : { onEnter: () => listing.openFirst(open) })}
        />
        {filters}
      </ListBar>
      {listing.newestFirst ? <p className={styles.note}>{t('listing.newestFirst')}</p> : null}
      {listing.state === 'failed' ? (
        <ListRest>
          <ErrorState error={listing.error} onRetry={listing.retry} />
        </ListRest>
      ) : nothing ? (
        <ListRest>
          {asked ? (
            <EmptyState icon={SearchX} title={t('listing.nothingMatches')} hint={t('listing.nothingMatchesHint')}>
              <Button
                onClick={() => {
                  listing.setSearch('')
                  onClearFilters?.()
                  searchInput.current?.focus()
                }}
              >
                {t('listing.clearFilters')}
              </Button>
            </EmptyState>
          ) : (
            empty
          )}
        </ListRest>
      ) : (
        <DataTable
          handle={table}
          label={label}
          columns={columns}
          rows={listing.rows}
          rowId={rowId}
          {...(muted === undefined ? {} : { muted })}
          {...(open === undefined ? {} : { onOpen: open })}
          selection={selection}
          totalRows={listing.totalRows}
          sort={listing.sort}
          onSort={listing.setSort}
          loading={listing.state === 'loading'}
          more={listing.more}
        />
      )}
    </>
  )
}
