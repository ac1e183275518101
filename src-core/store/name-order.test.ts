import fc from 'fast-check'
import { expect, test } from 'vitest'
import { language } from '../../src-shared/schemas/common.ts'
import { fold } from './fold.ts'
import { fullNameColumns, nameColumns, orderColumn } from './name-order.ts'

/** What people write names with in the four languages. Dotless ı is a letter in Turkish only, elsewhere an i. */
const LETTERS = [...'abcdefghijklmnopqrstuvwxyzáčďéěíňóřšťúůýžàâæçèêëîïôœùûüÿğıiöşABCČDHIİÖŘŞŽ0189 ', 'ch', 'Ch', 'CH']
const lettersOf = (wanted: string) => LETTERS.filter((letter) => wanted === 'tr' || !'ıİ'.includes(letter))

test.each(language.options)('names are in the order of the alphabet in %s', (wanted) => {
  const collator = new Intl.Collator(wanted, { sensitivity: 'base' })
  const letter = fc.constantFrom(...lettersOf(wanted))
  const name = fc.array(letter, { minLength: 1, maxLength: 3 }).map((letters) => letters.join('').trim())
  fc.assert(
    fc.property(name, name, (one, other) => {
      expect(Math.sign(compareBytes(keyOf(wanted, one), keyOf(wanted, other)))).toBe(
        Math.sign(collator.compare(oneSpaced(one), oneSpaced(other))),
      )
    }),
    { numRuns: 3_000 },
  )
})

test('neither case nor Unicode form moves a name', () => {
  for (const wanted of language.options) {
    expect(keyOf(wanted, 'ČÁSLAV')).toBe(keyOf(wanted, 'c\u030ca\u0301slav'))
    expect(keyOf(wanted, '  Chocen  2')).toBe(keyOf(wanted, 'chocen 2'))
  }
})

test('a name without letters of its own in a language takes no room for it', () => {
  expect(nameColumns('Order portal')).toMatchObject({ name_cs: null, name_tr: null })
  expect(fullNameColumns('Nikola Tesla')).toMatchObject({ full_name_cs: null, full_name_tr: null })
})

function keyOf(wanted: (typeof language.options)[number], name: string): string {
  const columns: Readonly<Record<string, string | null>> = nameColumns(name)
  const column = orderColumn('name_folded', wanted)
  return columns[column.replace(/_order$/, '')] ?? fold(name)
}

function compareBytes(one: string, other: string): number {
  return Buffer.from(one).compare(Buffer.from(other))
}

function oneSpaced(text: string): string {
  return text.replaceAll(/ +/g, ' ')
}
