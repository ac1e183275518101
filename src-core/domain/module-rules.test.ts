import { expect, test } from 'vitest'
import { DeskError, type FieldProblems } from '../../src-shared/errors.ts'
import type { Module, OwnerKind } from '../../src-shared/schemas/tokens.ts'
import { checkedModules, offeredModules } from './module-rules.ts'

const module = (code: string, enabled: boolean, forContacts: boolean): Module => ({
  code,
  name: code,
  description: null,
  enabled,
  forContacts,
  version: 1,
})
const MODULES = [
  module('order-status', true, true),
  module('orders', true, false),
  module('invoices', false, false),
  module('old-portal', false, true),
]
const rulesOf = (kind: OwnerKind, wanted: string[]): unknown => {
  try {
    return checkedModules(kind, wanted, MODULES)
  } catch (error) {
    if (!(error instanceof DeskError)) throw error
    const fields: FieldProblems = error.fields ?? {}
    return Object.fromEntries(Object.entries(fields).map(([path, problem]) => [path, problem.rule]))
  }
}

test('O4-7 · a contact is offered and given only what is marked for contacts', () => {
  expect(offeredModules('contact', MODULES).map((each) => each.code)).toEqual(['order-status'])
  expect(rulesOf('contact', ['order-status'])).toEqual(['order-status'])
  expect(rulesOf('contact', ['order-status', 'orders', 'old-portal'])).toEqual({
    'modules.1': 'moduleNotForContacts',
    'modules.2': 'moduleOff',
  })
  expect(rulesOf('contact', [])).toEqual({ modules: 'required' })
})

test('users and technical users are given any enabled module, or none', () => {
  for (const kind of ['user', 'technical-user'] as const) {
    expect(offeredModules(kind, MODULES).map((each) => each.code)).toEqual(['order-status', 'orders'])
    expect(rulesOf(kind, ['orders', 'orders', 'order-status'])).toEqual(['orders', 'order-status'])
    expect(rulesOf(kind, [])).toEqual([])
    expect(rulesOf(kind, ['invoices', 'nothing'])).toEqual({ 'modules.0': 'moduleOff', 'modules.1': 'unknownModule' })
  }
})

test('MP-4 · a module that a token has already may stay after it was switched off, and no other one comes', () => {
  expect(checkedModules('user', ['invoices', 'orders'], MODULES, ['invoices'])).toEqual(['invoices', 'orders'])
  expect(checkedModules('contact', ['old-portal'], MODULES, ['old-portal'])).toEqual(['old-portal'])
  expect(() => checkedModules('user', ['invoices', 'old-portal'], MODULES, ['invoices'])).toThrow(
    expect.objectContaining({ fields: { 'modules.1': expect.objectContaining({ rule: 'moduleOff' }) } }),
  )
})
