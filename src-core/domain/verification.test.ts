import { expect, test } from 'vitest'
import { verificationReason } from '../../src-shared/schemas/tokens.ts'
import { explanationOf, verificationReason as reasonOf, type VerifiedToken } from './verification.ts'

const OK = { form: 'ok', prefix: 'tdc_' } as const
const NOW = 1000
const GOOD: VerifiedToken = {
  state: 'active',
  disabledUntil: null,
  expiresAt: 2000,
  ownerKind: 'contact',
  ownerActive: true,
  employmentEndsAt: null,
  modules: ['order-status'],
}

test('a good token is active, for the modules it has', () => {
  expect(reasonOf(OK, GOOD, NOW)).toBe('active')
  expect(reasonOf(OK, GOOD, NOW, 'order-status')).toBe('active')
  expect(reasonOf(OK, GOOD, NOW, 'orders')).toBe('module-missing')
})

test('of several reasons the gravest is given', () => {
  const worst: VerifiedToken = {
    ...GOOD,
    state: 'deleted',
    expiresAt: 1,
    ownerActive: false,
    employmentEndsAt: 1,
    modules: [],
  }
  const disabled = { ...worst, state: 'disabled' } as const
  expect(reasonOf({ form: 'malformed' }, worst, NOW, 'x')).toBe('malformed')
  expect(reasonOf({ form: 'checksum' }, worst, NOW, 'x')).toBe('checksum')
  expect(reasonOf(OK, undefined, NOW, 'x')).toBe('unknown')
  expect(reasonOf(OK, worst, NOW, 'x')).toBe('deleted')
  expect(reasonOf(OK, { ...worst, state: 'removed' }, NOW, 'x')).toBe('removed')
  expect(reasonOf(OK, disabled, NOW, 'x')).toBe('owner-inactive')
  const ofActive = { ...disabled, ownerActive: true }
  expect(reasonOf(OK, ofActive, NOW, 'x')).toBe('employment-ended')
  const ofEmployed = { ...ofActive, employmentEndsAt: NOW + 1 }
  expect(reasonOf(OK, ofEmployed, NOW, 'x')).toBe('expired')
  expect(reasonOf(OK, { ...ofEmployed, expiresAt: null }, NOW, 'x')).toBe('disabled')
})

test('every reason is explained in one sentence', () => {
  for (const reason of verificationReason.options) expect(explanationOf(reason)).toMatch(/^[A-Z].*\.$/)
})
