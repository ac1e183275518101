import { hash } from 'node:crypto'

/** How long a setup code stays good, in milliseconds: seven days. */
export const SETUP_CODE_LIFE_MS = 7 * 24 * 60 * 60 * 1000

/**
 * Makes a setup code as ASCII bytes: 25 characters of Crockford base32 (125 bits) in groups of five with dashes,
 * `7Q4K9-M2XAB-…`. It is read out on the phone, so the letters that look or sound like others are not in it.
 */
export function makeSetupCode(random: { bytes(count: number): Uint8Array }): Uint8Array<ArrayBuffer> {
  const drawn = random.bytes(CHARACTERS)
  const code = new Uint8Array(CHARACTERS + CHARACTERS / GROUP - 1).fill(DASH)
  for (let index = 0; index < CHARACTERS; index += 1)
    // 256 is a multiple of 32, so the remainder is not biased.
    code[index + Math.floor(index / GROUP)] = ALPHABET.charCodeAt((drawn[index] ?? 0) % 32)
  drawn.fill(0)
  return code
}

/** The SHA-256 digest of a code as typed: in either case, with or without dashes and spaces, O for 0, I or L for 1. */
export function digestOfSetupCode(typed: string | Uint8Array): Uint8Array {
  return hash('sha256', canonicalSetupCode(typeof typed === 'string' ? typed : String.fromCharCode(...typed)), 'buffer')
}

/** The one spelling of a code that its digest is made of. */
export function canonicalSetupCode(typed: string): string {
  return typed
    .toUpperCase()
    .replace(/[\s\p{Dash}]/gu, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1')
}

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const CHARACTERS = 25
const GROUP = 5
const DASH = 45
