import { z } from 'zod'
import { holdsSecret } from '../secret-search.ts'
import { calendarDate, instant, language, timeZone, version } from './common.ts'
import { contactId, customerId, userId } from './ids.ts'
import { HOLDS_SECRET, line, optionalLine } from './text.ts'

export const role = z.enum(['administrator', 'support', 'member'])
export type Role = z.infer<typeof role>

/** A `person` may sign in; a `technical` user is a machine or fictitious account and never can (O4-8). */
export const userKind = z.enum(['person', 'technical'])
export type UserKind = z.infer<typeof userKind>

/** Nothing that cannot be seen: a control or formatting character would make an address look like another one. */
const EMAIL = /^[^\s\p{Cc}\p{Cf}\p{Cs}@<>()[\],;:"\\]+@[^\s\p{Cc}\p{Cf}\p{Cs}@<>()[\],;:"\\]+$/u

/** An e-mail address, or nothing, which is kept as null. */
export const optionalEmail = z
  .string()
  .trim()
  .max(254, { error: 'At most 254 characters.' })
  .refine((value) => value === '' || EMAIL.test(value), {
    error: 'Give an address such as name@example.com.',
    params: { rule: 'email' },
  })
  .refine((value) => !holdsSecret(value), { error: HOLDS_SECRET, params: { rule: 'holdsSecret' } })
  .nullish()
  .transform((value) => value || null)

const USERNAME = /^[\p{L}\p{N}][\p{L}\p{N}\p{M}._@-]*$/u

/** 1 to 64 letters, digits and `. _ - @`, compared without regard to case. */
export const username = z
  .string()
  .trim()
  .min(1, { error: 'Fill this in.' })
  .max(64, { error: 'At most 64 characters.' })
  .refine((value) => USERNAME.test(value), {
    error: 'Use letters, digits, and . _ - @ only.',
    params: { rule: 'usernameCharacters' },
  })
  .refine((value) => !holdsSecret(value), { error: HOLDS_SECRET, params: { rule: 'holdsSecret' } })
  .meta({ pattern: USERNAME.source })

/** At least 15 characters where a password is the only factor (NIST SP 800-63B-4), no rule on their kind, up to 256. */
export const newPassword = z.string().superRefine((value, context) => {
  const length = [...value.normalize('NFKC')].length
  if (length < 15)
    context.addIssue({
      code: 'custom',
      message: 'At least 15 characters. Several words in a row are fine.',
      params: { rule: 'passwordTooShort', limit: 15 },
    })
  if (length > 256)
    context.addIssue({ code: 'custom', message: 'At most 256 characters.', params: { rule: 'tooLong', limit: 256 } })
})

export const user = z.object({
  id: userId,
  kind: userKind,
  username: z.string(),
  fullName: z.string(),
  email: z.string().nullable(),
  preferredLanguage: language,
  role: role.nullable(),
  employedFrom: z.string().nullable(),
  employedUntil: z.string().nullable(),
  /** When the last day of employment ends, or ended: from then on no token of the user is accepted. */
  employmentEndsAt: instant.nullable(),
  active: z.boolean(),
  /** Whether a password is set, so whether the person can sign in without a setup code. */
  hasPassword: z.boolean(),
  tokenCount: z.number().int(),
  createdAt: instant,
  version,
})
export type User = z.infer<typeof user>

const userFields = {
  fullName: line(200),
  email: optionalEmail,
  preferredLanguage: language.default('en'),
  employedFrom: calendarDate.nullish().transform((value) => value || null),
  employedUntil: calendarDate.nullish().transform((value) => value || null),
  /** Where the last day of employment ends; where the desk is, unless given. */
  timeZone: timeZone.optional(),
}

/** A new user. A technical user has no role; a person needs one. */
export const newUser = z
  .strictObject({
    kind: userKind.default('person'),
    username,
    role: role.nullish().transform((value) => value ?? null),
    ...userFields,
  })
  .superRefine((value, context) => {
    checkRole(value, context)
    checkEmployment(value, context)
  })

export const userChange = z
  .strictObject({
    id: userId,
    version,
    kind: userKind,
    role: role.nullish().transform((value) => value ?? null),
    ...userFields,
  })
  .superRefine((value, context) => {
    checkRole(value, context)
    checkEmployment(value, context)
  })

/** What people change about themselves. The username was given once, and the role is for administrators to change. */
export const profileChange = z.strictObject({
  version,
  fullName: userFields.fullName,
  email: userFields.email,
  preferredLanguage: language,
})

function checkRole(value: { kind: UserKind; role: Role | null }, context: z.RefinementCtx): void {
  if (value.kind === 'technical' && value.role !== null)
    context.addIssue({
      code: 'custom',
      path: ['role'],
      message: 'A technical user has no role: it can never sign in.',
      params: { rule: 'technicalHasNoRole' },
    })
  if (value.kind === 'person' && value.role === null)
    context.addIssue({ code: 'custom', path: ['role'], message: 'Choose a role.', params: { rule: 'required' } })
}

function checkEmployment(
  value: { employedFrom: string | null; employedUntil: string | null },
  context: z.RefinementCtx,
): void {
  if (value.employedFrom !== null && value.employedUntil !== null && value.employedUntil < value.employedFrom)
    context.addIssue({
      code: 'custom',
      path: ['employedUntil'],
      message: 'The last day is before the first one.',
      params: { rule: 'endsBeforeStart' },
    })
}

export const customer = z.object({
  id: customerId,
  name: z.string(),
  reference: z.string().nullable(),
  active: z.boolean(),
  contactCount: z.number().int(),
  createdAt: instant,
  version,
})
export type Customer = z.infer<typeof customer>

export const newCustomer = z.strictObject({ name: line(200), reference: optionalLine(100) })
export const customerChange = z.strictObject({ id: customerId, version, name: line(200), reference: optionalLine(100) })

export const contact = z.object({
  id: contactId,
  customer: z.object({ id: customerId, name: z.string(), active: z.boolean() }),
  fullName: z.string(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  jobTitle: z.string().nullable(),
  active: z.boolean(),
  tokenCount: z.number().int(),
  createdAt: instant,
  version,
})
export type Contact = z.infer<typeof contact>

const contactFields = {
  fullName: line(200),
  email: optionalEmail,
  phone: optionalLine(50),
  jobTitle: optionalLine(200),
}
export const newContact = z.strictObject({ customerId, ...contactFields })
export const contactChange = z.strictObject({ id: contactId, version, customerId, ...contactFields })
