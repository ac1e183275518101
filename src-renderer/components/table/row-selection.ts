/** What is selected in a table: rows one by one, or all that the list was asked for, loaded or not. */
export type RowSelectionState =
  | { readonly by: 'ids'; readonly ids: ReadonlySet<string>; readonly anchor: string | null }
  | { readonly by: 'all' }

/** The most rows that are selected one by one: more are asked for by the filter that finds them. */
export const MOST_SELECTED = 1000
export const NOTHING_SELECTED: RowSelectionState = { by: 'ids', ids: new Set(), anchor: null }

export function isSelected(state: RowSelectionState, id: string): boolean {
  return state.by === 'all' || state.ids.has(id)
}

/** Turns one row over, or, as a range, gives all rows from the last one that was turned over the state of this one. */
export function toggled(
  state: RowSelectionState,
  loaded: readonly string[],
  id: string,
  asRange: boolean,
): RowSelectionState {
  // Who takes a row out of all of them means the others that are to be seen.
  const ids = new Set(state.by === 'all' ? loaded : state.ids)
  const select = !ids.has(id)
  const anchor = state.by === 'ids' && asRange ? loaded.indexOf(state.anchor ?? id) : -1
  const here = loaded.indexOf(id)
  const range = anchor === -1 || here === -1 ? [id] : loaded.slice(Math.min(anchor, here), Math.max(anchor, here) + 1)
  for (const each of range)
    if (select) ids.add(each)
    else ids.delete(each)
  return { by: 'ids', ids: limited(ids), anchor: id }
}

export function allLoaded(loaded: readonly string[]): RowSelectionState {
  return { by: 'ids', ids: limited(loaded), anchor: null }
}

function limited(ids: Iterable<string>): ReadonlySet<string> {
  return new Set([...ids].slice(0, MOST_SELECTED))
}
