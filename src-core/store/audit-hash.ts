import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import type { AuditRecord } from '../../src-shared/schemas/audit.ts'

/** What stands before the first record. */
export const FIRST_PREVIOUS_HASH: Uint8Array = new Uint8Array(32)

/**
 * The hash of one record of the trail: SHA-256 over the 32 bytes of the previous record's hash and the record's canonical
 * JSON (RFC 8785) in UTF-8, its sequence and ISO time included. An address is a member where there is one.
 */
export function auditHash(previous: Uint8Array, record: Omit<AuditRecord, 'hash'>): Uint8Array {
  const { sequence, at, actor, action, subject, address, details } = record
  const where = address === undefined ? {} : { address }
  const canonical = canonicalize({ sequence, at, actor, action, subject, ...where, details })
  if (canonical === undefined) throw new TypeError('An audit record is always JSON.')
  return createHash('sha256').update(previous).update(canonical, 'utf8').digest()
}
