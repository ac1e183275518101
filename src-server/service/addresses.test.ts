import { expect, test } from 'vitest'
import { addressList, isAddressRange, plainAddress } from './addresses.ts'

test('an address or a range of them is told from what is none', () => {
  for (const text of ['10.0.0.1', '10.0.0.0/8', '0.0.0.0/0', '::1', 'fd00::/8', '::ffff:10.0.0.0/104'])
    expect({ text, is: isAddressRange(text) }).toEqual({ text, is: true })
  for (const text of [
    '',
    'localhost',
    '10.0.0',
    '10.0.0.0/33',
    'fd00::/129',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '10.0.0.0/-1',
    'fe80::1%eth0',
  ])
    expect({ text, is: isAddressRange(text) }).toEqual({ text, is: false })
})

test('a list includes its addresses and ranges, of both families, in either form', () => {
  const list = addressList(['10.0.0.0/8', '192.0.2.7', 'fd00::/8'])
  for (const address of ['10.255.0.1', '192.0.2.7', 'fd12::1', '::ffff:10.1.1.1'])
    expect({ address, is: list.includes(address) }).toEqual({ address, is: true })
  for (const address of ['11.0.0.1', '192.0.2.8', 'fe80::1', '', 'words'])
    expect({ address, is: list.includes(address) }).toEqual({ address, is: false })
})

test('an address has one form, and what is none has none', () => {
  expect(['::ffff:10.0.0.1', '10.0.0.1', '::1', 'words', ''].map(plainAddress)).toEqual([
    '10.0.0.1',
    '10.0.0.1',
    '::1',
    null,
    null,
  ])
})
