import { type Kysely, type Selectable, sql } from 'kysely'
import type { SessionId, UserId } from '../../src-shared/schemas/ids.ts'
import type { Random } from '../ports.ts'
import { freshId } from './ids.ts'
import type { SessionTable, StoreSchema } from './schema.ts'
import type { SessionRecord, SessionRepository } from './store.ts'
import { selectUsers, userOf } from './user-repository.ts'
import { notFound } from './values.ts'

/** Sessions are known by the digest of their secret; the secret itself is never stored. */
export function sessionRepository(database: Kysely<StoreSchema>, random: Random): SessionRepository {
  const change = async (id: string, values: Partial<Selectable<Omit<SessionTable, 'id'>>>): Promise<boolean> => {
    const { numUpdatedRows } = await database
      .updateTable('sessions')
      .set(values)
      .where('public_id', '=', id as SessionId)
      .where('ended_at', 'is', null)
      .executeTakeFirst()
    return numUpdatedRows > 0n
  }

  return {
    create: async ({ digest, userId, expiresAt }, now) => {
      const user = await database
        .selectFrom('users')
        .select('id')
        .where('public_id', '=', userId as UserId)
        .executeTakeFirst()
      if (user === undefined) throw notFound('This user')
      const id = await freshId(database, 'SES', random)
      await database
        .insertInto('sessions')
        .values({ public_id: id, user_id: user.id, digest, created_at: now, last_seen_at: now, expires_at: expiresAt })
        .execute()
      return { id, userId: userId as UserId, createdAt: now, lastSeenAt: now, expiresAt, lockedAt: null }
    },

    find: async (digest) => {
      const row = await selectUsers(database)
        .innerJoin('sessions', 'sessions.user_id', 'users.id')
        .select([
          'sessions.public_id as session_public_id',
          'sessions.created_at as session_created_at',
          'sessions.last_seen_at',
          'sessions.expires_at',
          'sessions.locked_at',
        ])
        .where('sessions.digest', '=', digest)
        .where('sessions.ended_at', 'is', null)
        .executeTakeFirst()
      if (row === undefined) return undefined
      const session: SessionRecord = {
        id: row.session_public_id,
        userId: row.public_id,
        createdAt: row.session_created_at,
        lastSeenAt: row.last_seen_at,
        expiresAt: row.expires_at,
        lockedAt: row.locked_at,
      }
      return { session, user: userOf(row) }
    },

    touch: async (id, now) => void (await change(id, { last_seen_at: now })),
    lock: async (id, now) => void (await change(id, { locked_at: now })),
    end: (id, now) => change(id, { ended_at: now }),

    endAllOf: async (userId, now, spared) => {
      await database
        .updateTable('sessions')
        .set({ ended_at: now })
        .where('user_id', '=', sql<number>`(select id from users where public_id = ${userId})`)
        .where('ended_at', 'is', null)
        .$if(spared !== undefined, (query) => query.where('public_id', '!=', spared as SessionId))
        .execute()
    },
  }
}
