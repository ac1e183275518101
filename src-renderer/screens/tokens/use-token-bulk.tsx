import { type ReactNode, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BulkAction, BulkSelection } from '../../../src-shared/contract/token-bulk.ts'
import type { TokenId } from '../../../src-shared/schemas/ids.ts'
import { useAnnounce } from '../../components/feedback/announcer.tsx'
import { useFormat } from '../../components/format/use-format.ts'
import { useShortcut } from '../../components/keyboard/use-shortcut.ts'
import type { useListing } from '../../components/listing/use-listing.ts'
import { MOST_SELECTED } from '../../components/table/row-selection.ts'
import { type RowSelection, useRowSelection } from '../../components/table/use-row-selection.ts'
import { BulkDialog } from '../../components/tokens/bulk/bulk-dialog.tsx'
import { BulkBar } from './bulk-bar.tsx'

/** Selecting tokens of the list and acting on them. `bar` stands below the rows, which stay where they are. */
export function useTokenBulk(listing: TokenListing): { readonly selection: RowSelection; readonly bar: ReactNode } {
  const ids = useMemo(() => listing.rows.map((row) => row.id), [listing.rows])
  const selection = useRowSelection(ids, JSON.stringify(listing.asked))
  const words = useSelectionWords(selection, listing.countWords)
  const [acting, setActing] = useState<{ action: BulkAction; selection: BulkSelection } | null>(null)
  const { state } = selection
  const isAny = state.by === 'all' || state.ids.size > 0
  useShortcut('Escape', isAny && acting === null ? selection.clear : null)

  const act = (action: BulkAction) =>
    setActing({
      action,
      selection:
        state.by === 'all' ? { by: 'filter', filter: listing.asked } : { by: 'ids', ids: [...state.ids] as TokenId[] },
    })
  const bar = (
    <>
      {isAny ? (
        <BulkBar
          words={words}
          // Only what the rows in sight answer can be meant by "all that match".
          allWords={
            state.by === 'ids' && listing.settled && isMore(listing, state.ids.size) ? listing.countWords : null
          }
          atMost={state.by === 'ids' && state.ids.size === MOST_SELECTED}
          onSelectAll={selection.selectAll}
          onAct={act}
          onClear={selection.clear}
        />
      ) : null}
      {acting === null ? null : (
        <BulkDialog
          action={acting.action}
          selection={acting.selection}
          onClose={() => setActing(null)}
          onDone={() => {
            setActing(null)
            selection.clear()
          }}
        />
      )}
    </>
  )
  return { selection, bar }
}

type TokenListing = ReturnType<typeof useListing<'tokens.list'>>

function isMore(listing: TokenListing, selected: number): boolean {
  return listing.totalRows === null || listing.totalRows > selected
}

/** How much is selected, in words, which are also announced. */
function useSelectionWords({ state }: RowSelection, countWords: string | null): string {
  const { t } = useTranslation()
  const format = useFormat()
  const announce = useAnnounce()
  const count = state.by === 'all' ? null : state.ids.size
  const words =
    count === null
      ? t('bulk.allSelected', { rows: countWords ?? '' })
      : count === 0
        ? t('bulk.nothingSelected')
        : t('bulk.selected', { count, formatted: format.number(count) })
  const before = useRef(words)
  const say = useEffectEvent(() => announce(words))
  useEffect(() => {
    if (before.current === words) return
    before.current = words
    say()
  }, [words])
  return words
}
