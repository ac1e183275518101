import type { Kysely } from 'kysely'
import type { StoreSchema } from '../schema.ts'
import type { AnsweredChangeRepository } from '../store.ts'

export function answeredChangeRepository(database: Kysely<StoreSchema>): AnsweredChangeRepository {
  return {
    find: async (digest, now) =>
      database
        .selectFrom('answered_changes')
        .select(['question', 'sealed'])
        .where('digest', '=', digest)
        .where('expires_at', '>', now)
        .executeTakeFirst(),

    record: async ({ digest, question, sealed, expiresAt }, now) => {
      await database.deleteFrom('answered_changes').where('expires_at', '<=', now).execute()
      await database
        .insertInto('answered_changes')
        .values({ digest, question, sealed, expires_at: expiresAt })
        // Of two at the same moment the first answer stays.
        .onConflict((conflict) => conflict.column('digest').doNothing())
        .execute()
    },
  }
}
