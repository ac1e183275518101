import { z } from 'zod'
import { version } from './common.ts'
import { optionalLine } from './text.ts'
import { expirationChoice, ownerKind } from './tokens.ts'

/** Why values of tokens cannot be kept: what is the matter with the keychain of the operating system. */
export const keychainProblem = z.enum([
  'not-here',
  'no-service',
  'not-usable',
  'not-our-key',
  'late',
  'not-asked',
  'file-not-usable',
  'file-open-to-others',
])
export type KeychainProblem = z.infer<typeof keychainProblem>

/** The installation's rules. A form never offers what they refuse. */
export const policy = z.object({
  longestLifetimeDays: z.number().int().min(1).max(3650),
  defaultExpiration: expirationChoice,
  allowNoExpiration: z.boolean(),
  clipboardSeconds: z.number().int().min(5).max(120),
  idleMinutes: z.number().int().min(1).max(30),
  revealMinutes: z.number().int().min(1).max(10),
  /** What the name of a new token must be like: this long, beginning so, no other one of the owner's like it. */
  nameMinimumLength: z.number().int().min(1).max(50),
  namePrefix: optionalLine(50),
  nameUniqueForOwner: z.boolean(),
  /** Whose new tokens keep their value, so that it can be shown and copied again (MP-10). */
  recoverableFor: z.array(ownerKind).max(3),
  version,
})
export type Policy = z.infer<typeof policy>

/**
 * `destroyKeptValues` confirms that values which are kept of tokens go, where `recoverableFor` no longer names their
 * owners' kind. Without it such a change is a CONFLICT, reason `kept-values`.
 */
export const policyChange = z
  .strictObject({ ...policy.shape, destroyKeptValues: z.boolean().default(false) })
  .superRefine((value, context) => {
    if (value.defaultExpiration === 'none' && !value.allowNoExpiration)
      context.addIssue({
        code: 'custom',
        path: ['defaultExpiration'],
        message: 'No expiration is not allowed by this policy.',
        params: { rule: 'noExpirationRefused' },
      })
  })
