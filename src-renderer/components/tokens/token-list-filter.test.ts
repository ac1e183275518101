import { expect, test } from 'vitest'
import { askedOf, EVERY_TOKEN, tokenListFilterIn } from './token-list-filter.ts'

const WEEK = '2026-11-15T23:00:00.000Z/2026-11-22T23:00:00.000Z' as const

test('BY-9 · an address sets the filters of the list, each as the desk is asked with it', () => {
  const filter = tokenListFilterIn({
    status: 'active',
    ownerKind: 'contact',
    module: 'orders',
    expiring: 30,
    use: 'never',
  })
  expect(askedOf({ ...EVERY_TOKEN, ...filter })).toEqual({
    status: ['active'],
    ownerKind: ['contact'],
    module: 'orders',
    expiringWithinDays: 30,
    use: 'never',
  })
  expect(askedOf({ ...EVERY_TOKEN, ...tokenListFilterIn({ expiring: WEEK }) })).toEqual({
    expiringBetween: { from: '2026-11-15T23:00:00.000Z', before: '2026-11-22T23:00:00.000Z' },
  })
  expect(askedOf(EVERY_TOKEN)).toEqual({})
})

test('what an address cannot mean is passed over', () => {
  const strange = { status: 'deleted', ownerKind: ['user'], module: '../x', expiring: '31', use: true, other: 1 }
  expect(tokenListFilterIn(strange)).toEqual({})
  for (const expiring of ['/', 'a/b', `${WEEK}/x`, '2026-11-15/2026-11-22', {}, null])
    expect(tokenListFilterIn({ expiring })).toEqual({})
})
