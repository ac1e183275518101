import type { z } from 'zod'
import type { overviewCalls } from '../../src-shared/contract/overview.ts'
import type { OwnerKind } from '../../src-shared/schemas/tokens.ts'
import type { Handlers, Operator } from '../dispatch.ts'
import { tokenScope } from '../domain/permissions.ts'
import { weeksFrom } from '../domain/weeks.ts'
import type { TokenScope } from '../store/store.ts'
import { expirationsCalendar } from './expirations-calendar.ts'
import { type CountedStatus, countExpirations, countTokens, type ReadOverview } from './overview-counts.ts'
import { recentAnswers } from './recent-answers.ts'

type OverviewCalls = typeof overviewCalls
type Answer<N extends keyof OverviewCalls> = z.input<OverviewCalls[N]['output']>

/** Figures about tokens, and their expirations as a calendar, as far as the operator's reach goes. */
export function overviewHandlers(): Handlers<OverviewCalls> {
  const figures = recentAnswers<Answer<'overview.get'>>()
  const years = recentAnswers<Answer<'overview.expirations'>>()

  return {
    'overview.get': (_input, { operator, clock, read }) => {
      const scope = scopeOf(operator)
      return figures.get(keyOf(scope), clock, (now) => figuresFor(scope, now, readingIn(read)))
    },

    'overview.expirations': ({ timeZone }, { operator, clock, read }) => {
      const scope = scopeOf(operator)
      const weeks = weeksFrom(clock.now(), timeZone, WEEKS)
      return years.get(keyOf(scope, timeZone), clock, async (now) => {
        const counted = await countExpirations(scope, weeks, now, readingIn(read))
        return {
          answer: {
            weeks: weeks.map(({ weekStart, from, before }, index) => ({
              weekStart,
              from: instantOf(from),
              before: instantOf(before),
              count: counted.counts[index] ?? 0,
            })),
            at: instantOf(now),
          },
          isDear: counted.isDear,
        }
      })
    },

    'overview.calendar': ({ timeZone, words }, { operator, clock, read }) =>
      expirationsCalendar({ scope: scopeOf(operator), timeZone, words, now: clock.now(), read }),
  }
}

/** A year and what is over of this week. */
const WEEKS = 53

async function figuresFor(scope: TokenScope, now: number, read: ReadOverview) {
  const { statuses, expiring, neverUsed, unused, isDear } = await countTokens(scope, now, read)
  const answer: Answer<'overview.get'> = {
    byStatusAndOwnerKind: everyStatus(scope, statuses),
    expiringWithin: [...expiring],
    neverUsed,
    unusedFor90Days: unused,
    at: instantOf(now),
  }
  return { answer, isDear }
}

/** Those without a token too, so that a screen need not know what there could be. */
function everyStatus(scope: TokenScope, counted: readonly CountedStatus[]): CountedStatus[] {
  const kinds: readonly OwnerKind[] =
    scope === 'all' ? ['user', 'technical-user', 'contact'] : scope.contacts ? ['user', 'contact'] : ['user']
  return (['active', 'expired', 'disabled', 'removed'] as const).flatMap((status) =>
    kinds.map((ownerKind) => ({
      status,
      ownerKind,
      count: counted
        .filter((group) => group.status === status && group.ownerKind === ownerKind)
        .reduce((sum, { count }) => sum + count, 0),
    })),
  )
}

/** Each part is a reading of its own, so that a large store answers others in between. */
function readingIn(read: Parameters<typeof expirationsCalendar>[0]['read']): ReadOverview {
  return (work) => read(({ overview }) => work(overview))
}

function scopeOf({ user, role }: Operator): TokenScope {
  return tokenScope({ id: user.id, role }, 'tokens.read')
}

function keyOf(scope: TokenScope, ...more: readonly string[]): string {
  return JSON.stringify([scope, ...more])
}

function instantOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}
