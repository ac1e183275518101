import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { DeskError, type Failure } from '../../src-shared/errors.ts'
import type { Expiration } from '../../src-shared/schemas/tokens.ts'
import { defaultChoice, expiresAtOf, type LifetimePolicy, offeredChoices, offeredDates } from './expiration.ts'

const YEAR: LifetimePolicy = { longestLifetimeDays: 365, defaultExpiration: '90-days', allowNoExpiration: false }
const at = (text: string) => Date.parse(text)
const refusalOf = (work: () => unknown): Failure | undefined => {
  try {
    work()
    return undefined
  } catch (error) {
    if (error instanceof DeskError) return error.toFailure()
    throw error
  }
}
const endOf = (expiration: Expiration | undefined, timeZone: string, now: string, policy = YEAR): string => {
  const expiresAt = expiresAtOf(expiration, { timeZone, now: at(now), policy })
  return expiresAt === null ? 'never' : new Date(expiresAt).toISOString()
}

describe('a day ends where the workstation is', () => {
  test('AK-3 · without an expiration a token is valid until today ends', () => {
    expect(endOf(undefined, 'Europe/Prague', '2026-11-21T22:59:59.000Z')).toBe('2026-11-21T22:59:59.999Z')
    expect(endOf(undefined, 'Europe/Prague', '2026-11-21T23:00:00.000Z')).toBe('2026-11-22T22:59:59.999Z')
    expect(endOf(undefined, 'Asia/Kathmandu', '2026-11-21T18:14:00.000Z')).toBe('2026-11-21T18:14:59.999Z')
    expect(endOf(undefined, 'UTC', '2026-11-21T00:00:00.000Z')).toBe('2026-11-21T23:59:59.999Z')
  })

  test.each([
    // The day of the change to summer time has 23 hours, the day back 25.
    ['Europe/Prague', '2027-03-28', '2027-03-28T21:59:59.999Z'],
    ['Europe/Prague', '2027-10-31', '2027-10-31T22:59:59.999Z'],
    // Half an hour of summer time.
    ['Australia/Lord_Howe', '2027-04-04', '2027-04-04T13:29:59.999Z'],
    ['Pacific/Apia', '2027-01-01', '2027-01-01T10:59:59.999Z'],
    // Midnight itself was skipped on the next day: it starts at 01:00.
    ['Africa/Cairo', '2027-04-29', '2027-04-29T21:59:59.999Z'],
  ])('in %s the day %s ends at %s', (timeZone, date, end) => {
    expect(endOf({ choice: 'custom', date }, timeZone, '2026-11-21T12:00:00.000Z')).toBe(end)
  })

  test('a day that a country skipped ends where the next one starts', () => {
    expect(endOf({ choice: 'custom', date: '2011-12-30' }, 'Pacific/Apia', '2011-12-29T12:00:00.000Z')).toBe(
      '2011-12-30T09:59:59.999Z',
    )
  })

  const zones = fc.constantFrom(
    'UTC',
    'Europe/Prague',
    'America/St_Johns',
    'Australia/Lord_Howe',
    'Pacific/Apia',
    'Asia/Kathmandu',
    'America/Sao_Paulo',
    'Africa/Casablanca',
    'Pacific/Kiritimati',
    '+05:45',
  )
  const instants = fc.integer({ min: at('2020-01-01T00:00:00Z'), max: at('2040-01-01T00:00:00Z') })

  test('in any zone at any time, an expiration is the last millisecond of its day there', () => {
    fc.assert(
      fc.property(zones, instants, fc.nat(365), (timeZone, now, days) => {
        const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone).toPlainDate()
        const date = today.add({ days })
        const end = expiresAtOf({ choice: 'custom', date: date.toString() }, { timeZone, now, policy: YEAR })
        if (end === null) throw new Error('A date is an end.')
        const dayAt = (instant: number) =>
          Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone).toPlainDate().toString()
        expect(end).toBeGreaterThanOrEqual(now)
        expect(dayAt(end)).toBe(date.toString())
        expect(dayAt(end + 1)).toBe(date.add({ days: 1 }).toString())
      }),
    )
  })

  test('every choice that a policy offers is accepted, ends later than now, and never beyond the longest lifetime', () => {
    fc.assert(
      fc.property(
        zones,
        instants,
        fc.integer({ min: 1, max: 3650 }),
        fc.boolean(),
        (timeZone, now, longestLifetimeDays, allowNoExpiration) => {
          const policy: LifetimePolicy = { longestLifetimeDays, defaultExpiration: '1-year', allowNoExpiration }
          const setting = { timeZone, now, policy }
          const { earliest, latest } = offeredDates(setting)
          const last = expiresAtOf({ choice: 'custom', date: latest }, setting) ?? Number.NaN
          expect(expiresAtOf({ choice: 'custom', date: earliest }, setting)).toBe(expiresAtOf(undefined, setting))
          expect(offeredChoices(policy)).toContain(defaultChoice(policy))
          for (const choice of offeredChoices(policy)) {
            if (choice === 'custom') continue
            const end = expiresAtOf({ choice }, setting)
            if (choice === 'none') expect(end).toBeNull()
            else expect(end).toSatisfy((value: number) => value > now && value <= last)
          }
        },
      ),
    )
  })
})

describe('what the policy refuses', () => {
  const setting = { timeZone: 'Europe/Prague', now: at('2026-11-21T12:00:00Z'), policy: YEAR }

  test('a day that is over', () => {
    expect(refusalOf(() => expiresAtOf({ choice: 'custom', date: '2026-11-20' }, setting))).toMatchObject({
      code: 'INVALID_INPUT',
      fields: { 'expiration.date': { rule: 'dateInThePast', limit: '2026-11-21' } },
    })
  })

  test('a day beyond the longest lifetime, with the last one allowed', () => {
    expect(refusalOf(() => expiresAtOf({ choice: 'custom', date: '2027-11-22' }, setting))).toMatchObject({
      code: 'POLICY',
      fields: { 'expiration.date': { rule: 'beyondLongestLifetime', limit: '2027-11-21' } },
    })
    expect(expiresAtOf({ choice: 'custom', date: '2027-11-21' }, setting)).toBe(at('2027-11-21T22:59:59.999Z'))
  })

  test('a choice that is longer than the longest lifetime, and no expiration', () => {
    const strict = { ...setting, policy: { ...YEAR, longestLifetimeDays: 45 } }
    expect(refusalOf(() => expiresAtOf({ choice: '60-days' }, strict))).toMatchObject({
      code: 'POLICY',
      fields: { 'expiration.choice': { rule: 'beyondLongestLifetime', limit: 45 } },
    })
    expect(refusalOf(() => expiresAtOf({ choice: 'none' }, strict))).toMatchObject({
      code: 'POLICY',
      fields: { 'expiration.choice': { rule: 'noExpirationRefused' } },
    })
    expect(offeredChoices(strict.policy)).toEqual(['7-days', '30-days', 'custom'])
    expect(defaultChoice(strict.policy)).toBe('30-days')
  })

  test('P4-2 · one year is the same date next year, and stays within a policy of 365 days', () => {
    expect(endOf({ choice: '1-year' }, 'UTC', '2026-11-21T12:00:00.000Z')).toBe('2027-11-21T23:59:59.999Z')
    expect(endOf({ choice: '1-year' }, 'UTC', '2027-11-21T12:00:00.000Z')).toBe('2028-11-20T23:59:59.999Z')
    expect(endOf({ choice: '1-year' }, 'UTC', '2027-11-21T12:00:00.000Z', { ...YEAR, longestLifetimeDays: 400 })).toBe(
      '2028-11-21T23:59:59.999Z',
    )
    expect(endOf({ choice: '1-year' }, 'UTC', '2028-02-29T12:00:00.000Z', { ...YEAR, longestLifetimeDays: 400 })).toBe(
      '2029-02-28T23:59:59.999Z',
    )
  })

  test('a time zone that does not exist is a field problem, whatever the text', () => {
    for (const timeZone of ['Mars/Olympus', '', ' ', '2020-01-01T00:00Z[UTC]', '+25:00', 'Europe/Prague\0'])
      expect(refusalOf(() => expiresAtOf(undefined, { ...setting, timeZone }))).toMatchObject({
        code: 'INVALID_INPUT',
        fields: { timeZone: { rule: 'unknownTimeZone' } },
      })
    fc.assert(
      fc.property(fc.string(), (timeZone) => {
        const refusal = refusalOf(() => expiresAtOf(undefined, { ...setting, timeZone }))
        expect(refusal === undefined || refusal.code === 'INVALID_INPUT').toBe(true)
      }),
    )
  })
})
