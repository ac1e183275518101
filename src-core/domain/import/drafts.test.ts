import { describe, expect, test } from 'vitest'
import type { ImportField, ImportReason } from '../../../src-shared/contract/imports.ts'
import { contactReader, userReader } from './drafts.ts'

const CONTACT_MAPPING: ImportField[] = ['customer', 'fullName', 'email', 'phone', 'jobTitle', 'firstName', 'lastName']
const header = (mapping: readonly unknown[]) => mapping.map((_, column) => `Column ${column}`)
const readContact = contactReader(header(CONTACT_MAPPING), CONTACT_MAPPING)
const contact = (...values: string[]) =>
  readContact({ line: 7, values: [...values, ...Array<string>(7 - values.length).fill('')] })

const USER_MAPPING: ImportField[] = ['username', 'fullName', 'email', 'role', 'kind', 'preferredLanguage']
const readUser = userReader(header(USER_MAPPING), USER_MAPPING)
const user = (...values: string[]) =>
  readUser({ line: 7, values: [...values, ...Array<string>(6 - values.length).fill('')] })

/** What is wrong with a record, by field; what is no problem of a field as it is. */
const wrongIn = (draft: object) =>
  (draft as { wrong: readonly ImportReason[] }).wrong.map((reason) =>
    reason.is === 'problem' ? `${reason.field}: ${reason.problem.message}` : reason,
  )

describe('one record', () => {
  test('gives a contact; first and last name join where the full one is missing', () => {
    expect(contact(' Acme ', 'Ana Nováková', 'ana@acme.example', '1', 'Boss', 'X', 'Y')).toEqual({
      line: 7,
      customer: 'Acme',
      customerReference: null,
      fullName: 'Ana Nováková',
      email: 'ana@acme.example',
      phone: '1',
      jobTitle: 'Boss',
    })
    expect(contact('Acme', '', '', '', '', 'Ana', 'Nováková')).toMatchObject({ fullName: 'Ana Nováková', email: null })
    expect(contact('Acme', '', '', '', '', '', 'Nováková')).toMatchObject({ fullName: 'Nováková' })
  })

  test('a cell that a spreadsheet would run is text like any other', () => {
    expect(contact('=HYPERLINK("http://x.example")', '=cmd|/c calc!A1', '', '+420 1', '@SUM(A1)')).toMatchObject({
      customer: '=HYPERLINK("http://x.example")',
      fullName: '=cmd|/c calc!A1',
      phone: '+420 1',
      jobTitle: '@SUM(A1)',
    })
  })

  test('all that is wrong is said, field by field, by the rules of the form', () => {
    expect(wrongIn(contact('', '', 'nobody', '1'.repeat(51)))).toEqual([
      'customer: Fill this in.',
      'fullName: Fill this in.',
      'email: Give an address such as name@example.com.',
      'phone: At most 50 characters.',
    ])
    expect(wrongIn(contact('Acme', 'two\nlines'))).toEqual([
      'fullName: Control characters and line breaks are not allowed here.',
    ])
    expect(wrongIn(contact('Acme', 'Ana \u202e anA'))).toEqual([
      'fullName: Characters that override the writing direction are not allowed here.',
    ])
    expect(wrongIn(contact('A'.repeat(201), 'Ana'))).toEqual(['customer: At most 200 characters.'])
  })

  test('a ragged line is wrong and says by how much; so is an enormous value, mapped or not', () => {
    const wrong = (values: string[]) => readContact({ line: 3, values })
    expect(wrong(['Acme', 'Ana', '', '', ''])).toEqual({
      line: 3,
      name: 'Ana',
      wrong: [{ is: 'ragged', values: 5, headings: 7 }],
    })
    expect(wrongIn(wrong(['Acme']))).toEqual([{ is: 'ragged', values: 1, headings: 7 }])
    expect(wrongIn(contact('Acme', 'Ana', 'x'.repeat(10_001)))).toEqual([{ is: 'too-long', column: 3 }])
  })

  test('gives a user; words for role, kind and language are understood', () => {
    expect(user('ana', 'Ana', 'ana@x.example', 'Support', 'no', 'cs-CZ')).toEqual({
      line: 7,
      username: 'ana',
      fullName: 'Ana',
      email: 'ana@x.example',
      role: 'support',
      kind: 'person',
      preferredLanguage: 'cs',
    })
    expect(user('svc', '', '', '', 'yes')).toMatchObject({ kind: 'technical', role: null, fullName: null })
    expect(user('ana')).toMatchObject({ role: null, kind: null, preferredLanguage: null })
  })

  test('a user without username, with an unknown word or a technical one with a role is wrong', () => {
    expect(user('', 'Ana')).toMatchObject({ line: 7, name: 'Ana' })
    expect(wrongIn(user('', 'Ana'))).toEqual(['username: Fill this in.'])
    expect(wrongIn(user('a b', 'Ana'))).toEqual(['username: Use letters, digits, and . _ - @ only.'])
    expect(wrongIn(user('ana', 'Ana', '', 'king', 'robot', 'Klingon'))).toEqual([
      'role: Use administrator, support or member.',
      'kind: Use yes or no.',
      'preferredLanguage: Use en, fr, cs or tr.',
    ])
    expect(wrongIn(user('svc', 'Service', '', 'member', 'technical'))).toEqual([
      'role: A technical user has no role: it can never sign in.',
    ])
  })
})
