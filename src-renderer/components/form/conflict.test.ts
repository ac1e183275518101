import { expect, test } from 'vitest'
import { differencesBetween } from './conflict.ts'

const base = { fullName: 'Mary', email: '', phone: '1', modules: ['orders'] }

test('of two versions each field that differs is told, and what was typed is kept unless chosen otherwise', () => {
  const mine = { ...base, fullName: 'Mary Winston', phone: '2' }
  const theirs = { ...base, fullName: 'Mary Jackson', email: 'mary@example.com', modules: ['orders', 'invoices'] }
  expect(differencesBetween(['fullName', 'email', 'phone', 'modules'], { base, mine, theirs })).toEqual([
    { name: 'fullName', mine: 'Mary Winston', theirs: 'Mary Jackson', kept: 'mine' },
    { name: 'email', mine: '', theirs: 'mary@example.com', kept: 'theirs' },
    { name: 'phone', mine: '2', theirs: '1', kept: 'mine' },
    { name: 'modules', mine: ['orders'], theirs: ['orders', 'invoices'], kept: 'theirs' },
  ])
})

test('what is ticked in another order is the same', () => {
  const mine = { modules: ['invoices', 'orders'] }
  const theirs = { modules: ['orders', 'invoices'] }
  expect(differencesBetween(['modules'], { base, mine, theirs })).toEqual([])
})

test('where both made the same of a field there is nothing to choose', () => {
  const same = { ...base, email: 'mary@example.com', modules: ['orders', 'invoices'] }
  expect(differencesBetween(['fullName', 'email', 'modules'], { base, mine: same, theirs: { ...same } })).toEqual([])
})
