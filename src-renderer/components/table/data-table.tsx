// biome-ignore-all lint/a11y/useKeyWithClickEvents: the grid hears the keys of all rows in one place.
// biome-ignore-all lint/a11y/useSemanticElements: a virtual grid is made of blocks; <table> would lay itself out anew.
// biome-ignore-all lint/a11y/useFocusableInteractive: the focus roves over the rows, not over grid, headers and cells.
import {
  defaultKeyExtractor,
  defaultRangeExtractor,
  type Range,
  useVirtualizer,
  type Virtualizer,
} from '@tanstack/react-virtual'
import { ArrowDown, ArrowUp } from 'lucide-react'
import {
  type KeyboardEvent,
  memo,
  type ReactNode,
  type RefObject,
  useCallback,
  useEffect,
  useEffectEvent,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../button/button.tsx'
import { classes } from '../classes.ts'
import { ErrorNotice } from '../feedback/notice.tsx'
import { Skeleton } from '../feedback/skeleton.tsx'
import styles from './data-table.module.css'
import type { MoreRows } from './more-rows.ts'
import { RowReachable } from './row-context.ts'
import { RowCheckbox, SELECT_COLUMN, SelectLoaded } from './select-column.tsx'
import type { RowSelection } from './use-row-selection.ts'

/** In pixels, as `--row-height`. At 33 a million rows fit under the 33,554,428 that Chromium lets an element be high. */
const ROW_HEIGHT = 33
/** In pixels, on either side of a row: the `--space-4` in the least width of `.grid`. */
const GUTTER = 16
const ANY_WIDTH = 'minmax(110px, 1fr)'
/** How many rows before the end of what is loaded the next page is asked for. */
const AHEAD = 40
/** How many rows are drawn beyond those in sight, and how many on the side that is being left. */
const OVERSCAN = 12
const OVERSCAN_BEHIND = 4
const NO_MORE: MoreRows = { are: false, fetching: false, error: null, fetch: () => {} }

export interface Column<Row, SortKey extends string = string> {
  readonly id: string
  readonly header: string
  /** A track of CSS grid, such as `minmax(160px, 2fr)` or `120px`. */
  readonly width?: string
  readonly align?: 'start' | 'end'
  /** What the desk calls the order by this column, where there is one. */
  readonly sortBy?: SortKey
  /** For columns of buttons: the header is there for screen readers only. */
  readonly headerHidden?: boolean
  /** The last column stays in sight while the table is scrolled sideways. */
  readonly pinned?: boolean
  /** What the cells show is never cut, or is by its own styles. */
  readonly cutsItself?: boolean
  /** Left out while the table is narrower than this, in pixels: what else the row says is worth more there. */
  readonly hideBelow?: number
  cell(row: Row): ReactNode
}

export interface Sort<SortKey extends string = string> {
  readonly by: SortKey
  readonly direction: 'ascending' | 'descending'
}

export interface DataTableHandle {
  /** Puts the focus on the row of this id if it is loaded, else on the row that had it last, else on the first one. */
  focus(rowId?: string): void
}

export interface DataTableProps<Row, SortKey extends string = string> {
  /** What the rows are, for screen readers. */
  readonly label: string
  readonly columns: readonly Column<Row, SortKey>[]
  readonly rows: readonly Row[]
  rowId(row: Row): string
  /** Rows that are there but out of use are drawn fainter. */
  muted?(row: Row): boolean
  /** How many rows there are in all, where that is known. */
  readonly totalRows?: number | null
  readonly sort?: Sort<SortKey>
  onSort?(sort: Sort<SortKey>): void
  /** What a row shows below itself while it is expanded; null while it is not. */
  expansion?(row: Row): ReactNode
  /** Puts a column of boxes first: press, Shift and press, Space, Ctrl or ⌘ and A. */
  readonly selection?: RowSelection | undefined
  /** A press on a row, or Enter. */
  onOpen?(row: Row): void
  readonly loading?: boolean
  readonly more?: MoreRows
  /** `fill` takes the room that is left and scrolls; `content` is as high as its rows, up to a dozen. */
  readonly fit?: 'fill' | 'content'
  readonly handle?: RefObject<DataTableHandle | null>
}

/**
 * Rows of a listing: virtual, however many there are; sorted by the desk; one Tab stop, in which ↑ ↓ Home End and the
 * page keys move, Enter opens, and the menu key or Shift+F10 drops the row's ••• menu. With `selection`, Space selects.
 */
export function DataTable<Row extends object, SortKey extends string = string>(props: DataTableProps<Row, SortKey>) {
  const { rows, rowId, loading = false, more = NO_MORE, fit = 'fill' } = props
  const { t } = useTranslation()
  const scroller = useRef<HTMLDivElement>(null)
  const widthPixels = useWidth(scroller)
  const columns = useFittingColumns(
    props.columns,
    widthPixels - (props.selection === undefined ? 0 : leastWidthOf(SELECT_COLUMN)),
  )
  const [activeIndex, setActiveIndex] = useState(0)
  const focusWanted = useRef<number | null>(null)
  const active = Math.min(activeIndex, Math.max(0, rows.length - 1))

  const { expansion, selection } = props
  const idOf = useRef(rowId)
  idOf.current = rowId
  // A measured height belongs to its row, wherever the row moves. A new function makes the virtualizer measure all anew.
  const rowIdAt = useCallback(
    (index: number) => {
      const row = rows[index]
      return row === undefined ? index : idOf.current(row)
    },
    [rows],
  )
  const virtual: Virtualizer<HTMLDivElement, Element> = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: expansion === undefined ? defaultKeyExtractor : rowIdAt,
    overscan: OVERSCAN,
    scrollMargin: ROW_HEIGHT,
    scrollPaddingStart: ROW_HEIGHT,
    // The row with the focus stays drawn when it is scrolled away, or the focus would be lost; and in its place among the
    // others, because an element that is moved in the page loses the focus, too.
    rangeExtractor: (range) =>
      [...new Set([...drawnAhead(range, virtual.scrollDirection), active])]
        .filter((at) => at < range.count)
        .sort((left, right) => left - right),
  })
  const items = virtual.getVirtualItems()

  const lastDrawn = items.reduce((last, item) => Math.max(last, item.index), 0)
  const needMore = more.are && !more.fetching && more.error === null && lastDrawn >= rows.length - AHEAD
  const fetchMore = useEffectEvent(more.fetch)
  useEffect(() => {
    if (needMore) fetchMore()
  }, [needMore])

  const focusRow = (index: number) => {
    focusWanted.current = index
    setActiveIndex(index)
    virtual.scrollToIndex(index)
    // Where the row is active already nothing is drawn anew.
    if (index === active) takeFocus()
  }
  const takeFocus = () => {
    const row = scroller.current?.querySelector<HTMLElement>(`[data-index="${active}"]`)
    if (row === null || row === undefined) return
    focusWanted.current = null
    row.focus({ preventScroll: true })
  }
  useEffect(() => {
    // The effect of an earlier drawing can run after the next key: it must not take that key's wish for done.
    if (focusWanted.current !== null && Math.min(focusWanted.current, rows.length - 1) === active) takeFocus()
  })
  useImperativeHandle(props.handle, () => ({
    focus: (wanted) => {
      if (rows.length === 0) return
      const index = wanted === undefined ? -1 : rows.findIndex((row) => rowId(row) === wanted)
      focusRow(index === -1 ? active : index)
    },
  }))

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (!(event.target instanceof HTMLElement) || event.target.dataset.index === undefined) return
    // A key that comes before the focus has followed the one before it goes on from there.
    const index = focusWanted.current ?? Number(event.target.dataset.index)
    if (event.key === 'Enter') {
      const row = rows[index]
      if (row === undefined || props.onOpen === undefined) return
      event.preventDefault()
      props.onOpen(row)
      return
    }
    if (selection !== undefined && event.key === ' ') {
      const row = rows[index]
      event.preventDefault()
      if (row !== undefined) selection.toggle(rowId(row), event.shiftKey)
      return
    }
    if (selection !== undefined && event.key.toLowerCase() === 'a' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      selection.selectLoaded()
      return
    }
    if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
      const button = event.target.querySelector<HTMLElement>('[data-row-menu]')
      if (button === null) return
      event.preventDefault()
      openMenu(button)
      return
    }
    const next = moved(event.key, index, rows.length, scroller.current?.clientHeight ?? 0)
    if (next === null) return
    event.preventDefault()
    focusRow(next)
  }

  const tracks = columns.map((column) => column.width ?? ANY_WIDTH)
  if (selection !== undefined) tracks.unshift(SELECT_COLUMN)
  const leastWidth = tracks.reduce((sum, track) => sum + leastWidthOf(track), 0)
  const template = tracks.join(' ')
  const total = props.totalRows ?? (more.are ? null : rows.length)
  return (
    <div ref={scroller} className={classes(styles.scroller, styles[fit])}>
      <div
        role="grid"
        aria-label={props.label}
        aria-rowcount={total === null ? -1 : total + 1}
        aria-colcount={tracks.length}
        aria-multiselectable={selection === undefined ? undefined : true}
        aria-busy={loading || undefined}
        className={classes(styles.grid, widthPixels < leastWidth + 2 * GUTTER && styles.overflowing)}
        style={{ '--table-columns': template, '--table-least-width': `${leastWidth}px` } as Record<string, string>}
        onKeyDown={onKeyDown}
        onFocus={(event) => {
          const index = indexOf(event.target)
          if (index !== null) setActiveIndex(index)
        }}
        onMouseDown={(event) => {
          // A press with Shift selects rows, not the text between them.
          if (event.shiftKey && isOnBox(event.target)) event.preventDefault()
        }}
        onClick={(event) => {
          const boxed = isOnBox(event.target) ? indexOf(event.target) : null
          if (boxed !== null) {
            const row = rows[boxed]
            if (row !== undefined) selection?.toggle(rowId(row), event.shiftKey)
            focusRow(boxed)
            return
          }
          const index = isOnRow(event.target) ? indexOf(event.target) : null
          const row = index === null ? undefined : rows[index]
          if (row !== undefined) props.onOpen?.(row)
        }}
      >
        <div role="rowgroup" className={styles.header}>
          <div role="row" aria-rowindex={1} className={styles.columns}>
            {selection === undefined ? null : <SelectLoaded selection={selection} />}
            {columns.map((column) => (
              <HeaderCell key={column.id} column={column} sort={props.sort} onSort={props.onSort} />
            ))}
          </div>
        </div>
        <div role="rowgroup" className={styles.rows} style={{ height: loading ? undefined : virtual.getTotalSize() }}>
          {loading
            ? SKELETONS.map((key) => <SkeletonRow key={key} columns={tracks.length} />)
            : items.map((item) => {
                const row = rows[item.index]
                if (row === undefined) return null
                return (
                  <TableRow
                    key={rowId(row)}
                    row={row}
                    rowId={rowId(row)}
                    columns={columns}
                    index={item.index}
                    startPixels={item.start - ROW_HEIGHT}
                    reachable={item.index === active}
                    muted={props.muted?.(row) ?? false}
                    selected={selection?.has(rowId(row))}
                    expanded={expansion?.(row) ?? null}
                    // Only a table with rows of several heights pays for measuring them.
                    measure={expansion === undefined ? null : virtual.measureElement}
                  />
                )
              })}
        </div>
      </div>
      {more.fetching ? <div className={styles.more}>{t('listing.loadingMore')}</div> : null}
      {more.error === null ? null : (
        <div className={styles.more}>
          <ErrorNotice
            error={more.error}
            action={
              <Button size="small" onClick={more.fetch}>
                {t('actions.tryAgain')}
              </Button>
            }
          />
        </div>
      )}
    </div>
  )
}

interface TableRowProps<Row> {
  readonly row: Row
  readonly rowId: string
  readonly columns: readonly Column<Row>[]
  readonly index: number
  readonly startPixels: number
  readonly reachable: boolean
  readonly muted: boolean
  /** Undefined where the table has no selection. */
  readonly selected: boolean | undefined
  readonly expanded: ReactNode
  readonly measure: ((element: HTMLDivElement | null) => void) | null
}

/**
 * One row. It is drawn again only when what it shows changes: scrolling draws the rows that come, and no others. What
 * a column's cell shows must therefore come from the row, or from what its columns were made of.
 */
const TableRow = memo(function TableRow<Row extends object>({
  row,
  rowId,
  columns,
  index,
  startPixels,
  reachable,
  muted,
  selected,
  expanded,
  measure,
}: TableRowProps<Row>) {
  return (
    <div
      role="row"
      ref={measure}
      data-index={index}
      data-row-id={rowId}
      aria-rowindex={index + 2}
      aria-selected={selected}
      tabIndex={reachable ? 0 : -1}
      className={classes(styles.columns, styles.row, muted && styles.muted, expanded !== null && styles.expanded)}
      style={{ transform: `translateY(${startPixels}px)` }}
    >
      <RowReachable value={reachable}>
        {selected === undefined ? null : <RowCheckbox selected={selected} />}
        {columns.map((column, at) => (
          <div
            role="gridcell"
            key={column.id}
            className={classes(
              styles.cell,
              at === 0 && styles.first,
              column.align === 'end' && styles.end,
              column.pinned === true && styles.pinned,
              column.cutsItself === true && styles.cutsItself,
            )}
          >
            {column.cell(row)}
          </div>
        ))}
        {expanded === null ? null : (
          <div
            role="gridcell"
            aria-colspan={columns.length + (selected === undefined ? 0 : 1)}
            className={styles.expansion}
            data-expansion=""
          >
            {expanded}
          </div>
        )}
      </RowReachable>
    </div>
  )
}) as <Row extends object>(props: TableRowProps<Row>) => ReactNode

/** How wide an element is, in pixels; without bounds until it has been drawn. */
function useWidth(of: RefObject<HTMLDivElement | null>): number {
  const [widthPixels, setWidthPixels] = useState(Number.POSITIVE_INFINITY)
  useLayoutEffect(() => {
    const element = of.current
    if (element === null) return
    setWidthPixels(element.clientWidth)
    const observer = new ResizeObserver(() => setWidthPixels(element.clientWidth))
    observer.observe(element)
    return () => observer.disconnect()
  }, [of])
  return widthPixels
}

/** The rows to draw: more of them where the table is being scrolled to, and few of those that have just gone. */
function drawnAhead(range: Range, direction: 'forward' | 'backward' | null): readonly number[] {
  const first = direction === 'forward' ? range.startIndex - OVERSCAN_BEHIND : 0
  const last = direction === 'backward' ? range.endIndex + OVERSCAN_BEHIND : range.count
  return defaultRangeExtractor(range).filter((at) => first <= at && at <= last)
}

/** The columns that have their place in so many pixels. */
function useFittingColumns<Row, SortKey extends string>(
  columns: readonly Column<Row, SortKey>[],
  leftPixels: number,
): readonly Column<Row, SortKey>[] {
  return useMemo(() => columns.filter(({ hideBelow }) => (hideBelow ?? 0) <= leftPixels), [columns, leftPixels])
}

/** The least that a track may be, in pixels: of `minmax(110px, 1fr)` the 110. */
function leastWidthOf(track: string): number {
  return Number(/(\d+)px/u.exec(track)?.[1] ?? 0)
}

/** The index of the row that an element is in, or null outside rows. */
function indexOf(target: EventTarget): number | null {
  if (!(target instanceof Element)) return null
  const index = target.closest<HTMLElement>('[data-index]')?.dataset.index
  return index === undefined ? null : Number(index)
}

/** The cell of a row's box is larger than the box: a press that just misses it does not open the row. */
function isOnBox(target: EventTarget): boolean {
  return target instanceof Element && target.closest('[data-select]') !== null
}

/** A press on a button or link in the row, or in a menu or dialog that belongs to it, is not a press on the row. */
function isOnRow(target: EventTarget): boolean {
  if (!(target instanceof Element)) return false
  return (
    target.closest('button, a, input, [data-expansion], [role="menu"], [role="dialog"], [role="alertdialog"]') === null
  )
}

/** Radix opens its menus on a key or on pointerdown, not on click. */
function openMenu(button: HTMLElement): void {
  button.focus()
  button.dispatchEvent(new window.KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }))
}

/** Where a key leads from a row, or null where it is none of ours. */
function moved(key: string, index: number, count: number, heightPixels: number): number | null {
  const aPage = Math.max(1, Math.floor(heightPixels / ROW_HEIGHT) - 2)
  const target: Record<string, number> = {
    ArrowDown: index + 1,
    ArrowUp: index - 1,
    PageDown: index + aPage,
    PageUp: index - aPage,
    Home: 0,
    End: count - 1,
  }
  const next = target[key]
  return next === undefined ? null : Math.min(count - 1, Math.max(0, next))
}

function HeaderCell<Row, SortKey extends string>({
  column,
  sort,
  onSort,
}: {
  readonly column: Column<Row, SortKey>
  readonly sort: Sort<SortKey> | undefined
  readonly onSort: ((sort: Sort<SortKey>) => void) | undefined
}) {
  const { sortBy } = column
  const direction = sortBy !== undefined && sort?.by === sortBy ? sort.direction : undefined
  const Arrow = direction === 'descending' ? ArrowDown : ArrowUp
  return (
    <div
      role="columnheader"
      aria-sort={sortBy === undefined ? undefined : (direction ?? 'none')}
      className={classes(
        styles.headerCell,
        column.align === 'end' && styles.end,
        column.pinned === true && styles.pinned,
      )}
    >
      {sortBy === undefined || onSort === undefined ? (
        <span className={column.headerHidden === true ? 'visually-hidden' : undefined}>{column.header}</span>
      ) : (
        <button
          type="button"
          className={classes(styles.sorter, direction !== undefined && styles.sorted)}
          onClick={() => onSort({ by: sortBy, direction: direction === 'ascending' ? 'descending' : 'ascending' })}
        >
          {column.header}
          <Arrow aria-hidden size={12} />
        </button>
      )}
    </div>
  )
}

const SKELETONS = ['60%', '42%', '70%', '50%', '64%', '46%', '58%', '38%', '66%', '52%']

function SkeletonRow({ columns }: { readonly columns: number }) {
  return (
    <div aria-hidden className={styles.columns} style={{ height: ROW_HEIGHT }}>
      {Array.from({ length: columns }, (_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: grey bars have no identity.
        <div key={at} className={styles.cell}>
          <Skeleton width={SKELETONS[at % SKELETONS.length] ?? '50%'} />
        </div>
      ))}
    </div>
  )
}
