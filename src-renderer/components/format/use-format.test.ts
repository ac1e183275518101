import { expect, test } from 'vitest'
import { formatFor } from './use-format.ts'

test('a day of the calendar stays that day in every time zone', () => {
  expect(formatFor('en').day('2027-03-14')).toBe('14 Mar 2027')
  expect(formatFor('en').month('2027-03-01')).toBe('Mar')
  expect(formatFor('fr').day('2027-03-14')).toBe('14 mars 2027')
})

test('a time that has passed is told in the largest whole unit', () => {
  const ago = (ms: number) => new Date(Date.now() - ms).toISOString()
  const { relative } = formatFor('en')
  expect(relative(ago(3 * 86_400_000 + 5_000))).toBe('3 days ago')
  expect(relative(ago(65 * 60_000))).toBe('1 hour ago')
  expect(relative(ago(-2 * 86_400_000 - 5_000))).toBe('in 2 days')
  expect(relative(ago(5_000))).toBe('now')
})

test('units that are too long for a column are shortened, and only those', () => {
  const twelveHoursAgo = new Date(Date.now() - 12 * 3_600_000 - 5_000).toISOString()
  const fiveMonthsAgo = new Date(Date.now() - 5 * 2_629_800_000 - 5_000).toISOString()
  expect(formatFor('fr').relative(twelveHoursAgo)).toBe('il y a 12\u00a0h')
  expect(formatFor('fr').relative(fiveMonthsAgo)).toBe('il y a 5 mois')
  expect(formatFor('cs').relative(twelveHoursAgo)).toBe('před 12 h')
  expect(formatFor('tr').relative(twelveHoursAgo)).toBe('12 saat önce')
})

test('figures are grouped as the language groups them', () => {
  expect(formatFor('en').number(10_000)).toBe('10,000')
})

test('names come in the order of the language', () => {
  const inOrder = (language: string, ...names: string[]) => names.sort(formatFor(language).compare)
  expect(inOrder('cs', 'Ivana', 'Chalupa', 'Hora', 'Dvořák', 'Čermák', 'Cihla')).toEqual([
    'Cihla',
    'Čermák',
    'Dvořák',
    'Hora',
    'Chalupa',
    'Ivana',
  ])
  expect(inOrder('tr', 'Tuna', 'İzmir', 'Şule', 'Işık', 'Suna')).toEqual(['Işık', 'İzmir', 'Suna', 'Şule', 'Tuna'])
  expect(inOrder('en', 'Gate 10', 'gate 9', 'Élan', 'Zoo')).toEqual(['Élan', 'gate 9', 'Gate 10', 'Zoo'])
})
