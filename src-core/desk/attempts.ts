import { DeskError, invalidInput } from '../../src-shared/errors.ts'
import { type User, username as usernameSchema } from '../../src-shared/schemas/people.ts'
import type { Origin } from '../desk.ts'
import type { AuditEntry, OwnWork } from '../dispatch.ts'
import { ADDRESS_FORGIVEN_MS, addressVerdict, type SignInVerdict, signInVerdict } from '../domain/sign-in-delays.ts'
import type { Clock } from '../ports.ts'
import type { Repositories, UserCredentials } from '../store/store.ts'
import { addressKey, attemptKey } from './attempt-key.ts'

type Waiting = Pick<OwnWork, 'read' | 'change'> & { readonly clock: Clock; readonly origin: Origin | undefined }

/** What a password or code was given for. */
export type AttemptKind = 'sign-in' | 'token-endpoint' | 'setup-code' | 'first-run' | 'unlock' | 'password-change'

export interface Attempt {
  readonly key: Uint8Array
  readonly credentials: UserCredentials | undefined
}

/**
 * Counts the attempt as failed before anything is checked, so that many at the same time cannot slip through, and a
 * crash forgives nothing. Success takes the count back to none. TOO_MANY_ATTEMPTS while the user has to wait, or the
 * address that is asked from: those who have to wait there cost one read.
 */
export async function beginAttempt(
  kind: AttemptKind,
  find: (users: Repositories['users']) => Promise<UserCredentials | undefined>,
  { username }: { readonly username: string },
  waiting: Waiting,
): Promise<Attempt> {
  const { change, clock } = waiting
  await checkAddress(kind, waiting)
  const now = clock.now()
  const { verdict, attempt } = await change(async ({ repositories: { users, attempts }, audit }) => {
    const credentials = await find(users)
    // By the name as stored where there is one: however it was typed, it is one count a user.
    const key = attemptKey(credentials?.user.username ?? username)
    const { failures, lastAt } = (await attempts.get(key)) ?? { failures: 0, lastAt: 0 }
    const verdict = signInVerdict(failures, lastAt, now)
    if (verdict.verdict === 'free')
      await attempts.record(key, failures + 1, now, credentials === undefined ? now + STRANGER_KEPT_MS : null)
    else await audit(failureEntry(kind, credentials?.user, verdict.verdict === 'wait' ? 'too-soon' : 'stopped'))
    return { verdict, attempt: { key, credentials } }
  })
  if (verdict.verdict !== 'free') throw tooMany(verdict)
  return attempt
}

/**
 * Finds whose name was typed. What can be nobody's name is not asked for: it may be a password or a token in the wrong
 * field, and a database may log what it is asked.
 */
export function byUsername(typed: string): (users: Repositories['users']) => Promise<UserCredentials | undefined> {
  const isName = usernameSchema.safeParse(typed.normalize('NFKC')).success
  return async (users) => (isName ? users.findByUsername(typed) : undefined)
}

/** Runs a check for an attempt. Where there was no turn for it, nothing was tried, and nothing is counted. */
export async function countingBusy<T>(
  { key, credentials }: Attempt,
  { change, clock }: Waiting,
  check: () => Promise<T>,
): Promise<T> {
  try {
    return await check()
  } catch (error) {
    await change(async ({ repositories: { attempts } }) => {
      const counted = await attempts.get(key)
      if (counted !== undefined)
        await attempts.record(
          key,
          Math.max(0, counted.failures - 1),
          counted.lastAt,
          credentials === undefined ? clock.now() + STRANGER_KEPT_MS : null,
        )
    })
    throw error
  }
}

/** Records the failure and gives the refusal, the same for every cause. */
export async function failedAttempt(
  kind: AttemptKind,
  { credentials }: Partial<Attempt>,
  { change, clock, origin }: Waiting,
): Promise<DeskError> {
  await change(async ({ repositories: { attempts }, audit }) => {
    await audit(failureEntry(kind, credentials?.user, 'not-right'))
    const address = addressOf(kind, origin)
    if (address !== null) await attempts.add(addressKey(address), clock.now(), clock.now() + ADDRESS_FORGIVEN_MS)
  })
  const message = WORDS[kind]
  if (kind === 'first-run') return invalidInput({ setupCode: { rule: 'wrongSetupCode', message } }, message)
  // Who changes a password is signed in, and stays so.
  if (kind === 'password-change') return invalidInput({ currentPassword: { rule: 'wrongPassword', message } })
  return new DeskError({ code: 'NOT_SIGNED_IN', reason: 'bad-credentials', message })
}

/** TOO_MANY_ATTEMPTS while too much has failed from the address that is asked from. */
export async function checkAddress(
  kind: AttemptKind,
  { read, clock, origin }: Pick<Waiting, 'read' | 'clock' | 'origin'>,
): Promise<void> {
  const address = addressOf(kind, origin)
  if (address === null) return
  const counted = await read(({ attempts }) => attempts.get(addressKey(address)))
  if (counted === undefined) return
  const verdict = addressVerdict(counted.failures, counted.lastAt, clock.now())
  if (verdict.verdict === 'wait') throw tooMany(verdict)
}

/** Null where failures are counted for the user alone: of a session that is there already, or at the machine itself. */
function addressOf(kind: AttemptKind, origin: Origin | undefined): string | null {
  return kind === 'unlock' || kind === 'password-change' ? null : (origin?.address ?? null)
}

/** Names that nobody has are as many as somebody likes to make up: their counts are forgotten after a day. */
const STRANGER_KEPT_MS = 24 * 60 * 60_000

const WORDS: Readonly<Record<AttemptKind, string>> = {
  'sign-in': 'The username or the password is not right.',
  'token-endpoint': 'The username or the password is not right.',
  'setup-code': 'The username or the setup code is not right.',
  'first-run': 'The setup code is not right. The service printed one where it was started.',
  unlock: 'The password is not right.',
  'password-change': 'This is not your password.',
}

/** A name that nobody has is not written down: it may be a password in the wrong field. */
function failureEntry(kind: AttemptKind, user: User | undefined, cause: string): AuditEntry {
  return {
    action: kind === 'unlock' ? 'session.unlock-failed' : 'session.sign-in-failed',
    subject: user === undefined ? null : aboutUser(user),
    details: { how: kind, cause, username: user?.username ?? 'unknown user' },
  }
}

function tooMany(verdict: Exclude<SignInVerdict, { verdict: 'free' }>): DeskError {
  if (verdict.verdict === 'stopped')
    return new DeskError({
      code: 'TOO_MANY_ATTEMPTS',
      reason: 'stopped',
      message: 'Too many attempts failed. Ask an administrator for a setup code.',
    })
  const seconds = Math.ceil(verdict.retryAfterMs / 1000)
  return new DeskError({
    code: 'TOO_MANY_ATTEMPTS',
    reason: 'wait',
    message: `Too many attempts failed. Try again in ${seconds === 1 ? 'one second' : `${seconds} seconds`}.`,
    retryAfterMs: verdict.retryAfterMs,
  })
}

/** A user as the subject of an audit record. */
export function aboutUser(user: User) {
  return { kind: 'user', id: user.id, name: user.fullName } as const
}

export type SignInUser = UserCredentials & { readonly user: User & { readonly role: NonNullable<User['role']> } }

/** Active persons with a role; whether they have a password is another question. */
export function maySignIn(credentials: UserCredentials | undefined): credentials is SignInUser {
  return credentials?.user.active === true && credentials.user.kind === 'person' && credentials.user.role !== null
}
