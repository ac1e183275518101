import { DeskError } from '../../src-shared/errors.ts'
import type { Caller, DispatchServices, Operator, Sessions } from '../dispatch.ts'
import { digestOfSecret, inspectSecret } from '../domain/secret.ts'
import type { Repositories } from '../store/store.ts'

/** Knows who asks, locks who has been away for too long, and remembers who is there. */
export interface SessionGuard extends Sessions {
  /** Writes what is buffered; resolves when nothing is under way. */
  flush(): Promise<void>
}

/** How much of an operator's presence may be lost with the process: a lock that comes so much earlier. */
const TOUCH_EVERY_MS = 15_000

/** Sessions end by sign-out, after their absolute life, and with their user; an idle one is locked (ASVS 7.3.1, 7.3.2). */
export function sessionGuard(services: Pick<DispatchServices, 'store' | 'clock' | 'log' | 'announce'>): SessionGuard {
  const { store, clock, log, announce } = services
  /** By session id: when its operator was last there, and which of it the store knows. */
  const presence = new Map<string, { seenAt: number; writtenAt: number }>()
  const writing = new Set<Promise<void>>()

  async function look(sessions: Lookup, secret: string | null): Promise<Caller & { readonly idle?: true }> {
    // Nobody's question is most of what a service hears: the store is not asked who nobody is.
    const found = secret === null || !isSessionSecret(secret) ? undefined : await sessions.find(digestOfSecret(secret))
    if (found === undefined || clock.now() >= found.session.expiresAt) return { state: 'signed-out' }
    const { session, user, idleMinutes } = found
    const operator: Operator = { user, role: user.role, session }
    if (session.lockedAt !== null) return { state: 'locked', operator }
    const seenAt = Math.max(session.lastSeenAt, presence.get(session.id)?.seenAt ?? 0)
    // The distance, not the difference: a session that was begun while the clock was ahead must not last until it is there again.
    if (Math.abs(clock.now() - seenAt) >= idleMinutes * 60_000) return { state: 'locked', operator, idle: true }
    return { state: 'active', operator }
  }

  /** Looks again where nobody can come in between: of calls at the same time, one locks and leaves the record. */
  async function lockIdle(secret: string | null): Promise<void> {
    const locked = await store.change(async (repositories) => {
      const caller = await look(repositories.sessions, secret)
      if (caller.state !== 'locked' || caller.idle !== true) return false
      const { user, session } = caller.operator
      await repositories.sessions.lock(session.id, clock.now())
      await repositories.audit.append({
        at: clock.now(),
        actor: { id: user.id, name: user.fullName },
        action: 'session.locked',
        subject: { kind: 'session', id: session.id, name: user.fullName },
        details: { cause: 'idle' },
      })
      await repositories.announcements.publish(['session.changed', 'audit.changed'])
      return true
    })
    if (!locked) return
    announce({ name: 'session.changed' })
    announce({ name: 'audit.changed' })
  }

  function write(sessionId: string, seenAt: number): void {
    const work = store
      .change(({ sessions }) => sessions.touch(sessionId, seenAt))
      .catch((error: unknown) => {
        const what = 'The presence of an operator could not be written.'
        // It costs a lock that comes earlier. That the store cannot be reached is no bug, and whoever asks is told.
        if (error instanceof DeskError) log.warn(what, { code: error.code, reason: error.reason ?? '' })
        else log.error(what, error)
      })
      .finally(() => writing.delete(work))
    writing.add(work)
  }

  return {
    async identify(secret) {
      const { idle, ...caller } = await look({ find: store.findSession }, secret)
      if (idle === true) await lockIdle(secret)
      return caller
    },
    async identifyWithin(repositories, secret) {
      const { idle: _idle, ...caller } = await look(repositories.sessions, secret)
      return caller
    },
    noteActivity({ session }) {
      const now = clock.now()
      forgetOld(presence, now)
      const { writtenAt } = presence.get(session.id) ?? { writtenAt: session.lastSeenAt }
      const isDue = now - writtenAt >= TOUCH_EVERY_MS
      presence.set(session.id, { seenAt: now, writtenAt: isDue ? now : writtenAt })
      if (isDue) write(session.id, now)
    },
    async flush() {
      for (const [sessionId, { seenAt, writtenAt }] of presence) if (seenAt > writtenAt) write(sessionId, seenAt)
      presence.clear()
      await Promise.all(writing)
    },
  }
}

type Lookup = Pick<Repositories['sessions'], 'find'>

/** Anything else cannot be a session's secret: the store is not asked. */
function isSessionSecret(text: string): boolean {
  const inspection = inspectSecret(text)
  return inspection.form === 'ok' && inspection.prefix === 'tdo_'
}

/** No session lives for a day; what is left of older ones is dropped, so that the map stays small. */
function forgetOld(presence: Map<string, { seenAt: number }>, now: number): void {
  if (presence.size < 1000) return
  for (const [id, { seenAt }] of presence) if (now - seenAt > 24 * 60 * 60_000) presence.delete(id)
}
