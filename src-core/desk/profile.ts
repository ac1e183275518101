import type { profileCalls } from '../../src-shared/contract/profile.ts'
import type { Handlers, Operator } from '../dispatch.ts'
import type { Repositories } from '../store/store.ts'
import { aboutUser, beginAttempt, countingBusy, failedAttempt, maySignIn } from './attempts.ts'
import { changedFields } from './changed-fields.ts'
import { employmentOf } from './employment-of.ts'
import { checkNewPassword, type Passwords } from './passwords.ts'
import { found } from './refusals.ts'

/** What operators see and change about themselves. */
export function profileHandlers(passwords: Passwords): Handlers<typeof profileCalls> {
  return {
    'profile.get': (_input, { repositories, operator }) => self(repositories, operator),

    'profile.update': async ({ version, ...values }, { repositories, operator, audit, announce }) => {
      const before = await self(repositories, operator)
      const { kind, role, employedFrom, employedUntil } = before
      const after = await repositories.users.update(before.id, version, {
        kind,
        role,
        employedFrom,
        employedUntil,
        employmentEndsAt: employmentOf(before).endsAt,
        ...values,
      })
      const changed = changedFields(before, after, ['fullName', 'email', 'preferredLanguage'])
      await audit({ action: 'user.changed', subject: aboutUser(after), details: { changed } })
      announce('users.changed')
      announce('session.changed')
      if (changed.includes('fullName')) announce('tokens.changed')
      return after
    },

    'profile.changePassword': async ({ currentPassword, newPassword }, context) => {
      const { user, session } = context.operator
      checkNewPassword(newPassword, user.username, 'newPassword')
      const attempt = await beginAttempt('password-change', (users) => users.credentials(user.id), user, context)
      const knownHash = maySignIn(attempt.credentials) ? attempt.credentials.passwordHash : null
      const isRight = await countingBusy(attempt, context, () => passwords.verify(knownHash, currentPassword))
      if (!isRight) throw await failedAttempt('password-change', attempt, context)
      const newHash = await countingBusy(attempt, context, () => passwords.hash(newPassword))
      const done = await context.conclude(async ({ repositories, audit, announce }) => {
        const { users, sessions, attempts } = repositories
        const current = await users.credentials(user.id)
        // Set anew meanwhile, by a setup code or elsewhere: what was given is no password any more.
        if (!maySignIn(current) || current.passwordHash !== knownHash) return undefined
        await users.setPassword(user.id, newHash)
        // Whoever holds a code that was issued before could take the account over with it.
        await users.setSetupCode(user.id, null)
        await sessions.endAllOf(user.id, context.clock.now(), session.id)
        await attempts.clear(attempt.key)
        await audit({ action: 'session.password-changed', subject: aboutUser(current.user) })
        announce('session.changed')
        return {}
      })
      return done ?? Promise.reject(await failedAttempt('password-change', attempt, context))
    },
  }
}

async function self({ users }: Repositories, { user }: Operator) {
  return found(await users.get(user.id), 'Your profile')
}
