import { type Kysely, sql } from 'kysely'
import { whole } from '../dialect.ts'
import type { StoreSchema } from '../schema.ts'
import type { AttemptRepository } from '../store.ts'

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

    record: async (key, failures, now, expiresAt) => {
      const values = { failures, last_at: now, expires_at: expiresAt }
      await database
        .insertInto('sign_in_attempts')
        .values({ key, ...values })
        .onConflict((conflict) => conflict.column('key').doUpdateSet(values))
        .execute()
    },

    add: async (key, now, expiresAt) => {
      await database
        .insertInto('sign_in_attempts')
        .values({ key, failures: 1, last_at: now, expires_at: expiresAt })
        .onConflict((conflict) =>
          conflict.column('key').doUpdateSet({
            failures: sql`case when sign_in_attempts.expires_at <= ${whole(now)} then 1
              else sign_in_attempts.failures + 1 end`,
            last_at: now,
            expires_at: expiresAt,
          }),
        )
        .execute()
    },

    clear: async (key) => {
      await database.deleteFrom('sign_in_attempts').where('key', '=', key).execute()
    },
  }
}
