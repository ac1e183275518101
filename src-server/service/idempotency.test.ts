import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openDesk } from '../../src-core/open-desk.ts'
import { quickPasswords } from '../../src-core/testing/quick-passwords.ts'
import { temporaryFolder } from '../../src-main/testing/temporary-folder.ts'
import { type Answer, call } from '../testing/ask.ts'
import { type ServedDesk, serveHttps } from '../testing/serve-https.ts'

const PASSWORD = 'brown bread and butter'
const ANNA = { fullName: 'Anna Adminová', username: 'anna', password: PASSWORD }

let folder: string
let now: number
let service: ServedDesk
let stop: () => Promise<void>
let session: string

beforeEach(async () => {
  folder = temporaryFolder()
  now = Date.parse('2026-11-21T11:00:00.000Z')
  await start()
  const started = await call(service, 'sessions.createAdministrator', ANNA)
  session = secretIn(started)
})
afterEach(() => stop())

async function start(): Promise<void> {
  const desk = await openDesk({ folder, clock: { now: () => now }, passwords: quickPasswords })
  service = await serveHttps(desk)
  stop = async () => {
    await service.stop()
    await desk.close()
  }
}

const secretIn = (answer: Answer): string => (answer.json() as { value: { secret: string } }).value.secret

const change = (key: string, name: string, input: unknown, secret: string | null = session) =>
  call(service, name, input, {
    'idempotency-key': key,
    ...(secret === null ? {} : { authorization: `Bearer ${secret}` }),
  })

async function issueInput(): Promise<unknown> {
  const { value } = (await change(randomUUID(), 'users.list', {})).json() as { value: { rows: { id: string }[] } }
  return {
    owner: { kind: 'user', id: value.rows[0]?.id },
    name: 'Order portal',
    modules: [],
    timeZone: 'UTC',
    expiration: { choice: '30-days' },
  }
}

async function tokenCount(): Promise<number> {
  const { value } = (await change(randomUUID(), 'tokens.count', {})).json() as { value: { count: number } }
  return value.count
}

test('a token that is asked for again with the same key is issued once, and its secret answered again', async () => {
  const [key, input] = [randomUUID(), await issueInput()]
  const first = await change(key, 'tokens.issue', input)
  const again = await change(`"${key}"`, 'tokens.issue', input)
  expect([first.status, again.status]).toEqual([200, 200])
  expect([first, again].map(({ headers }) => headers['idempotency-replayed'])).toEqual([undefined, 'true'])
  expect(secretIn(first)).toMatch(/^tdu_/)
  expect(again.text).toBe(first.text)
  expect(await tokenCount()).toBe(1)
})

test('the same at the same moment, and after a restart', async () => {
  const [key, input] = [randomUUID(), await issueInput()]
  const answers = await Promise.all(Array.from({ length: 8 }, () => change(key, 'tokens.issue', input)))
  await stop()
  await start()
  answers.push(await change(key, 'tokens.issue', input))
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
  expect(answers.filter(({ headers }) => headers['idempotency-replayed'] === undefined)).toHaveLength(1)
  expect(await tokenCount()).toBe(1)
})

test('nothing in the store tells the secret that is answered again, nor the key', async () => {
  const key = randomUUID()
  const secret = secretIn(await change(key, 'tokens.issue', await issueInput()))
  await stop()
  const kept = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('')
  for (const text of [secret, Buffer.from(secret).toString('base64').slice(2, -4), key])
    expect(kept).not.toContain(text)
  await start()
})

test('another input or another call under a used key is refused with words, and changes nothing', async () => {
  const key = randomUUID()
  await change(key, 'customers.create', { name: 'One' })
  for (const [name, input] of [
    ['customers.create', { name: 'Other' }],
    ['tokens.issue', await issueInput()],
  ] as const) {
    const { status, json } = await change(key, name, input)
    expect(status).toBe(400)
    expect(json()).toMatchObject({
      error: { code: 'INVALID_INPUT', message: expect.stringContaining('Use a new one for each change') },
    })
  }
  expect(await tokenCount()).toBe(0)
})

test('a key is one user’s: somebody else’s change under it is another change', async () => {
  const key = randomUUID()
  const { value: user } = (
    await change(randomUUID(), 'users.create', { username: 'bea', fullName: 'Bea', role: 'administrator' })
  ).json() as { value: { id: string } }
  const setupCode = secretIn(await change(randomUUID(), 'users.issueSetupCode', { id: user.id }))
  const bea = secretIn(await call(service, 'sessions.setPassword', { username: 'bea', setupCode, password: PASSWORD }))
  const answers = [
    await change(key, 'customers.create', { name: 'Same' }),
    await change(key, 'customers.create', { name: 'Same' }, bea),
  ]
  expect(answers.map(({ headers }) => headers['idempotency-replayed'])).toEqual([undefined, undefined])
})

test('a refused change leaves its key free, and a key that could be guessed is refused', async () => {
  const key = randomUUID()
  expect((await change(key, 'customers.create', { name: '' })).status).toBe(400)
  expect((await change(key, 'customers.create', { name: 'Good' })).status).toBe(200)
  for (const weak of ['1', 'a b c d e f g h i', 'x'.repeat(129)])
    expect((await change(weak, 'customers.create', { name: 'Good' })).json()).toMatchObject({
      error: { code: 'INVALID_INPUT', message: expect.stringContaining('UUID') },
    })
  // What changes nothing needs no key, whatever stands there.
  expect((await change('1', 'customers.count', {})).status).toBe(200)
})

test('signing in and changing the password are answered again too, and count no attempt', async () => {
  const credentials = { username: 'anna', password: PASSWORD }
  const key = randomUUID()
  const first = await change(key, 'sessions.signIn', credentials, null)
  const again = await change(key, 'sessions.signIn', credentials, null)
  expect(secretIn(again)).toBe(secretIn(first))
  // With another password it is another question, and learns nothing from the key.
  expect((await change(key, 'sessions.signIn', { ...credentials, password: 'wrong' }, null)).status).toBe(400)

  const passwords = { currentPassword: PASSWORD, newPassword: 'white bread and marmalade' }
  const changed = randomUUID()
  for (const replayed of [undefined, 'true']) {
    const { status, headers } = await change(changed, 'profile.changePassword', passwords)
    expect([status, headers['idempotency-replayed']]).toEqual([200, replayed])
  }
})

test('a piece of a file whose answer was lost can be sent again', async () => {
  const piece = Buffer.from('Username,Full name\n')
  const begin = { kind: 'users', fileName: 'people.csv', sizeBytes: piece.length }
  const key = randomUUID()
  const [first, again] = [await change(key, 'imports.begin', begin), await change(key, 'imports.begin', begin)]
  expect(again.text).toBe(first.text)
  const { id } = (first.json() as unknown as { value: { id: string } }).value
  const [sent, append] = [randomUUID(), { id, offset: 0, base64: piece.toString('base64') }]
  for (const replayed of [undefined, 'true']) {
    const { status, headers } = await change(sent, 'imports.append', append)
    expect([status, headers['idempotency-replayed']]).toEqual([200, replayed])
  }
})

test('what may no longer be done is not answered again, and after a quarter of an hour nothing is', async () => {
  const key = randomUUID()
  await change(key, 'customers.create', { name: 'Once' })
  await change(randomUUID(), 'sessions.lock', {})
  expect((await change(key, 'customers.create', { name: 'Once' })).status).toBe(423)
  const unlocked = randomUUID()
  const secrets = [
    secretIn(await change(unlocked, 'sessions.unlock', { password: PASSWORD })),
    secretIn(await change(unlocked, 'sessions.unlock', { password: PASSWORD })),
  ]
  expect(secrets[1]).toBe(secrets[0])
  session = secrets[0] ?? ''
  expect((await change(key, 'customers.create', { name: 'Once' })).headers['idempotency-replayed']).toBe('true')
  now += 14 * 60_000
  await change(randomUUID(), 'sessions.touch', {})
  now += 60_000
  expect((await change(key, 'customers.create', { name: 'Once' })).headers['idempotency-replayed']).toBeUndefined()
})
