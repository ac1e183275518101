import { z } from 'zod'
import { newPassword, profileChange, user } from '../schemas/people.ts'
import type { Calls } from './calls.ts'
import { givenPassword } from './sessions.ts'

/** What every operator may see and change about themself. */
export const profileCalls = {
  'profile.get': { input: z.strictObject({}), output: user, permission: 'signed-in', work: 'read' },
  'profile.update': {
    input: profileChange,
    output: user,
    permission: 'signed-in',
    work: 'change',
    audit: 'user.changed',
  },
  /** Ends every other session of the person. A wrong current password counts like a failed sign-in. */
  'profile.changePassword': {
    input: z.strictObject({ currentPassword: givenPassword, newPassword }),
    output: z.object({}),
    permission: 'signed-in',
    work: 'own',
    audit: 'session.password-changed',
  },
} satisfies Calls
