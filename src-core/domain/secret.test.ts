import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checksumOf } from '../../src-shared/secret-checksum.ts'
import { seededRandom } from '../testing/seeded-random.ts'
import {
  digestOfSecret,
  hintOf,
  inspectSecret,
  makeSecret,
  prefixFor,
  SECRET_PREFIXES,
  type SecretPrefix,
} from './secret.ts'

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const textOf = (bytes: Uint8Array) => String.fromCharCode(...bytes)
const anySecret = fc
  .tuple(fc.constantFrom(...SECRET_PREFIXES), fc.integer())
  .map(([prefix, seed]) => textOf(makeSecret(prefix, seededRandom(seed))))

describe('the format of secrets', () => {
  test.each([
    ['tdk_000000000000000000000000000000', '4CLAwp'],
    ['tdk_ABCDEFGHIJKLMNOPQRSTUVWXYZabcd', '0yEjPP'],
    ['tdk_zzzzzzzzzzzzzzzzzzzzzzzzzzzzzz', '2CfHC4'],
  ])('the published test vector %s has the checksum %s', (text, checksum) => {
    expect(checksumOf(text)).toBe(checksum)
    expect(checksumOf(Buffer.from(text))).toBe(checksum)
  })

  test('a new secret is 40 bytes, recognised with its prefix, and begins with its hint', () => {
    fc.assert(
      fc.property(fc.constantFrom(...SECRET_PREFIXES), fc.integer(), (prefix, seed) => {
        const secret = makeSecret(prefix, seededRandom(seed))
        expect(secret).toHaveLength(40)
        expect(inspectSecret(textOf(secret))).toEqual({ form: 'ok', prefix })
        expect(textOf(secret)).toMatch(/^td[utcso]_[0-9A-Za-z]{36}$/)
        expect(hintOf(secret)).toBe(textOf(secret).slice(0, 8))
        expect(digestOfSecret(secret)).toEqual(digestOfSecret(textOf(secret)))
        expect(digestOfSecret(secret)).toHaveLength(32)
      }),
    )
  })

  test('the prefix says whose it is', () => {
    expect([prefixFor('user'), prefixFor('technical-user'), prefixFor('contact')]).toEqual(['tdu_', 'tdt_', 'tdc_'])
  })

  test('a prefix alone makes another secret: tdu_ cannot be passed off as tdc_', () => {
    const secret = textOf(makeSecret('tdu_', seededRandom(7)))
    expect(inspectSecret(`tdc_${secret.slice(4)}`)).toEqual({ form: 'checksum' })
  })

  test('any single wrong character is noticed', () => {
    fc.assert(
      fc.property(anySecret, fc.nat(35), fc.constantFrom(...BASE62), (secret, offset, other) => {
        const at = 4 + offset
        fc.pre(secret[at] !== other)
        expect(inspectSecret(secret.slice(0, at) + other + secret.slice(at + 1))).toEqual({ form: 'checksum' })
      }),
      { numRuns: 1000 },
    )
  })

  test('any two swapped neighbours are noticed', () => {
    fc.assert(
      fc.property(anySecret, fc.nat(34), (secret, offset) => {
        const at = 4 + offset
        fc.pre(secret[at] !== secret[at + 1])
        const swapped = `${secret.slice(0, at)}${secret[at + 1]}${secret[at]}${secret.slice(at + 2)}`
        expect(inspectSecret(swapped)).toEqual({ form: 'checksum' })
      }),
      { numRuns: 1000 },
    )
  })

  test('a truncated or over-long secret is malformed', () => {
    fc.assert(
      fc.property(anySecret, fc.nat(39), fc.string({ minLength: 1 }), (secret, length, more) => {
        expect(inspectSecret(secret.slice(0, length))).toEqual({ form: 'malformed' })
        expect(inspectSecret(secret + more)).toEqual({ form: 'malformed' })
      }),
    )
  })

  test('an unknown prefix is malformed, with a right checksum too', () => {
    const body = `tdk_${'A'.repeat(30)}`
    expect(inspectSecret(body + checksumOf(body))).toEqual({ form: 'malformed' })
  })

  test('any text at all is answered', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(['ok', 'malformed', 'checksum']).toContain(inspectSecret(text).form)
      }),
    )
    expect(inspectSecret('x'.repeat(5_000_000))).toEqual({ form: 'malformed' })
    expect(inspectSecret(`${textOf(makeSecret('tdu_', seededRandom(1)))}\n`)).toEqual({ form: 'malformed' })
  })

  test('no character of the alphabet is favoured (chi-square, 61 degrees of freedom)', () => {
    const random = seededRandom(20261121)
    const counts = new Map<string, number>()
    const secrets = 20_000
    for (let made = 0; made < secrets; made += 1)
      for (const character of textOf(makeSecret('tdc_' satisfies SecretPrefix, random)).slice(4, 34))
        counts.set(character, (counts.get(character) ?? 0) + 1)
    const expected = (secrets * 30) / 62
    const chiSquare = [...BASE62].reduce((sum, c) => sum + ((counts.get(c) ?? 0) - expected) ** 2 / expected, 0)
    // 99.9 % of unbiased sources stay below 99.6; a plain modulo of 256 values comes out in the thousands.
    expect(chiSquare).toBeLessThan(99.6)
  })
})
