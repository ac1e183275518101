import { z } from 'zod'
import { instant } from './common.ts'

/**
 * What the audit trail held at a moment: the number and the hash of its last record. Holds no secret, and is meant to
 * leave the machine. Signed with Ed25519 over the canonical JSON (RFC 8785) of all its other members, where there was a
 * key to sign with; `publicKey` and `signature` are base64url.
 */
export const checkpoint = z
  .strictObject({
    sequence: z.number().int().min(1),
    hash: z.string().regex(/^[0-9a-f]{64}$/),
    at: instant,
    publicKey: z
      .string()
      .regex(/^[A-Za-z0-9_-]{43}$/)
      .optional(),
    signature: z
      .string()
      .regex(/^[A-Za-z0-9_-]{86}$/)
      .optional(),
  })
  .refine(({ publicKey, signature }) => (publicKey === undefined) === (signature === undefined), {
    error: 'A signature and its key come together.',
  })
export type Checkpoint = z.infer<typeof checkpoint>
/** One that somebody answers for. */
export type SignedCheckpoint = Checkpoint & { readonly publicKey: string; readonly signature: string }

/** The first record at which a trail is not what was written, and how that shows. */
export const trailFault = z.object({
  kind: z.enum(['missing', 'out-of-order', 'altered', 'rewritten', 'cut-off', 'forged-checkpoint']),
  /** The records among which it is. */
  first: z.number().int(),
  last: z.number().int(),
  /** When the checkpoint that shows it was made. */
  checkpointAt: instant.nullable(),
})
export type TrailFault = z.infer<typeof trailFault>

/** What following a trail from its first record showed, and no more than that. */
export const trailFinding = z.object({
  whole: z.boolean(),
  /** How many records fit together. */
  records: z.number().int(),
  fault: trailFault.nullable(),
  /** Up to where a checkpoint that is trusted proves that nothing was written anew; 0 where none was reached. */
  provenUpTo: z.number().int(),
  /** How many such checkpoints fitted. */
  checkpoints: z.number().int(),
  /** Whether the checkpoint that was brought along was reached and fits, and who signed it; null where none was. */
  outside: z.object({ reached: z.boolean(), fingerprint: z.string().nullable() }).nullable(),
  /** Fingerprints of other keys that have signed checkpoints of this trail, each with the first such record. */
  otherKeys: z.array(z.object({ fingerprint: z.string(), since: z.number().int(), checkpoints: z.number().int() })),
})
export type TrailFinding = z.infer<typeof trailFinding>

/** A finding that is kept: when it was, and whose key was trusted. */
export const trailVerification = trailFinding.extend({
  at: instant,
  /** Of this installation's key; null where there was none. */
  fingerprint: z.string().nullable(),
})
export type TrailVerification = z.infer<typeof trailVerification>
