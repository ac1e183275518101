import { type ImportField, type ImportReason, importField } from '../../../src-shared/contract/imports.ts'
import { type FieldProblems, problemsOf } from '../../../src-shared/errors.ts'
import type { Language } from '../../../src-shared/schemas/common.ts'
import { language } from '../../../src-shared/schemas/common.ts'
import { newContact, newCustomer, newUser, type Role, role, type UserKind } from '../../../src-shared/schemas/people.ts'
import type { ImportKind, Mapping } from './columns.ts'
import type { FileRecord } from './records.ts'

/** A contact as one record gives it. Null is a blank cell or a column that is not there: it erases nothing. */
export interface ContactDraft {
  readonly line: number
  readonly customer: string | null
  readonly customerReference: string | null
  readonly fullName: string
  readonly email: string | null
  readonly phone: string | null
  readonly jobTitle: string | null
}

/** A user as one record gives it. Null is a blank cell or a column that is not there. */
export interface UserDraft {
  readonly line: number
  readonly username: string
  readonly fullName: string | null
  readonly email: string | null
  readonly role: Role | null
  readonly kind: UserKind | null
  readonly preferredLanguage: Language | null
}

/** A record that cannot be imported, with all that is wrong. */
export interface WrongRecord {
  readonly line: number
  readonly name: string
  readonly wrong: readonly ImportReason[]
}

/** A value beyond this makes its record wrong. */
export const LONGEST_FIELD_CHARACTERS = 10_000

/** Reads records into contacts, by the same rules as the form for one contact. */
export function contactReader(
  header: readonly string[],
  mapping: Mapping,
): (record: FileRecord) => ContactDraft | WrongRecord {
  const read = fieldReader(header, mapping, 'contacts')
  return (record) => {
    const given = read(record)
    if ('wrong' in given) return given
    const fullName = nameOf(given)
    const contact = contactValues.safeParse({
      fullName,
      email: given.email,
      phone: given.phone,
      jobTitle: given.jobTitle,
    })
    const customer = customerOf(given)
    if (contact.success && !('problems' in customer)) return { line: record.line, ...customer, ...contact.data }
    return wrong(record, shownName(given), {
      ...('problems' in customer ? customer.problems : {}),
      ...(contact.success ? {} : problemsOf(contact.error)),
    })
  }
}

/** Reads records into users, by the same rules as the form for one user. */
export function userReader(
  header: readonly string[],
  mapping: Mapping,
): (record: FileRecord) => UserDraft | WrongRecord {
  const read = fieldReader(header, mapping, 'users')
  return (record) => {
    const given = read(record)
    if ('wrong' in given) return given
    const fullName = nameOf(given)
    const problems: FieldProblems = {}
    const givenRole = wordIn(given.role, ROLES, problems, 'role', 'Use administrator, support or member.')
    const kind = wordIn(given.kind, KINDS, problems, 'kind', 'Use yes or no.')
    const spoken = wordIn(given.preferredLanguage, LANGUAGES, problems, 'preferredLanguage', 'Use en, fr, cs or tr.')
    const parsed = newUser.safeParse({
      kind: kind ?? 'person',
      username: given.username ?? '',
      role: kind === 'technical' ? givenRole : (givenRole ?? 'member'),
      // A user who exists already keeps the name that the file does not give; whether one is needed shows in matching.
      fullName: fullName === '' ? '-' : fullName,
      email: given.email,
      preferredLanguage: spoken ?? 'en',
    })
    if (!parsed.success) Object.assign(problems, problemsOf(parsed.error))
    if (!parsed.success || Object.keys(problems).length > 0)
      return wrong(record, shownName(given) || (given.username ?? ''), problems)
    return {
      line: record.line,
      username: parsed.data.username,
      fullName: fullName === '' ? null : parsed.data.fullName,
      email: parsed.data.email,
      role: givenRole,
      kind,
      preferredLanguage: spoken,
    }
  }
}

/** What is asked for and not there. */
export const FILL_IN = { rule: 'required', message: 'Fill this in.' } as const

const contactValues = newContact.omit({ customerId: true })
const ROLES: ReadonlyMap<string, Role> = new Map([
  ...role.options.map((word) => [word, word] as const),
  ['admin', 'administrator'],
])
const KINDS: ReadonlyMap<string, UserKind> = new Map([
  ...['technical', 'technical user', 'technical-user', 'yes', 'true', '1', 'x'].map(
    (word) => [word, 'technical'] as const,
  ),
  ...['person', 'no', 'false', '0'].map((word) => [word, 'person'] as const),
])
const LANGUAGES: ReadonlyMap<string, Language> = new Map([
  ...language.options.map((word) => [word, word] as const),
  ['english', 'en'],
  ['français', 'fr'],
  ['french', 'fr'],
  ['čeština', 'cs'],
  ['czech', 'cs'],
  ['türkçe', 'tr'],
  ['turkish', 'tr'],
])

type Given = { readonly [Field in ImportField]?: string }

/** Takes the mapped values out of a record, blank ones left out. A ragged record or an enormous value is wrong. */
function fieldReader(
  header: readonly string[],
  mapping: Mapping,
  kind: ImportKind,
): (record: FileRecord) => Given | WrongRecord {
  const columns = mapping.flatMap((field, column) => (field === null ? [] : [{ field, column }]))
  return (record) => {
    const { line, values } = record
    const given: { [Field in ImportField]?: string } = {}
    for (const { field, column } of columns) {
      const value = values[column]?.trim() ?? ''
      if (value !== '') given[field] = value
    }
    const enormous = values.findIndex((value) => value.length > LONGEST_FIELD_CHARACTERS)
    const name = () => shownName(given) || (kind === 'users' ? clip(given.username ?? '') : '')
    if (values.length !== header.length)
      return { line, name: name(), wrong: [{ is: 'ragged', values: values.length, headings: header.length }] }
    if (enormous !== -1) return { line, name: name(), wrong: [{ is: 'too-long', column: enormous + 1 }] }
    return given
  }
}

function nameOf(given: Given): string {
  if (given.fullName !== undefined) return given.fullName
  return [given.firstName, given.lastName].filter((part) => part !== undefined).join(' ')
}

function shownName(given: Given): string {
  return clip(nameOf(given))
}

function clip(text: string): string {
  return text.length <= 200 ? text : `${[...text.slice(0, 400)].slice(0, 199).join('')}…`
}

function customerOf(
  given: Given,
): { customer: string | null; customerReference: string | null } | { problems: FieldProblems } {
  if (given.customer === undefined && given.customerReference === undefined) return { problems: { customer: FILL_IN } }
  const parsed = newCustomer.safeParse({ name: given.customer ?? '-', reference: given.customerReference })
  if (parsed.success)
    return {
      customer: given.customer === undefined ? null : parsed.data.name,
      customerReference: parsed.data.reference,
    }
  const { name, reference } = problemsOf(parsed.error)
  return {
    problems: {
      ...(name === undefined ? {} : { customer: name }),
      ...(reference === undefined ? {} : { customerReference: reference }),
    },
  }
}

/** Looks a word up; an unknown one is a problem of its field. `en-GB` counts as `en`. */
function wordIn<Value>(
  given: string | undefined,
  words: ReadonlyMap<string, Value>,
  problems: FieldProblems,
  field: ImportField,
  message: string,
): Value | null {
  if (given === undefined) return null
  const word = given.toLowerCase()
  const value = words.get(word) ?? words.get(word.replace(/[-_].*$/u, ''))
  if (value !== undefined) return value
  problems[field] = { rule: 'unknownWord', message }
  return null
}

function wrong(record: FileRecord, name: string, problems: FieldProblems): WrongRecord {
  const reasons = Object.entries(problems).map(([path, problem]): ImportReason => {
    const field = importField.safeParse(path)
    return { is: 'problem', field: field.success ? field.data : null, problem }
  })
  return { line: record.line, name, wrong: reasons }
}
