import { type Kysely, sql } from 'kysely'
import { type OwnerKind, ownerKind } from '../../../src-shared/schemas/tokens.ts'
import type { StoreSchema } from '../schema.ts'
import type { KeptValueRepository } from '../store.ts'
import { ASKED_FOR_OWNERS, someOwners } from './token-usage.ts'

export function keptValueRepository(database: Kysely<StoreSchema>): KeptValueRepository {
  const count = async (kind: OwnerKind) => {
    const some = database
      .selectFrom('token_values')
      .select('owner_kind')
      .where('owner_kind', '=', kind)
      .limit(COUNTED_AT_MOST + 1)
      .as('some')
    const { found } = await database
      .selectFrom(some)
      .select(sql<number>`count(*)`.as('found'))
      .executeTakeFirstOrThrow()
    const kept = sql`select token_id as id from token_values where owner_kind = ${kind} limit ${ASKED_FOR_OWNERS}`
    return {
      ownerKind: kind,
      count: Math.min(found, COUNTED_AT_MOST),
      exact: found <= COUNTED_AT_MOST,
      owners: found === 0 ? [] : await someOwners(database, kept),
    }
  }

  return {
    keep: async (id, sealed) => {
      await database
        .insertInto('token_values')
        .columns(['token_id', 'owner_kind', 'sealed'])
        .expression(
          database
            .selectFrom('tokens')
            .select(['id', 'owner_kind', sql.val(sealed).as('sealed')])
            .where('public_id', '=', id),
        )
        .execute()
    },

    get: async (id) => {
      const kept = await database
        .selectFrom('token_values')
        .innerJoin('tokens', 'tokens.id', 'token_values.token_id')
        .select(['token_values.sealed', 'tokens.digest'])
        .where('tokens.public_id', '=', id)
        .executeTakeFirst()
      return kept === undefined ? undefined : { sealed: kept.sealed, digest: kept.digest }
    },

    counts: async () => {
      const counts = await Promise.all(ownerKind.options.map(count))
      return counts.filter((each) => each.count > 0)
    },

    destroy: async (kind) => {
      const { numDeletedRows } = await database
        .deleteFrom('token_values')
        .where('owner_kind', '=', kind)
        .executeTakeFirstOrThrow()
      return Number(numDeletedRows)
    },

    keyMark: async () => {
      const kept = await database.selectFrom('settings').select('value').where('key', '=', KEY_MARK).executeTakeFirst()
      return kept === undefined ? null : String(JSON.parse(kept.value))
    },

    setKeyMark: async (mark) => {
      await database.deleteFrom('settings').where('key', '=', KEY_MARK).execute()
      if (mark !== null)
        await database
          .insertInto('settings')
          .values({ key: KEY_MARK, value: JSON.stringify(mark) })
          .execute()
    },
  }
}

const KEY_MARK = 'keptValues.keyMark'
const COUNTED_AT_MOST = 10_000
