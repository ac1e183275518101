import type { peopleCalls } from '../../src-shared/contract/people.ts'
import type { User } from '../../src-shared/schemas/people.ts'
import type { Change, Handlers, Operator } from '../dispatch.ts'
import { timeZoneHere } from '../domain/days.ts'
import { employmentEndsAt } from '../domain/employment.ts'
import { digestOfSetupCode, makeSetupCode, SETUP_CODE_LIFE_MS } from '../domain/setup-code.ts'
import type { Repositories } from '../store/store.ts'
import { attemptKey } from './attempt-key.ts'
import { changedFields } from './changed-fields.ts'
import { employmentOf } from './employment-of.ts'
import { conflict, found } from './refusals.ts'

type UserCalls = {
  [N in keyof typeof peopleCalls as N extends `users.${string}` ? N : never]: (typeof peopleCalls)[N]
}

/** Users of both kinds. Only administrators manage them (O4-5, P4-5). */
export const userHandlers: Handlers<UserCalls> = {
  'users.list': (query, { repositories, operator }) =>
    repositories.users.list({ ...query, language: operator.user.preferredLanguage }),
  'users.count': (filter, { repositories }) => repositories.users.count(filter),
  'users.get': ({ id }, { repositories }) => existing(repositories, id),

  'users.create': async ({ timeZone, ...values }, { repositories, clock, audit, announce }) => {
    const endsAt = employmentEndsAt(values.employedUntil, timeZone ?? timeZoneHere())
    const user = await repositories.users.create({ ...values, employmentEndsAt: endsAt }, clock.now())
    await audit({
      action: 'user.created',
      subject: subjectOf(user),
      details: { username: user.username, kind: user.kind, role: user.role },
    })
    announce('users.changed')
    return user
  },

  'users.update': async ({ id, version, timeZone, ...values }, { repositories, clock, audit, announce }) => {
    const before = await existing(repositories, id)
    if (isAdministrator(before) && values.role !== 'administrator') await anotherAdministrator(repositories, id)
    // A day that stays the same goes on ending where it was set: a change of the name elsewhere moves no end.
    const endsAt =
      values.employedUntil === before.employedUntil
        ? employmentOf(before).endsAt
        : employmentEndsAt(values.employedUntil, timeZone ?? timeZoneHere())
    const after = await repositories.users.update(id, version, { ...values, employmentEndsAt: endsAt })
    if (before.kind === 'person' && after.kind === 'technical') await endAccess(repositories, id, clock.now())
    const changed = changedFields(before, after, USER_FIELDS)
    await audit({
      action: 'user.changed',
      subject: subjectOf(after),
      details: { changed, ...(before.role === after.role ? {} : { roleBefore: before.role, role: after.role }) },
    })
    announce('users.changed')
    announce('session.changed')
    if (SHOWN_WITH_TOKENS.some((name) => changed.includes(name))) announce('tokens.changed')
    return existing(repositories, id)
  },

  'users.deactivate': async ({ id, version }, { repositories, operator, clock, audit, announce }) => {
    const before = await existing(repositories, id)
    if (!before.active) throw conflict('inactive-already', 'This user is deactivated already.')
    if (isAdministrator(before)) await anotherAdministrator(repositories, id)
    if (id === operator.user.id) throw conflict('self', 'You cannot deactivate yourself.')
    const after = await repositories.users.setActive(id, version, false)
    await repositories.sessions.endAllOf(id, clock.now())
    await repositories.users.setSetupCode(id, null)
    await recordActivity(after, 'user.deactivated', { audit, announce })
    return after
  },

  'users.reactivate': async ({ id, version }, { repositories, audit, announce }) => {
    const before = await existing(repositories, id)
    if (before.active) throw conflict('active-already', 'This user is active already.')
    const after = await repositories.users.setActive(id, version, true)
    await recordActivity(after, 'user.reactivated', { audit, announce })
    return after
  },

  'users.issueSetupCode': async ({ id }, { repositories, operator, clock, random, audit, announce }) => {
    const user = await setupCodeOwner(repositories, operator, id)
    const secret = makeSetupCode(random)
    const expiresAt = clock.now() + SETUP_CODE_LIFE_MS
    await repositories.users.setSetupCode(id, { digest: digestOfSetupCode(secret), expiresAt })
    await repositories.sessions.endAllOf(id, clock.now())
    await repositories.attempts.clear(attemptKey(user.username))
    const expires = new Date(expiresAt).toISOString()
    await audit({ action: 'user.setup-code-issued', subject: subjectOf(user), details: { expiresAt: expires } })
    announce('users.changed')
    announce('session.changed')
    return { user: await existing(repositories, id), secret, expiresAt: expires }
  },

  'users.noteSetupCodeReveal': async ({ id, how }, { repositories, audit }) => {
    const user = await existing(repositories, id)
    await audit({ action: 'user.setup-code-revealed', subject: subjectOf(user), details: { how } })
    return {}
  },
}

const USER_FIELDS = [
  'kind',
  'fullName',
  'email',
  'preferredLanguage',
  'role',
  'employedFrom',
  'employedUntil',
] as const satisfies readonly (keyof User)[]

/** What the lists of tokens show of their owner, or must refuse one for. */
const SHOWN_WITH_TOKENS = ['fullName', 'kind', 'employedFrom', 'employedUntil']

function subjectOf(user: User) {
  return { kind: 'user', id: user.id, name: user.fullName } as const
}

async function existing({ users }: Repositories, id: string): Promise<User> {
  return found(await users.get(id), 'This user')
}

function isAdministrator(user: User): boolean {
  return user.active && user.role === 'administrator'
}

/** Somebody has to be able to let the others in. */
async function anotherAdministrator({ users }: Repositories, id: string): Promise<void> {
  if (await users.hasAdministratorBeside(id)) return
  throw conflict(
    'last-administrator',
    'This is the last administrator who can sign in. Make somebody else one first, and have them choose a password.',
  )
}

/** A technical user never signs in (O4-8): what it could have signed in with goes. */
async function endAccess({ users, sessions }: Repositories, id: string, now: number): Promise<void> {
  await users.setPassword(id, null)
  await users.setSetupCode(id, null)
  await sessions.endAllOf(id, now)
}

async function setupCodeOwner(repositories: Repositories, operator: Operator, id: string): Promise<User> {
  const user = await existing(repositories, id)
  if (user.kind === 'technical') throw conflict('technical-user', 'A technical user never signs in.')
  if (!user.active) throw conflict('inactive', 'This user is deactivated.')
  // It would end the very session in which the code could be read.
  if (user.id === operator.user.id) throw conflict('self', 'You cannot give yourself a setup code.')
  return user
}

async function recordActivity(
  user: User,
  action: 'user.deactivated' | 'user.reactivated',
  { audit, announce }: Pick<Change, 'audit' | 'announce'>,
): Promise<void> {
  await audit({ action, subject: subjectOf(user), details: { username: user.username } })
  announce('users.changed')
  announce('tokens.changed')
  announce('session.changed')
}
