import { hash } from 'node:crypto'
import canonicalize from 'canonicalize'
import type { AuditRecord } from '../../src-shared/schemas/audit.ts'

/** What stands before the first record. */
export const FIRST_PREVIOUS_HASH: Uint8Array = new Uint8Array(32)

/**
 * The hash of one record of the trail: SHA-256 over the 32 bytes of the previous record's hash and the record's canonical
 * JSON (RFC 8785) in UTF-8, its sequence and ISO time included. An address is a member where there is one.
 */
export function auditHash(previous: Uint8Array, record: Omit<AuditRecord, 'hash'>): Uint8Array {
  // Whatever is in it: a member that no record has must not be passed over.
  const { hash: _hash, ...members } = record as AuditRecord
  const canonical = canonicalize(members)
  if (canonical === undefined) throw new TypeError('An audit record is always JSON.')
  return hash('sha256', Buffer.concat([previous, Buffer.from(canonical, 'utf8')]), 'buffer')
}

/** How far a trail has been followed: the last record's sequence and hash; 0 and 32 zeros before the first. */
export interface ChainEnd {
  readonly sequence: number
  readonly hash: string
}

export const BEGINNING_OF_CHAIN: ChainEnd = { sequence: 0, hash: Buffer.from(FIRST_PREVIOUS_HASH).toString('hex') }
