import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DeskError } from '../../src-shared/errors.ts'
import { type TokenState, tokenState } from '../../src-shared/schemas/tokens.ts'
import {
  isEnabledAgain,
  isExpired,
  nextState,
  stateBeforeWithdrawal,
  statusOf,
  type TokenAction,
  tokenActions,
  UNDO_WINDOW_MS,
  undoableUntil,
  type Withdrawal,
} from './token-states.ts'

const attempt = (state: TokenState, action: TokenAction): TokenState | DeskError => {
  try {
    return nextState(state, action)
  } catch (error) {
    if (error instanceof DeskError) return error
    throw error
  }
}

describe('what can become of a token', () => {
  test('the table, whole', () => {
    const allowed = tokenState.options.flatMap((state) =>
      tokenActions.flatMap((action) => {
        const next = attempt(state, action)
        return next instanceof DeskError ? [] : [`${state} ${action} ${next}`]
      }),
    )
    expect(allowed).toEqual([
      'active disable disabled',
      'active remove removed',
      'active delete deleted',
      'disabled enable active',
      'disabled remove removed',
      'disabled delete deleted',
      'removed delete deleted',
    ])
  })

  test('whatever is tried in whatever order, a withdrawal is for good and refusals change nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...tokenActions), { maxLength: 30 }), (actions) => {
        let state: TokenState = 'active'
        let withdrawn: 'no' | 'removed' | 'deleted' = 'no'
        for (const action of actions) {
          const next = attempt(state, action)
          if (next instanceof DeskError) {
            expect(next.code).toBe('CONFLICT')
            expect(next.reason).toBe(`token-${state}`)
            continue
          }
          if (withdrawn !== 'no') expect(next).toBe('deleted')
          if (withdrawn === 'deleted') expect.fail('nothing leads out of deleted')
          if (next === 'removed' || next === 'deleted') withdrawn = next
          expect(next).not.toBe(state)
          state = next
        }
      }),
    )
  })

  test('a refusal says what the token is now', () => {
    expect(attempt('disabled', 'disable')).toMatchObject({ message: 'This token is disabled already.' })
    expect(attempt('removed', 'enable')).toMatchObject({ message: expect.stringContaining('has been removed') })
  })
})

describe('what a person sees', () => {
  test('a token is refused from its expiration on', () => {
    expect(isExpired(1000, 999)).toBe(false)
    expect(isExpired(1000, 1000)).toBe(true)
    expect(isExpired(null, Number.MAX_SAFE_INTEGER)).toBe(false)
  })

  test('expired covers active and disabled; removed stays removed', () => {
    expect(statusOf('active', 1000, 1001)).toBe('expired')
    expect(statusOf('disabled', 1000, 1001)).toBe('expired')
    expect(statusOf('removed', 1000, 1001)).toBe('removed')
    expect(statusOf('disabled', 1000, 999)).toBe('disabled')
    expect(statusOf('active', null, 999)).toBe('active')
  })
})

describe('taking a withdrawal back', () => {
  const NOON = Date.UTC(2026, 10, 21, 12)
  const withdrawal = fc.record<Withdrawal>({
    state: fc.constantFrom('removed', 'deleted'),
    removedAt: fc.constant(NOON),
    deletedAt: fc.constant(NOON),
    removedFrom: fc.constantFrom('active', 'disabled'),
    deletedFrom: fc.constantFrom('active', 'disabled', 'removed'),
    reason: fc.constantFrom('compromised', 'no-longer-needed', 'replaced', 'other'),
  })

  test('BY-5 · leads to the state before, within half an hour and never for a compromised token', () => {
    fc.assert(
      fc.property(withdrawal, fc.integer({ min: -UNDO_WINDOW_MS, max: 2 * UNDO_WINDOW_MS }), (given, laterMs) => {
        const now = NOON + laterMs
        const from = given.state === 'deleted' ? given.deletedFrom : given.removedFrom
        const isOpen = given.reason !== 'compromised' && laterMs >= 0 && laterMs < UNDO_WINDOW_MS
        if (isOpen) expect(stateBeforeWithdrawal(given, now)).toBe(from)
        else expect(() => stateBeforeWithdrawal(given, now)).toThrow(DeskError)
        if (given.reason === 'compromised') expect(undoableUntil(given)).toBeNull()
      }),
    )
  })

  test('BY-5 · a token that lives, and one of which nobody noted what it was, cannot be reinstated', () => {
    const none = { removedAt: null, deletedAt: null, removedFrom: null, deletedFrom: null, reason: null }
    expect(() => stateBeforeWithdrawal({ ...none, state: 'active' }, NOON)).toThrow('not withdrawn')
    expect(() => stateBeforeWithdrawal({ ...none, state: 'removed', removedAt: NOON }, NOON)).toThrow('30 minutes')
  })

  test('BY-5 · a disabled token is active again from its instant on, by the clock alone', () => {
    expect([NOON - 1, NOON, NOON + 1].map((now) => isEnabledAgain('disabled', NOON, now))).toEqual([false, true, true])
    expect(isEnabledAgain('disabled', null, NOON)).toBe(false)
    expect(isEnabledAgain('removed', NOON, NOON + 1)).toBe(false)
  })
})
