import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { DeskEvent } from '../../src-shared/contract/events.ts'
import { IMPORT_CHUNK_BYTES, IMPORT_FILE_LIMIT_BYTES } from '../../src-shared/contract/imports.ts'
import type { Job } from '../../src-shared/contract/jobs.ts'
import type { Failure, Reply } from '../../src-shared/errors.ts'
import type { Desk } from '../desk.ts'
import { encode } from '../domain/import/testing/csv-file.ts'
import { openDesk } from '../open-desk.ts'
import { quickPasswords } from '../testing/quick-passwords.ts'
import { SAMPLE_COUNTS } from './sample-data.ts'

const PASSWORD = 'many words in a row'

let folder: string
let desk: Desk
let session: string | null
let jobs: Job[]
let atStep: ((job: Job) => void) | undefined

beforeEach(async () => {
  session = null
  folder = await mkdtemp(join(tmpdir(), 'token-desk-import-'))
  let now = Date.UTC(2026, 10, 21, 9)
  // Every look at the clock finds it later, so that all progress is announced.
  const clock = { now: () => (now += 120) }
  desk = await openDesk({ folder, clock, passwords: quickPasswords })
  jobs = []
  atStep = undefined
  desk.listen((event: DeskEvent) => {
    if (event.name !== 'job.changed') return
    jobs.push(event.job)
    atStep?.(event.job)
  })
  const started = await value('sessions.createAdministrator', {
    fullName: 'Ada Admin',
    username: 'ada',
    password: PASSWORD,
  })
  session = (started as { secret: string }).secret
})

afterEach(async () => {
  await desk.close()
  await rm(folder, { recursive: true })
})

function call(name: string, input: unknown): Promise<Reply> {
  return desk.call({ name, input, session })
}

// biome-ignore lint/suspicious/noExplicitAny: each test knows what its call answers.
async function value(name: string, input: unknown): Promise<any> {
  const answer = await call(name, input)
  if (!answer.ok) expect.fail(`${name}: ${JSON.stringify(answer.error)}`)
  return answer.value
}

async function refusal(name: string, input: unknown): Promise<Failure> {
  const answer = await call(name, input)
  if (answer.ok) expect.fail(`${name} was answered.`)
  return answer.error
}

async function upload(content: string | Buffer, kind: 'contacts' | 'users' = 'contacts'): Promise<string> {
  const bytes = Buffer.from(content as string)
  const { id } = await value('imports.begin', { kind, fileName: 'people.csv', sizeBytes: bytes.length })
  for (let offset = 0; offset < bytes.length; offset += IMPORT_CHUNK_BYTES) {
    const base64 = bytes.subarray(offset, offset + IMPORT_CHUNK_BYTES).toString('base64')
    await value('imports.append', { id, offset, base64 })
  }
  return id
}

/** Waits for a job without sleeping: its last announcement says how it ended. */
async function ended(jobId: string): Promise<Job> {
  for (;;) {
    const job: Job = await value('jobs.get', { id: jobId })
    if (job.state !== 'running') return job
    await new Promise((resolve) => setImmediate(resolve))
  }
}

async function prepare(id: string): Promise<Job> {
  const { encoding, delimiter, mapping } = await value('imports.inspect', { id })
  return ended((await value('imports.prepare', { id, encoding, delimiter, mapping })).jobId)
}

async function importFile(content: string | Buffer, kind: 'contacts' | 'users' = 'contacts') {
  const id = await upload(content, kind)
  expect((await prepare(id)).state).toBe('done')
  const preview = await value('imports.preview', { id })
  const { rows } = await value('imports.lines', { id, limit: 200 })
  const job = await ended((await value('imports.start', { id, skipWrong: true })).jobId)
  expect(job.error).toBeNull()
  return { preview, rows }
}

async function contacts() {
  const { rows } = await value('contacts.list', { limit: 200 })
  return rows.map((row: { fullName: string; customer: { name: string }; email: string | null }) => [
    row.fullName,
    row.customer.name,
    row.email,
  ])
}

async function auditActions(): Promise<string[]> {
  return (await value('audit.list', {})).rows.map(({ action }: { action: string }) => action)
}

const FILE = 'Name,Company,E-mail\nAna Nová,Acme,ana@acme.example\nBo Brown,Bolt,bo@bolt.example\nCy Young,acme,\n'
const manyContacts = (count: number) =>
  `Name,Company,E-mail\n${Array.from({ length: count }, (_, index) => `Person ${index},Company ${index % 40},p${index}@x.example`).join('\n')}`

describe('importing contacts', () => {
  test('new customers and contacts appear; the same file a second time changes nothing', async () => {
    const first = await importFile(FILE)
    expect(first.preview).toEqual({ counts: { new: 3, changed: 0, skipped: 0, wrong: 0 }, newCustomers: 2 })
    const people = await contacts()
    expect(people).toEqual([
      ['Ana Nová', 'Acme', 'ana@acme.example'],
      ['Bo Brown', 'Bolt', 'bo@bolt.example'],
      ['Cy Young', 'Acme', null],
    ])
    const second = await importFile(FILE)
    expect(second.preview).toEqual({ counts: { new: 0, changed: 0, skipped: 3, wrong: 0 }, newCustomers: 0 })
    expect(await contacts()).toEqual(people)
    const { rows } = await value('audit.list', { action: ['people.imported'] })
    expect(rows.map(({ details }: { details: { new: number } }) => details.new)).toEqual([0, 3])
    expect(rows[0].details).toMatchObject({ kind: 'contacts', fileName: 'people.csv', skipped: 3 })
    expect(rows[0].details.sha256).toMatch(/^[0-9a-f]{64}$/)
  })

  test('the preview says line by line what is new, changed, skipped and wrong', async () => {
    await importFile(FILE)
    const id = await upload(
      'Name,Company,E-mail,Phone\nAna Nová,Acme,ana@acme.example,123\nBo Brown,Bolt,bo@bolt.example,\nNew One,Acme,,\nNew One,ACME,,\n,Acme,x,\nAna,Acme\n',
    )
    await prepare(id)
    expect((await value('imports.lines', { id })).rows).toEqual([
      { line: 2, outcome: 'changed', name: 'Ana Nová', reasons: [{ is: 'changes', fields: ['phone'] }] },
      { line: 3, outcome: 'skipped', name: 'Bo Brown', reasons: [{ is: 'nothing-to-change' }] },
      { line: 4, outcome: 'new', name: 'New One', reasons: [] },
      { line: 5, outcome: 'skipped', name: 'New One', reasons: [{ is: 'same-person', line: 4 }] },
      {
        line: 6,
        outcome: 'wrong',
        name: '',
        reasons: [
          { is: 'problem', field: 'fullName', problem: expect.objectContaining({ message: 'Fill this in.' }) },
          {
            is: 'problem',
            field: 'email',
            problem: expect.objectContaining({ message: 'Give an address such as name@example.com.' }),
          },
        ],
      },
      { line: 7, outcome: 'wrong', name: 'Ana', reasons: [{ is: 'ragged', values: 2, headings: 4 }] },
    ])
    const page = await value('imports.lines', { id, outcome: 'wrong', limit: 1 })
    expect([page.rows[0].line, page.nextAfter]).toEqual([6, 6])
    expect((await value('imports.lines', { id, outcome: 'wrong', limit: 1, after: 6 })).nextAfter).toBeNull()
    const refused = await refusal('imports.start', { id })
    expect(refused.code).toBe('INVALID_INPUT')
    expect(refused.fields?.skipWrong?.message).toBe(
      '2 lines are wrong: lines 6, 7. Correct the file, or skip what is wrong.',
    )
  })

  test('Windows-1250 with semicolons arrives with its letters; a formula arrives as text', async () => {
    await importFile(
      encode('Jméno;Příjmení;Společnost\r\nŽofie;Řeháková;Pražské pekárny\r\n=cmd();Dvořák;+Šroub\r\n', 'windows-1250'),
    )
    expect((await contacts()).map(([name, customer]: string[]) => [name, customer])).toEqual([
      ['=cmd() Dvořák', '+Šroub'],
      ['Žofie Řeháková', 'Pražské pekárny'],
    ])
  })

  test('progress never goes back, and ends at the end', async () => {
    await importFile(manyContacts(3000))
    const byJob = Map.groupBy(jobs, ({ id }) => id)
    expect(byJob.size).toBe(2)
    for (const steps of byJob.values()) {
      expect(steps.length).toBeGreaterThan(3)
      for (const [index, step] of steps.entries())
        expect(step.completed).toBeGreaterThanOrEqual(steps[index - 1]?.completed ?? 0)
      expect(steps.at(-1)).toMatchObject({ state: 'done', completed: steps.at(-1)?.total })
    }
  })
})

describe('all or nothing', () => {
  test('a cancelled import has changed nothing, wherever it was, and reads go on meanwhile', async () => {
    const id = await upload(manyContacts(3000))
    await prepare(id)
    for (const part of [0.2, 0.7, 0.95]) {
      const seen: Promise<Reply>[] = []
      atStep = (job) => {
        if (job.state !== 'running' || job.completed < (job.total ?? 0) * part || seen.length > 0) return
        seen.push(call('contacts.count', {}), call('jobs.cancel', { id: job.id }))
      }
      const job = await ended((await value('imports.start', { id })).jobId)
      expect([job.state, job.error?.code]).toEqual(['cancelled', 'CANCELLED'])
      expect(await seen[0]).toEqual({ ok: true, value: { count: 0, exact: true } })
      expect(await value('contacts.count', {})).toEqual({ count: 0, exact: true })
      expect(await value('customers.count', {})).toEqual({ count: 0, exact: true })
    }
    expect(await auditActions()).not.toContain('people.imported')
  })

  test('a cancelled preview leaves nothing prepared', async () => {
    const id = await upload(manyContacts(3000))
    atStep = (job) => void call('jobs.cancel', { id: job.id })
    expect((await prepare(id)).state).toBe('cancelled')
    expect((await refusal('imports.preview', { id })).code).toBe('CONFLICT')
    atStep = undefined
    const { encoding, delimiter, mapping } = await value('imports.inspect', { id })
    const { jobId } = await value('imports.prepare', { id, encoding, delimiter, mapping })
    expect((await refusal('imports.prepare', { id, encoding, delimiter, mapping })).reason).toBe('busy')
    await value('jobs.cancel', { id: jobId })
    expect((await ended(jobId)).state).toBe('cancelled')
    expect((await prepare(id)).state).toBe('done')
  })

  test('a store that has changed since the preview fails the import, and nothing is imported', async () => {
    const id = await upload(FILE)
    await prepare(id)
    const customer = await value('customers.create', { name: 'Acme' })
    await value('contacts.create', { customerId: customer.id, fullName: 'Ana Nová', email: 'ana@acme.example' })
    const job = await ended((await value('imports.start', { id })).jobId)
    expect([job.state, job.error?.code, job.error?.reason]).toEqual(['failed', 'CONFLICT', 'store-changed'])
    expect(await value('contacts.count', {})).toEqual({ count: 1, exact: true })
    expect((await prepare(id)).state).toBe('done')
    expect((await ended((await value('imports.start', { id })).jobId)).state).toBe('done')
    expect(await value('contacts.count', {})).toEqual({ count: 3, exact: true })
  })
})

describe('importing users', () => {
  test('roles come from the file, shown before; who exists keeps role, kind and deactivation', async () => {
    const file =
      'Username,Name,Role,Technical user?\nbo,Bo Brown,,\ncy,Cy Young,administrator,\nsvc,Service,,yes\nADA,Ada Admin,member,\n,Nobody,,\n'
    const { preview, rows } = await importFile(file, 'users')
    expect(preview.counts).toEqual({ new: 3, changed: 0, skipped: 1, wrong: 1 })
    expect(rows.map(({ reasons }: { reasons: unknown }) => reasons)).toEqual([
      [{ is: 'role', role: 'member' }],
      [{ is: 'role', role: 'administrator' }],
      [{ is: 'technical-user' }],
      [{ is: 'nothing-to-change' }, { is: 'keeps-role' }],
      [{ is: 'problem', field: 'username', problem: expect.objectContaining({ message: 'Fill this in.' }) }],
    ])
    const users = (await value('users.list', { sort: { by: 'username', direction: 'ascending' } })).rows
    expect(
      users.map((user: { username: string; role: string | null; kind: string; hasPassword: boolean }) => [
        user.username,
        user.role,
        user.kind,
        user.hasPassword,
      ]),
    ).toEqual([
      ['ada', 'administrator', 'person', true],
      ['bo', 'member', 'person', false],
      ['cy', 'administrator', 'person', false],
      ['svc', null, 'technical', false],
    ])
    expect((await importFile(file, 'users')).preview.counts).toEqual({ new: 0, changed: 0, skipped: 4, wrong: 1 })
  })
})

describe('the file on its way in', () => {
  const begin = (sizeBytes: number) => ({ kind: 'contacts', fileName: 'people.csv', sizeBytes })

  test('an empty file and one of 2 GB are refused before anything is held', async () => {
    expect((await refusal('imports.begin', begin(0))).fields?.sizeBytes?.message).toBe('This file is empty.')
    for (const size of [IMPORT_FILE_LIMIT_BYTES + 1, 2 * 1024 ** 3])
      expect((await refusal('imports.begin', begin(size))).fields?.sizeBytes?.message).toBe(
        'This file is larger than 64 MiB. Split it and import the parts one after another.',
      )
  })

  test('pieces come in order and not beyond what was announced', async () => {
    const { id } = await value('imports.begin', begin(6))
    const piece = (offset: number, text: string) => ({ id, offset, base64: Buffer.from(text).toString('base64') })
    expect(await value('imports.append', piece(0, 'abc'))).toEqual({ receivedBytes: 3 })
    expect((await refusal('imports.append', piece(0, 'abc'))).code).toBe('CONFLICT')
    expect((await refusal('imports.append', piece(4, 'x'))).code).toBe('CONFLICT')
    expect((await refusal('imports.append', piece(3, 'abcd'))).code).toBe('INVALID_INPUT')
    expect((await refusal('imports.inspect', { id })).code).toBe('CONFLICT')
  })

  test('one import is open at a time, and none after discarding or signing out', async () => {
    const first = await upload(FILE)
    const second = await upload(FILE)
    expect((await refusal('imports.inspect', { id: first })).code).toBe('NOT_FOUND')
    await value('imports.discard', { id: second })
    expect((await refusal('imports.inspect', { id: second })).code).toBe('NOT_FOUND')
    const third = await upload(FILE)
    await value('sessions.signOut', {})
    session = (await value('sessions.signIn', { username: 'ada', password: PASSWORD })).secret
    expect((await refusal('imports.inspect', { id: third })).code).toBe('NOT_FOUND')
  })

  test('an import outlives a lock, and ends with the sign-out after it', async () => {
    const id = await upload(FILE)
    await value('sessions.lock', {})
    expect((await refusal('imports.inspect', { id })).code).toBe('LOCKED')
    session = (await value('sessions.unlock', { password: PASSWORD })).secret
    expect((await prepare(id)).state).toBe('done')
    await value('sessions.signOut', {})
    session = (await value('sessions.signIn', { username: 'ada', password: PASSWORD })).secret
    expect((await refusal('imports.preview', { id })).code).toBe('NOT_FOUND')
  })

  test('a file whose name no trail should hold is imported under a name that it can', async () => {
    const bytes = Buffer.from(FILE)
    const fileName = 'people\ud800\u202e\u0007.csv'
    const { id } = await value('imports.begin', { kind: 'contacts', fileName, sizeBytes: bytes.length })
    await value('imports.append', { id, offset: 0, base64: bytes.toString('base64') })
    await prepare(id)
    const { jobId } = await value('imports.start', { id })
    expect((await ended(jobId)).state).toBe('done')
    const { rows } = await value('audit.list', { action: ['people.imported'] })
    expect(rows[0].subject.name).toBe('people\ufffd\ufffd\ufffd.csv')
    const secret = `tdc_${'a1B2'.repeat(9)}`
    const named = await value('imports.begin', { kind: 'contacts', fileName: `${secret}.csv`, sizeBytes: bytes.length })
    await value('imports.append', { id: named.id, offset: 0, base64: bytes.toString('base64') })
    await prepare(named.id)
    await ended((await value('imports.start', { id: named.id })).jobId)
    const trail = await value('audit.list', { action: ['people.imported'] })
    expect(JSON.stringify(trail)).not.toContain(secret)
    expect(trail.rows).toHaveLength(2)
  })

  test('discarding an import stops the work on it', async () => {
    const id = await upload(manyContacts(2000))
    await prepare(id)
    const { jobId } = await value('imports.start', { id })
    await value('imports.discard', { id })
    expect((await ended(jobId)).state).toBe('cancelled')
    expect(await value('contacts.count', {})).toEqual({ count: 0, exact: true })
  })

  test('what the file is refused for is said on inspecting it or by the job, with the line', async () => {
    const picture = await upload(Buffer.from([0x89, 0x50, 0x4e, 0x47]))
    expect((await refusal('imports.inspect', { id: picture })).message).toBe('This is a picture. Choose a CSV file.')
    const open = await upload(`${manyContacts(2000)}\n"never closed,x,y\n`)
    const job = await prepare(open)
    expect([job.state, job.error?.fields?.file?.limit]).toEqual(['failed', 2002])
    expect((await refusal('imports.preview', { id: open })).code).toBe('CONFLICT')
    expect(await value('contacts.count', {})).toEqual({ count: 0, exact: true })
  })
})

test('sample data: so many of everything, tokens in every state, one audit row', async () => {
  await desk.close()
  await rm(folder, { recursive: true })
  folder = await mkdtemp(join(tmpdir(), 'token-desk-sample-'))
  desk = await openDesk({ folder, passwords: quickPasswords })
  session = null
  const started = await value('sessions.createAdministrator', {
    fullName: 'Ada Admin',
    username: 'adela.kovarova',
    password: PASSWORD,
    sampleData: true,
  })
  session = started.secret
  const countOf = async (name: string, filter: object) => (await value(name, filter)).count
  expect(await countOf('customers.count', {})).toBe(SAMPLE_COUNTS.customers)
  expect(await countOf('contacts.count', {})).toBe(SAMPLE_COUNTS.contacts)
  expect(await countOf('users.count', { kind: 'person' })).toBe(SAMPLE_COUNTS.users + 1)
  expect(await countOf('users.count', { kind: 'technical' })).toBe(SAMPLE_COUNTS.technicalUsers)
  expect(await countOf('tokens.count', {})).toBe(SAMPLE_COUNTS.tokens)
  for (const status of ['active', 'expired', 'disabled', 'removed'])
    expect(await countOf('tokens.count', { status: [status] }), status).toBeGreaterThan(5)
  expect(await countOf('tokens.count', { expiringWithinDays: 7 })).toBeGreaterThan(5)
  expect((await auditActions()).filter((action) => action === 'sample-data.created')).toHaveLength(1)
})
