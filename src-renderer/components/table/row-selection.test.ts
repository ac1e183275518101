import { expect, test } from 'vitest'
import {
  allLoaded,
  isSelected,
  MOST_SELECTED,
  NOTHING_SELECTED,
  type RowSelectionState,
  toggled,
} from './row-selection.ts'

const LOADED = ['a', 'b', 'c', 'd', 'e']
const idsOf = (state: RowSelectionState) => (state.by === 'all' ? 'all' : [...state.ids].sort().join(''))
const pressing = (...presses: readonly string[]) =>
  presses.reduce(
    (state, press) => toggled(state, LOADED, press.replace('shift ', ''), press.startsWith('shift ')),
    NOTHING_SELECTED,
  )

test('a press selects a row, and a second one takes it out again', () => {
  expect(idsOf(pressing('b', 'd'))).toBe('bd')
  expect(idsOf(pressing('b', 'd', 'b'))).toBe('d')
})

test('a press with Shift selects, or takes out, all rows from the last one that was pressed', () => {
  expect(idsOf(pressing('b', 'shift d'))).toBe('bcd')
  expect(idsOf(pressing('d', 'shift b'))).toBe('bcd')
  expect(idsOf(pressing('a', 'shift e', 'c', 'shift d'))).toBe('abe')
  expect(idsOf(pressing('shift c'))).toBe('c')
})

test('a range from a row that is not loaded any more is that one row', () => {
  const state = { by: 'ids', ids: new Set(['z']), anchor: 'z' } as const
  expect(idsOf(toggled(state, LOADED, 'c', true))).toBe('cz')
})

test('where all that match are selected, every row is, and taking one out leaves the other loaded ones', () => {
  expect(isSelected({ by: 'all' }, 'not loaded')).toBe(true)
  expect(idsOf(toggled({ by: 'all' }, LOADED, 'c', false))).toBe('abde')
})

test('no more rows are selected one by one than a bulk change takes', () => {
  const many = Array.from({ length: MOST_SELECTED + 5 }, (_, index) => `${index}`)
  const state = allLoaded(many)
  expect(state.by === 'ids' && state.ids.size).toBe(MOST_SELECTED)
  const one = toggled(state, many, `${MOST_SELECTED + 1}`, false)
  expect(one.by === 'ids' && one.ids.size).toBe(MOST_SELECTED)
})
