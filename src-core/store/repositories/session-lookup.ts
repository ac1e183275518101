import type Database from 'better-sqlite3'
import type { Language } from '../../../src-shared/schemas/common.ts'
import type { SessionId, UserId } from '../../../src-shared/schemas/ids.ts'
import type { Role } from '../../../src-shared/schemas/people.ts'
import type { KnownSession } from '../store.ts'
import { policyIn } from './settings-repository.ts'

/** Prepares the read that every call begins with, on a connection that is never inside a transaction. */
export function sessionRead(verifier: Database.Database): (digest: Uint8Array) => KnownSession | undefined {
  const read = verifier.prepare<[Uint8Array], SessionRow>(sessionQuery('+?'))
  return (digest) => knownSession(read.get(digest))
}

/**
 * The one text of that read, as both databases understand it: a session that has not ended and its user, who is active
 * and has a role, and the policy beside, which says when the session locks by itself.
 */
export function sessionQuery(digest: string): string {
  return `
    select s.public_id as session_id, s.created_at, s.last_seen_at, s.expires_at, s.locked_at,
      u.public_id as user_id, u.username, u.full_name, u.role, u.preferred_language,
      (select value from settings where key = 'policy') as policy
    from sessions s join users u on u.id = s.user_id
    where s.digest = ${digest} and s.ended_at is null and u.active = 1 and u.kind = 'person' and u.role is not null`
}

/** A row of that read as the house knows it. */
export function knownSession(row: SessionRow | undefined): KnownSession | undefined {
  if (row === undefined) return undefined
  return {
    session: {
      id: row.session_id,
      userId: row.user_id,
      createdAt: row.created_at,
      lastSeenAt: row.last_seen_at,
      expiresAt: row.expires_at,
      lockedAt: row.locked_at,
    },
    user: {
      id: row.user_id,
      username: row.username,
      fullName: row.full_name,
      role: row.role,
      preferredLanguage: row.preferred_language,
    },
    idleMinutes: policyIn(row.policy).idleMinutes,
  }
}

export interface SessionRow {
  readonly session_id: SessionId
  readonly created_at: number
  readonly last_seen_at: number
  readonly expires_at: number
  readonly locked_at: number | null
  readonly user_id: UserId
  readonly username: string
  readonly full_name: string
  readonly role: Role
  readonly preferred_language: Language
  /** JSON. */
  readonly policy: string
}
