import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seededRandom } from '../testing/seeded-random.ts'
import { canonicalSetupCode, digestOfSetupCode, makeSetupCode } from './setup-code.ts'

const codeOf = (seed: number) => String.fromCharCode(...makeSetupCode(seededRandom(seed)))

test('a setup code is 25 characters in groups of five, without the letters that look like others', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      expect(codeOf(seed)).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}(-[0-9A-HJKMNP-TV-Z]{5}){4}$/)
    }),
  )
})

test('however a code is typed, it is the same code', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const code = codeOf(seed)
      const typed = ` ${code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')}\n`
      expect(digestOfSetupCode(typed)).toEqual(digestOfSetupCode(makeSetupCode(seededRandom(seed))))
      expect(digestOfSetupCode(code.replaceAll('-', '–').replaceAll('1', 'I'))).toEqual(digestOfSetupCode(code))
    }),
  )
})

test('another code has another digest', () => {
  expect(digestOfSetupCode(codeOf(1))).not.toEqual(digestOfSetupCode(codeOf(2)))
  expect(canonicalSetupCode(codeOf(1))).toHaveLength(25)
})
