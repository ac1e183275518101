import { stringify } from 'csv-stringify/sync'
import type { AuditRecord } from '../src-shared/schemas/audit.ts'

/** The forms in which records of the audit trail leave: one that can be checked, and one for spreadsheets. */
export type TrailFormat = 'json-lines' | 'csv'

/** What stands before the first record. */
export function trailHead(format: TrailFormat): string {
  return format === 'csv' ? stringify([CSV_TITLES]) : ''
}

export function trailLines(format: TrailFormat, records: readonly AuditRecord[]): string {
  if (format === 'json-lines') return records.map((record) => `${JSON.stringify(record)}\n`).join('')
  // A name that begins like a formula must not become one in a spreadsheet.
  return stringify(records.map(cellsOf), { escape_formulas: true })
}

const CSV_TITLES = [
  'sequence',
  'at',
  'actor',
  'actor id',
  'action',
  'subject',
  'subject id',
  'address',
  'details',
  'hash',
]

function cellsOf({ sequence, at, actor, action, subject, address, details, hash }: AuditRecord) {
  return [
    String(sequence),
    at,
    actor?.name,
    actor?.id,
    action,
    subject?.name,
    subject?.id,
    address,
    JSON.stringify(details),
    hash,
  ]
}
