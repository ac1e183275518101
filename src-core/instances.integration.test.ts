import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import type { Reply } from '../src-shared/errors.ts'
import type { ServiceDesk } from './desk.ts'
import { openDesk } from './open-desk.ts'
import { callAs } from './testing/call-as.ts'
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
  const cut =
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'token-desk-relay' and datname = current_database()"
  await expect.poll(async () => (await outsider.query(cut)).rowCount).toBe(2)
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
