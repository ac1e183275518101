import { hash } from 'node:crypto'
import type { OwnerKind } from '../../src-shared/schemas/tokens.ts'
import { BASE62, CHECKED_LENGTH, checksumFits, checksumOf } from '../../src-shared/secret-checksum.ts'
import { SECRET_LENGTH } from '../../src-shared/secret-search.ts'

/** What a secret is for, readable at its start. `tds_` is reserved for the secrets of resource servers. */
export const SECRET_PREFIXES = ['tdu_', 'tdt_', 'tdc_', 'tds_', 'tdo_'] as const
export type SecretPrefix = (typeof SECRET_PREFIXES)[number]

/** What can be said of a text without asking the store. A passing checksum proves nothing but careful typing. */
export type SecretInspection =
  | { readonly form: 'ok'; readonly prefix: SecretPrefix }
  | { readonly form: 'malformed' }
  | { readonly form: 'checksum' }

/** The prefix of a token's secret by the kind of its owner. */
export function prefixFor(kind: OwnerKind): SecretPrefix {
  return PREFIX_OF_OWNER[kind]
}

/**
 * Makes a new secret as ASCII bytes, never as text: bytes can be zeroed. The caller keeps only its digest and hint.
 * Characters are drawn by rejection (bytes below 248 = 4 × 62), because a plain modulo would favour the first eight.
 */
export function makeSecret(
  prefix: SecretPrefix,
  random: { bytes(count: number): Uint8Array },
): Uint8Array<ArrayBuffer> {
  const secret = new Uint8Array(SECRET_LENGTH)
  ASCII.encodeInto(prefix, secret)
  let filled = PREFIX_LENGTH
  while (filled < CHECKED_LENGTH) {
    const drawn = random.bytes(CHECKED_LENGTH - filled + 2)
    for (const byte of drawn) {
      if (byte >= UNBIASED_BELOW || filled === CHECKED_LENGTH) continue
      secret[filled] = BASE62.charCodeAt(byte % 62)
      filled += 1
    }
    drawn.fill(0)
  }
  ASCII.encodeInto(checksumOf(secret.subarray(0, CHECKED_LENGTH)), secret.subarray(CHECKED_LENGTH))
  return secret
}

/** Whether a text is formed as a secret of Token Desk. Any text may be asked about. */
export function inspectSecret(text: string): SecretInspection {
  // The length first: a text of megabytes is not matched.
  if (text.length !== SECRET_LENGTH || !FORM.test(text)) return { form: 'malformed' }
  if (!checksumFits(text)) return { form: 'checksum' }
  return { form: 'ok', prefix: text.slice(0, PREFIX_LENGTH) as SecretPrefix }
}

/** SHA-256 of the whole secret: all that is kept to recognise it by. Needs no salt at 178 bits (ASVS 6.5.2). */
export function digestOfSecret(secret: string | Uint8Array): Uint8Array {
  return hash('sha256', secret, 'buffer')
}

/** Prefix and first four random characters, by which a person recognises a token; 154 bits stay unknown. */
export function hintOf(secret: Uint8Array): string {
  return String.fromCharCode(...secret.subarray(0, HINT_LENGTH))
}

const UNBIASED_BELOW = 248
/** Of ASCII text UTF-8 makes ASCII bytes. */
const ASCII = new TextEncoder()
const PREFIX_LENGTH = 4
const HINT_LENGTH = PREFIX_LENGTH + 4
const FORM = new RegExp(`^(?:${SECRET_PREFIXES.join('|')})[0-9A-Za-z]{36}$`)
const PREFIX_OF_OWNER: Readonly<Record<OwnerKind, SecretPrefix>> = {
  user: 'tdu_',
  'technical-user': 'tdt_',
  contact: 'tdc_',
}
