import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { IMPORT_FILE_LIMIT_BYTES, type ImportInspection, type importCalls } from '../../src-shared/contract/imports.ts'
import { type DeskError, invalidInput } from '../../src-shared/errors.ts'
import type { ImportId } from '../../src-shared/schemas/ids.ts'
import type { Change, Handlers, Operator, OwnWork } from '../dispatch.ts'
import {
  checkMapping,
  guessMapping,
  type ImportKind,
  type Mapping,
  recogniseProgram,
} from '../domain/import/columns.ts'
import { decodeText } from '../domain/import/decode.ts'
import { detectDelimiter } from '../domain/import/delimiter.ts'
import {
  type ContactDraft,
  contactReader,
  type UserDraft,
  userReader,
  type WrongRecord,
} from '../domain/import/drafts.ts'
import { detectEncoding, type ImportEncoding } from '../domain/import/encoding.ts'
import type { Decision } from '../domain/import/match-contacts.ts'
import { type FileFormat, readRecords } from '../domain/import/records.ts'
import type { Clock, Random } from '../ports.ts'
import { newPublicId } from '../store/ids.ts'
import { type Matched, matchContacts, matchUsers } from './import-matching.ts'
import type { JobControl, Jobs } from './jobs.ts'
import { type OpenEntry, type OpenSessions, openWork } from './open-work.ts'
import { conflict } from './refusals.ts'

/** The imports that are open: files in memory, what preparing them found, and the calls on them. */
export interface Imports {
  readonly handlers: Handlers<typeof importCalls>
  readonly open: OpenSessions
}

/**
 * Imports of people from CSV files. A file arrives in pieces and is held in memory; a session has one import open at
 * most, and the desk a few: opening one more drops the one that was opened first.
 */
export function createImports({ jobs, random }: { readonly jobs: Jobs; readonly random: Random }): Imports {
  const open = openWork<OpenImport>(jobs, 'This import')

  const complete = (id: string, operator: Operator): OpenImport => {
    const found = open.find(id, operator)
    if (found.receivedBytes < found.bytes.length)
      throw conflict('incomplete', 'The file has not arrived completely. Choose it again.')
    return found
  }

  const handlers: Handlers<typeof importCalls> = {
    'imports.begin': async ({ kind, fileName, sizeBytes }, { operator }) => {
      refuseSize(sizeBytes)
      open.endSession(operator.session.id)
      const others = open.all()
      for (const oldest of others.slice(0, Math.max(0, others.length - OPEN_IMPORTS + 1))) open.drop(oldest)
      const id = newPublicId('IMP', random)
      open.add({
        id,
        kind,
        fileName,
        sessionId: operator.session.id,
        // Not touched by the system until it is written to, so a size that is only claimed costs nothing.
        bytes: Buffer.alloc(sizeBytes),
        receivedBytes: 0,
        prepared: null,
        busy: false,
        cancel: null,
      })
      return { id }
    },

    'imports.append': async ({ id, offset, base64 }, { operator }) => {
      const entry = open.find(id, operator)
      if (offset !== entry.receivedBytes)
        throw conflict('offset', `The file goes on at byte ${entry.receivedBytes}, not at ${offset}.`)
      const piece = Buffer.from(base64, 'base64')
      if (offset + piece.length > entry.bytes.length) {
        const message = `The file is longer than the ${entry.bytes.length} bytes that were announced. Choose it again.`
        throw invalidInput({ base64: { rule: 'tooLong', message, limit: entry.bytes.length } }, message)
      }
      piece.copy(entry.bytes, offset)
      entry.receivedBytes += piece.length
      return { receivedBytes: entry.receivedBytes }
    },

    'imports.inspect': async ({ id, encoding, delimiter }, { operator }) => {
      const { bytes, kind } = complete(id, operator)
      return inspect(bytes, kind, { encoding, delimiter })
    },

    'imports.prepare': async ({ id, encoding, delimiter, mapping }, { operator, read }) => {
      const entry = complete(id, operator)
      open.checkIdle(entry)
      entry.prepared = null
      const work = async (control: JobControl): Promise<void> => {
        await control.step(0, null)
        const result = await prepare(entry, { encoding, delimiter }, mapping, read, control)
        if (open.has(entry)) entry.prepared = result
      }
      return { jobId: open.start(entry, 'import-preview', operator, work) }
    },

    'imports.preview': async ({ id }, { operator }) => {
      const { counts, newCustomers } = open.preparedOf(complete(id, operator))
      return { counts, newCustomers }
    },

    'imports.lines': async ({ id, outcome, after, limit }, { operator }) => {
      const { drafts, decisions } = open.preparedOf(complete(id, operator))
      const rows = []
      for (let index = firstAfter(drafts, after); index < drafts.length; index++) {
        const { outcome: found, reasons } = decisions[index] as Decision
        if (outcome !== undefined && found !== outcome) continue
        const draft = drafts[index] as Draft
        if (rows.length === limit) return { rows, nextAfter: rows.at(-1)?.line ?? null }
        rows.push({ line: draft.line, outcome: found, name: shownName(draft), reasons: [...reasons] })
      }
      return { rows, nextAfter: null }
    },

    'imports.start': async ({ id, skipWrong }, { operator, change, clock }) => {
      const entry = complete(id, operator)
      const expected = open.preparedOf(entry)
      if (expected.counts.wrong > 0 && !skipWrong) throw wrongLines(expected)
      const work = async (control: JobControl): Promise<void> => {
        await control.step(0, null)
        await change((transaction) => importPrepared(entry, expected, transaction, clock, control))
        entry.prepared = null
      }
      return { jobId: open.start(entry, 'import', operator, work) }
    },

    'imports.discard': async ({ id }, { operator }) => {
      open.drop(open.find(id, operator))
      return {}
    },
  }
  return { handlers, open }
}

/** How many imports the whole desk keeps open: 256 MiB of files. */
const OPEN_IMPORTS = 4
const SAMPLE_RECORDS = 5
const WRONG_LINES_NAMED = 5
/** How many records are matched between two steps of a job. */
const RECORDS_A_STEP = 500

type Draft = ContactDraft | UserDraft | WrongRecord

interface OpenImport extends OpenEntry<Prepared> {
  readonly id: ImportId
  readonly kind: ImportKind
  readonly fileName: string
  readonly bytes: Buffer
  receivedBytes: number
}

interface Prepared {
  /** In the order of the file. */
  readonly drafts: readonly Draft[]
  /** What each draft comes to. */
  readonly decisions: readonly Decision[]
  readonly counts: { readonly new: number; readonly changed: number; readonly skipped: number; readonly wrong: number }
  readonly newCustomers: number
  /** Of the whole file, in hexadecimal. */
  readonly sha256: string
}

function refuseSize(sizeBytes: number): void {
  if (sizeBytes === 0) {
    const message = 'This file is empty.'
    throw invalidInput({ sizeBytes: { rule: 'empty', message } }, message)
  }
  if (sizeBytes <= IMPORT_FILE_LIMIT_BYTES) return
  const limit = IMPORT_FILE_LIMIT_BYTES / 1024 / 1024
  const message = `This file is larger than ${limit} MiB. Split it and import the parts one after another.`
  throw invalidInput({ sizeBytes: { rule: 'tooBig', message, limit: IMPORT_FILE_LIMIT_BYTES } }, message)
}

async function inspect(
  bytes: Buffer,
  kind: ImportKind,
  given: { encoding: ImportEncoding | undefined; delimiter: FileFormat['delimiter'] | undefined },
): Promise<ImportInspection> {
  const encoding = given.encoding ?? detectEncoding(bytes)
  const head = decodeText(bytes, encoding).next().value?.text ?? ''
  const delimiter = given.delimiter ?? detectDelimiter(head)
  const rows: (readonly string[])[] = []
  for await (const { records } of readRecords(bytes, { encoding, delimiter })) {
    rows.push(...records.slice(0, SAMPLE_RECORDS + 1).map(({ values }) => values))
    if (rows.length > SAMPLE_RECORDS) break
  }
  const [headers = [], ...samples] = rows.map((values) => values.map(clipped))
  return {
    encoding,
    delimiter,
    headers,
    samples: samples.slice(0, SAMPLE_RECORDS),
    mapping: guessMapping(headers, kind),
    recognised: recogniseProgram(headers),
  }
}

/** A value as a sample of it: enough to recognise, never megabytes. */
function clipped(value: string): string {
  return value.length <= 200 ? value : `${value.slice(0, 199)}…`
}

/** Reads every record, then matches them with the store as it is now. Changes nothing. */
async function prepare(
  entry: OpenImport,
  format: FileFormat,
  mapping: Mapping,
  read: OwnWork['read'],
  control: JobControl,
): Promise<Prepared> {
  const { drafts, sha256 } = await readDrafts(entry, format, mapping, control)
  const matched = await matchDrafts(entry.kind, drafts, read, async (done) => {
    // Reading is the first half of the bar, matching the second.
    const half = entry.bytes.length
    await control.step(half + Math.round((done / drafts.length) * half), half * 2)
  })
  const counts = { new: 0, changed: 0, skipped: 0, wrong: 0 }
  for (const { outcome } of matched.decisions) counts[outcome]++
  return { drafts, decisions: matched.decisions, counts, newCustomers: matched.newCustomerCount, sha256 }
}

async function readDrafts(
  { bytes, kind }: OpenImport,
  format: FileFormat,
  mapping: Mapping,
  control: JobControl,
): Promise<{ drafts: Draft[]; sha256: string }> {
  const hash = createHash('sha256')
  let hashedBytes = 0
  const drafts: Draft[] = []
  let reader: ReturnType<typeof readerFor> | undefined
  for await (const { records, readBytes } of readRecords(bytes, format)) {
    hash.update(bytes.subarray(hashedBytes, readBytes))
    hashedBytes = readBytes
    for (const record of records) {
      if (reader === undefined) {
        checkMapping(mapping, record.values, kind)
        reader = readerFor(kind, record.values, mapping)
      } else drafts.push(reader(record))
    }
    await control.step(readBytes, bytes.length * 2)
  }
  hash.update(bytes.subarray(hashedBytes))
  return { drafts, sha256: hash.digest('hex') }
}

function readerFor(kind: ImportKind, header: readonly string[], mapping: Mapping) {
  return kind === 'contacts' ? contactReader(header, mapping) : userReader(header, mapping)
}

function matchDrafts(
  kind: ImportKind,
  drafts: readonly Draft[],
  read: OwnWork['read'],
  step: (done: number) => Promise<void>,
): Promise<Matched> {
  return kind === 'contacts'
    ? matchContacts(drafts as readonly (ContactDraft | WrongRecord)[], read, step, RECORDS_A_STEP)
    : matchUsers(drafts as readonly (UserDraft | WrongRecord)[], read, step, RECORDS_A_STEP)
}

/** Does what the preview promised, and nothing else: where the store has changed such that it cannot, CONFLICT. */
async function importPrepared(
  { kind, fileName, id }: OpenImport,
  { drafts, decisions, counts, sha256 }: Prepared,
  { repositories, audit, announce }: Change,
  clock: Clock,
  control: JobControl,
): Promise<void> {
  const total = drafts.length + counts.new + counts.changed
  const matched = await matchDrafts(
    kind,
    drafts,
    (work) => work(repositories),
    (done) => control.step(done, total),
  )
  const differs = matched.decisions.some((now, index) => !isDeepStrictEqual(now, decisions[index]))
  if (differs)
    throw conflict(
      'store-changed',
      'The people in the store have changed since the preview. Nothing was imported. Preview again.',
    )
  await matched.write(repositories.imports, clock.now(), (written) => control.step(drafts.length + written, total))
  await audit({
    action: 'people.imported',
    subject: { kind: 'import', id, name: fileName },
    details: { kind, fileName, sha256, ...counts, newCustomers: matched.newCustomerCount },
  })
  if (counts.new + counts.changed === 0) return
  for (const name of kind === 'users'
    ? (['users.changed'] as const)
    : (['contacts.changed', 'customers.changed'] as const))
    announce(name)
  if (counts.changed > 0) announce('tokens.changed')
}

function wrongLines({ drafts, decisions, counts }: Prepared): DeskError {
  const lines = drafts.filter((_, index) => decisions[index]?.outcome === 'wrong').slice(0, WRONG_LINES_NAMED)
  const named = lines.map(({ line }) => line).join(', ')
  const more = counts.wrong > lines.length ? ` and ${counts.wrong - lines.length} more` : ''
  const message = `${counts.wrong === 1 ? 'One line is' : `${counts.wrong} lines are`} wrong: ${counts.wrong === 1 ? 'line' : 'lines'} ${named}${more}. Correct the file, or skip what is wrong.`
  return invalidInput({ skipWrong: { rule: 'wrongLines', message, limit: counts.wrong } }, message)
}

function shownName(draft: Draft): string {
  if ('wrong' in draft) return draft.name
  return draft.fullName ?? ('username' in draft ? draft.username : '')
}

/** The place of the first draft beyond a line, by halving. */
function firstAfter(drafts: readonly Draft[], line: number): number {
  let low = 0
  let high = drafts.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((drafts[middle] as Draft).line > line) high = middle
    else low = middle + 1
  }
  return low
}
