import { DeskError } from '../../src-shared/errors.ts'
import type { AuditRecord } from '../../src-shared/schemas/audit.ts'
import type { OwnerKind, TokenSummary } from '../../src-shared/schemas/tokens.ts'
import type { Change, Operator, OwnWork } from '../dispatch.ts'
import type { Clock } from '../ports.ts'
import type { JobControl } from './jobs.ts'
import { announceTokens } from './token-reach.ts'

/** What changes many tokens, batch by batch. */
export interface BatchedChange {
  /** The row numbers of the tokens, in order. */
  readonly numbers: Float64Array
  /** What the record that sums it up says, beside how many were changed. */
  readonly details: AuditRecord['details']
  /** Changes one batch, in one transaction, and says which tokens it changed. */
  changeBatch(batch: readonly number[], transaction: Change): Promise<readonly TokenSummary[]>
}

export interface BatchWork {
  readonly change: OwnWork['change']
  readonly clock: Clock
  readonly control: JobControl
}

/**
 * Changes many tokens in batches that others have their turn between. What is done stays done, however it ends, and is
 * summed up in the audit trail.
 *
 * @throws {DeskError} CANCELLED, which says how many it were; FORBIDDEN where the operator has lost the role meanwhile.
 */
export async function changeInBatches(
  { numbers, details, changeBatch }: BatchedChange,
  operator: Operator,
  { change, clock, control }: BatchWork,
): Promise<void> {
  const tally = { changed: 0, skipped: 0, kinds: new Set<OwnerKind>() }
  const sumUp = async (cancelled: boolean): Promise<void> => {
    if (tally.changed === 0) return
    await change(async ({ audit, announce }) => {
      const { changed: count, skipped } = tally
      await audit({ action: 'token.bulk-changed', subject: null, details: { ...details, count, skipped, cancelled } })
      for (const kind of tally.kinds) announceTokens(kind, announce)
    })
  }
  let announcedAt = clock.now()
  try {
    await control.step(0, numbers.length)
    for (let at = 0; at < numbers.length; at += BATCH_TOKENS) {
      const batch = [...numbers.subarray(at, at + BATCH_TOKENS)]
      const isDue = clock.now() - announcedAt >= ANNOUNCEMENT_INTERVAL_MS
      const changed = await change(async (transaction) => {
        await refuseWhoLostTheRole(transaction, operator)
        const tokens = await changeBatch(batch, transaction)
        if (isDue) for (const { owner } of tokens) announceTokens(owner.kind, transaction.announce)
        return tokens
      })
      if (isDue) announcedAt = clock.now()
      for (const { owner } of changed) tally.kinds.add(owner.kind)
      tally.changed += changed.length
      tally.skipped += batch.length - changed.length
      await control.step(tally.changed, numbers.length - tally.skipped)
    }
  } catch (error) {
    const isCancelled = error instanceof DeskError && error.code === 'CANCELLED'
    await sumUp(isCancelled)
    throw isCancelled ? cancelledAfter(tally.changed) : error
  }
  await sumUp(false)
}

/** How many tokens one transaction changes: few enough that others wait for some hundredths of a second. */
const BATCH_TOKENS = 250
/** Lists are told about changes so often at most: each of them asks anew then. */
const ANNOUNCEMENT_INTERVAL_MS = 1_000

/** A change of many may go on for minutes: who is deactivated or given another role meanwhile does not go on. */
async function refuseWhoLostTheRole({ repositories }: Change, { user, role }: Operator): Promise<void> {
  const now = await repositories.users.get(user.id)
  if (now?.active === true && now.role === role) return
  throw new DeskError({ code: 'FORBIDDEN', message: 'Your role has changed meanwhile. The rest is left as it is.' })
}

function cancelledAfter(changed: number): DeskError {
  const message =
    changed === 0
      ? 'Cancelled. Nothing was changed.'
      : `Cancelled after ${changed === 1 ? 'one token' : `${changed} tokens`}. What was done stays done.`
  return new DeskError({ code: 'CANCELLED', message })
}
