import { expect, test } from 'vitest'
import { addTokenForm, ownerOf, stepAsking } from './add-token-form.ts'

test('MP-5 · what the desk refuses leads back to the step that asked for it', () => {
  expect(stepAsking(['modules.0'])).toBe('modules')
  expect(stepAsking(['modules.0', 'expiration.date'])).toBe('general')
  expect(stepAsking(['name'])).toBe('general')
  expect(stepAsking(['timeZone'])).toBeNull()
  expect(stepAsking([])).toBeNull()
})

test('MP-5 · the wizard asks for an owner and a name, and for nothing else', () => {
  const empty = {
    owner: { choice: 'contact', id: '', label: '' },
    name: ' ',
    description: '',
    modules: [],
    logo: null,
    expiration: { choice: '30-days', date: '' },
  }
  const paths = addTokenForm.safeParse(empty).error?.issues.map(({ path }) => path.join('.'))
  expect(paths?.toSorted()).toEqual(['name', 'owner.id'])
  const custom = { ...empty, expiration: { choice: 'custom', date: '2027-02-31' } }
  expect(addTokenForm.safeParse(custom).error?.issues.map(({ path }) => path.join('.'))).toContain('expiration.date')
})

test('an owner is one of the kind that was chosen', () => {
  const label = 'Somebody'
  expect(ownerOf({ choice: 'myself', id: 'USR-0000-0000', label })).toEqual({ kind: 'user', id: 'USR-0000-0000' })
  expect(ownerOf({ choice: 'technical-user', id: 'USR-0000-0000', label })?.kind).toBe('technical-user')
  expect(ownerOf({ choice: 'contact', id: 'CON-0000-0000', label })?.kind).toBe('contact')
  expect(ownerOf({ choice: 'contact', id: 'USR-0000-0000', label })).toBeNull()
  expect(ownerOf({ choice: 'user', id: '', label: '' })).toBeNull()
})
