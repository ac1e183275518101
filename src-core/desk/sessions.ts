import { timingSafeEqual } from 'node:crypto'
import type { z } from 'zod'
import type { sessionCalls } from '../../src-shared/contract/sessions.ts'
import { DeskError } from '../../src-shared/errors.ts'
import type { User } from '../../src-shared/schemas/people.ts'
import type { Caller, Change, HandlerContext, Handlers, Operator } from '../dispatch.ts'
import { permissionsOf } from '../domain/permissions.ts'
import { digestOfSecret, makeSecret } from '../domain/secret.ts'
import { digestOfSetupCode } from '../domain/setup-code.ts'
import type { Clock } from '../ports.ts'
import type { OpenSession, Repositories, SessionMessage, UserCredentials } from '../store/store.ts'
import {
  aboutUser,
  beginAttempt,
  byUsername,
  countingBusy,
  failedAttempt,
  maySignIn,
  type SignInUser,
} from './attempts.ts'
import type { FirstRun } from './first-run.ts'
import { checkNewPassword, type Passwords } from './passwords.ts'
import { conflict, notFound } from './refusals.ts'

type SessionCalls = typeof sessionCalls
type StartedSession = z.input<SessionCalls['sessions.signIn']['output']>
/** All that waiting calls are given; which of them it is makes no difference here. */
type Own = HandlerContext<SessionCalls['sessions.signIn']>

/** How long a session lasts at most, in milliseconds: an office day (OWASP: 4 to 8 h). Nothing prolongs it. */
export const SESSION_LIFE_MS = 8 * 60 * 60 * 1000

export interface SessionServices {
  readonly passwords: Passwords
  readonly firstRun: FirstRun
  /** Fills the store with people to look around with, in the name of its first administrator. */
  createSampleData(administrator: User, context: Own): Promise<void>
  /** What is kept in memory for a session goes when it ends, or over to the one that takes its place. */
  onSessionOver(message: SessionMessage): void
}

/** Signing in and out, locking and unlocking. Every attempt is in the audit trail, and counts whoever it is for. */
export function sessionHandlers({
  passwords,
  firstRun,
  createSampleData,
  onSessionOver,
}: SessionServices): Handlers<SessionCalls> {
  return {
    'sessions.state': async (_input, { repositories, caller }) => {
      const isEmpty = await repositories.users.isEmpty()
      return {
        store: isEmpty ? 'empty' : 'ready',
        ...(isEmpty && firstRun.needsCode ? { setupCodeNeeded: true as const } : {}),
        session: await stateOf(caller, repositories),
      }
    },

    'sessions.createAdministrator': async ({ password, sampleData, setupCode, ...values }, context) => {
      if (!(await context.read(({ users }) => users.isEmpty()))) throw notFirst()
      await firstRun.check(setupCode, context)
      checkNewPassword(password, values.username)
      const passwordHash = await passwords.hash(password)
      let user: User | undefined
      const started = await context.conclude(async (change) => {
        // Asked again where nobody can come in between: there is one first administrator.
        if (!(await change.repositories.users.isEmpty())) throw notFirst()
        await firstRun.end(change.repositories)
        user = await createAdministrator(change, values, passwordHash, context.clock.now())
        await change.audit({ action: 'administrator.created', subject: aboutUser(user), actor: asActor(user) })
        change.announce('users.changed')
        return startSession(change, user, context)
      })
      if (sampleData && user !== undefined) await createSampleData(user, context)
      return started
    },

    'sessions.signIn': async (input, context) => {
      const attempt = await beginAttempt('sign-in', byUsername(input.username), input, context)
      const { credentials } = attempt
      const knownHash = maySignIn(credentials) ? credentials.passwordHash : null
      const isRight = await countingBusy(attempt, context, () => passwords.verify(knownHash, input.password))
      if (!isRight || credentials === undefined || knownHash === null)
        throw await failedAttempt('sign-in', attempt, context)
      const newHash = passwords.isOutdated(knownHash) ? await passwords.hash(input.password) : null
      const started = await context.conclude(async (change) => {
        const { users } = change.repositories
        const current = await users.credentials(credentials.user.id)
        if (!maySignIn(current) || current.passwordHash !== knownHash) return undefined
        if (newHash !== null) await users.setPassword(current.user.id, newHash)
        await change.repositories.attempts.clear(attempt.key)
        await change.audit({
          action: 'session.signed-in',
          subject: aboutUser(current.user),
          actor: asActor(current.user),
        })
        return startSession(change, current.user, context)
      })
      return started ?? Promise.reject(await failedAttempt('sign-in', attempt, context))
    },

    'sessions.setPassword': async (input, context) => {
      checkNewPassword(input.password, input.username)
      const digest = digestOfSetupCode(input.setupCode)
      const attempt = await beginAttempt('setup-code', byUsername(input.username), input, context)
      if (!isGoodCode(attempt.credentials, digest, context.clock.now()))
        throw await failedAttempt('setup-code', attempt, context)
      const { user } = attempt.credentials
      const passwordHash = await countingBusy(attempt, context, () => passwords.hash(input.password))
      const started = await context.conclude(async (change) => {
        const { users, sessions, attempts } = change.repositories
        // A code is good once: of two that use it at the same time, one finds it gone.
        if (!isGoodCode(await users.credentials(user.id), digest, context.clock.now())) return undefined
        await users.setPassword(user.id, passwordHash)
        await users.setSetupCode(user.id, null)
        await sessions.endAllOf(user.id, context.clock.now())
        await attempts.clear(attempt.key)
        await change.audit({ action: 'session.password-set', subject: aboutUser(user), actor: asActor(user) })
        change.announce('users.changed')
        return startSession(change, user, context)
      })
      return started ?? Promise.reject(await failedAttempt('setup-code', attempt, context))
    },

    'sessions.lock': async ({ cause }, { caller, clock, change }) => {
      if (caller.state !== 'active') return {}
      const { session, user } = caller.operator
      await change(async ({ repositories, audit, announce }) => {
        await repositories.sessions.lock(session.id, clock.now())
        await audit({ action: 'session.locked', subject: aboutSession(session.id, user), details: { cause } })
        announce('session.changed')
      })
      return {}
    },

    'sessions.unlock': async ({ password }, context) => {
      const { caller } = context
      if (caller.state === 'signed-out') throw signInFirst()
      const { user, session } = caller.operator
      const attempt = await beginAttempt('unlock', (users) => users.credentials(user.id), user, context)
      const knownHash = maySignIn(attempt.credentials) ? attempt.credentials.passwordHash : null
      const isRight = await countingBusy(attempt, context, () => passwords.verify(knownHash, password))
      if (!isRight) throw await failedAttempt('unlock', attempt, context)
      const started = await context.conclude(async (change) => {
        const { sessions, users, attempts } = change.repositories
        const current = await users.credentials(user.id)
        if (!maySignIn(current) || current.passwordHash !== knownHash) return undefined
        // Signed out, or unlocked by somebody quicker, while the password was looked at: a session goes on once.
        if (!(await sessions.end(session.id, context.clock.now()))) throw signInFirst()
        await attempts.clear(attempt.key)
        await change.audit({ action: 'session.unlocked', subject: aboutSession(session.id, user) })
        const started = await startSession(change, current.user, context)
        await change.repositories.announcements.sessionOver({ session: session.id, renewedAs: started.sessionId })
        return started
      })
      if (started === undefined) throw await failedAttempt('unlock', attempt, context)
      onSessionOver({ session: session.id, renewedAs: started.sessionId })
      return started
    },

    'sessions.signOut': async (_input, { caller, clock, change }) => {
      if (caller.state === 'signed-out') return {}
      const { session, user } = caller.operator
      await change(async ({ repositories, audit, announce }) => {
        await repositories.sessions.end(session.id, clock.now())
        await audit({ action: 'session.signed-out', subject: aboutSession(session.id, user) })
        await repositories.announcements.sessionOver({ session: session.id, renewedAs: null })
        announce('session.changed')
      })
      onSessionOver({ session: session.id, renewedAs: null })
      return {}
    },

    'sessions.list': async (_input, { repositories, operator, clock }) => ({
      rows: (await repositories.sessions.openOf(operator.user.id, clock.now())).map((session) => ({
        id: session.id,
        current: session.id === operator.session.id,
        createdAt: new Date(session.createdAt).toISOString(),
        lastSeenAt: new Date(session.lastSeenAt).toISOString(),
        expiresAt: new Date(session.expiresAt).toISOString(),
        locked: session.lockedAt !== null,
        address: session.address,
        client: session.client,
      })),
    }),

    'sessions.end': async ({ id }, context) => {
      const others = await othersOf(context.operator, context)
      await endSessions(
        others.filter((other) => other.id === id),
        context,
      )
      context.afterwards(() => onSessionOver({ session: id, renewedAs: null }))
      return {}
    },

    'sessions.endOthers': async (_input, context) => {
      const others = await othersOf(context.operator, context)
      await endSessions(others, context)
      context.afterwards(() => {
        for (const { id } of others) onSessionOver({ session: id, renewedAs: null })
      })
      return { ended: others.length }
    },

    // Every call of an operator puts the lock off; this one does nothing else.
    'sessions.touch': async () => ({}),
  }
}

async function othersOf(
  { user, session }: Operator,
  { repositories, clock }: Pick<Change, 'repositories'> & { readonly clock: Clock },
): Promise<OpenSession[]> {
  return (await repositories.sessions.openOf(user.id, clock.now())).filter(({ id }) => id !== session.id)
}

async function endSessions(
  sessions: readonly OpenSession[],
  { repositories, operator, clock, audit, announce }: HandlerContext<SessionCalls['sessions.end']>,
): Promise<void> {
  if (sessions.length === 0) throw notFound('This session')
  for (const { id } of sessions) {
    await repositories.sessions.end(id, clock.now())
    await audit({ action: 'session.ended', subject: aboutSession(id, operator.user) })
    await repositories.announcements.sessionOver({ session: id, renewedAs: null })
  }
  announce('session.changed')
}

async function stateOf(
  caller: Caller,
  { settings }: Repositories,
): Promise<z.input<SessionCalls['sessions.state']['output']>['session']> {
  if (caller.state === 'signed-out') return { state: 'signed-out' }
  const operator = asOperator(caller.operator.user)
  if (caller.state === 'locked') return { state: 'locked', operator }
  return { state: 'active', operator, idleMinutes: (await settings.policy()).idleMinutes }
}

function asOperator(
  user: Pick<User, 'id' | 'username' | 'fullName' | 'role' | 'preferredLanguage'>,
): StartedSession['operator'] {
  if (user.role === null) throw new Error('A user without a role was let in.')
  const { id, username, fullName, role, preferredLanguage } = user
  return { id, username, fullName, role, preferredLanguage, permissions: [...permissionsOf(role)] }
}

async function startSession(
  { repositories, announce }: Change,
  user: User,
  { clock, random, origin }: Pick<Own, 'clock' | 'random' | 'origin'>,
): Promise<StartedSession> {
  const secret = makeSecret('tdo_', random)
  const now = clock.now()
  const expiresAt = now + SESSION_LIFE_MS
  const { id } = await repositories.sessions.create(
    {
      digest: digestOfSecret(secret),
      userId: user.id,
      expiresAt,
      address: origin?.address ?? null,
      client: origin?.client ?? null,
    },
    now,
  )
  announce('session.changed')
  const text = String.fromCharCode(...secret)
  secret.fill(0)
  return { sessionId: id, secret: text, operator: asOperator(user), expiresAt: new Date(expiresAt).toISOString() }
}

function signInFirst(): DeskError {
  return new DeskError({ code: 'NOT_SIGNED_IN', message: 'Sign in first.' })
}

function notFirst(): DeskError {
  return conflict('not-empty', 'There are users already. Sign in instead.')
}

type FirstAdministrator = Pick<User, 'username' | 'fullName' | 'email' | 'preferredLanguage'>

async function createAdministrator(
  { repositories: { users } }: Change,
  { username, fullName, email, preferredLanguage }: FirstAdministrator,
  passwordHash: string,
  now: number,
): Promise<User> {
  const user = await users.create(
    {
      kind: 'person',
      role: 'administrator',
      username,
      fullName,
      email,
      preferredLanguage,
      employedFrom: null,
      employedUntil: null,
      employmentEndsAt: null,
    },
    now,
  )
  await users.setPassword(user.id, passwordHash)
  return user
}

function isGoodCode(
  credentials: UserCredentials | undefined,
  digest: Uint8Array,
  now: number,
): credentials is SignInUser {
  const known = maySignIn(credentials) ? credentials : undefined
  const isSame = timingSafeEqual(known?.setupCodeDigest ?? NO_DIGEST, digest)
  return isSame && now < (known?.setupCodeExpiresAt ?? 0)
}

/** No code has this digest, so the comparison can be made where there is no code. */
const NO_DIGEST = new Uint8Array(32)

function aboutSession(id: string, user: Pick<User, 'fullName'>) {
  return { kind: 'session', id, name: user.fullName } as const
}

function asActor(user: User) {
  return { id: user.id, name: user.fullName }
}
