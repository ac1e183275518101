import { setTimeout } from 'node:timers/promises'
import { DeskError } from '../../src-shared/errors.ts'
import type { Checkpoint } from '../../src-shared/schemas/checkpoints.ts'
import type { KeychainProblem } from '../../src-shared/schemas/policy.ts'
import type { CheckpointSigner } from '../domain/checkpoint-signing.ts'
import type { Clock, Log } from '../ports.ts'
import type { Repositories, Store } from '../store/store.ts'
import { conflict } from './refusals.ts'

/** What a checkpoint was made of. */
export interface MadeCheckpoint {
  /** Undefined where the trail has no record yet. */
  readonly checkpoint: Checkpoint | undefined
  /** Why it is not signed; null where it is. */
  readonly unsignedBecause: KeychainProblem | null
}

/**
 * Keeps checkpoints of the audit trail (BY-6): at the start, at each sign-out, every 1,000 records, and whenever somebody
 * asks, such as a backup that is about to be made. Each is made after the change that it is about, never within: the
 * keychain may ask a person.
 */
export interface Checkpoints {
  /**
   * Signs how far the trail is, unless that is done. Where there is no key, the checkpoint is kept without a signature.
   *
   * @throws {DeskError} CONFLICT with the reason `trail-altered` where the trail is not the one of its last checkpoint:
   *   a new one would hide that.
   */
  make(): Promise<MadeCheckpoint>
  /** The same in the background. What goes wrong is logged. */
  makeSoon(): void
  /** Counts records that have become durable. */
  noteRecords(count: number): void
  /** This installation's public key; null where it cannot be had. */
  publicKey(): Promise<string | null>
  /** Waits a little for what is under way. */
  close(): Promise<void>
}

export interface CheckpointServices {
  readonly store: Pick<Store, 'change'>
  /** Fetches the key to sign with. */
  signing(): Promise<Signing>
  readonly clock: Clock
  readonly log: Log
  /** Hears of each one that was asked for, new or not. */
  onMade?(checkpoint: Checkpoint): void
}

/** The signer, or why there is none. */
export type Signing =
  | { readonly signer: CheckpointSigner; readonly missing: null }
  | { readonly signer: null; readonly missing: KeychainProblem }

export function createCheckpoints({ store, signing, clock, log, onMade }: CheckpointServices): Checkpoints {
  let sinceLast = 0
  let lastWork: Promise<unknown> = Promise.resolve()

  async function make(): Promise<MadeCheckpoint> {
    const { signer, missing } = await signing()
    const checkpoint = await store.change((repositories) => checkpointOfNow(repositories, signer, clock))
    if (checkpoint !== undefined) onMade?.(checkpoint)
    return { checkpoint, unsignedBecause: missing }
  }
  // One after another: two that look at once would both find that one is missing.
  const inTurn = (): Promise<MadeCheckpoint> => {
    const turn = lastWork.then(make)
    lastWork = turn.catch(() => {})
    return turn
  }
  const makeSoon = (): void => {
    inTurn().catch((error: unknown) => {
      if (error instanceof DeskError) log.warn('No checkpoint of the audit trail was made.', facts(error))
      else log.error('No checkpoint of the audit trail could be made.', error)
    })
  }

  return {
    make: inTurn,
    makeSoon,
    noteRecords(count) {
      sinceLast += count
      if (sinceLast < RECORDS_BETWEEN) return
      sinceLast = 0
      makeSoon()
    },
    publicKey: async () => (await signing()).signer?.publicKey ?? null,
    close: async () => void (await Promise.race([lastWork, setTimeout(LONGEST_CLOSE_MS, undefined, { ref: false })])),
  }
}

const RECORDS_BETWEEN = 1_000
/** How long closing waits for a keychain. The next start makes the checkpoint otherwise. */
const LONGEST_CLOSE_MS = 2_000

async function checkpointOfNow(
  { audit, checkpoints }: Repositories,
  signer: CheckpointSigner | null,
  clock: Clock,
): Promise<Checkpoint | undefined> {
  const end = await audit.end()
  const last = await checkpoints.last()
  if (last !== undefined && (await audit.hashAt(last.sequence)) !== last.hash) throw alteredSince(last)
  if (end.sequence === 0) return undefined
  const isDone = last?.sequence === end.sequence && (signer === null || last.publicKey === signer.publicKey)
  if (isDone) return last
  const said = { ...end, at: new Date(clock.now()).toISOString() }
  const checkpoint = signer?.sign(said) ?? said
  await checkpoints.add(checkpoint)
  return checkpoint
}

function alteredSince({ sequence, at }: Checkpoint): DeskError {
  return conflict(
    'trail-altered',
    `The audit trail is not the one of its checkpoint of ${at}, which was made at record ${sequence}. Check the trail: it says from where on.`,
  )
}

function facts({ code, reason }: DeskError) {
  return { code, reason: reason ?? '' }
}
