import { SearchX } from 'lucide-react'
import { type ReactNode, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../button/button.tsx'
import { EmptyState } from '../feedback/empty-state.tsx'
import { ErrorState } from '../feedback/error-state.tsx'
import { type Column, DataTable, type DataTableHandle } from '../table/data-table.tsx'
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
  const asked = filtered || listing.search.trim() !== ''
  const nothing = listing.state === 'ready' && listing.settled && listing.rows.length === 0
  return (
    <>
      <search className={styles.bar}>
        <SearchField
          label={searchLabel}
          value={listing.search}
          autoFocus={autoFocusSearch}
          onChange={listing.setSearch}
          onDown={() => table.current?.focus()}
          {...(onOpen === undefined ? {} : { onEnter: () => listing.openFirst(onOpen) })}
        />
        {filters}
        <span className={styles.count}>{listing.countWords}</span>
      </search>
      {listing.newestFirst ? <p className={styles.note}>{t('listing.newestFirst')}</p> : null}
      {listing.state === 'failed' ? (
        <div className={styles.rest}>
          <ErrorState error={listing.error} onRetry={listing.retry} />
        </div>
      ) : nothing ? (
        <div className={styles.rest}>
          {asked ? (
            <EmptyState icon={SearchX} title={t('listing.nothingMatches')} hint={t('listing.nothingMatchesHint')}>
              <Button
                onClick={() => {
                  listing.setSearch('')
                  onClearFilters?.()
                }}
              >
                {t('listing.clearFilters')}
              </Button>
            </EmptyState>
          ) : (
            empty
          )}
        </div>
      ) : (
        <DataTable
          handle={table}
          label={label}
          columns={columns}
          rows={listing.rows}
          rowId={rowId}
          {...(muted === undefined ? {} : { muted })}
          {...(onOpen === undefined ? {} : { onOpen })}
          totalRows={listing.totalRows}
          sort={listing.sort}
          onSort={listing.setSort}
          loading={listing.state === 'loading'}
          hasMore={listing.hasMore}
          fetchingMore={listing.fetchingMore}
          onNeedMore={listing.fetchMore}
        />
      )}
    </>
  )
}
