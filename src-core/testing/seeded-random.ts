import { createCipheriv } from 'node:crypto'
import type { Random } from '../ports.ts'

/** The same unbiased bytes for the same seed: AES in counter mode. For tests only. */
export function seededRandom(seed: number): Random {
  const key = Buffer.alloc(16)
  key.writeInt32LE(seed | 0)
  const stream = createCipheriv('aes-128-ctr', key, Buffer.alloc(16))
  return { bytes: (count) => Uint8Array.from(stream.update(Buffer.alloc(count))) }
}
