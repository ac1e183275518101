import fc from 'fast-check'
import { expect, test } from 'vitest'
import { afterPrefix, fold, searchWords, usernameKey } from './fold.ts'

test('folding takes away case, accents and compatibility forms', () => {
  expect(fold('  Žofie   NOVÁ\u0000\n')).toBe('zofie nova')
  expect(fold('Łódź Straße IŞIK ışık Œuvre Æsir ﬁ Ⅷ')).toBe('lodz strasse isik isik oeuvre aesir fi viii')
  expect(fold('ΟΔΥΣΣΕΎΣ')).toBe(fold('οδυσσευς'))
})

test('folding again changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(fold(fold(text))).toBe(fold(text))
    }),
  )
})

test('a plain text is folded alike, alone and beside letters that are not plain', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
      expect(fold(`${text}x`)).toBe(fold(`${text}x\u0301`))
    }),
  )
})

test('usernames that differ in case or Unicode form only are the same', () => {
  expect(usernameKey('ADÁ')).toBe(usernameKey('ada\u0301'))
  expect(usernameKey('ada')).not.toBe(usernameKey('adá'))
})

test('the words of a search text are folded and each counts once', () => {
  expect(searchWords(' Nová  NOVA "x" ')).toEqual(['nova', '"x"'])
  expect(searchWords(' \t ')).toEqual([])
})

test('every text with a prefix is below what comes after the prefix, and no text between has another', () => {
  const bytes = (text: string) => Buffer.from(text)
  const wellFormed = fc.string({ unit: 'binary', minLength: 1 }).filter((text) => text.isWellFormed())
  fc.assert(
    fc.property(wellFormed, wellFormed, (prefix, other) => {
      const end = afterPrefix(prefix)
      const within = (text: string) =>
        bytes(text).compare(bytes(prefix)) >= 0 && (end === undefined || bytes(text).compare(bytes(end)) < 0)
      expect(within(prefix + other)).toBe(true)
      expect(within(other)).toBe(other.startsWith(prefix))
    }),
  )
})
