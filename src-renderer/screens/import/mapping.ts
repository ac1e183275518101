import { contactField, type ImportField, userField } from '../../../src-shared/contract/imports.ts'
import type { ImportKind } from './upload.ts'

/** For each column of the file, in order, the field it fills, or null to leave it out. */
export type Mapping = readonly (ImportField | null)[]

/** What an import cannot do without. */
export type Requirement = 'name' | 'customer' | 'username'

/** The fields of one kind of people, in the order in which they are offered. */
export function fieldsOf(kind: ImportKind): readonly ImportField[] {
  return kind === 'contacts' ? contactField.options : userField.options
}

/** What no column gives yet. The desk refuses the same. */
export function missingFrom(kind: ImportKind, mapping: Mapping): readonly Requirement[] {
  const has = (...fields: ImportField[]) => fields.some((field) => mapping.includes(field))
  const requirements: readonly (readonly [Requirement, boolean])[] =
    kind === 'contacts'
      ? [
          ['customer', has('customer', 'customerReference')],
          ['name', has('fullName', 'firstName', 'lastName')],
        ]
      : [['username', has('username')]]
  return requirements.filter(([, met]) => !met).map(([requirement]) => requirement)
}

/** The mapping with a field given to a column. One column gives one field: whichever gave it before is left out. */
export function withField(mapping: Mapping, column: number, field: ImportField | null): Mapping {
  return mapping.map((before, at) => {
    if (at === column) return field
    return before === field ? null : before
  })
}

/**
 * The mapping to show for a file that was read anew: what was chosen stays where the headings are the same, and the
 * new guess stands where they are not.
 */
export function mappingFor(
  before: { readonly headers: readonly string[]; readonly mapping: Mapping } | null,
  now: { readonly headers: readonly string[]; readonly mapping: Mapping },
): Mapping {
  const same =
    before !== null &&
    before.headers.length === now.headers.length &&
    before.headers.every((header, at) => header === now.headers[at])
  return same ? before.mapping : now.mapping
}
