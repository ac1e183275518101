import { type Kysely, type Selectable, sql } from 'kysely'
import type { SessionId, UserId } from '../../../src-shared/schemas/ids.ts'
import type { Random } from '../../ports.ts'
import { planless } from '../dialect.ts'
import { freshId } from '../ids.ts'
import type { SessionTable, StoreSchema } from '../schema.ts'
import type { SessionRepository } from '../store.ts'
import { notFound } from '../values.ts'
import { compiledOnce } from './compiled-once.ts'
import { knownSession, type SessionRow, sessionQuery } from './session-lookup.ts'

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
    create: async ({ digest, userId, expiresAt, address = null, client = null }, now) => {
      const user = await database
        .selectFrom('users')
        .select('id')
        .where('public_id', '=', userId as UserId)
        .executeTakeFirst()
      if (user === undefined) throw notFound('This user')
      const id = await freshId(database, 'SES', random)
      await database
        .insertInto('sessions')
        .values({
          public_id: id,
          user_id: user.id,
          digest,
          created_at: now,
          last_seen_at: now,
          expires_at: expiresAt,
          address,
          client,
        })
        .execute()
      return { id, userId: userId as UserId, createdAt: now, lastSeenAt: now, expiresAt, lockedAt: null }
    },

    find: async (digest) => {
      const [row] = await sessionByDigest(database, { digest })
      return knownSession(row)
    },

    openOf: async (userId, now) => {
      const rows = await database
        .selectFrom('sessions')
        .select(['public_id', 'created_at', 'last_seen_at', 'expires_at', 'locked_at', 'address', 'client'])
        .where('user_id', '=', sql<number>`(select id from users where public_id = ${userId})`)
        .where('ended_at', 'is', null)
        .where('expires_at', '>', now)
        .orderBy('id', 'desc')
        .limit(LISTED_AT_MOST)
        .execute()
      return rows.map((row) => ({
        id: row.public_id,
        createdAt: row.created_at,
        lastSeenAt: row.last_seen_at,
        expiresAt: row.expires_at,
        lockedAt: row.locked_at,
        address: row.address,
        client: row.client,
      }))
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

/** Nobody looks through more; whoever has more ends them all at once. */
const LISTED_AT_MOST = 200

const sessionByDigest = compiledOnce((database, { digest }: { digest: Uint8Array }) => {
  const [before = '', after = ''] = sessionQuery('?').split('?')
  return sql<SessionRow>`${sql.raw(before)}${planless(digest)}${sql.raw(after)}`.compile(database)
})
