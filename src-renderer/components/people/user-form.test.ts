import { describe, expect, test } from 'vitest'
import { problemsOf } from '../../../src-shared/errors.ts'
import { emptyValues, userForm } from './user-form.ts'

const ada = { ...emptyValues({ technical: false }), fullName: 'Ada Byron', username: 'ada' }

describe('the form of a user', () => {
  test('AK-8 · ticking “Technical user?” makes it one, without the role that was chosen before', () => {
    expect(userForm.parse({ ...ada, technical: true, role: 'administrator' })).toMatchObject({
      kind: 'technical',
      role: null,
    })
  })

  test('a person needs a role, and the problem stands beside the field', () => {
    const parsed = userForm.safeParse({ ...ada, role: '' })
    expect(parsed.success ? {} : problemsOf(parsed.error)).toMatchObject({ role: { rule: 'required' } })
  })

  test('what is left empty is kept as nothing, not as an empty text', () => {
    expect(userForm.parse(ada)).toMatchObject({ email: null, employedFrom: null, employedUntil: null, role: 'member' })
  })

  test('an employment that ends before it begins is refused at its end', () => {
    const parsed = userForm.safeParse({ ...ada, employedFrom: '2026-05-01', employedUntil: '2026-04-30' })
    expect(parsed.success ? {} : problemsOf(parsed.error)).toMatchObject({
      employedUntil: { rule: 'endsBeforeStart' },
    })
  })
})
