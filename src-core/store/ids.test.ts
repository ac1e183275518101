import { expect, test } from 'vitest'
import { contactId, customerId, sessionId, tokenId, userId } from '../../src-shared/schemas/ids.ts'
import { newPublicId } from './ids.ts'
import { createOwners, NOON, newToken, openTestStore, testRandom } from './testing/store-fixture.ts'

test('ids have the form that the contract names, one for each kind of record', () => {
  for (let round = 0; round < 200; round += 1) {
    tokenId.parse(newPublicId('TKN', testRandom))
    userId.parse(newPublicId('USR', testRandom))
    contactId.parse(newPublicId('CON', testRandom))
    customerId.parse(newPublicId('CUS', testRandom))
    sessionId.parse(newPublicId('SES', testRandom))
  }
  expect(newPublicId('TKN', { bytes: () => Uint8Array.of(0, 68, 50, 20, 199) })).toBe('TKN-0123-4567')
  expect(newPublicId('TKN', { bytes: (count) => new Uint8Array(count).fill(255) })).toBe('TKN-ZZZZ-ZZZZ')
})

test('an id that is taken is drawn again', async () => {
  let draws = 0
  // The source repeats itself twice for everything it is asked.
  const random = { bytes: (count: number) => new Uint8Array(count).fill(Math.floor(draws++ / 3)) }
  const { store } = await openTestStore({ random })
  const owners = await store.change((repositories) => createOwners(repositories))
  const ids = await store.change(async ({ tokens }) => {
    const first = await tokens.create(newToken(owners.userOwner, 'a'), NOON)
    const second = await tokens.create(newToken(owners.userOwner, 'b'), NOON)
    return [first.id, second.id]
  })
  expect(new Set(ids).size).toBe(2)
})
