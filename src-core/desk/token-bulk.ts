import type { BulkAction, BulkPreview, BulkSelection, tokenBulkCalls } from '../../src-shared/contract/token-bulk.ts'
import { DeskError } from '../../src-shared/errors.ts'
import type { AuditRecord } from '../../src-shared/schemas/audit.ts'
import type { BulkId } from '../../src-shared/schemas/ids.ts'
import type { OwnerKind, TokenSummary, WithdrawalReason } from '../../src-shared/schemas/tokens.ts'
import type { Change, Handlers, Operator, OwnWork } from '../dispatch.ts'
import { isPermitted, type TokenPermission } from '../domain/permissions.ts'
import { stateAfter, statesBefore } from '../domain/token-states.ts'
import type { Clock, Random } from '../ports.ts'
import { newPublicId } from '../store/ids.ts'
import type { MatchingTokens, TokenChoice, WhyChanged } from '../store/store.ts'
import type { JobControl, Jobs } from './jobs.ts'
import { type OpenEntry, type OpenSessions, openWork } from './open-work.ts'
import { conflict, notFound } from './refusals.ts'
import { ACTION_OF, factsOf, whyInDetails } from './token-facts.ts'
import { announceTokens, scopeOf, subjectOf } from './token-reach.ts'

/** The bulk changes that are open: which tokens they were shown to change, and the calls on them. */
export interface TokenBulk {
  readonly handlers: Handlers<typeof tokenBulkCalls>
  readonly open: OpenSessions
}

/**
 * Bulk changes of tokens. What a preview counts is settled when it is prepared, as row numbers in memory, and exactly that
 * is changed, in batches that others have their turn between. A session has one open at most, and the desk a few:
 * opening one more drops the one that was opened first.
 */
export function createTokenBulk({
  jobs,
  clock,
  random,
}: {
  readonly jobs: Jobs
  readonly clock: Clock
  readonly random: Random
}): TokenBulk {
  const open = openWork<OpenBulk>(jobs, 'This bulk change')

  const makeRoom = (): void => {
    const idle = open.all().filter((entry) => !entry.busy)
    for (const entry of idle) if (isOver(entry, clock.now())) open.drop(entry)
    for (const entry of idle.slice(0, Math.max(0, open.all().length - OPEN_BULKS + 1))) open.drop(entry)
  }
  const find = (id: string, operator: Operator): OpenBulk => {
    const entry = open.find(id, operator)
    if (isOver(entry, clock.now())) throw notFound('This bulk change')
    return entry
  }

  const handlers: Handlers<typeof tokenBulkCalls> = {
    'tokens.prepareBulk': async ({ action, selection }, { operator, read }) => {
      const permission = PERMISSION_FOR[action]
      if (!isPermitted(operator.role, permission))
        throw new DeskError({ code: 'FORBIDDEN', message: 'Your role does not allow this.' })
      open.endSession(operator.session.id)
      makeRoom()
      const choice = { states: statesBefore(action), scope: scopeOf(operator, permission) }
      const entry: OpenBulk = {
        id: newPublicId('BLK', random),
        sessionId: operator.session.id,
        action,
        selection,
        choice,
        openedAt: clock.now(),
        prepared: null,
        busy: false,
        cancel: null,
      }
      open.add(entry)
      const work = async (control: JobControl): Promise<void> => {
        const result = await prepare(entry, operator, { read, clock, control })
        if (open.has(entry)) entry.prepared = result
      }
      return { id: entry.id, jobId: open.start(entry, 'bulk-preview', operator, work) }
    },

    'tokens.previewBulk': async ({ id }, { operator }) => {
      const entry = find(id, operator)
      const { numbers, skipped, examples } = open.preparedOf(entry)
      return { action: entry.action, count: numbers.length, skipped: [...skipped], examples: [...examples] }
    },

    'tokens.startBulk': async ({ id, reason, disableReason }, { operator, change }) => {
      const entry = find(id, operator)
      const { numbers } = open.preparedOf(entry)
      if (numbers.length === 0) throw conflict('nothing-to-change', 'There is no token that this would change.')
      entry.prepared = null
      const why = whyOf(entry.action, reason, disableReason)
      const work = async (control: JobControl): Promise<void> => {
        try {
          await changeAll(entry, numbers, operator, { change, clock, control, why })
        } finally {
          open.forget(entry)
        }
      }
      return { jobId: open.start(entry, 'bulk', operator, work) }
    },

    'tokens.discardBulk': async ({ id }, { operator }) => {
      open.drop(find(id, operator))
      return {}
    },
  }
  return { handlers, open }
}

function whyOf(action: BulkAction, reason: WithdrawalReason, disableReason: string | null): WhyChanged {
  if (action === 'disable') return { disableReason }
  return action === 'enable' ? {} : { reason }
}

/** How many bulk changes the whole desk keeps open: 8 MB of row numbers each, at a million tokens. */
const OPEN_BULKS = 8
/** How long what was prepared can be started: the tokens may have become others meanwhile. */
const PREPARED_MS = 15 * 60_000
const EXAMPLES = 5
/** How many tokens one transaction changes: few enough that others wait for some hundredths of a second. */
const BATCH_TOKENS = 250
/** Lists are told about changes so often at most: each of them asks anew then. */
const ANNOUNCEMENT_INTERVAL_MS = 1_000

const PERMISSION_FOR = {
  disable: 'tokens.withdraw',
  enable: 'tokens.withdraw',
  remove: 'tokens.withdraw',
  delete: 'tokens.delete',
} as const satisfies Readonly<Record<BulkAction, TokenPermission>>

interface OpenBulk extends OpenEntry<Prepared> {
  readonly id: BulkId
  readonly action: BulkAction
  readonly selection: BulkSelection
  /** What the action and the operator's reach allow. */
  readonly choice: TokenChoice
  readonly openedAt: number
}

interface Prepared {
  /** The row numbers of the tokens that will change, in order. */
  readonly numbers: Float64Array
  readonly skipped: BulkPreview['skipped']
  readonly examples: readonly TokenSummary[]
}

function isOver({ openedAt, busy }: OpenBulk, now: number): boolean {
  return !busy && now - openedAt >= PREPARED_MS
}

interface Preparing {
  readonly read: OwnWork['read']
  readonly clock: Clock
  readonly control: JobControl
}

/** Finds the tokens that will change, and counts those that will not. Changes nothing. */
async function prepare(entry: OpenBulk, operator: Operator, { read, clock, control }: Preparing): Promise<Prepared> {
  const { selection, choice } = entry
  const numbers: number[] = []
  const left = { state: 0, 'not-allowed': 0, gone: 0 }
  for await (const stretch of stretches(selection, operator, { read, clock, control })) {
    const chosen = await read(({ tokenBatches }) => tokenBatches.choose(stretch.numbers, choice, clock.now()))
    for (const number of chosen.numbers) numbers.push(number)
    left.state += chosen.otherState
    left['not-allowed'] += chosen.outOfScope
    left.gone += stretch.gone
  }
  const examples = await read(({ tokenBatches }) => tokenBatches.summaries(numbers.slice(0, EXAMPLES), clock.now()))
  const skipped = (['state', 'not-allowed', 'gone'] as const).map((reason) => ({ reason, count: left[reason] }))
  return { numbers: Float64Array.from(numbers), skipped: skipped.filter(({ count }) => count > 0), examples }
}

interface Stretch {
  /** Row numbers of tokens that the operator may see. */
  readonly numbers: readonly number[]
  /** How many were asked for and are not there, or not to be seen. */
  readonly gone: number
}

async function* stretches(
  selection: BulkSelection,
  operator: Operator,
  { read, clock, control }: Preparing,
): AsyncGenerator<Stretch> {
  const scope = scopeOf(operator, 'tokens.read')
  if (selection.by === 'ids') {
    await control.step(0, null)
    const ids = [...new Set(selection.ids)]
    const { numbers } = await read(async ({ tokenBatches }) =>
      tokenBatches.choose(await tokenBatches.numbersOf(ids), { states: SEEN, scope }, clock.now()),
    )
    yield { numbers, gone: ids.length - numbers.length }
    return
  }
  // One moment for all of it, so that a token that expires meanwhile is not in one stretch this and in another that.
  const now = clock.now()
  const highest = await read(({ tokenBatches }) => tokenBatches.highestNumber())
  let from: string | null = null
  let lowest = highest
  do {
    await control.step(highest - lowest, highest)
    const place: string | null = from
    const { numbers, next }: MatchingTokens = await read(({ tokenBatches }) =>
      tokenBatches.matching(selection.filter, scope, now, place),
    )
    yield { numbers, gone: 0 }
    lowest = numbers.at(-1) ?? lowest
    from = next
  } while (from !== null)
}

/** The states of a token that is in some list. */
const SEEN = ['active', 'disabled', 'removed'] as const

interface Changing {
  /** What is noted with each of them. */
  readonly why: WhyChanged
  readonly change: OwnWork['change']
  readonly clock: Clock
  readonly control: JobControl
}

/** Changes batch by batch. What is done stays done, however it ends, and is summed up in the audit trail. */
async function changeAll(
  entry: OpenBulk,
  numbers: Float64Array,
  operator: Operator,
  { why, change, clock, control }: Changing,
): Promise<void> {
  const { action } = entry
  const tally = { changed: 0, skipped: 0, kinds: new Set<OwnerKind>() }
  const sumUp = async (cancelled: boolean): Promise<void> => {
    if (tally.changed === 0) return
    await change(async ({ audit, announce }) => {
      const { changed: count, skipped } = tally
      await audit({
        action: 'token.bulk-changed',
        subject: null,
        details: { action, bulk: entry.id, count, skipped, cancelled, ...inDetails(entry.selection) },
      })
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
        const tokens = await changeBatch(entry, why, batch, transaction, clock.now())
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

/** One batch, in one transaction: what is still within reach, and in a state that allows it, changes. */
async function changeBatch(
  { id, action, choice }: OpenBulk,
  why: WhyChanged,
  batch: readonly number[],
  { repositories: { tokenBatches }, audit }: Change,
  now: number,
): Promise<readonly TokenSummary[]> {
  const { numbers } = await tokenBatches.choose(batch, choice, now)
  const tokens = await tokenBatches.summaries(numbers, now)
  await tokenBatches.setStates(numbers, stateAfter(action), now, why)
  await audit(
    ...tokens.map((token) => ({
      action: ACTION_OF[action],
      subject: subjectOf(token),
      details: { ...factsOf(token), ...whyInDetails(why), bulk: id },
    })),
  )
  return tokens
}

/** A bulk change may go on for minutes: who is deactivated or given another role meanwhile does not go on. */
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

/** The selection as the audit trail keeps it: how many were named, or what was asked for. */
function inDetails(selection: BulkSelection): AuditRecord['details'] {
  if (selection.by === 'ids') return { selection: 'ids', tokens: new Set(selection.ids).size }
  const { expiringBetween, ...plain } = selection.filter
  const between =
    expiringBetween === undefined ? {} : { endsFrom: expiringBetween.from, endsBefore: expiringBetween.before }
  const details: AuditRecord['details'] = { selection: 'filter', ...between }
  for (const [key, value] of Object.entries(plain)) if (value !== undefined) details[key] = value
  return details
}
