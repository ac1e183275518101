import { z } from 'zod'
import { type Policy, policyChange } from '../../../src-shared/schemas/policy.ts'
import { expirationChoice } from '../../../src-shared/schemas/tokens.ts'
import { numberText, textOfNumber } from './number-text.ts'

/** The policy as its form has it: figures as they are typed. What comes out is what the contract takes. */
export const policyForm = z
  .object({
    longestLifetimeDays: numberText,
    defaultExpiration: expirationChoice,
    allowNoExpiration: z.boolean(),
    nameMinimumLength: numberText,
    namePrefix: z.string(),
    nameUniqueForOwner: z.boolean(),
    clipboardSeconds: numberText,
    revealMinutes: numberText,
    idleMinutes: numberText,
    recoverableFor: policyChange.shape.recoverableFor,
    version: z.number(),
  })
  .transform((given): z.input<typeof policyChange> => given as never)
  .pipe(policyChange)
export type PolicyFormValues = z.input<typeof policyForm>

export function policyValuesOf(policy: Policy): PolicyFormValues {
  return {
    ...policy,
    longestLifetimeDays: textOfNumber(policy.longestLifetimeDays),
    nameMinimumLength: textOfNumber(policy.nameMinimumLength),
    namePrefix: policy.namePrefix ?? '',
    clipboardSeconds: textOfNumber(policy.clipboardSeconds),
    revealMinutes: textOfNumber(policy.revealMinutes),
    idleMinutes: textOfNumber(policy.idleMinutes),
  }
}
