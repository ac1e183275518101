import { afterAll, beforeAll, expect, test } from 'vitest'
import { GATE_PASSWORD, type GateTrial, gateTrial } from '../testing/gate-trial.ts'

let trial: GateTrial
beforeAll(async () => {
  trial = await gateTrial()
})
afterAll(() => trial.close())

const ask = (username: string, password: string, grantType = 'client_credentials') =>
  trial.form('/apiops/auth/token', [
    ['grant_type', grantType],
    ['client_id', username],
    ['client_secret', password],
  ])

test('AP-4 · a username and its password get a token of that person, in a form and as JSON', async () => {
  const person = await trial.person('paula', GATE_PASSWORD)
  const { status, headers, json } = await ask('paula', GATE_PASSWORD)
  expect(status).toBe(200)
  expect(headers['content-type']).toBe('application/json;charset=UTF-8')
  expect(headers['cache-control']).toBe('no-store')
  expect(json()).toEqual({ access_token: expect.stringMatching(/^tdu_[0-9A-Za-z]{36}$/) })
  const secret = String(json().access_token)
  const { basic } = await trial.resourceServer()
  const introspected = await trial.form('/oauth2/introspect', [['token', secret]], { authorization: basic })
  expect(introspected.json()).toMatchObject({ active: true, sub: person.id, owner_kind: 'user' })
  const { rows } = await trial.call('audit.list', { action: ['token.issued'], limit: 1 })
  expect(rows[0]).toMatchObject({ actor: { id: person.id }, address: '127.0.0.1' })
})

test('AP-5 · a wrong password, an unknown name and a technical user get the same bytes, and what is missing gets 400', async () => {
  await trial.person('peter', GATE_PASSWORD)
  const machine = await trial.call('users.create', { kind: 'technical', username: 'robot', fullName: 'Robot' })
  expect(machine.hasPassword).toBe(false)
  for (const username of ['peter', 'nobody-at-all', 'robot']) {
    const { status, headers, text } = await ask(username, 'a wrong password at length')
    expect(status).toBe(401)
    expect(text).toBe('{"error":"unauthorized_client","error_description":"Bad credentials"}')
    expect(headers['content-type']).toBe('application/json;charset=UTF-8')
    expect(headers['www-authenticate']).toBeDefined()
  }
  expect(await ask('peter', GATE_PASSWORD, 'password')).toMatchObject({ status: 400 })
  for (const form of [
    [],
    [['grant_type', 'client_credentials']],
    [
      ['grant_type', 'client_credentials'],
      ['client_id', 'peter'],
    ],
  ] as [string, string][][]) {
    const answer = await trial.form('/apiops/auth/token', form)
    expect(answer.status).toBe(400)
    expect(answer.json()).toEqual({ error: 'invalid_request', error_description: expect.any(String) })
    expect(answer.headers['content-type']).toBe('application/json;charset=UTF-8')
  }
})

test('AP-5 · what breaks inside is told without its insides', async () => {
  const broken = await gateTrial()
  await broken.desk.close()
  const closed = await broken.form('/apiops/auth/token', [
    ['grant_type', 'client_credentials'],
    ['client_id', 'anna'],
    ['client_secret', 'x'],
  ])
  expect(closed.status).toBe(503)
  expect(closed.headers['retry-after']).toBe('5')
  expect(closed.json()).toEqual({ error: 'temporarily_unavailable', error_description: expect.any(String) })
  await broken.close()
})

test('failures count together with sign-ins: who is kept waiting there waits here, too', async () => {
  await trial.person('quentin', GATE_PASSWORD)
  const signIn = (password: string) =>
    trial.desk.call({ name: 'sessions.signIn', input: { username: 'quentin', password }, session: null })
  for (let attempt = 0; attempt < 8; attempt += 1) await signIn('a wrong password at length')
  expect(await signIn(GATE_PASSWORD)).toMatchObject({ ok: false, error: { code: 'TOO_MANY_ATTEMPTS' } })
  const kept = await ask('quentin', GATE_PASSWORD)
  expect(kept.text).toBe('{"error":"unauthorized_client","error_description":"Bad credentials"}')
  await trial.person('rosa', GATE_PASSWORD)
  for (let attempt = 0; attempt < 8; attempt += 1) await ask('rosa', 'a wrong password at length')
  const reply = await trial.desk.call({
    name: 'sessions.signIn',
    input: { username: 'rosa', password: GATE_PASSWORD },
    session: null,
  })
  expect(reply).toMatchObject({ ok: false, error: { code: 'TOO_MANY_ATTEMPTS' } })
})

test('an administrator switches it off', async () => {
  await trial.person('sonia', GATE_PASSWORD)
  const installation = await trial.call('installation.get', {})
  expect(installation.passwordTokens).toBe(true)
  const off = await trial.call('installation.update', { ...installation, passwordTokens: false })
  const answer = await ask('sonia', GATE_PASSWORD)
  expect(answer.status).toBe(400)
  expect(answer.json()).toMatchObject({ error: 'unsupported_grant_type' })
  await trial.call('installation.update', { ...off, passwordTokens: true })
  expect((await ask('sonia', GATE_PASSWORD)).status).toBe(200)
})
