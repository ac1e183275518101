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
  // Whatever is in it: a member that no record has must not be passed over.
  const { hash: _hash, ...members } = record as AuditRecord
  const canonical = canonicalize(members)
  if (canonical === undefined) throw new TypeError('An audit record is always JSON.')
  return createHash('sha256').update(previous).update(canonical, 'utf8').digest()
}

/** How far a trail has been followed: the last record's sequence and hash; 0 and 32 zeros before the first. */
export interface ChainEnd {
  readonly sequence: number
  readonly hash: string
}

export const BEGINNING_OF_CHAIN: ChainEnd = { sequence: 0, hash: Buffer.from(FIRST_PREVIOUS_HASH).toString('hex') }

/** What a trail held at a moment, kept somewhere else: proof that it has not been written anew or cut off since. */
export interface Checkpoint extends ChainEnd {
  /** ISO time of the record. */
  readonly at: string
}

/** The first record at which a trail is not what was written, and a sentence that says how that shows. */
export interface ChainFault {
  readonly sequence: number
  readonly fault: 'missing' | 'out-of-order' | 'altered' | 'rewritten' | 'cut-off'
  readonly message: string
}

/** What is wrong with the record that comes next, if anything is. */
export function faultOfNext(end: ChainEnd, record: AuditRecord, checkpoint?: Checkpoint): ChainFault | undefined {
  const { sequence } = record
  const wanted = end.sequence + 1
  if (sequence > wanted)
    return fault(
      wanted,
      'missing',
      sequence === wanted + 1 ? `Record ${wanted} is missing.` : `Records ${wanted} to ${sequence - 1} are missing.`,
    )
  if (sequence < wanted)
    return fault(
      sequence,
      'out-of-order',
      `Record ${sequence} comes after record ${end.sequence}: it was moved or put in.`,
    )
  const hash = Buffer.from(auditHash(Buffer.from(end.hash, 'hex'), record)).toString('hex')
  if (hash !== record.hash)
    return fault(
      sequence,
      'altered',
      `Record ${sequence} does not fit its hash and the record before it: one of them was altered.`,
    )
  if (checkpoint?.sequence === sequence && checkpoint.hash !== record.hash)
    return fault(
      sequence,
      'rewritten',
      `Up to record ${sequence} the trail was written anew: it is not the one of the checkpoint of ${checkpoint.at}.`,
    )
  return undefined
}

/** What is wrong with where a trail ends, if anything is: a trail that is shorter than it was has lost its end. */
export function faultOfEnd(end: ChainEnd, checkpoint?: Checkpoint): ChainFault | undefined {
  if (checkpoint === undefined || end.sequence >= checkpoint.sequence) return undefined
  return fault(
    end.sequence + 1,
    'cut-off',
    `The trail ends with record ${end.sequence}; at the checkpoint of ${checkpoint.at} there were ${checkpoint.sequence}. Its end was cut off.`,
  )
}

function fault(sequence: number, kind: ChainFault['fault'], message: string): ChainFault {
  return { sequence, fault: kind, message }
}
