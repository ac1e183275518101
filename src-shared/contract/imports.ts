import { z } from 'zod'
import { fieldProblem } from '../errors.ts'
import { importId, jobId } from '../schemas/ids.ts'
import { role } from '../schemas/people.ts'
import { fileName } from '../schemas/text.ts'
import type { Calls } from './calls.ts'

/** The largest file that an import takes: 64 MiB. */
export const IMPORT_FILE_LIMIT_BYTES = 64 * 1024 * 1024
/** The largest piece of a file that one `imports.append` carries, before base64. */
export const IMPORT_CHUNK_BYTES = 512 * 1024

export const importKind = z.enum(['contacts', 'users'])
export const importEncoding = z.enum(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252', 'windows-1250'])
export const importDelimiter = z.enum([',', ';', '\t'])

/** The fields that a column can be mapped to. `firstName` and `lastName` join to a full name where that is missing. */
export const contactField = z.enum([
  'customer',
  'customerReference',
  'fullName',
  'firstName',
  'lastName',
  'email',
  'phone',
  'jobTitle',
])
export const userField = z.enum([
  'username',
  'fullName',
  'firstName',
  'lastName',
  'email',
  'role',
  'kind',
  'preferredLanguage',
])
export const importField = z.enum([...new Set([...contactField.options, ...userField.options])])
export type ImportField = z.infer<typeof importField>

const oneImport = z.strictObject({ id: importId })
/** For each column of the file, in order, the field it fills, or null to leave it out. */
const mapping = z.array(importField.nullable()).max(500)

export const importOutcome = z.enum(['new', 'changed', 'skipped', 'wrong'])
export type ImportOutcome = z.infer<typeof importOutcome>

export const importInspection = z.object({
  encoding: importEncoding,
  delimiter: importDelimiter,
  headers: z.array(z.string()),
  samples: z.array(z.array(z.string())),
  mapping,
  /** Which program's export this looks like. */
  recognised: z.enum(['outlook', 'google-contacts', 'none']),
})
export type ImportInspection = z.infer<typeof importInspection>

export const importPreview = z.object({
  counts: z.object({
    new: z.number().int(),
    changed: z.number().int(),
    skipped: z.number().int(),
    wrong: z.number().int(),
  }),
  newCustomers: z.number().int(),
})

/** One thing to say of a line: what is wrong, why it is skipped, what it changes, what is worth knowing. Screens have the words. */
export const importReason = z.discriminatedUnion('is', [
  /** By the rules of the form for one person; `field` is null where none is at fault alone. */
  z.object({ is: z.literal('problem'), field: importField.nullable(), problem: fieldProblem }),
  z.object({ is: z.literal('ragged'), values: z.number().int(), headings: z.number().int() }),
  z.object({ is: z.literal('too-long'), column: z.number().int() }),
  z.object({ is: z.literal('same-person'), line: z.number().int() }),
  z.object({ is: z.literal('changes'), fields: z.array(importField) }),
  z.object({ is: z.literal('role'), role }),
  z.object({
    is: z.enum([
      'several-contacts',
      'several-by-reference',
      'several-by-name',
      'several-by-name-without-reference',
      'no-such-reference',
      'customer-is-new',
      'nothing-to-change',
      'technical-user',
      'keeps-role',
      'keeps-kind',
      'keeps-role-and-kind',
    ]),
  }),
])
export type ImportReason = z.infer<typeof importReason>

export const importLine = z.object({
  /** The line in the file at which the record starts, counted from 1. */
  line: z.number().int(),
  outcome: importOutcome,
  name: z.string(),
  reasons: z.array(importReason),
})

export const importCalls = {
  /** Opens an import of one file. The file follows in pieces, is held in memory, and is dropped by `imports.discard` or sign-out. */
  'imports.begin': {
    input: z.strictObject({
      kind: importKind,
      fileName,
      sizeBytes: z.number().int().min(0),
    }),
    output: z.object({ id: importId }),
    permission: 'people.import',
    work: 'own',
  },
  'imports.append': {
    input: z.strictObject({
      id: importId,
      offset: z.number().int().min(0),
      base64: z.base64().max(Math.ceil(IMPORT_CHUNK_BYTES / 3) * 4),
    }),
    output: z.object({ receivedBytes: z.number().int() }),
    permission: 'people.import',
    work: 'own',
  },
  /** Reads the head of the file: encoding, delimiter, columns and a first guess at what they are. Both can be overridden. */
  'imports.inspect': {
    input: z.strictObject({ id: importId, encoding: importEncoding.optional(), delimiter: importDelimiter.optional() }),
    output: importInspection,
    permission: 'people.import',
    work: 'own',
  },
  /** Starts the job that reads every line against the store and changes nothing. */
  'imports.prepare': {
    input: z.strictObject({ id: importId, encoding: importEncoding, delimiter: importDelimiter, mapping }),
    output: z.object({ jobId }),
    permission: 'people.import',
    work: 'own',
  },
  /** What the prepared import would do. CONFLICT while nothing is prepared. */
  'imports.preview': { input: oneImport, output: importPreview, permission: 'people.import', work: 'own' },
  'imports.lines': {
    input: z.strictObject({
      id: importId,
      outcome: importOutcome.optional(),
      after: z.number().int().min(0).default(0),
      limit: z.number().int().min(1).max(200).default(50),
    }),
    output: z.object({ rows: z.array(importLine), nextAfter: z.number().int().nullable() }),
    permission: 'people.import',
    work: 'own',
  },
  /** Starts the job that imports the prepared lines, all or nothing. Wrong lines refuse it unless `skipWrong`. */
  'imports.start': {
    input: z.strictObject({ id: importId, skipWrong: z.boolean().default(false) }),
    output: z.object({ jobId }),
    permission: 'people.import',
    work: 'own',
    audit: 'people.imported',
  },
  'imports.discard': { input: oneImport, output: z.object({}), permission: 'people.import', work: 'own' },
} satisfies Calls
