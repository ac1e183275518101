import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createOwners, NOON, newToken, openTestStore } from '../testing/store-fixture.ts'
import { decodeCursor, encodeCursor, type Position } from './cursor.ts'

const position = fc.record({
  order: fc.constantFrom('as-asked' as const, 'newest-first' as const),
  key: fc.oneof(fc.string({ unit: 'grapheme' }), fc.maxSafeInteger()),
  id: fc.maxSafeNat(),
}) satisfies fc.Arbitrary<Position>

test('a cursor comes back as the position it was made from', () => {
  fc.assert(
    fc.property(position, fc.jsonValue(), (given, about) => {
      expect(decodeCursor(encodeCursor(given, about), about)).toEqual(given)
    }),
  )
})

test('a cursor of another list, sort or filter is INVALID_INPUT', () => {
  fc.assert(
    fc.property(position, fc.string(), fc.string(), (given, about, other) => {
      fc.pre(about !== other)
      expect(() => decodeCursor(encodeCursor(given, about), other)).toThrow(
        expect.objectContaining({ code: 'INVALID_INPUT' }),
      )
    }),
  )
})

test('a cursor with any character changed, added or missing is INVALID_INPUT', () => {
  fc.assert(
    fc.property(position, fc.nat(), fc.string({ maxLength: 3 }), (given, place, put) => {
      const cursor = encodeCursor(given, 'list')
      const at = place % cursor.length
      const altered = cursor.slice(0, at) + put + cursor.slice(at + 1)
      fc.pre(altered !== cursor)
      expect(() => decodeCursor(altered, 'list')).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }))
    }),
  )
})

test('any text at all for a cursor is INVALID_INPUT', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json(), fc.base64String()), (text) => {
      expect(() => decodeCursor(text, 'list')).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }))
    }),
  )
})

test('a list refuses the cursor of another sort order instead of misreading it', async () => {
  const { store } = await openTestStore()
  const cursor = await store.change(async (repositories) => {
    const { userOwner } = await createOwners(repositories)
    for (const secret of ['a', 'b', 'c']) await repositories.tokens.create(newToken(userOwner, secret), NOON)
    const page = await repositories.tokens.list({ limit: 1, sort: { by: 'name', direction: 'ascending' } }, 'all', NOON)
    return page.nextCursor ?? ''
  })
  const list = (by: 'name' | 'expiresAt') =>
    store.read(({ tokens }) => tokens.list({ limit: 1, cursor, sort: { by, direction: 'ascending' } }, 'all', NOON))
  expect((await list('name')).rows).toHaveLength(1)
  await expect(list('expiresAt')).rejects.toMatchObject({ code: 'INVALID_INPUT', fields: { cursor: {} } })
})
