import type { Kysely } from 'kysely'
import type { ContactId } from '../../src-shared/schemas/ids.ts'
import type { Random } from '../ports.ts'
import type { StoreSchema } from './schema.ts'

export type IdPrefix = 'USR' | 'CON' | 'CUS' | 'TKN' | 'SES' | 'RES' | 'JOB' | 'IMP' | 'BLK'

/** A record id that can be read aloud: a prefix and 40 random bits in Crockford's base32, as `TKN-7Q4K-9M2X`. */
export function newPublicId<Prefix extends IdPrefix>(prefix: Prefix, random: Random): `${Prefix}-${string}` {
  let bits = 0n
  for (const byte of random.bytes(5)) bits = (bits << 8n) | BigInt(byte)
  const characters = Array.from({ length: 8 }, (_, index) => CROCKFORD[Number((bits >> BigInt(35 - 5 * index)) & 31n)])
  return `${prefix}-${characters.slice(0, 4).join('')}-${characters.slice(4).join('')}`
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
