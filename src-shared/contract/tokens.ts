import { z } from 'zod'
import { instant, listing, matchCount, page, secretBytes, sortDirection, timeZone, version } from '../schemas/common.ts'
import { contactId, tokenId, userId } from '../schemas/ids.ts'
import { optionalLine } from '../schemas/text.ts'
import {
  expiration,
  explainedToken,
  moduleCode,
  newToken,
  overlap,
  ownerKind,
  ownerReference,
  secretDigest,
  tokenChange,
  tokenStatus,
  tokenSummary,
  tokenUse,
  verification,
  withdrawalReason,
} from '../schemas/tokens.ts'
import type { Calls } from './calls.ts'

/** What a list of tokens can be narrowed to. */
export const tokenFilter = {
  search: listing.search,
  status: z.array(tokenStatus).max(4).optional(),
  ownerKind: z.array(ownerKind).max(3).optional(),
  ownerId: z.union([userId, contactId]).optional(),
  module: moduleCode.optional(),
  /** Active tokens that end within this many days from now. */
  expiringWithinDays: z.number().int().min(1).max(3650).optional(),
  /** Active tokens that end from the one instant on and before the other. */
  expiringBetween: z.strictObject({ from: instant, before: instant }).optional(),
  use: tokenUse.optional(),
}
export const tokenQuery = z.strictObject({
  ...listing,
  ...tokenFilter,
  sort: z
    .strictObject({ by: z.enum(['createdAt', 'name', 'expiresAt', 'lastAccessAt']), direction: sortDirection })
    .default({ by: 'createdAt', direction: 'descending' }),
})
const oneToken = z.strictObject({ id: tokenId, version })
const withdrawn = z.strictObject({ id: tokenId, version, reason: withdrawalReason.default('other') })

export const tokenCalls = {
  'tokens.list': { input: tokenQuery, output: page(tokenSummary), permission: 'tokens.read', work: 'read' },
  'tokens.count': { input: z.strictObject(tokenFilter), output: matchCount, permission: 'tokens.read', work: 'read' },
  'tokens.get': {
    input: z.strictObject({ id: tokenId }),
    output: tokenSummary,
    permission: 'tokens.read',
    work: 'read',
  },
  /** The instant at which a token with this expiration would end, or the field problem that issuing would meet. */
  'tokens.expiration': {
    input: z.strictObject({ expiration: expiration.optional(), timeZone }),
    output: z.object({ expiresAt: instant.nullable() }),
    permission: 'tokens.issue',
    work: 'read',
  },
  /** What a form may offer to this owner: the expirations that the policy allows and the modules this owner may be given. */
  'tokens.choices': {
    input: z.strictObject({ owner: ownerReference, timeZone }),
    output: z.object({
      expirations: z.array(z.object({ choice: z.string(), expiresAt: instant.nullable() })),
      defaultExpiration: z.string(),
      earliestDate: z.string(),
      latestDate: z.string(),
      modules: z.array(z.object({ code: z.string(), name: z.string(), description: z.string().nullable() })),
      suggestedName: z.string(),
      /** When the owner's employment ends, and every token of the owner with it; null where no end is known. */
      employmentEndsAt: instant.nullable(),
      nameRules: z.object({ minimumLength: z.number(), prefix: z.string().nullable(), uniqueForOwner: z.boolean() }),
    }),
    permission: 'tokens.issue',
    work: 'read',
  },
  'tokens.issue': {
    input: newToken,
    output: z.object({ token: tokenSummary, secret: secretBytes }),
    permission: 'tokens.issue',
    work: 'change',
    audit: 'token.issued',
  },
  /** CONFLICT on a token that has been removed. */
  'tokens.update': {
    input: tokenChange,
    output: tokenSummary,
    permission: 'tokens.issue',
    work: 'change',
    audit: 'token.changed',
  },
  /** Records that a new secret was shown or copied, before it is. */
  'tokens.noteReveal': {
    input: z.strictObject({ id: tokenId, how: z.enum(['shown', 'copied']) }),
    output: z.object({}),
    permission: 'tokens.issue',
    work: 'change',
    internal: true,
  },
  /**
   * The value that is kept of a token, given out to be shown or copied, which is on record (MP-10). CONFLICT, reason
   * `not-kept`, where none is kept.
   */
  'tokens.value': {
    input: z.strictObject({ id: tokenId, how: z.enum(['shown', 'copied']) }),
    output: z.object({ secret: secretBytes }),
    permission: 'tokens.issue',
    work: 'change',
    internal: true,
  },
  /** Until it is enabled again, or until an instant that is still to come: from then on it is active by the clock alone. */
  'tokens.disable': {
    input: z.strictObject({ id: tokenId, version, reason: optionalLine(200), until: instant.nullish() }),
    output: tokenSummary,
    permission: 'tokens.withdraw',
    work: 'change',
    audit: 'token.disabled',
  },
  'tokens.enable': {
    input: oneToken,
    output: tokenSummary,
    permission: 'tokens.withdraw',
    work: 'change',
    audit: 'token.enabled',
  },
  'tokens.remove': {
    input: withdrawn,
    output: tokenSummary,
    permission: 'tokens.withdraw',
    work: 'change',
    audit: 'token.removed',
  },
  'tokens.delete': {
    input: withdrawn,
    output: z.object({ id: tokenId, undoableUntil: instant.nullable() }),
    permission: 'tokens.delete',
    work: 'change',
    audit: 'token.deleted',
  },
  /**
   * Takes a removal or a deletion back, within half an hour: the token is what it was before, with its secret. A compromised
   * one stays withdrawn. CONFLICT with the reason `not-withdrawn`, `was-compromised`, `undo-over` or `name-taken`.
   */
  'tokens.reinstate': {
    input: z.strictObject({ id: tokenId }),
    output: tokenSummary,
    permission: 'tokens.withdraw',
    work: 'change',
    audit: 'token.reinstated',
  },
  /** What replacing a token would make: when the new one would end, whether that is sooner than the old one's length of
   * life, and which modules it would lose because they are not to be had any more. */
  'tokens.previewRotation': {
    input: z.strictObject({ id: tokenId, timeZone }),
    output: z.object({
      expiresAt: instant.nullable(),
      isShortened: z.boolean(),
      lostModules: z.array(z.object({ code: z.string(), name: z.string() })),
      /** When the old one would end at the latest, by the overlap. */
      overlaps: z.array(z.object({ overlap, endsAt: instant })),
    }),
    permission: 'tokens.issue',
    work: 'read',
  },
  /**
   * Replaces a token by another one (BY-2): of the same name, owner, modules, logo and length of life, counted from now. The old
   * one ends at once or after the overlap, and both know each other.
   */
  'tokens.rotate': {
    input: z.strictObject({ id: tokenId, version, overlap, timeZone }),
    output: z.object({ token: tokenSummary, replaced: tokenSummary, secret: secretBytes }),
    permission: 'tokens.issue',
    work: 'change',
    audit: 'token.rotated',
  },
  /** Whether an API would accept this secret now, and why not. Any text is an answerable question. */
  'tokens.verify': {
    input: z.strictObject({ secret: z.string().max(10_000), module: moduleCode.optional() }),
    output: verification,
    permission: 'tokens.verify',
    work: 'read',
  },
  /** Why each of these would be accepted or not, in their order. By digest: what leaked elsewhere is nobody's here to see (BY-1). */
  'tokens.explain': {
    input: z.strictObject({ digests: z.array(secretDigest).min(1).max(100), module: moduleCode.optional() }),
    output: z.object({ explanations: z.array(explainedToken) }),
    permission: 'tokens.verify',
    work: 'read',
  },
} satisfies Calls
