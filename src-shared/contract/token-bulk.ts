import { z } from 'zod'
import { bulkId, jobId, tokenId } from '../schemas/ids.ts'
import { optionalLine } from '../schemas/text.ts'
import { tokenSummary, withdrawalReason } from '../schemas/tokens.ts'
import type { Calls } from './calls.ts'
import { tokenFilter } from './tokens.ts'

/** What can be done to many tokens at once. */
export const bulkAction = z.enum(['disable', 'enable', 'remove', 'delete'])
export type BulkAction = z.infer<typeof bulkAction>

/** Which tokens: named one by one, or all that match what a list is asked for. */
export const bulkSelection = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('ids'), ids: z.array(tokenId).min(1).max(1000) }),
  z.strictObject({ by: z.literal('filter'), filter: z.strictObject(tokenFilter) }),
])
export type BulkSelection = z.infer<typeof bulkSelection>

/**
 * Why a token is left out: its `state` does not allow the action, it is `not-allowed` to this operator though it can be
 * seen, or it is `gone`: deleted meanwhile, or not to be seen at all.
 */
export const bulkSkipReason = z.enum(['state', 'not-allowed', 'gone'])
export type BulkSkipReason = z.infer<typeof bulkSkipReason>

export const bulkPreview = z.object({
  action: bulkAction,
  /** Exactly how many tokens will change, however many they are. */
  count: z.number().int(),
  /** The reasons that there are, with how many tokens are left out for each. */
  skipped: z.array(z.object({ reason: bulkSkipReason, count: z.number().int() })),
  /** The first few that will change, newest first where a filter found them. */
  examples: z.array(tokenSummary).max(5),
})
export type BulkPreview = z.infer<typeof bulkPreview>

const oneBulk = z.strictObject({ id: bulkId })

export const tokenBulkCalls = {
  /**
   * Starts the job that finds the tokens and changes nothing. Which tokens they are is settled then: later ones are not
   * touched. A session has one bulk change at most; it is dropped after a while and by sign-out.
   */
  'tokens.prepareBulk': {
    input: z.strictObject({ action: bulkAction, selection: bulkSelection }),
    output: z.object({ id: bulkId, jobId }),
    permission: 'tokens.withdraw',
    work: 'own',
  },
  /** What the prepared change would do. CONFLICT while nothing is prepared. */
  'tokens.previewBulk': { input: oneBulk, output: bulkPreview, permission: 'tokens.withdraw', work: 'own' },
  /** Starts the job that changes what the preview counts, less what others have changed such that it cannot be. */
  'tokens.startBulk': {
    input: z.strictObject({
      id: bulkId,
      /** Why they are removed or deleted; why they are disabled. */
      reason: withdrawalReason.default('other'),
      disableReason: optionalLine(200),
    }),
    output: z.object({ jobId }),
    permission: 'tokens.withdraw',
    work: 'own',
    audit: 'token.bulk-changed',
  },
  /**
   * Starts the job that takes back what a bulk change removed or deleted, less what others have changed since then (BY-5).
   * NOT_FOUND but for the session's last such change, and where the reason was that they were compromised.
   */
  'tokens.undoBulk': {
    input: oneBulk,
    output: z.object({ jobId }),
    permission: 'tokens.withdraw',
    work: 'own',
    audit: 'token.bulk-changed',
  },
  'tokens.discardBulk': { input: oneBulk, output: z.object({}), permission: 'tokens.withdraw', work: 'own' },
} satisfies Calls
