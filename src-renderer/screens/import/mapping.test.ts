import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fieldsOf, type Mapping, mappingFor, missingFrom, withField } from './mapping.ts'

describe('what is in which column', () => {
  test.each([
    ['contacts', [null], ['customer', 'name']],
    ['contacts', ['customer', 'fullName'], []],
    ['contacts', ['customerReference', 'lastName'], []],
    ['contacts', ['customer', 'email'], ['name']],
    ['users', ['fullName', 'email'], ['username']],
    ['users', ['username'], []],
  ] as const)('an import of %s with %j lacks %j', (kind, mapping, missing) => {
    expect(missingFrom(kind, mapping)).toEqual(missing)
  })

  test('no field is ever given by two columns, whatever is chosen', () => {
    const fields = [null, ...fieldsOf('contacts')]
    const choices = fc.array(fc.record({ column: fc.nat({ max: 9 }), field: fc.constantFrom(...fields) }))
    fc.assert(
      fc.property(choices, (steps) => {
        const start: Mapping = Array.from({ length: 10 }, () => null)
        const end = steps.reduce((mapping, { column, field }) => withField(mapping, column, field), start)
        const given = end.filter((field) => field !== null)
        expect(new Set(given).size).toBe(given.length)
        expect(end).toHaveLength(10)
        const last = steps.at(-1)
        if (last !== undefined) expect(end[last.column]).toBe(last.field)
      }),
    )
  })

  test('a choice survives reading the file again, unless its headings come out differently', () => {
    const chosen = { headers: ['Company', 'Name'], mapping: ['customer', null] as const }
    const guess = ['customer', 'fullName'] as const
    expect(mappingFor(chosen, { headers: ['Company', 'Name'], mapping: guess })).toEqual(['customer', null])
    expect(mappingFor(chosen, { headers: ['Company;Name'], mapping: [null] })).toEqual([null])
    expect(mappingFor(null, { headers: ['Company', 'Name'], mapping: guess })).toEqual(guess)
  })
})
