// biome-ignore-all lint/a11y/useSemanticElements: cells of the virtual grid, as in data-table.tsx.
// biome-ignore-all lint/a11y/useFocusableInteractive: the focus roves over the rows, not over cells.
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './select-column.module.css'
import type { RowSelection } from './use-row-selection.ts'

/** The track of the column. */
export const SELECT_COLUMN = '34px'

/** The box of one row. The grid hears the press, wherever in the cell it is; from the keyboard Space on the row is enough. */
export function RowCheckbox({ selected }: { readonly selected: boolean }) {
  const { t } = useTranslation()
  return (
    <div role="gridcell" className={styles.cell} data-select="">
      <input type="checkbox" tabIndex={-1} checked={selected} readOnly aria-label={t('selection.row')} />
    </div>
  )
}

/** The box above them: all loaded rows, or none. */
export function SelectLoaded({ selection }: { readonly selection: RowSelection }) {
  const { t } = useTranslation()
  const box = useRef<HTMLInputElement>(null)
  const { extent } = selection
  useEffect(() => {
    if (box.current !== null) box.current.indeterminate = extent === 'some'
  }, [extent])
  return (
    <div role="columnheader" className={styles.cell}>
      <input
        ref={box}
        type="checkbox"
        checked={extent === 'all'}
        aria-label={t('selection.loaded')}
        onChange={() => (extent === 'all' ? selection.clear() : selection.selectLoaded())}
      />
    </div>
  )
}
