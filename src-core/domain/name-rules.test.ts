import { expect, test } from 'vitest'
import { DeskError } from '../../src-shared/errors.ts'
import { checkName, type NameRules, nameSuggestions } from './name-rules.ts'

const FREE: NameRules = { nameMinimumLength: 1, namePrefix: null, nameUniqueForOwner: false }

function problemOf(name: string, rules: NameRules, isTaken = false): string | undefined {
  try {
    checkName(name, rules, isTaken)
    return undefined
  } catch (error) {
    expect(error).toBeInstanceOf(DeskError)
    return (error as DeskError).fields?.name?.rule
  }
}

test('a name is as long as the policy asks for, counted in characters that people see', () => {
  const rules = { ...FREE, nameMinimumLength: 4 }
  expect(problemOf('Žižk', rules)).toBeUndefined()
  expect(problemOf('🚚🚚🚚', rules)).toBe('nameTooShort')
})

test('a name begins as the policy asks for, to the letter', () => {
  const rules = { ...FREE, namePrefix: 'erp-' }
  expect(problemOf('erp-orders', rules)).toBeUndefined()
  expect(problemOf('ERP-orders', rules)).toBe('namePrefixMissing')
  expect(problemOf('orders', rules)).toBe('namePrefixMissing')
})

test('a taken name is refused only where names are unique for an owner', () => {
  expect(problemOf('Orders', FREE, true)).toBeUndefined()
  expect(problemOf('Orders', { ...FREE, nameUniqueForOwner: true }, true)).toBe('nameTaken')
  expect(problemOf('Orders', { ...FREE, nameUniqueForOwner: true }, false)).toBeUndefined()
})

test('O4-6 · the name to begin with obeys the rules', () => {
  expect(nameSuggestions('Ácme', 'Žofie Nová', FREE)[0]).toBe('Ácme portal')
  expect(nameSuggestions('Ácme', 'Žofie Nová', { ...FREE, namePrefix: 'crm-' })[0]).toBe('crm-Ácme portal')
  expect(nameSuggestions('Ácme', 'Žofie Nová', { ...FREE, nameMinimumLength: 20 })[0]).toBe('Ácme portal, Žofie Nová')
  expect(nameSuggestions('Á', 'Ž', { ...FREE, nameMinimumLength: 50 })).toEqual([])
  expect(nameSuggestions('Ácme', 'Žofie Nová', { ...FREE, nameUniqueForOwner: true }).slice(0, 2)).toEqual([
    'Ácme portal',
    'Ácme portal 2',
  ])
  const long = nameSuggestions('🚚'.repeat(300), 'Ž', { ...FREE, nameUniqueForOwner: true })
  expect(long.map((name) => [...name].length <= 200 && name.isWellFormed())).not.toContain(false)
})
