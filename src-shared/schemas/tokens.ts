import { z } from 'zod'
import { calendarDate, instant, timeZone, version } from './common.ts'
import { contactId, customerId, tokenId, userId } from './ids.ts'
import { logoImage } from './logos.ts'
import { line, optionalText } from './text.ts'

export const ownerKind = z.enum(['user', 'technical-user', 'contact'])
export type OwnerKind = z.infer<typeof ownerKind>

/** What is stored of a token's life. `deleted` is in no list. */
export const tokenState = z.enum(['active', 'disabled', 'removed', 'deleted'])
export type TokenState = z.infer<typeof tokenState>

/** Why a token is removed or deleted. A compromised one is never reinstated; `replaced` is what a rotation notes. */
export const withdrawalReason = z.enum(['compromised', 'no-longer-needed', 'replaced', 'other'])
export type WithdrawalReason = z.infer<typeof withdrawalReason>

/** When a token ends that is replaced by another: both work until then, so that whoever uses it can change over. */
export const overlap = z.enum(['none', '1-day', '7-days', '30-days'])
export type Overlap = z.infer<typeof overlap>

/** What a person sees: the stored state, or `expired` once the clock has passed the expiration. */
export const tokenStatus = z.enum(['active', 'expired', 'disabled', 'removed'])
export type TokenStatus = z.infer<typeof tokenStatus>

/** How a token is not used: no call came with it ever, or its last one is more than 90 days ago. */
export const tokenUse = z.enum(['never', 'unused-90-days'])
export type TokenUse = z.infer<typeof tokenUse>

const MODULE_CODE = /^[a-z0-9][a-z0-9-]{0,62}$/

/** A module's code, which is also the OAuth scope on the wire. */
export const moduleCode = z
  .string()
  .refine((value) => MODULE_CODE.test(value), {
    error: 'Use a–z, 0–9 and - only.',
    params: { rule: 'moduleCodeCharacters' },
  })
  .meta({ pattern: MODULE_CODE.source })

export const module = z.object({
  code: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  /** Whether tokens reach it at all. One that is off is offered to nobody, and tokens that have it do not reach it. */
  enabled: z.boolean(),
  /** Whether contacts' tokens reach it, too. */
  forContacts: z.boolean(),
  version,
})
export type Module = z.infer<typeof module>

/** What an administrator says of a module. */
export const moduleValues = {
  name: line(100),
  description: optionalText(1000),
  enabled: z.boolean(),
  forContacts: z.boolean(),
}

/** When a token ends: in some days, a year, at the end of a day, or never where the policy allows it. */
export const expiration = z.discriminatedUnion('choice', [
  z.strictObject({ choice: z.literal('7-days') }),
  z.strictObject({ choice: z.literal('30-days') }),
  z.strictObject({ choice: z.literal('60-days') }),
  z.strictObject({ choice: z.literal('90-days') }),
  z.strictObject({ choice: z.literal('1-year') }),
  z.strictObject({ choice: z.literal('custom'), date: calendarDate }),
  z.strictObject({ choice: z.literal('none') }),
])
export type Expiration = z.infer<typeof expiration>
export const expirationChoice = z.enum(['7-days', '30-days', '60-days', '90-days', '1-year', 'custom', 'none'])
export type ExpirationChoice = z.infer<typeof expirationChoice>

export const ownerReference = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('user'), id: userId }),
  z.strictObject({ kind: z.literal('technical-user'), id: userId }),
  z.strictObject({ kind: z.literal('contact'), id: contactId }),
])
export type OwnerReference = z.infer<typeof ownerReference>

/** A new token. Without an expiration it is valid until today ends in `timeZone` (AK-3). */
export const newToken = z.strictObject({
  owner: ownerReference,
  name: line(200),
  description: optionalText(2000),
  expiration: expiration.optional(),
  timeZone,
  modules: z.array(moduleCode).max(200).default([]),
  logo: logoImage.nullish(),
})

/** What of a token can be changed while it lives. A logo that is not named stays; null takes it away. */
export const tokenChange = z.strictObject({
  id: tokenId,
  version,
  name: line(200),
  description: optionalText(2000),
  modules: z.array(moduleCode).max(200),
  logo: logoImage.nullish(),
})

export const tokenSummary = z.object({
  id: tokenId,
  name: z.string(),
  description: z.string().nullable(),
  /** The kind's prefix and the first four random characters, by which a person recognises a token: `tdc_7Qx4`. */
  hint: z.string(),
  owner: z.object({
    kind: ownerKind,
    id: z.union([userId, contactId]),
    name: z.string(),
    active: z.boolean(),
    customer: z.object({ id: customerId, name: z.string() }).nullable(),
  }),
  modules: z.array(z.object({ code: z.string(), name: z.string() })),
  status: tokenStatus,
  createdAt: instant,
  createdBy: z.object({ id: userId, name: z.string() }).nullable(),
  expiresAt: instant.nullable(),
  lastAccessAt: instant.nullable(),
  /** Since when it is disabled; null while it is not. */
  disabledAt: instant.nullable(),
  /** Until when, where that has an end, and why. */
  disabledUntil: instant.nullable(),
  disableReason: z.string().nullable(),
  removedAt: instant.nullable(),
  withdrawalReason: withdrawalReason.nullable(),
  /** Until when its removal can be undone; null where it cannot, or there is none. */
  undoableUntil: instant.nullable(),
  /** The token that this one was made to replace, and the one that was made to replace it. */
  replaces: z.object({ id: tokenId, name: z.string() }).nullable(),
  replacedBy: z.object({ id: tokenId, name: z.string() }).nullable(),
  /** Another number for every new logo; null where there is none. */
  logoVersion: z.number().int().nullable(),
  /** Whether its value is kept, so that it can be shown and copied again (MP-10). */
  recoverable: z.boolean(),
  version,
})
export type TokenSummary = z.infer<typeof tokenSummary>

/** Why a secret is or is not accepted. Only `active` lets a call in. */
export const verificationReason = z.enum([
  'active',
  'malformed',
  'checksum',
  'unknown',
  'expired',
  'disabled',
  'removed',
  'deleted',
  'owner-inactive',
  'employment-ended',
  'module-missing',
])
export type VerificationReason = z.infer<typeof verificationReason>

export const verification = z.object({
  active: z.boolean(),
  reason: verificationReason,
  /** What the reason means, in one sentence. */
  explanation: z.string(),
  token: tokenSummary.nullable(),
})
export type Verification = z.infer<typeof verification>

/** SHA-256 of a whole secret, in hex: who is told it learns nothing that a call could be made with. */
export const secretDigest = z.string().regex(/^[0-9a-f]{64}$/)

/** What can be said of a secret by its digest. */
export const explainedToken = z.object({
  /** `not-allowed` where it is a token that this operator may not look at. */
  reason: z.enum([...verificationReason.options, 'not-allowed']),
  token: tokenSummary.nullable(),
  /** Who disabled, removed or deleted it last, where that is why it is refused. */
  withdrawnBy: z.string().nullable(),
})
export type ExplainedToken = z.infer<typeof explainedToken>
