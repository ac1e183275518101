import type { BulkAction, BulkPreview, BulkSelection, tokenBulkCalls } from '../../src-shared/contract/token-bulk.ts'
import { DeskError } from '../../src-shared/errors.ts'
import type { AuditRecord } from '../../src-shared/schemas/audit.ts'
import type { BulkId } from '../../src-shared/schemas/ids.ts'
import type { Role } from '../../src-shared/schemas/people.ts'
import type { TokenSummary, WithdrawalReason } from '../../src-shared/schemas/tokens.ts'
import type { Change, Handlers, Operator, OwnWork } from '../dispatch.ts'
import { isPermitted, type TokenPermission } from '../domain/permissions.ts'
import { stateAfter, statesBefore } from '../domain/token-states.ts'
import type { Clock, Random } from '../ports.ts'
import { newPublicId } from '../store/ids.ts'
import type { MatchingTokens, TokenChoice, WhyChanged } from '../store/store.ts'
import type { JobControl, Jobs } from './jobs.ts'
import { type OpenEntry, type OpenSessions, openWork } from './open-work.ts'
import { conflict, notFound } from './refusals.ts'
import { changeInBatches } from './token-batches.ts'
import { type BulkWithdrawal, createBulkUndo } from './token-bulk-undo.ts'
import { ACTION_OF, factsOf, whyInDetails } from './token-facts.ts'
import { scopeOf, subjectOf } from './token-reach.ts'

/** The bulk changes that are open: which tokens they were shown to change, and the calls on them. */
export interface TokenBulk {
  readonly handlers: Handlers<typeof tokenBulkCalls>
  readonly open: readonly OpenSessions[]
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
  const undo = createBulkUndo({ jobs, clock })

  const makeRoom = (): void => {
    const idle = open.all().filter((entry) => !entry.busy)
    for (const entry of idle) if (isOver(entry, clock.now())) open.drop(entry)
    for (const entry of idle.slice(0, Math.max(0, open.all().length - OPEN_BULKS + 1))) open.drop(entry)
  }
  const find = (id: string, operator: Operator): OpenBulk => {
    const entry = open.find(id, operator)
    // Whoever was given another role since reaches other tokens, or may not do this at all.
    if (isOver(entry, clock.now()) || entry.role !== operator.role) throw notFound('This bulk change')
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
        role: operator.role,
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
      const done: Done = { numbers: [], from: clock.now(), until: clock.now() }
      const changing = {
        numbers,
        details: { action: entry.action, bulk: entry.id, ...inDetails(entry.selection) },
        changeBatch: (batch: readonly number[], transaction: Change) =>
          changeBatch(entry, why, batch, transaction, clock.now(), done),
      }
      const work = async (control: JobControl): Promise<void> => {
        try {
          await changeInBatches(changing, operator, { change, clock, control })
        } finally {
          // Where its session is over, nobody could.
          const withdrawal = open.has(entry) ? withdrawalOf(entry, why, done) : null
          open.forget(entry)
          if (withdrawal !== null) undo.remember(withdrawal, entry.sessionId)
        }
      }
      return { jobId: open.start(entry, 'bulk', operator, work) }
    },

    'tokens.undoBulk': undo.undo,

    'tokens.discardBulk': async ({ id }, { operator }) => {
      open.drop(find(id, operator))
      return {}
    },
  }
  return { handlers, open: [open, undo.open] }
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
const PERMISSION_FOR = {
  disable: 'tokens.withdraw',
  enable: 'tokens.withdraw',
  remove: 'tokens.withdraw',
  delete: 'tokens.delete',
} as const satisfies Readonly<Record<BulkAction, TokenPermission>>

interface OpenBulk extends OpenEntry<Prepared> {
  readonly id: BulkId
  /** Of whoever prepared it. */
  readonly role: Role
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

/** What a bulk change has done by now. */
interface Done {
  /** The row numbers of those that it changed. */
  readonly numbers: number[]
  readonly from: number
  until: number
}

/** One batch, in one transaction: what is still within reach, and in a state that allows it, changes. */
async function changeBatch(
  { id, action, choice }: OpenBulk,
  why: WhyChanged,
  batch: readonly number[],
  { repositories: { tokenBatches }, audit }: Change,
  now: number,
  done: Done,
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
  done.numbers.push(...numbers)
  done.until = now
  return tokens
}

/** What could be taken back of it; null where nothing can. */
function withdrawalOf({ id, action }: OpenBulk, { reason }: WhyChanged, done: Done): BulkWithdrawal | null {
  if ((action !== 'remove' && action !== 'delete') || reason === 'compromised' || done.numbers.length === 0) return null
  const { numbers, ...when } = done
  return { id, action, permission: PERMISSION_FOR[action], numbers: Float64Array.from(numbers), ...when }
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
