import { z } from 'zod'
import { newUser, type Role, type User } from '../../../src-shared/schemas/people.ts'
import { ownTimeZone } from '../../api/tokens.ts'

/**
 * The fields of a user as the form has them: the kind as the box "Technical user?" (AK-8), and '' for what is not
 * given. What comes out is what the contract takes. A technical user has no role, whatever was chosen before.
 */
export const userForm = z
  .object({
    fullName: z.string(),
    username: z.string(),
    email: z.string(),
    preferredLanguage: newUser.shape.preferredLanguage.unwrap(),
    technical: z.boolean(),
    role: z.string(),
    employedFrom: z.string(),
    employedUntil: z.string(),
  })
  .transform(
    ({ technical, role, employedFrom, employedUntil, ...given }): z.input<typeof newUser> => ({
      ...given,
      kind: technical ? 'technical' : 'person',
      role: technical || role === '' ? null : (role as Role),
      employedFrom: employedFrom || null,
      employedUntil: employedUntil || null,
      timeZone: ownTimeZone(),
    }),
  )
  .pipe(newUser)
export type UserFormValues = z.input<typeof userForm>

/** The form of a user who does not exist yet. */
export function emptyValues({ technical }: { readonly technical: boolean }): UserFormValues {
  return {
    fullName: '',
    username: '',
    email: '',
    preferredLanguage: 'en',
    technical,
    role: technical ? '' : 'member',
    employedFrom: '',
    employedUntil: '',
  }
}

/** The form of a user as it is. */
export function valuesOf(user: User): UserFormValues {
  return {
    fullName: user.fullName,
    username: user.username,
    email: user.email ?? '',
    preferredLanguage: user.preferredLanguage,
    technical: user.kind === 'technical',
    role: user.role ?? '',
    employedFrom: user.employedFrom ?? '',
    employedUntil: user.employedUntil ?? '',
  }
}
