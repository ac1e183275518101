import { setImmediate } from 'node:timers/promises'
import type { OwnerKind, TokenStatus } from '../../src-shared/schemas/tokens.ts'
import type { Week } from '../domain/weeks.ts'
import { UNUSED_AFTER_MS } from '../store/repositories/token-list.ts'
import type { OverviewRepository, Span, StatusCount, TokenScope } from '../store/store.ts'

/** One reading of one part. */
export type ReadOverview = <T>(work: (overview: OverviewRepository) => Promise<T>) => Promise<T>

export interface CountedStatus {
  readonly status: TokenStatus
  readonly ownerKind: OwnerKind
  readonly count: number
}
interface CountedTokens {
  readonly statuses: readonly CountedStatus[]
  readonly expiring: readonly { readonly days: 7 | 30 | 90; readonly count: number }[]
  readonly neverUsed: number
  readonly unused: number
  /** Whether it took more than one part: too much work to be done for every look. */
  readonly isDear: boolean
}

/** Counts the tokens of a scope, part by part: what changes meanwhile may be in one figure and not yet in another. */
export async function countTokens(
  scope: TokenScope,
  now: number,
  read: ReadOverview,
  rowsAPart = ROWS_A_PART,
): Promise<CountedTokens> {
  const lastRow = await read((overview) => overview.lastRow())
  const parts = partsOf({ after: 0, until: lastRow }, Math.ceil(lastRow / rowsAPart))
  const statuses: StatusCount[] = []
  let neverUsed = 0
  for (const part of parts) {
    await turn()
    statuses.push(...(await read((overview) => overview.countStatuses(scope, part))))
    neverUsed += await read((overview) => overview.countNeverUsed(scope, part))
  }
  const unused = await countUnused(scope, now, parts.length, read)
  const marks = await read((overview) => overview.correctStatuses(scope, now))
  const own = await read((overview) => overview.ownStatuses(scope, now))
  const expiring = await countExpiring(
    scope,
    EXPIRING_DAYS.map((days, place) => ({
      after: now + (EXPIRING_DAYS[place - 1] ?? 0) * DAY_MS,
      until: now + days * DAY_MS,
    })),
    read,
  )
  return {
    statuses: [...statuses, ...marks.statuses, ...own.statuses],
    expiring: EXPIRING_DAYS.map((days, place) => ({ days, count: sum(expiring.slice(0, place + 1)) })),
    neverUsed: neverUsed + marks.usage.neverUsed + own.usage.neverUsed,
    unused: unused + marks.usage.unused + own.usage.unused,
    isDear: parts.length > 1,
  }
}

/** Counts the active tokens of a scope that end in each week. */
export async function countExpirations(
  scope: TokenScope,
  weeks: readonly Week[],
  now: number,
  read: ReadOverview,
): Promise<{ readonly counts: readonly number[]; readonly isDear: boolean }> {
  const lastRow = await read((overview) => overview.lastRow())
  const spans = weeks.map(({ from, before }) => ({ after: Math.max(now, from - 1), until: before - 1 }))
  return { counts: await countExpiring(scope, spans, read), isDear: lastRow > ROWS_A_PART }
}

/** As many rows of an index as are counted in about two milliseconds. */
const ROWS_A_PART = 50_000
/** A quarter of a year: of a million tokens, about as many rows as a part has. */
const SPANS_A_PART = 13
const EXPIRING_DAYS = [7, 30, 90] as const
const DAY_MS = 24 * 60 * 60 * 1000

async function countUnused(scope: TokenScope, now: number, parts: number, read: ReadOverview): Promise<number> {
  const first = await read((overview) => overview.firstAccess(scope))
  if (first === undefined) return 0
  let unused = 0
  for (const times of partsOf({ after: first - 1, until: now - UNUSED_AFTER_MS - 1 }, parts)) {
    await turn()
    unused += await read((overview) => overview.countLastUsed(scope, times))
  }
  return unused
}

async function countExpiring(scope: TokenScope, spans: readonly Span[], read: ReadOverview): Promise<number[]> {
  const counts: number[] = []
  for (let from = 0; from < spans.length; from += SPANS_A_PART) {
    await turn()
    const some = spans.slice(from, from + SPANS_A_PART)
    counts.push(...(await read((overview) => overview.countExpiring(scope, some))))
  }
  const whole = { after: Math.min(...spans.map(({ after }) => after)), until: spans.at(-1)?.until ?? 0 }
  const own = await read((overview) => overview.ownExpirations(scope, whole))
  return counts.map(
    (count, place) =>
      count + own.filter((at) => at > (spans[place]?.after ?? at) && at <= (spans[place]?.until ?? 0)).length,
  )
}

/** The span in so many parts of about the same width; none where it is empty. */
function partsOf({ after, until }: Span, count: number): readonly Span[] {
  if (until <= after) return []
  const parts = Math.max(1, count)
  const edge = (index: number) => after + Math.round(((until - after) * index) / parts)
  return Array.from({ length: parts }, (_, index) => ({ after: edge(index), until: edge(index + 1) }))
}

/** Lets whoever waits for the desk go first. */
const turn = () => setImmediate()

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)
