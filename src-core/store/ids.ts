import type { Random } from '../ports.ts'
import { isDuplicate } from './driver-errors.ts'

export type IdPrefix = 'USR' | 'CON' | 'CUS' | 'TKN' | 'SES' | 'JOB' | 'IMP' | 'BLK'

/** A record id that can be read aloud: a prefix and 40 random bits in Crockford's base32, as `TKN-7Q4K-9M2X`. */
export function newPublicId<Prefix extends IdPrefix>(prefix: Prefix, random: Random): `${Prefix}-${string}` {
  let bits = 0n
  for (const byte of random.bytes(5)) bits = (bits << 8n) | BigInt(byte)
  const characters = Array.from({ length: 8 }, (_, index) => CROCKFORD[Number((bits >> BigInt(35 - 5 * index)) & 31n)])
  return `${prefix}-${characters.slice(0, 4).join('')}-${characters.slice(4).join('')}`
}

/**
 * Inserts under a fresh id, again under another where it is taken. Rows are never taken out, so an id is never reused.
 * `column` is where the id is unique: `tokens.public_id`.
 */
export async function insertWithNewId<Prefix extends IdPrefix, Result>(
  prefix: Prefix,
  column: string,
  random: Random,
  insert: (id: `${Prefix}-${string}`) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await insert(newPublicId(prefix, random))
    } catch (error) {
      if (attempt >= MOST_ATTEMPTS || !isDuplicate(error, column)) throw error
    }
  }
}

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const MOST_ATTEMPTS = 8
