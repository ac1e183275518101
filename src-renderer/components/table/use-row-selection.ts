import { useMemo, useState } from 'react'
import { allLoaded, isSelected, NOTHING_SELECTED, type RowSelectionState, toggled } from './row-selection.ts'

/** A selection of rows, as a table draws it and as what acts on it reads it. */
export interface RowSelection {
  readonly state: RowSelectionState
  /** Whether all loaded rows are selected, some, or none. */
  readonly extent: 'all' | 'some' | 'none'
  has(rowId: string): boolean
  toggle(rowId: string, asRange: boolean): void
  selectLoaded(): void
  /** All that the list was asked for, loaded or not. */
  selectAll(): void
  clear(): void
}

/** Selects among the loaded rows. What is selected is forgotten as soon as `question`, what the list is asked, changes. */
export function useRowSelection(loadedIds: readonly string[], question: string): RowSelection {
  const [kept, setKept] = useState({ question, state: NOTHING_SELECTED })
  const state = kept.question === question ? kept.state : NOTHING_SELECTED
  return useMemo(() => {
    const set = (next: RowSelectionState) => setKept({ question, state: next })
    const selected = loadedIds.filter((id) => isSelected(state, id)).length
    return {
      state,
      extent: selected === 0 ? 'none' : selected === loadedIds.length ? 'all' : 'some',
      has: (id) => isSelected(state, id),
      toggle: (id, asRange) => set(toggled(state, loadedIds, id, asRange)),
      selectLoaded: () => set(allLoaded(loadedIds)),
      selectAll: () => set({ by: 'all' }),
      clear: () => set(NOTHING_SELECTED),
    }
  }, [state, loadedIds, question])
}
