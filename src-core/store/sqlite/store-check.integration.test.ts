import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { createOwners, NOON, newToken, openTestStore } from '../testing/store-fixture.ts'

test('a full check finds nothing in a store that is sound, while changes go on beside it', async () => {
  const { store } = await openTestStore()
  const check = store.startCheck()
  await store.change((all) => createOwners(all))
  expect(await check.problems).toEqual([])
})

test('a full check finds a reference that leads nowhere and an index that says other than its table', async () => {
  const { store, folder } = await openTestStore()
  await store.change(async (all) => {
    const { userOwner } = await createOwners(all)
    await all.tokens.create(newToken(userOwner, 'secret', { modules: ['orders'] }), NOON)
  })
  const damaging = new Database(join(folder, 'token-desk.sqlite'))
  damaging.pragma('foreign_keys = OFF')
  damaging.exec("delete from modules where code = 'orders'")
  damaging.unsafeMode()
  damaging.pragma('writable_schema = ON')
  // From now on the index is taken for one of another column.
  damaging.exec(`update sqlite_schema set sql = 'CREATE INDEX customers_by_created on customers (name, id)'
    where name = 'customers_by_created'`)
  damaging.close()
  const problems = await store.startCheck().problems
  expect(problems.join('\n')).toContain('token_modules: row ')
  expect(problems.join('\n')).toContain('customers_by_created')
})

test('a check that is given up ends, and the store closes after it', async () => {
  const { store } = await openTestStore()
  const check = store.startCheck()
  const outcome = check.problems.then(
    () => 'done',
    () => 'ended',
  )
  check.cancel()
  await store.close()
  expect(['done', 'ended']).toContain(await outcome)
  expect(() => store.startCheck()).toThrow('can’t be reached')
})
