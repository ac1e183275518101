import type { tokenBulkCalls } from '../../src-shared/contract/token-bulk.ts'
import type { BulkId } from '../../src-shared/schemas/ids.ts'
import type { Handler, Operator } from '../dispatch.ts'
import type { TokenPermission } from '../domain/permissions.ts'
import { stateAfter, UNDO_WINDOW_MS } from '../domain/token-states.ts'
import type { Clock } from '../ports.ts'
import type { Repositories } from '../store/store.ts'
import type { JobControl, Jobs } from './jobs.ts'
import { type OpenEntry, type OpenSessions, openWork } from './open-work.ts'
import { conflict } from './refusals.ts'
import { changeInBatches } from './token-batches.ts'
import { factsOf } from './token-facts.ts'
import { isNameTaken } from './token-names.ts'
import { scopeOf, subjectOf } from './token-reach.ts'

/** A bulk change that withdrew tokens: what is needed to take it back. Instants are milliseconds. */
export interface BulkWithdrawal {
  readonly id: BulkId
  readonly action: 'remove' | 'delete'
  readonly permission: TokenPermission
  /** The row numbers of those that it withdrew, in order. */
  readonly numbers: Float64Array
  /** When the first and the last of them were withdrawn: who has been withdrawn anew since then is left as they are. */
  readonly from: number
  readonly until: number
}

/** The bulk changes that can still be taken back as a whole, each by the session that made it (BY-5). */
export interface BulkUndo {
  readonly undo: Handler<(typeof tokenBulkCalls)['tokens.undoBulk']>
  /** Keeps it while it can be taken back, in place of the session's earlier one. */
  remember(withdrawal: BulkWithdrawal, sessionId: string): void
  readonly open: OpenSessions
}

export function createBulkUndo({ jobs, clock }: { readonly jobs: Jobs; readonly clock: Clock }): BulkUndo {
  const open = openWork<Undoable>(jobs, 'This bulk change')
  return {
    open,
    remember(withdrawal, sessionId) {
      open.endSession(sessionId)
      const idle = open.all().filter(({ busy }) => !busy)
      for (const entry of idle) if (isOver(entry, clock.now())) open.drop(entry)
      const tooMany = open.all().length - MOST_KEPT + 1
      if (tooMany > 0) for (const entry of idle.filter(open.has).slice(0, tooMany)) open.drop(entry)
      open.add({ ...withdrawal, sessionId, prepared: null, busy: false, cancel: null })
    },
    undo: async ({ id }, { operator, change }) => {
      const entry = open.find(id, operator)
      open.checkIdle(entry)
      if (isOver(entry, clock.now()))
        throw conflict('undo-over', 'A withdrawal can be undone for 30 minutes, and these are over.')
      const work = async (control: JobControl): Promise<void> => {
        // What is left when it is cancelled can be taken back by another call.
        await changeInBatches(reinstating(entry, operator, clock), operator, { change, clock, control })
        open.forget(entry)
      }
      return { jobId: open.start(entry, 'bulk', operator, work) }
    },
  }
}

type Undoable = BulkWithdrawal & OpenEntry<never>

/** How many the whole desk keeps: 8 MB of row numbers each, at a million tokens. */
const MOST_KEPT = 8

function isOver({ until }: Undoable, now: number): boolean {
  return now >= until + UNDO_WINDOW_MS
}

function reinstating(entry: Undoable, operator: Operator, clock: Clock): Parameters<typeof changeInBatches>[0] {
  const state = stateAfter(entry.action) as 'removed' | 'deleted'
  const choice = { states: [state], scope: scopeOf(operator, entry.permission) }
  return {
    numbers: entry.numbers,
    details: { action: 'reinstate', bulk: entry.id, undone: state },
    async changeBatch(batch, { repositories, audit }) {
      const { tokenBatches } = repositories
      const now = clock.now()
      // As for one token: not longer than the half hour, also where the clock was set back.
      const from = Math.max(entry.from, now - UNDO_WINDOW_MS + 1)
      const until = Math.min(entry.until, now)
      const { numbers } = await tokenBatches.choose(batch, choice, now)
      const free = await withNamesThatAreFree(numbers, state, repositories, now)
      const reinstated = await tokenBatches.reinstate(free, { state, from, until }, now)
      const tokens = await tokenBatches.summaries(reinstated, now)
      await audit(
        ...tokens.map((token) => ({
          action: 'token.reinstated' as const,
          subject: subjectOf(token),
          details: { ...factsOf(token), undone: state, bulk: entry.id },
        })),
      )
      return tokens
    },
  }
}

/** As for one token: whose name another one has by now, where names are unique, is left as it is. */
async function withNamesThatAreFree(
  numbers: readonly number[],
  state: 'removed' | 'deleted',
  repositories: Repositories,
  now: number,
): Promise<readonly number[]> {
  const policy = await repositories.settings.policy()
  if (!policy.nameUniqueForOwner) return numbers
  const tokens = await repositories.tokenBatches.summaries(numbers, now)
  const free: number[] = []
  for (const [place, { owner, name, removedAt }] of tokens.entries()) {
    const staysRemoved = state === 'deleted' && removedAt !== null
    if (staysRemoved || !(await isNameTaken({ owner, name, now }, policy, repositories)))
      free.push(numbers[place] as number)
  }
  return free
}
