import type { Kysely } from 'kysely'
import type { ContactId } from '../../src-shared/schemas/ids.ts'
import type { Random } from '../ports.ts'
import type { StoreSchema } from './schema.ts'

export type IdPrefix = 'USR' | 'CON' | 'CUS' | 'TKN' | 'SES' | 'RES' | 'JOB' | 'IMP' | 'BLK'

/** A record id that can be read aloud: a prefix and 40 random bits in Crockford's base32, as `TKN-7Q4K-9M2X`. */
export function newPublicId<Prefix extends IdPrefix>(prefix: Prefix, random: Random): `${Prefix}-${string}` {
  const [a = 0, b = 0, c = 0, d = 0, e = 0] = random.bytes(5)
  const high = (a << 12) | (b << 4) | (c >> 4)
  const low = ((c & 15) << 16) | (d << 8) | e
  return `${prefix}-${fourCharacters(high)}-${fourCharacters(low)}`
}

/** Twenty bits. */
function fourCharacters(bits: number): string {
  return [15, 10, 5, 0].map((shift) => CROCKFORD.charAt((bits >> shift) & 31)).join('')
}

/** An id of this kind that no row has. It stays free until it is used, because changes come one after another. */
export async function freshId<Prefix extends RecordPrefix>(
  database: Kysely<StoreSchema>,
  prefix: Prefix,
  random: Random,
): Promise<`${Prefix}-${string}`> {
  const [id] = await freshIds(database, prefix, random, 1)
  return id as `${Prefix}-${string}`
}

/**
 * So many ids of this kind that no row has. Among a million rows, one of a hundred thousand new ids is likely to be taken
 * already. Rows are never taken out, so an id is never reused.
 */
export async function freshIds<Prefix extends RecordPrefix>(
  database: Kysely<StoreSchema>,
  prefix: Prefix,
  random: Random,
  count: number,
): Promise<`${Prefix}-${string}`[]> {
  const ids = new Set<`${Prefix}-${string}`>()
  while (ids.size < count) {
    while (ids.size < count) ids.add(newPublicId(prefix, random))
    const taken = await database
      // Any of the tables does: each has a column of that name.
      .selectFrom(TABLE_OF[prefix] as 'contacts')
      .select('public_id')
      .where('public_id', 'in', [...ids] as string[] as ContactId[])
      .execute()
    for (const { public_id } of taken) ids.delete(public_id as string as `${Prefix}-${string}`)
  }
  return [...ids]
}

const TABLE_OF = {
  USR: 'users',
  CON: 'contacts',
  CUS: 'customers',
  TKN: 'tokens',
  SES: 'sessions',
  RES: 'resource_servers',
} as const
type RecordPrefix = keyof typeof TABLE_OF

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
