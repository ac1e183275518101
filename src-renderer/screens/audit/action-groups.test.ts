import { expect, test } from 'vitest'
import { auditAction } from '../../../src-shared/schemas/audit.ts'
import { en } from '../../locales/en.ts'
import { actionGroups, groupNames } from './action-groups.ts'

test('every action that the desk can record is found by some group, and by no empty one', () => {
  const found = new Set(groupNames.flatMap((name) => [...actionGroups[name]]))
  expect([...found].sort()).toEqual([...auditAction.options].sort())
  expect(groupNames.every((name) => actionGroups[name].length > 0)).toBe(true)
})

test('every action has words', () => {
  const words: Readonly<Record<string, Readonly<Record<string, string>>>> = en.audit.actions
  for (const action of auditAction.options) {
    const [subject = '', what = ''] = action.split('.')
    expect(words[subject]?.[what], action).toMatch(/^[A-Z]/)
  }
})
