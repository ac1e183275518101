import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test, vi } from 'vitest'
import { createOwners, DAY_MS, NOON, newToken, openTestStore, testClock } from '../testing/store-fixture.ts'
import { tokens } from '../testing/suites/tokens.ts'

tokens(openTestStore)

test('last use is written within seconds, at most once a minute a token, and when the store closes', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    const { store, folder } = await openTestStore()
    const { userOwner } = await store.change((all) => createOwners(all))
    const { id } = await store.change(({ tokens }) => tokens.create(newToken(userOwner, 's'), NOON))
    const last = async () => (await store.read(({ tokens }) => tokens.get(id, NOON)))?.lastAccessAt
    const iso = (at: number) => new Date(at).toISOString()
    store.noteAccess(id, NOON + 2)
    store.noteAccess(id, NOON + 1)
    expect(await last()).toBeNull()
    await vi.advanceTimersByTimeAsync(5_000)
    expect(await last()).toBe(iso(NOON + 2))
    store.noteAccess(id, NOON + 30_000)
    await vi.advanceTimersByTimeAsync(5_000)
    expect(await last()).toBe(iso(NOON + 2))
    store.noteAccess(id, NOON + 60_002)
    store.noteAccess('TKN-0000-0000', NOON)
    await store.close()
    const { store: again } = await openTestStore({ folder })
    expect((await again.read(({ tokens }) => tokens.get(id, NOON)))?.lastAccessAt).toBe(iso(NOON + 60_002))
  } finally {
    vi.useRealTimers()
  }
})

test('very many tokens that lapsed while the store was closed keep nobody waiting, and are expired all the same', async () => {
  const { store, folder } = await openTestStore()
  const { userOwner } = await store.change((all) => createOwners(all))
  const tokens = Array.from({ length: MANY }, (_, index) => ({
    ...newToken(userOwner, `${index}`, { expiresAt: NOON + DAY_MS }),
    state: 'active' as const,
    createdAt: NOON,
    lastAccessAt: null,
    disabledUntil: null,
    disableReason: null,
    removedAt: null,
    withdrawalReason: null,
    undoableUntil: null,
    replaces: null,
    replacedBy: null,
  }))
  await store.change(({ imports }) => imports.createTokens(tokens))
  await store.close()
  const later = NOON + 2 * DAY_MS
  const { store: again } = await openTestStore({ folder, clock: testClock(later) })
  const view = new Database(join(folder, 'token-desk.sqlite'), { readonly: true })
  const marked = view.prepare('select count(*) from tokens where lapsed = 1').pluck().get()
  view.close()
  expect(marked).toBeLessThan(MANY)
  const filters = [{}, { status: ['active' as const] }, { status: ['expired' as const] }]
  for (const [index, filter] of filters.entries()) {
    const { count } = await again.read((all) => all.tokens.count(filter, 'all', later))
    expect(count).toBe([MANY, 0, MANY][index])
  }
})
const MANY = 6_000
