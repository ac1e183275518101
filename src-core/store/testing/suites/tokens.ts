import { expect, test } from 'vitest'
import type { TokenState } from '../../../../src-shared/schemas/tokens.ts'
import { createOwners, DAY_MS, digestOf, NOON, newToken, type OpenStore, person, testClock } from '../store-fixture.ts'

/** Tokens, as every store keeps them. */
export function tokens(open: OpenStore): void {
  test('O4-6 · a contact’s token comes back with its owner, customer, modules and dates', async () => {
    const { store } = await open()
    const { user, contact, customer, contactOwner } = await store.change((all) => createOwners(all))
    const token = await store.change(({ tokens }) =>
      tokens.create(
        newToken(contactOwner, 'secret', { modules: ['order-status'], expiresAt: NOON + DAY_MS, createdBy: user.id }),
        NOON,
      ),
    )
    expect(token).toMatchObject({
      name: 'Order portal',
      owner: {
        kind: 'contact',
        id: contact.id,
        name: 'Žofie Nová',
        active: true,
        customer: { id: customer.id, name: 'Ácme' },
      },
      modules: [{ code: 'order-status', name: 'Order Status, customer portal' }],
      status: 'active',
      createdBy: { id: user.id, name: 'Ada Lovelace' },
      createdAt: new Date(NOON).toISOString(),
      expiresAt: new Date(NOON + DAY_MS).toISOString(),
      lastAccessAt: null,
      disabledUntil: null,
      disableReason: null,
      removedAt: null,
      withdrawalReason: null,
      undoableUntil: null,
      replaces: null,
      replacedBy: null,
      version: 1,
    })
    expect(await store.read(({ tokens }) => tokens.get(token.id, NOON))).toEqual(token)
  })

  test('AK-5 · a token is expired from the very millisecond of its expiration on', async () => {
    const { store } = await open()
    const { userOwner } = await store.change((all) => createOwners(all))
    const { id } = await store.change(({ tokens }) =>
      tokens.create(newToken(userOwner, 's', { expiresAt: NOON + 1000 }), NOON),
    )
    const status = async (now: number) => (await store.read(({ tokens }) => tokens.get(id, now)))?.status
    expect([await status(NOON + 999), await status(NOON + 1000)]).toEqual(['active', 'expired'])
  })

  test('AK-6 · a removed token keeps its row, with the date; AK-7 · a deleted one is in no list but still known to verification', async () => {
    const { store } = await open()
    const { userOwner } = await store.change((all) => createOwners(all))
    const [kept, gone] = await store.change(async ({ tokens }) => [
      await tokens.create(newToken(userOwner, 'kept'), NOON),
      await tokens.create(newToken(userOwner, 'gone'), NOON),
    ])
    await store.change(async ({ tokens }) => {
      await tokens.setState(kept?.id ?? '', 1, 'removed', NOON + 5)
      await tokens.setState(gone?.id ?? '', 1, 'deleted', NOON + 6)
    })
    const { rows } = await store.read(({ tokens }) =>
      tokens.list({ limit: 9, sort: { by: 'createdAt', direction: 'ascending' } }, 'all', NOON),
    )
    expect(rows).toMatchObject([
      { id: kept?.id, status: 'removed', removedAt: new Date(NOON + 5).toISOString(), version: 2 },
    ])
    expect(await store.read(({ tokens }) => tokens.get(gone?.id ?? '', NOON))).toBeUndefined()
    expect(await store.read(({ tokens }) => tokens.state(gone?.id ?? '', NOON))).toEqual({
      state: 'deleted',
      version: 2,
    })
    expect(await store.findByDigest(digestOf('gone'))).toMatchObject({ state: 'deleted' })
  })

  test('a digest is never issued twice, not even after deletion', async () => {
    const { store } = await open()
    const { userOwner } = await store.change((all) => createOwners(all))
    await store.change(async ({ tokens }) => {
      const { id } = await tokens.create(newToken(userOwner, 'once'), NOON)
      await tokens.setState(id, 1, 'deleted', NOON)
    })
    await expect(store.change(({ tokens }) => tokens.create(newToken(userOwner, 'once'), NOON))).rejects.toThrow(
      /tokens[._]digest/,
    )
  })

  test('a state change from an older version is refused', async () => {
    const { store } = await open()
    const { userOwner } = await store.change((all) => createOwners(all))
    const { id } = await store.change(({ tokens }) => tokens.create(newToken(userOwner, 's'), NOON))
    await store.change(({ tokens }) => tokens.setState(id, 1, 'disabled', NOON))
    await expect(store.change(({ tokens }) => tokens.setState(id, 1, 'active', NOON))).rejects.toMatchObject({
      code: 'CONFLICT',
    })
    await expect(
      store.change(({ tokens }) => tokens.setState('TKN-0000-0000', 1, 'active', NOON)),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await store.read(({ tokens }) => tokens.state(id, NOON))).toEqual({
      state: 'disabled' satisfies TokenState,
      version: 2,
    })
  })

  test('an owner or module that does not exist is refused, and nothing is kept', async () => {
    const { store } = await open()
    const { user, userOwner } = await store.change((all) => createOwners(all))
    const create = (owner: { kind: 'user' | 'technical-user' | 'contact'; id: string }, modules: string[] = []) =>
      store.change(({ tokens }) => tokens.create(newToken(owner, 'x', { modules }), NOON))
    await expect(create({ kind: 'contact', id: 'CON-0000-0000' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(create({ kind: 'technical-user', id: user.id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(create(userOwner, ['orders', 'nothing'])).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      fields: { 'modules.1': {} },
    })
    expect(await store.read(({ tokens }) => tokens.count({}, 'all', NOON))).toEqual({ count: 0, exact: true })
  })

  test('a verification reads the owner’s activity: the user’s, the contact’s, and the contact’s customer’s', async () => {
    const { store } = await open()
    const { user, customer, contact, userOwner, contactOwner } = await store.change((all) => createOwners(all))
    await store.change(async ({ tokens }) => {
      await tokens.create(newToken(userOwner, 'user', { modules: ['reports', 'orders'] }), NOON)
      await tokens.create(newToken(contactOwner, 'contact', { expiresAt: NOON }), NOON)
    })
    expect(await store.findByDigest(digestOf('user'))).toEqual({
      id: expect.stringMatching(/^TKN-/),
      state: 'active',
      disabledUntil: null,
      expiresAt: null,
      ownerKind: 'user',
      ownerId: user.id,
      customerId: null,
      ownerActive: true,
      employmentEndsAt: null,
      modules: ['orders', 'reports'],
    })
    expect(await store.findByDigest(digestOf('contact'))).toMatchObject({
      customerId: customer.id,
      ownerActive: true,
      modules: [],
      expiresAt: NOON,
    })
    expect(await store.findByDigest(digestOf('nobody'))).toBeUndefined()

    const activeOf = async (secret: string) => (await store.findByDigest(digestOf(secret)))?.ownerActive
    await store.change(({ users }) => users.setActive(user.id, 1, false))
    expect(await activeOf('user')).toBe(false)
    await store.change(({ customers }) => customers.setActive(customer.id, 1, false))
    expect(await activeOf('contact')).toBe(false)
    await store.change(async ({ customers, contacts }) => {
      await customers.setActive(customer.id, 2, true)
      await contacts.setActive(contact.id, 1, false)
    })
    expect(await activeOf('contact')).toBe(false)
  })

  test('a verification sees a change at once, even while a long read looks at the state before', async () => {
    const { store } = await open()
    const { userOwner } = await store.change((all) => createOwners(all))
    const { id } = await store.change(({ tokens }) => tokens.create(newToken(userOwner, 's'), NOON))
    const seen = await store.read(async ({ tokens }) => {
      const before = await tokens.state(id, NOON)
      await store.change((all) => all.tokens.setState(id, 1, 'disabled', NOON))
      return [before?.state, (await tokens.state(id, NOON))?.state, (await store.findByDigest(digestOf('s')))?.state]
    })
    expect(seen).toEqual(['active', 'active', 'disabled'])
  })

  test('lapsed tokens are noticed when the store opens and as time goes on, and set back with the clock', async () => {
    const clock = testClock(NOON)
    const { store } = await open({ clock })
    const { userOwner } = await store.change((all) => createOwners(all))
    await store.change(async ({ tokens, users }) => {
      await users.create(person('Bea'), NOON)
      for (let day = 1; day <= 3; day += 1)
        await tokens.create(newToken(userOwner, `${day}`, { expiresAt: NOON + day * DAY_MS }), NOON)
    })
    const expired = async (now: number) => {
      clock.set(now)
      const count = () => store.read(({ tokens }) => tokens.count({ status: ['expired'] }, 'all', now))
      const first = await count()
      // Whatever housekeeping the first question began is done once a change has had its turn.
      await store.change(async () => undefined)
      expect(await count()).toEqual(first)
      return first.count
    }
    expect([
      await expired(NOON + 2 * DAY_MS),
      await expired(NOON + 3 * DAY_MS),
      await expired(NOON + DAY_MS),
      await expired(NOON),
    ]).toEqual([2, 3, 1, 0])
  })
}
