import { parentPort, workerData } from 'node:worker_threads'
import Database from 'better-sqlite3'
import { storeProblem } from '../driver-errors.ts'
import type { CheckBegun, CheckEnd, CheckStart } from './store-check.ts'

/** The thread in which a store is checked from end to end: each page and index, and each reference between tables. */
if (parentPort === null) throw new Error('This file runs in a worker thread only.')
const { path } = workerData as CheckStart
const port = parentPort
const end: CheckEnd = { problems: problemsOf(path) }
port.postMessage(end)

function problemsOf(store: string): readonly string[] {
  const database = new Database(store, { readonly: true, fileMustExist: true })
  port.postMessage({ begun: true } satisfies CheckBegun)
  try {
    const problems = [...damageIn(database), ...lostReferencesIn(database)]
    return problems.slice(0, 10)
  } catch (error) {
    // So damaged that not even looking for damage goes on.
    if (storeProblem(error) !== 'damaged') throw error
    return [error instanceof Error ? error.message : String(error)]
  } finally {
    database.close()
  }
}

function damageIn(database: Database.Database): readonly string[] {
  const rows = database.pragma('integrity_check(10)') as { integrity_check: string }[]
  return rows.map((row) => row.integrity_check).filter((said) => said !== 'ok')
}

function lostReferencesIn(database: Database.Database): readonly string[] {
  const found: string[] = []
  for (const row of database.prepare<[], LostReference>('pragma foreign_key_check').iterate()) {
    found.push(`${row.table}: row ${row.rowid ?? '?'} refers to a row of ${row.parent} that is not there`)
    if (found.length === 10) break
  }
  return found
}

interface LostReference {
  readonly table: string
  readonly rowid: number | null
  readonly parent: string
}
