import { describe, expect, test } from 'vitest'
import type { ImportField } from '../../../src-shared/contract/imports.ts'
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

  test('all that is wrong stands in one sentence, by the rules of the form', () => {
    expect(contact('', '', 'nobody', '1'.repeat(51))).toMatchObject({
      wrong:
        'Customer: fill this in; full name: fill this in; email: give an address such as name@example.com; phone: at most 50 characters.',
    })
    expect(contact('Acme', 'two\nlines')).toMatchObject({
      wrong: 'Full name: control characters and line breaks are not allowed here.',
    })
    expect(contact('Acme', 'Ana \u202e anA')).toMatchObject({
      wrong: 'Full name: characters that override the writing direction are not allowed here.',
    })
    expect(contact('A'.repeat(201), 'Ana')).toMatchObject({ wrong: 'Customer: at most 200 characters.' })
  })

  test('a ragged line is wrong and says by how much; so is an enormous value, mapped or not', () => {
    const wrong = (values: string[]) => readContact({ line: 3, values })
    expect(wrong(['Acme', 'Ana', '', '', ''])).toEqual({
      line: 3,
      name: 'Ana',
      wrong: 'This line has 5 values, the header has 7.',
    })
    expect(wrong(['Acme'])).toMatchObject({ wrong: 'This line has 1 value, the header has 7.' })
    expect(contact('Acme', 'Ana', 'x'.repeat(10_001))).toMatchObject({
      wrong: 'The value in column 3 is longer than 10,000 characters.',
    })
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
    expect(user('', 'Ana')).toEqual({ line: 7, name: 'Ana', wrong: 'Username: fill this in.' })
    expect(user('a b', 'Ana')).toMatchObject({ wrong: 'Username: use letters, digits, and . _ - @ only.' })
    expect(user('ana', 'Ana', '', 'king', 'robot', 'Klingon')).toMatchObject({
      wrong:
        'Role: use administrator, support or member; technical user: use yes or no; language: use en, fr, cs or tr.',
    })
    expect(user('svc', 'Service', '', 'member', 'technical')).toMatchObject({
      wrong: 'Role: a technical user has no role: it can never sign in.',
    })
  })
})
