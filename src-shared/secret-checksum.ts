/** How many characters of a secret its checksum is of: prefix (4) and random part (30). */
export const CHECKED_LENGTH = 34
const CHECKSUM_LENGTH = 6
export const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** CRC-32/ISO-HDLC of prefix and random part, in base62, most significant first, padded to 6. */
export function checksumOf(prefixAndRandom: Uint8Array | string): string {
  let rest = crc32(prefixAndRandom)
  let text = ''
  for (let position = 0; position < CHECKSUM_LENGTH; position += 1) {
    text = BASE62.charAt(rest % 62) + text
    rest = Math.floor(rest / 62)
  }
  return text
}

/** Whether the end of a secret fits the rest of it. That proves nothing but careful typing. */
export function checksumFits(secret: string): boolean {
  return checksumOf(secret.slice(0, CHECKED_LENGTH)) === secret.slice(CHECKED_LENGTH)
}

/** Bit by bit: it is 34 bytes, and the page has no library of Node's. */
function crc32(text: Uint8Array | string): number {
  let rest = 0xffffffff
  for (let at = 0; at < text.length; at += 1) {
    rest ^= typeof text === 'string' ? text.charCodeAt(at) : (text[at] ?? 0)
    for (let bit = 0; bit < 8; bit += 1) rest = (rest >>> 1) ^ (rest & 1 ? 0xedb88320 : 0)
  }
  return ~rest >>> 0
}
