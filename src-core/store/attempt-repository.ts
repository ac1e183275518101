import type { Kysely } from 'kysely'
import type { StoreSchema } from './schema.ts'
import type { AttemptRepository } from './store.ts'

export function attemptRepository(database: Kysely<StoreSchema>): AttemptRepository {
  return {
    get: async (key) => {
      const row = await database
        .selectFrom('sign_in_attempts')
        .select(['failures', 'last_at'])
        .where('key', '=', key)
        .executeTakeFirst()
      return row === undefined ? undefined : { failures: row.failures, lastAt: row.last_at }
    },

    record: async (key, failures, now) => {
      await database
        .insertInto('sign_in_attempts')
        .values({ key, failures, last_at: now })
        .onConflict((conflict) => conflict.column('key').doUpdateSet({ failures, last_at: now }))
        .execute()
    },

    clear: async (key) => {
      await database.deleteFrom('sign_in_attempts').where('key', '=', key).execute()
    },
  }
}
