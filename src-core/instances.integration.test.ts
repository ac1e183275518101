import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import type { Reply } from '../src-shared/errors.ts'
import type { JobId } from '../src-shared/schemas/ids.ts'
import type { ServiceDesk } from './desk.ts'
import { openDesk } from './open-desk.ts'
import { callAs, refusalOf } from './testing/call-as.ts'
import { quickPasswords } from './testing/quick-passwords.ts'
import { sharedPostgres, stopSharedPostgres } from './testing/shared-postgres.ts'

// What two instances over one database know of each other. Each is a desk of its own with nothing else in common.

const PASSWORD = 'brown bread and butter'

afterAll(stopSharedPostgres)

let database: string
let one: ServiceDesk
let other: ServiceDesk
let session: string

async function open(): Promise<ServiceDesk> {
  const desk = await openDesk({ database, passwords: quickPasswords, firstRun: 'with-code' })
  onTestFinished(() => desk.close())
  return desk
}

beforeEach(async () => {
  database = await (await sharedPostgres()).newDatabase()
  ;[one, other] = [await open(), await open()]
  // The code of one instance is good at the other.
  const setupCode = Buffer.from((await one.makeSetupCode()) ?? []).toString('latin1')
  await other.makeSetupCode()
  const anna = { fullName: 'Anna Adminová', username: 'anna', password: PASSWORD }
  session = (await callAs(other, null)('sessions.createAdministrator', { ...anna, setupCode })).secret
})

test('what is changed at one is announced at the other, once, and not if it fails', async () => {
  const heard: string[] = []
  other.listen(({ name }) => heard.push(name))
  const own: string[] = []
  one.listen(({ name }) => own.push(name))
  // Until it listens.
  await expect
    .poll(async () => {
      await callAs(one, session)('customers.create', { name: randomUUID() })
      return heard
    })
    .toContain('customers.changed')
  await callAs(one, session)('users.create', { username: 'bea', fullName: 'Bea', role: 'member' })
  await expect.poll(() => heard).toContain('users.changed')
  heard.length = 0
  own.length = 0
  await one.call({ name: 'users.create', input: { username: 'bea', fullName: 'Twice', role: 'member' }, session })
  await callAs(one, session)('customers.create', { name: 'The last' })
  await expect.poll(() => heard).toContain('customers.changed')
  expect(heard).not.toContain('users.changed')
  expect(own.filter((name) => name === 'customers.changed')).toHaveLength(1)
})

test('after the line between them broke, everything is announced, because nobody knows what was missed', async () => {
  const heard: string[] = []
  other.listen(({ name }) => heard.push(name))
  const outsider = new pg.Client(database)
  await outsider.connect()
  onTestFinished(() => outsider.end())
  const lines = "from pg_stat_activity where application_name = 'token-desk-relay' and datname = current_database()"
  // Once both are there: one that is cut before the other has begun would be cut alone.
  await expect.poll(async () => (await outsider.query(`select ${lines}`)).rowCount, { timeout: 20_000 }).toBe(2)
  expect((await outsider.query(`select pg_terminate_backend(pid) ${lines}`)).rowCount).toBe(2)
  await expect
    .poll(() => heard, { timeout: 20_000 })
    .toEqual(expect.arrayContaining(['tokens.changed', 'policy.changed']))
  heard.length = 0
  await callAs(one, session)('customers.create', { name: 'After' })
  await expect.poll(() => heard).toContain('customers.changed')
})

test('a change with one key is carried out once, whichever of them is asked, at the same moment', async () => {
  const [user] = (await callAs(one, session)('users.list', {})).rows
  const input = {
    owner: { kind: 'user', id: user?.id },
    name: 'Order portal',
    modules: [],
    timeZone: 'UTC',
    expiration: { choice: '30-days' },
  }
  const changeKey = randomUUID()
  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, number) =>
      (number % 2 === 0 ? one : other).call({ name: 'tokens.issue', input, session, changeKey }),
    ),
  )
  const secrets = answers.map((answer) => Buffer.from(secretIn(answer)).toString('latin1'))
  expect(secrets[0]).toMatch(/^tdu_/)
  expect(new Set(secrets).size).toBe(1)
  expect(answers.filter((answer) => answer.ok && answer.replayed === undefined)).toHaveLength(1)
  expect((await callAs(other, session)('tokens.count', {})).count).toBe(1)
})

test('what is begun at both under one key at the same moment is good at either, and one of them is answered from then on', async () => {
  const input = { kind: 'users', fileName: 'people.csv', sizeBytes: FILE.length }
  const begin = (desk: ServiceDesk, changeKey: string) =>
    desk.call({ name: 'imports.begin', input, session, changeKey })
  for (let time = 0; time < 10; time += 1) {
    const changeKey = randomUUID()
    const answers = await Promise.all([begin(one, changeKey), begin(other, changeKey)])
    expect(answers).toMatchObject([{ ok: true }, { ok: true }])
    const [again, onceMore] = [await begin(one, changeKey), await begin(other, changeKey)]
    expect(again).toMatchObject({ ok: true, replayed: true })
    expect(onceMore).toEqual(again)
  }
})

test('failures at one count at the other: of a username, and of an address', async () => {
  const fail = (desk: ServiceDesk, username: string, address: string) =>
    desk.call({
      name: 'sessions.signIn',
      input: { username, password: 'not the right password' },
      session: null,
      origin: { address },
    })
  for (let time = 0; time < 6; time += 1) await fail(time % 2 === 0 ? one : other, 'anna', `192.0.2.${time}`)
  expect(await fail(one, 'anna', '192.0.2.9')).toMatchObject({ error: { code: 'TOO_MANY_ATTEMPTS' } })
  expect(await fail(other, 'anna', '192.0.2.9')).toMatchObject({ error: { code: 'TOO_MANY_ATTEMPTS' } })
  for (let time = 0; time < 20; time += 1) await fail(time % 2 === 0 ? one : other, `nobody-${time}`, '198.51.100.1')
  for (const desk of [one, other])
    expect(await fail(desk, 'somebody', '198.51.100.1')).toMatchObject({ error: { code: 'TOO_MANY_ATTEMPTS' } })
})

test('a session begun at one is known, locked and ended at the other', async () => {
  const second = (await callAs(one, null)('sessions.signIn', { username: 'anna', password: PASSWORD })).secret
  expect((await callAs(other, second)('sessions.list', {})).rows).toHaveLength(2)
  await callAs(other, second)('sessions.lock', {})
  expect(await one.call({ name: 'users.list', input: {}, session: second })).toMatchObject({
    error: { code: 'LOCKED' },
  })
  await callAs(one, session)('sessions.endOthers', {})
  expect(await other.call({ name: 'users.list', input: {}, session: second })).toMatchObject({
    error: { code: 'NOT_SIGNED_IN' },
  })
})

function secretIn(answer: Reply): Uint8Array {
  if (!answer.ok) throw new Error(answer.error.message)
  return (answer.value as { secret: Uint8Array }).secret
}

const FILE = Buffer.from('Username,Full name,Role\nzoe,Zoë Nováková,member\n')

/** Begins an import at one instance: what is in the file is known to nobody else. */
async function beginImport(at: ServiceDesk, by = session) {
  const call = callAs(at, by)
  const { id } = await call('imports.begin', { kind: 'users', fileName: 'people.csv', sizeBytes: FILE.length })
  return id
}

async function jobEnded(at: ServiceDesk, jobId: JobId, by = session) {
  let state = 'running'
  await expect
    .poll(async () => {
      state = (await callAs(at, by)('jobs.get', { id: jobId })).state
      return state
    })
    .not.toBe('running')
  return state
}

test('an import begun at one goes on at the other, piece by piece, to its end', async () => {
  const id = await beginImport(one)
  expect(await callAs(other, session)('imports.append', { id, offset: 0, base64: FILE.toString('base64') })).toEqual({
    receivedBytes: FILE.length,
  })
  const { encoding, delimiter, mapping } = await callAs(one, session)('imports.inspect', { id })
  const prepared = await callAs(other, session)('imports.prepare', { id, encoding, delimiter, mapping })
  expect(await jobEnded(one, prepared.jobId)).toBe('done')
  expect(await jobEnded(other, prepared.jobId)).toBe('done')
  expect((await callAs(other, session)('imports.preview', { id })).counts).toMatchObject({ new: 1 })
  const started = await callAs(other, session)('imports.start', { id })
  expect(await jobEnded(other, started.jobId)).toBe('done')
  expect((await callAs(one, session)('users.list', { search: 'zoe' })).rows).toMatchObject([
    { fullName: 'Zoë Nováková' },
  ])
})

test('what passes between them is not to be read in the database, nor whose session it is', async () => {
  const outsider = new pg.Client(database)
  await outsider.connect()
  onTestFinished(() => outsider.end())
  // Somebody who reads along: each row as it is written is kept aside.
  await outsider.query(`create table read_along as table token_desk.passed_calls with no data;
    create function read_along() returns trigger language plpgsql as
      'begin insert into public.read_along select new.*; return new; end';
    create trigger read_along after insert or update on token_desk.passed_calls for each row execute function read_along()`)
  const id = await beginImport(one)
  await callAs(other, session)('imports.append', { id, offset: 0, base64: FILE.toString('base64') })
  const { rows } = await outsider.query<{ sealed: Buffer; answer: Buffer | null }>(
    'select sealed, answer from read_along',
  )
  expect(rows.length).toBeGreaterThan(1)
  const seen = rows
    .map(({ sealed, answer }) => `${sealed.toString('latin1')}${answer?.toString('latin1') ?? ''}`)
    .join()
  for (const text of [session, FILE.toString('base64'), 'imports.append', 'receivedBytes'])
    expect(seen).not.toContain(text)
  expect((await outsider.query('select 1 from token_desk.passed_calls')).rowCount).toBe(0)
})

test('it belongs to its session, also at the other, and goes over to the one that unlocks it there', async () => {
  const second = (await callAs(one, null)('sessions.signIn', { username: 'anna', password: PASSWORD })).secret
  const id = await beginImport(one, second)
  expect(await refusalOf(callAs(other, session)('imports.inspect', { id }))).toMatchObject({ code: 'NOT_FOUND' })
  expect(await other.call({ name: 'imports.inspect', input: { id }, session: 'tdo_nobody' })).toMatchObject({
    error: { code: 'NOT_SIGNED_IN' },
  })
  await callAs(other, second)('sessions.lock', {})
  const { secret } = await callAs(other, second)('sessions.unlock', { password: PASSWORD })
  const append = { id, offset: 0, base64: FILE.toString('base64') }
  expect(await callAs(other, secret)('imports.append', append)).toEqual({ receivedBytes: FILE.length })
  await callAs(other, secret)('sessions.signOut', {})
  const third = (await callAs(one, null)('sessions.signIn', { username: 'anna', password: PASSWORD })).secret
  expect(await refusalOf(callAs(other, third)('imports.inspect', { id }))).toMatchObject({ code: 'NOT_FOUND' })
})

async function issueOne(): Promise<void> {
  const [user] = (await callAs(one, session)('users.list', {})).rows
  if (user === undefined) throw new Error('There is an administrator.')
  await callAs(one, session)('tokens.issue', {
    owner: { kind: 'user', id: user.id },
    name: 'Order portal',
    modules: [],
    timeZone: 'UTC',
    expiration: { choice: '30-days' },
  })
}

test('a bulk change prepared at one is looked at, carried out and watched at the other', async () => {
  await issueOne()
  const { id, jobId } = await callAs(one, session)('tokens.prepareBulk', {
    action: 'disable',
    selection: { by: 'filter', filter: {} },
  })
  expect(await jobEnded(other, jobId)).toBe('done')
  expect(await callAs(other, session)('tokens.previewBulk', { id })).toMatchObject({ count: 1 })
  const started = await callAs(other, session)('tokens.startBulk', { id })
  expect(await jobEnded(other, started.jobId)).toBe('done')
  expect((await callAs(other, session)('tokens.list', {})).rows).toMatchObject([{ status: 'disabled' }])
})

test('a bulk removal that was carried out at one is taken back at the other', async () => {
  await issueOne()
  const { id, jobId } = await callAs(one, session)('tokens.prepareBulk', {
    action: 'remove',
    selection: { by: 'filter', filter: {} },
  })
  expect(await jobEnded(one, jobId)).toBe('done')
  const started = await callAs(one, session)('tokens.startBulk', { id })
  expect(await jobEnded(one, started.jobId)).toBe('done')
  const undoing = await callAs(other, session)('tokens.undoBulk', { id })
  expect(await jobEnded(other, undoing.jobId)).toBe('done')
  expect((await callAs(other, session)('tokens.list', {})).rows).toMatchObject([{ status: 'active' }])
})

test('with an instance its work is lost, and its jobs have failed, in words', async () => {
  const id = await beginImport(one)
  await callAs(one, session)('imports.append', { id, offset: 0, base64: FILE.toString('base64') })
  const { encoding, delimiter, mapping } = await callAs(one, session)('imports.inspect', { id })
  const { jobId } = await callAs(one, session)('imports.prepare', { id, encoding, delimiter, mapping })
  await one.close()
  expect(await callAs(other, session)('jobs.get', { id: jobId })).toMatchObject({
    kind: 'import-preview',
    state: 'failed',
    error: { reason: 'instance-lost', message: expect.stringContaining('has stopped') },
  })
  expect(await refusalOf(callAs(other, session)('imports.preview', { id }))).toMatchObject({ code: 'NOT_FOUND' })
  expect(await other.call({ name: 'jobs.get', input: { id: jobId }, session: null })).toMatchObject({
    error: { code: 'NOT_SIGNED_IN' },
  })
})

test('many who end their sessions at once do not stand in each other’s way', async () => {
  const sessions: string[] = []
  for (let number = 0; number < 24; number += 1)
    sessions.push((await callAs(one, null)('sessions.signIn', { username: 'anna', password: PASSWORD })).sessionId)
  const ended = await Promise.all(sessions.map((id) => one.call({ name: 'sessions.end', input: { id }, session })))
  expect(ended.filter(({ ok }) => ok)).toHaveLength(24)
})
