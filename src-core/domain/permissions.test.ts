import { expect, test } from 'vitest'
import { role } from '../../src-shared/schemas/people.ts'
import { permission } from '../../src-shared/schemas/permissions.ts'
import { isPermitted, reaches, type TokenPermission, tokenScope } from './permissions.ts'

const ME = 'USR-AAAA-AAAA'
const scope = (as: 'administrator' | 'support' | 'member', wanted: TokenPermission = 'tokens.read') =>
  tokenScope({ id: ME, role: as }, wanted)

test('what each role may ask, whole', () => {
  const table = Object.fromEntries(
    permission.options.map((wanted) => [wanted, role.options.filter((as) => isPermitted(as, wanted)).join(' ')]),
  )
  expect(table).toEqual({
    'users.read': 'administrator',
    'users.manage': 'administrator',
    'contacts.read': 'administrator support',
    'contacts.manage': 'administrator',
    'people.import': 'administrator',
    'tokens.read': 'administrator support member',
    'tokens.issue': 'administrator support member',
    'tokens.withdraw': 'administrator support member',
    'tokens.delete': 'administrator support member',
    'tokens.deleteOfOthers': 'administrator',
    'tokens.verify': 'administrator support member',
    'modules.read': 'administrator support member',
    'modules.manage': 'administrator',
    'resourceServers.manage': 'administrator',
    'policy.read': 'administrator support member',
    'policy.manage': 'administrator',
    'audit.read': 'administrator',
    'store.manage': 'administrator',
  })
})

test('O4-5 · O4-8 · only an administrator reaches the tokens of other users and of technical users', () => {
  const others = [
    { kind: 'user', id: 'USR-BBBB-BBBB' },
    { kind: 'technical-user', id: 'USR-CCCC-CCCC' },
  ] as const
  for (const owner of others) {
    expect(reaches(scope('administrator'), owner)).toBe(true)
    expect(reaches(scope('support'), owner)).toBe(false)
    expect(reaches(scope('member'), owner)).toBe(false)
  }
})

test('support reaches the tokens of contacts but deletes only its own', () => {
  const contact = { kind: 'contact', id: 'CON-AAAA-AAAA' } as const
  const own = { kind: 'user', id: ME } as const
  for (const wanted of ['tokens.read', 'tokens.issue', 'tokens.withdraw', 'tokens.verify'] as const)
    expect([reaches(scope('support', wanted), contact), reaches(scope('support', wanted), own)]).toEqual([true, true])
  expect(reaches(scope('support', 'tokens.delete'), contact)).toBe(false)
  expect(reaches(scope('support', 'tokens.delete'), own)).toBe(true)
  expect(reaches(scope('member'), contact)).toBe(false)
  expect(reaches(scope('member'), own)).toBe(true)
})

test('who is told that they may delete tokens of others is who reaches them', () => {
  for (const as of role.options)
    expect(scope(as, 'tokens.delete') === 'all').toBe(isPermitted(as, 'tokens.deleteOfOthers'))
})
