import Database from 'better-sqlite3'
import { Kysely, SqliteDialect, sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { guardedDatabase } from './guarded-database.ts'

interface Names {
  names: { name: string }
}

function open() {
  const driver = new Database(':memory:')
  driver.exec('create table names (name text unique)')
  const database = new Kysely<Names>({ dialect: new SqliteDialect({ database: guardedDatabase(driver) }) })
  onTestFinished(() => database.destroy())
  const names = async () => (await database.selectFrom('names').select('name').execute()).map((row) => row.name)
  return { driver, database, names }
}

test('a transaction that SQLite ended by itself lets nothing out of it, even where the error is swallowed', async () => {
  const { database, names } = open()
  const work = database.transaction().execute(async (transaction) => {
    await transaction.insertInto('names').values({ name: 'first' }).execute()
    await sql`insert or rollback into names values ('first')`.execute(transaction).catch(() => undefined)
    await transaction.insertInto('names').values({ name: 'slipped out' }).execute()
  })
  await expect(work).rejects.toThrow('rolled it back')
  expect(await names()).toEqual([])
  await database.transaction().execute((next) => next.insertInto('names').values({ name: 'next' }).execute())
  expect(await names()).toEqual(['next'])
})

test('a transaction in which the store failed cannot be committed, even where the error is swallowed', async () => {
  const { driver, database, names } = open()
  driver.pragma('max_page_count = 10')
  const work = database.transaction().execute(async (transaction) => {
    await transaction.insertInto('names').values({ name: 'first' }).execute()
    const long = { name: 'x'.repeat(100_000) }
    await transaction
      .insertInto('names')
      .values(long)
      .execute()
      .catch(() => undefined)
  })
  await expect(work).rejects.toMatchObject({ code: 'SQLITE_FULL' })
  expect(await names()).toEqual([])
})

test('an ordinary refusal can be handled inside the transaction', async () => {
  const { database, names } = open()
  await database.transaction().execute(async (transaction) => {
    await transaction.insertInto('names').values({ name: 'first' }).execute()
    await transaction
      .insertInto('names')
      .values({ name: 'first' })
      .execute()
      .catch(() => undefined)
    await transaction.insertInto('names').values({ name: 'second' }).execute()
  })
  expect(await names()).toEqual(['first', 'second'])
})
