import Database from 'better-sqlite3'
import { Kysely, SqliteDialect } from 'kysely'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { StoreSchema } from '../schema.ts'
import { compiledOnce } from './compiled-once.ts'

function open() {
  const driver = new Database(':memory:')
  driver.exec("create table settings (key text, value text); insert into settings values ('a', '1'), ('b', '2')")
  const database = new Kysely<StoreSchema>({ dialect: new SqliteDialect({ database: driver }) })
  onTestFinished(() => database.destroy())
  return database
}

function valueByKey() {
  const build = vi.fn((database: Kysely<StoreSchema>, { key }: { key: string }) =>
    database.selectFrom('settings').select('value').where('key', '=', key).compile(),
  )
  return { build, ask: compiledOnce(build) }
}

test('a query is built once for each store, in its transactions too, and answers every call for its own values', async () => {
  const { build, ask } = valueByKey()
  const [one, other] = [open(), open()]
  expect(await ask(one, { key: 'a' })).toEqual([{ value: '1' }])
  expect(await one.transaction().execute((transaction) => ask(transaction, { key: 'b' }))).toEqual([{ value: '2' }])
  expect(build).toHaveBeenCalledTimes(1)
  expect(await ask(other, { key: 'c' })).toEqual([])
  expect(build).toHaveBeenCalledTimes(2)
})

test('a query that is over with its transaction is refused', async () => {
  const { ask } = valueByKey()
  const transaction = await open()
    .transaction()
    .execute(async (transaction) => transaction)
  await expect(ask(transaction, { key: 'a' })).rejects.toThrow('committed')
})

test('a value that is not given, or was not given the first time, is refused rather than left out', async () => {
  const { ask } = valueByKey()
  const database = open()
  await ask(database, { key: 'a' })
  await expect(ask(database, { key: undefined as never })).rejects.toThrow('without key')
  await expect(ask(database, { key: 'a', more: 'b' } as never)).rejects.toThrow('other values')
})
