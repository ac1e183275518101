import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto'

/** The keys that values are sealed with: AES-256. */
export const SEALING_KEY_BYTES = 32

/**
 * Seals the secret of one token with AES-256-GCM: format (1 byte), nonce (12), ciphertext, tag (16). The token's id is
 * sealed in, so that a value cannot be passed off as another token's. The nonce is new each time.
 */
export function sealValue(secret: Uint8Array, key: Uint8Array, tokenId: string, random: Random): Uint8Array {
  const nonce = random.bytes(NONCE_BYTES)
  const cipher = createCipheriv(ALGORITHM, key, nonce).setAAD(Buffer.from(tokenId))
  const ciphertext = cipher.update(secret)
  return Uint8Array.from(Buffer.concat([Uint8Array.of(FORMAT), nonce, ciphertext, cipher.final(), cipher.getAuthTag()]))
}

/**
 * The secret that was sealed, in bytes of its own, which whoever asked zeroes; undefined where this is not what was
 * sealed for this token with this key.
 */
export function unsealValue(sealed: Uint8Array, key: Uint8Array, tokenId: string): Uint8Array<ArrayBuffer> | undefined {
  if (sealed.length < SHORTEST_BYTES || sealed[0] !== FORMAT) return undefined
  const nonce = sealed.subarray(1, 1 + NONCE_BYTES)
  const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(tokenId))
    .setAuthTag(sealed.subarray(-TAG_BYTES))
  const opened = decipher.update(sealed.subarray(1 + NONCE_BYTES, -TAG_BYTES))
  try {
    // Nothing is left to decipher by now: this is the look at the tag.
    decipher.final()
    return Uint8Array.from(opened)
  } catch {
    return undefined
  } finally {
    opened.fill(0)
  }
}

/** What tells two keys apart and gives neither away, in 32 hexadecimal digits. */
export function markOfKey(key: Uint8Array): string {
  return createHmac('sha256', key).update('token-desk kept values').digest('hex').slice(0, 32)
}

interface Random {
  bytes(count: number): Uint8Array
}

const ALGORITHM = 'aes-256-gcm'
/** Another way of sealing gets another number. */
const FORMAT = 1
const NONCE_BYTES = 12
const TAG_BYTES = 16
const SHORTEST_BYTES = 1 + NONCE_BYTES + TAG_BYTES
