import { hash } from 'node:crypto'
import type { OwnerKind, TokenState } from '../../../src-shared/schemas/tokens.ts'
import { makeSecret, prefixFor } from '../../domain/secret.ts'
import type { Random } from '../../ports.ts'
import type { IdPrefix } from '../ids.ts'

/** What the content of a benchmark store follows from. `asOf` is a day: states, expirations and last accesses are set against it. */
export interface BenchSize {
  readonly tokens: number
  readonly contacts: number
  readonly users: number
  readonly customers: number
  readonly seed: number
  /** `2026-12-31`. */
  readonly asOf: string
}

/** One token of a benchmark store, without the owner and the name. `number` counts from 0; instants are milliseconds. */
export interface PlannedToken {
  readonly number: number
  readonly ownerKind: OwnerKind
  readonly state: TokenState
  readonly createdAt: number
  readonly expiresAt: number | null
  readonly lastAccessAt: number | null
  readonly removedAt: number | null
  readonly deletedAt: number | null
}

/** A stream of numbers in [0, 1) that follows from its seeds. */
export type Stream = () => number

const DAY_MS = 86_400_000
const SPAN_MS = 5 * 365 * DAY_MS

/**
 * The token of this number: 85 % active, 6 % expired, 3 % disabled, 6 % removed and one in 500 deleted; 70 % of
 * contacts, 16 % of technical users. Later numbers were created later, over five years.
 */
export function planToken(size: BenchSize, number: number): PlannedToken {
  const next = stream(size.seed, TOKENS, number)
  const now = Date.parse(`${size.asOf}T00:00:00Z`)
  const createdAt = createdAtOf(size, number, size.tokens)
  const ownerKind = pick(next(), [0.7, 'contact'], [0.16, 'technical-user'], [1, 'user'])
  const fate = pick(next(), [0.002, 'deleted'], [0.06, 'removed'], [0.06, 'expired'], [0.03, 'disabled'], [1, 'active'])
  const endedAt = between(next(), createdAt, now)
  const withoutEnd = next() < 0.12
  const expiresAt = fate === 'expired' ? endedAt : withoutEnd ? null : between(next(), now + DAY_MS, now + 730 * DAY_MS)
  const neverUsed = next() < 0.3
  const lastUse = fate === 'active' || fate === 'disabled' ? now : endedAt
  return {
    number,
    ownerKind,
    state: fate === 'expired' ? 'active' : fate,
    createdAt,
    expiresAt,
    // Most tokens that are used at all were used lately.
    lastAccessAt: neverUsed ? null : between(1 - next() ** 4, createdAt, lastUse),
    removedAt: fate === 'removed' ? endedAt : null,
    deletedAt: fate === 'deleted' ? endedAt : null,
  }
}

/**
 * The secret of the token of this number, which anybody who knows the seed can make: unfit for anything but measuring.
 */
export function benchSecret(seed: number, number: number, ownerKind: OwnerKind): Uint8Array {
  return makeSecret(prefixFor(ownerKind), predictable(seed, number))
}

/** The record id of this number. One to one over 40 bits, so that no two are equal. */
export function benchId<Prefix extends IdPrefix>(prefix: Prefix, seed: number, number: number): `${Prefix}-${string}` {
  const bits = (BigInt(number) * 0x9e_37_79_b9_7fn + BigInt(seed) * 0x2545_f491n) & 0xff_ffff_ffffn
  let rest = bits
  let text = ''
  for (let position = 0; position < 8; position += 1) {
    text = CROCKFORD.charAt(Number(rest & 31n)) + text
    rest >>= 5n
  }
  return `${prefix}-${text.slice(0, 4)}-${text.slice(4)}`
}

/** When the record of this number was made: in their order, over the five years before `asOf`. */
export function createdAtOf(size: BenchSize, number: number, count: number): number {
  const now = Date.parse(`${size.asOf}T00:00:00Z`)
  return Math.round(now - SPAN_MS + (SPAN_MS * (number + 0.5)) / count)
}

/** Whether the user of this number is a technical one: every eighth is. */
export function isTechnical(number: number): boolean {
  return number % 8 === 7
}

/** The streams of the kinds of records, so that the third contact is not like the third token. */
export const USERS = 1
export const CUSTOMERS = 2
export const CONTACTS = 3
export const TOKENS = 4
export const TOKEN_NAMES = 5

/** A stream of its own for one record (mulberry32 over mixed seeds). */
export function stream(seed: number, kind: number, number: number): Stream {
  let state = (Math.imul(seed + 1, 0x85eb_ca6b) ^ Math.imul(kind, 0xc2b2_ae35) ^ Math.imul(number + 1, 0x27d4_eb2f)) | 0
  return () => {
    state = (state + 0x6d2b_79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** One of the words, all equally often. */
export function oneOf<Word>(next: Stream, words: readonly Word[]): Word {
  return words[Math.floor(next() * words.length)] as Word
}

/** The value whose share the number falls into; shares are taken one after another. */
function pick<const Value>(at: number, ...shares: readonly (readonly [number, Value])[]): Value {
  let rest = at
  for (const [share, value] of shares) {
    if (rest < share) return value
    rest -= share
  }
  return (shares.at(-1) as readonly [number, Value])[1]
}

function between(at: number, from: number, to: number): number {
  return Math.round(from + at * Math.max(0, to - from))
}

function predictable(seed: number, number: number): Random {
  let block = 0
  return {
    bytes(count) {
      block += 1
      const bytes = hash('sha256', `token-desk bench ${seed} ${number} ${block}`, 'buffer')
      return bytes.subarray(0, Math.min(count, bytes.length))
    },
  }
}

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
