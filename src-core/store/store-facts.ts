import { statSync } from 'node:fs'
import type Database from 'better-sqlite3'
import type { MatchCount, StoreFacts } from './store.ts'
import { walOf } from './store-files.ts'

/** What there is to know of the store's file without reading much of it. */
export function storeFacts(reader: Database.Database, path: string): StoreFacts {
  return {
    path,
    sizeBytes: sizeOf(path) + sizeOf(walOf(path)),
    version: Number(reader.pragma('user_version', { simple: true })),
    tokens: bounded(reader, "tokens where state <> 'deleted'"),
    users: bounded(reader, 'users'),
    contacts: bounded(reader, 'contacts'),
    // Its numbers have no gaps.
    auditRecords: number(reader, 'select coalesce(max(sequence), 0) from audit'),
  }
}

const COUNTED = 10_000

function bounded(reader: Database.Database, rows: string): MatchCount {
  const count = number(reader, `select count(*) from (select 1 from ${rows} limit ${COUNTED + 1})`)
  return { count: Math.min(count, COUNTED), exact: count <= COUNTED }
}

function number(reader: Database.Database, query: string): number {
  return Number(reader.prepare(query).pluck().get())
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
