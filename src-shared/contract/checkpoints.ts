import { z } from 'zod'
import { checkpoint, trailVerification } from '../schemas/checkpoints.ts'
import { instant } from '../schemas/common.ts'
import { jobId } from '../schemas/ids.ts'
import { keychainProblem } from '../schemas/policy.ts'
import { line } from '../schemas/text.ts'
import type { Calls } from './calls.ts'

/** Checkpoints of the audit trail, and what is held against them (BY-6). */
export const checkpointCalls = {
  /**
   * What the trail holds now, to be kept elsewhere: made and remembered, where that is not done yet. CONFLICT with the
   * reason `trail-altered` where the trail is not the one of its last checkpoint. `unsignedBecause` is null
   * where it is signed.
   */
  'audit.checkpoint': {
    input: z.strictObject({}),
    output: z.object({ checkpoint, fingerprint: z.string().nullable(), unsignedBecause: keychainProblem.nullable() }),
    permission: 'audit.read',
    work: 'own',
  },
  /**
   * Starts the job that follows the trail from its first record and holds it against all its checkpoints, and one that was
   * kept elsewhere, if one is given. Keys that are trusted beside this installation's own are given by their
   * fingerprints. CONFLICT while one is running.
   */
  'audit.verify': {
    input: z.strictObject({
      checkpoint: checkpoint.optional(),
      trusted: z.array(z.string().max(64)).max(20).default([]),
    }),
    output: z.object({ jobId }),
    permission: 'audit.read',
    work: 'own',
    audit: 'audit.verified',
  },
  /** What the last such job found; null before the first. */
  'audit.verification': {
    input: z.strictObject({}),
    output: z.object({ verification: trailVerification.nullable() }),
    permission: 'audit.read',
    work: 'read',
  },
  /** Keeps a signed checkpoint of another store, which whoever signs in here brings along. `isNew` is false where it is known. */
  'audit.receiveCheckpoint': {
    input: z.strictObject({ checkpoint, storeName: line(100) }),
    output: z.object({ isNew: z.boolean() }),
    permission: 'signed-in',
    work: 'own',
    internal: true,
  },
  /** Checkpoints of other stores, the latest first. */
  'audit.receivedCheckpoints': {
    input: z.strictObject({ limit: z.number().int().min(1).max(200).default(100) }),
    output: z.object({
      rows: z.array(
        z.object({
          checkpoint,
          fingerprint: z.string(),
          storeName: z.string(),
          receivedAt: instant,
          receivedFrom: z.object({ id: z.string(), name: z.string() }),
        }),
      ),
    }),
    permission: 'audit.read',
    work: 'read',
  },
} satisfies Calls
