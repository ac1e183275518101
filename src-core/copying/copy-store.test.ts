import Database from 'better-sqlite3'
import { describe, expect, onTestFinished, test } from 'vitest'
import { COPIED_TABLES, columnsOf } from '../store/repositories/copy-repository.ts'
import { storeFiles } from '../store/sqlite/store-files.ts'
import { audited, createOwners, openTestStore } from '../store/testing/store-fixture.ts'
import { describeCopying } from '../testing/copying.ts'
import { copyStore } from './copy-store.ts'

describe('into SQLite', () => {
  describeCopying(async () => (await openTestStore()).store)
})

test('every column is copied but those that the database computes itself', async () => {
  const { folder } = await openTestStore()
  const database = new Database(storeFiles(folder).store, { readonly: true })
  onTestFinished(() => void database.close())
  const written = database.prepare<[string], string>('select name from pragma_table_xinfo(?) where hidden = 0').pluck()
  for (const table of COPIED_TABLES) expect([...columnsOf(table)].sort()).toEqual(written.all(table).sort())
})

test('a trail that somebody has changed is not copied', async () => {
  const { store: source, folder } = await openTestStore()
  await source.change(async (repositories) => {
    const { user } = await createOwners(repositories)
    for (let number = 0; number < 3; number += 1) await audited(repositories, `TKN-${number}`, user.id)
  })
  const outsider = new Database(storeFiles(folder).store)
  onTestFinished(() => void outsider.close())
  outsider.exec("drop trigger audit_is_not_changed; update audit set actor_name = 'Somebody else' where sequence = 2")
  const { store: target } = await openTestStore()
  await expect(copyStore(source, target)).rejects.toMatchObject({ code: 'STORE_CORRUPT', reason: 'damaged' })
  expect((await target.facts()).auditRecords).toBe(0)
})
