import { Temporal } from 'temporal-polyfill'
import { DeskError, invalidInput } from '../../src-shared/errors.ts'
import type { Policy } from '../../src-shared/schemas/policy.ts'
import type { Expiration, ExpirationChoice } from '../../src-shared/schemas/tokens.ts'
import { endOfDayIn, todayIn } from './days.ts'

/** What the policy says about the life of tokens. */
export type LifetimePolicy = Pick<Policy, 'longestLifetimeDays' | 'defaultExpiration' | 'allowNoExpiration'>

export interface ExpirationSetting {
  /** IANA name of the workstation's time zone: a date means the end of that day there. */
  readonly timeZone: string
  /** Milliseconds since 1970. */
  readonly now: number
  readonly policy: LifetimePolicy
}

/**
 * When a token with this expiration ends: the last millisecond of its day, or null for never. Absent means today (AK-3).
 * INVALID_INPUT on `timeZone` or on `expiration.date` (a day that is over), POLICY on `expiration.date` or
 * `expiration.choice` with the limit.
 */
export function expiresAtOf(expiration: Expiration | undefined, setting: ExpirationSetting): number | null {
  const today = todayIn(setting.timeZone, setting.now)
  if (expiration === undefined) return endOfDayIn(today, setting.timeZone)
  if (!isOffered(expiration.choice, setting.policy)) throw choiceRefused(expiration.choice, setting.policy)
  switch (expiration.choice) {
    case 'none':
      return null
    case 'custom':
      return endOfDayIn(checkedDate(expiration.date, today, setting.policy), setting.timeZone)
    default:
      return endOfDayIn(dateOfChoice(expiration.choice, today, setting.policy), setting.timeZone)
  }
}

/** The choices that a form may offer: nothing that the policy refuses. `custom` is always among them. */
export function offeredChoices(policy: LifetimePolicy): readonly ExpirationChoice[] {
  return CHOICES.filter((choice) => isOffered(choice, policy))
}

/** The policy's default, or the longest choice within the longest lifetime where that is shorter than the default. */
export function defaultChoice(policy: LifetimePolicy): ExpirationChoice {
  if (isOffered(policy.defaultExpiration, policy)) return policy.defaultExpiration
  return offeredChoices(policy).findLast((choice) => choice !== 'none' && choice !== 'custom') ?? 'custom'
}

/** The first and the last day, as `2026-11-21`, that a custom expiration may name. INVALID_INPUT on `timeZone`. */
export function offeredDates({ timeZone, now, policy }: ExpirationSetting): { earliest: string; latest: string } {
  const today = todayIn(timeZone, now)
  return { earliest: today.toString(), latest: latestDate(today, policy).toString() }
}

/** The last instant at which a token that is issued now may end, one without an expiration aside. */
export function latestEnd({ timeZone, now, policy }: ExpirationSetting): number {
  return endOfDayIn(latestDate(todayIn(timeZone, now), policy), timeZone)
}

type DayChoice = Exclude<ExpirationChoice, 'custom' | 'none'>
const CHOICES: readonly ExpirationChoice[] = ['7-days', '30-days', '60-days', '90-days', '1-year', 'custom', 'none']
const DAYS: Readonly<Record<DayChoice, number>> = {
  '7-days': 7,
  '30-days': 30,
  '60-days': 60,
  '90-days': 90,
  '1-year': 365,
}

function isOffered(choice: ExpirationChoice, policy: LifetimePolicy): boolean {
  if (choice === 'none') return policy.allowNoExpiration
  if (choice === 'custom') return true
  return DAYS[choice] <= policy.longestLifetimeDays
}

function latestDate(today: Temporal.PlainDate, policy: LifetimePolicy): Temporal.PlainDate {
  return today.add({ days: policy.longestLifetimeDays })
}

function dateOfChoice(choice: DayChoice, today: Temporal.PlainDate, policy: LifetimePolicy): Temporal.PlainDate {
  if (choice !== '1-year') return today.add({ days: DAYS[choice] })
  // A year with 29 February in it is a day longer than a policy of 365 days allows.
  const nextYear = today.add({ years: 1 })
  const latest = latestDate(today, policy)
  return Temporal.PlainDate.compare(nextYear, latest) > 0 ? latest : nextYear
}

function checkedDate(text: string, today: Temporal.PlainDate, policy: LifetimePolicy): Temporal.PlainDate {
  const date = Temporal.PlainDate.from(text)
  if (Temporal.PlainDate.compare(date, today) < 0)
    throw invalidInput({
      'expiration.date': { rule: 'dateInThePast', message: 'This day is over.', limit: today.toString() },
    })
  const latest = latestDate(today, policy)
  if (Temporal.PlainDate.compare(date, latest) > 0)
    throw new DeskError({
      code: 'POLICY',
      message: 'The policy does not allow this expiration.',
      fields: {
        'expiration.date': {
          rule: 'beyondLongestLifetime',
          message: `The policy allows ${policy.longestLifetimeDays} days, until ${latest}.`,
          limit: latest.toString(),
        },
      },
    })
  return date
}

function choiceRefused(choice: ExpirationChoice, policy: LifetimePolicy): DeskError {
  const problem =
    choice === 'none'
      ? { rule: 'noExpirationRefused', message: 'The policy does not allow tokens without an expiration.' }
      : {
          rule: 'beyondLongestLifetime',
          message: `The policy allows ${policy.longestLifetimeDays} days at most.`,
          limit: policy.longestLifetimeDays,
        }
  return new DeskError({
    code: 'POLICY',
    message: 'The policy does not allow this expiration.',
    fields: { 'expiration.choice': problem },
  })
}
