import type Database from 'better-sqlite3'
import type { SqliteDatabase, SqliteStatement } from 'kysely'
import { storeProblem } from '../driver-errors.ts'

/**
 * The driver as Kysely sees it, with two things added. Statements stay prepared, which halves the cost of a small query.
 * And a transaction in which the store failed (a full disk, say) is over: whatever the work does with the error, no later
 * statement runs in it, or, where SQLite has rolled it back by itself, past it, and it can't be committed.
 */
export function guardedDatabase(database: Database.Database): SqliteDatabase {
  const statements = new Map<string, SqliteStatement>()
  let inWork = false
  let failure: unknown

  const prepare = (text: string): SqliteStatement => {
    if (text === 'begin') return begin
    if (text === 'rollback') return rollback
    if (failure !== undefined) throw failure
    if (inWork && !database.inTransaction) throw new Error('The transaction has ended: SQLite rolled it back.')
    return text === 'commit' ? commit : prepared(text)
  }

  const prepared = (text: string): SqliteStatement => {
    const known = statements.get(text)
    if (known !== undefined) return known
    const statement = watched(database.prepare(text))
    if (statements.size >= MOST_STATEMENTS) statements.delete(statements.keys().next().value ?? '')
    statements.set(text, statement)
    return statement
  }

  const watched = (statement: SqliteStatement): SqliteStatement => ({
    reader: statement.reader,
    all: (parameters) => watching(() => statement.all(parameters)),
    run: (parameters) => watching(() => statement.run(parameters)),
    iterate: (parameters) => statement.iterate(parameters),
  })

  const watching = <Result>(work: () => Result): Result => {
    try {
      return work()
    } catch (error) {
      if (inWork && storeProblem(error) !== undefined) failure = error
      throw error
    }
  }

  const begin = control(() => {
    database.exec('BEGIN')
    inWork = true
  })
  const commit = control(() => {
    database.exec('COMMIT')
    inWork = false
  })
  const rollback = control(() => {
    inWork = false
    failure = undefined
    if (database.inTransaction) database.exec('ROLLBACK')
  })

  return { prepare, close: () => void database.close() }
}

function control(run: () => void): SqliteStatement {
  return {
    reader: false,
    all: () => [],
    iterate: () => [].values(),
    run: () => {
      run()
      return { changes: 0, lastInsertRowid: 0 }
    },
  }
}

/** Lists with many filters give many texts; the oldest go first. */
const MOST_STATEMENTS = 300
