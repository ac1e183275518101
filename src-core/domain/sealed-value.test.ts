import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../testing/seeded-random.ts'
import { markOfKey, SEALING_KEY_BYTES, sealValue, unsealValue } from './sealed-value.ts'

const anyKey = fc.uint8Array({ minLength: SEALING_KEY_BYTES, maxLength: SEALING_KEY_BYTES })
const anySecret = fc.uint8Array({ maxLength: 100 })
const anyId = fc.string({ minLength: 1, maxLength: 20 })
const random = seededRandom(45)

describe('MP-10 · a sealed value', () => {
  test('is opened by its own key for its own token', () => {
    fc.assert(
      fc.property(anySecret, anyKey, anyId, (secret, key, id) => {
        expect(unsealValue(sealValue(secret, key, id, random), key, id)).toEqual(secret)
      }),
    )
  })

  test('that was altered in any bit is refused', () => {
    fc.assert(
      fc.property(anySecret, anyKey, anyId, fc.nat(), fc.integer({ min: 1, max: 255 }), (secret, key, id, at, bits) => {
        const sealed = sealValue(secret, key, id, random)
        sealed[at % sealed.length]! ^= bits
        expect(unsealValue(sealed, key, id)).toBeUndefined()
      }),
    )
  })

  test('that was cut or lengthened is refused', () => {
    fc.assert(
      fc.property(anySecret, anyKey, anyId, fc.nat(), (secret, key, id, at) => {
        const sealed = sealValue(secret, key, id, random)
        expect(unsealValue(sealed.subarray(0, at % sealed.length), key, id)).toBeUndefined()
        expect(unsealValue(Uint8Array.of(...sealed, 0), key, id)).toBeUndefined()
      }),
    )
  })

  test('of one token is refused for another, and by another key', () => {
    fc.assert(
      fc.property(anySecret, anyKey, anyKey, anyId, anyId, (secret, key, otherKey, id, otherId) => {
        fc.pre(id !== otherId && markOfKey(key) !== markOfKey(otherKey))
        const sealed = sealValue(secret, key, id, random)
        expect(unsealValue(sealed, key, otherId)).toBeUndefined()
        expect(unsealValue(sealed, otherKey, id)).toBeUndefined()
      }),
    )
  })

  test('is another one each time, and shows nothing of the secret', () => {
    const key = random.bytes(SEALING_KEY_BYTES)
    const secret = Buffer.from(`tdu_${'Aa1'.repeat(12)}`)
    const sealed = [1, 2].map(() => Buffer.from(sealValue(secret, key, 'TKN-7Q4K-9M2X', random)))
    expect(sealed[0]).not.toEqual(sealed[1])
    for (const each of sealed) {
      expect(each).toHaveLength(1 + 12 + secret.length + 16)
      expect(each.includes(secret.subarray(0, 8))).toBe(false)
    }
  })
})

test('MP-10 · the mark of a key is its own and holds nothing of it', () => {
  fc.assert(
    fc.property(anyKey, anyKey, (key, other) => {
      expect(markOfKey(key)).toMatch(/^[0-9a-f]{32}$/)
      expect(markOfKey(key) === markOfKey(other)).toBe(Buffer.from(key).equals(other))
      expect(Buffer.from(key).toString('hex')).not.toContain(markOfKey(key))
    }),
  )
})
