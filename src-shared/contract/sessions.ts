import { z } from 'zod'
import { instant, language } from '../schemas/common.ts'
import { sessionId, userId } from '../schemas/ids.ts'
import { newPassword, optionalEmail, role, username } from '../schemas/people.ts'
import { permission } from '../schemas/permissions.ts'
import { line } from '../schemas/text.ts'
import type { Calls } from './calls.ts'

export const operator = z.object({
  id: userId,
  username: z.string(),
  fullName: z.string(),
  role,
  preferredLanguage: language,
  permissions: z.array(permission),
})
export type Operator = z.infer<typeof operator>

/** A started session. `secret` is the operator's `tdo_` secret: main keeps it, the page never sees it. */
const startedSession = z.object({ sessionId, secret: z.string(), operator, expiresAt: instant })
const nothing = z.strictObject({})
const done = z.object({})
/** A password as somebody typed it to be let in: whatever it is, it can be wrong. */
export const givenPassword = z
  .string()
  .min(1, { error: 'Fill this in.' })
  .max(1024, { error: 'At most 1024 characters.' })

/** A session of one's own that is open: from where it was begun, and with what, as far as the service knows. */
export const openSession = z.object({
  id: sessionId,
  current: z.boolean(),
  createdAt: instant,
  /** To within a quarter of a minute. */
  lastSeenAt: instant,
  expiresAt: instant,
  locked: z.boolean(),
  address: z.string().nullable(),
  client: z.string().nullable(),
})
export type OpenSession = z.infer<typeof openSession>

export const sessionCalls = {
  /** Where things stand: whether the store has anybody yet, and who is signed in, if anyone. */
  'sessions.state': {
    input: nothing,
    output: z.object({
      store: z.enum(['empty', 'ready']),
      /** Where the first run asks for the code that the service printed when it was started. */
      setupCodeNeeded: z.literal(true).optional(),
      session: z.discriminatedUnion('state', [
        z.object({ state: z.literal('signed-out') }),
        z.object({ state: z.literal('locked'), operator }),
        z.object({ state: z.literal('active'), operator, idleMinutes: z.number().int() }),
      ]),
    }),
    permission: 'public',
    work: 'read',
  },
  /** First run: makes the first administrator and signs in. CONFLICT once the store has a user. */
  'sessions.createAdministrator': {
    input: z.strictObject({
      fullName: line(200),
      username,
      email: optionalEmail,
      preferredLanguage: language.default('en'),
      password: newPassword,
      sampleData: z.boolean().default(false),
      /** Needed where `sessions.state` says so; of no concern elsewhere. */
      setupCode: z.string().trim().max(100).optional(),
    }),
    output: startedSession,
    permission: 'public',
    work: 'own',
    audit: 'administrator.created',
  },
  'sessions.signIn': {
    input: z.strictObject({
      username: z.string().trim().min(1, { error: 'Fill this in.' }).max(254),
      password: givenPassword,
    }),
    output: startedSession,
    permission: 'public',
    work: 'own',
    audit: 'session.signed-in',
  },
  /** Uses a setup code, once, to choose a password; signs in. */
  'sessions.setPassword': {
    input: z.strictObject({
      username: z.string().trim().min(1, { error: 'Fill this in.' }).max(254),
      setupCode: z.string().trim().min(1, { error: 'Fill this in.' }).max(100),
      password: newPassword,
    }),
    output: startedSession,
    permission: 'public',
    work: 'own',
    audit: 'session.password-set',
  },
  /** Hides everything until the password is given again. Allowed to a locked session too, without effect. */
  'sessions.lock': {
    input: z.strictObject({ cause: z.enum(['operator', 'idle', 'system']).default('operator') }),
    output: done,
    permission: 'public',
    work: 'own',
    audit: 'session.locked',
  },
  /** Opens a locked session again under a new secret; the old one is dead. */
  'sessions.unlock': {
    input: z.strictObject({ password: givenPassword }),
    output: startedSession,
    permission: 'public',
    work: 'own',
    audit: 'session.unlocked',
  },
  'sessions.signOut': { input: nothing, output: done, permission: 'public', work: 'own', audit: 'session.signed-out' },
  /** The sessions of one's own, the latest first. */
  'sessions.list': {
    input: nothing,
    output: z.object({ rows: z.array(openSession) }),
    permission: 'signed-in',
    work: 'read',
  },
  /** Ends another session of one's own. NOT_FOUND for one that is over, or somebody else's. */
  'sessions.end': {
    input: z.strictObject({ id: sessionId }),
    output: done,
    permission: 'signed-in',
    work: 'change',
    audit: 'session.ended',
  },
  /** Ends every session of one's own but the one that asks. NOT_FOUND where there is no other. */
  'sessions.endOthers': {
    input: nothing,
    output: z.object({ ended: z.number().int() }),
    permission: 'signed-in',
    work: 'change',
    audit: 'session.ended',
  },
  /** Says that the operator is there, which puts off the automatic lock. */
  'sessions.touch': { input: nothing, output: done, permission: 'signed-in', work: 'own' },
} satisfies Calls
