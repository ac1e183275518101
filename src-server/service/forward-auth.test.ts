import { METHODS } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ServiceDesk } from '../../src-core/desk.ts'
import { ask } from '../testing/ask.ts'
import { type GateTrial, gateTrial } from '../testing/gate-trial.ts'
import { QUIET } from '../testing/own-tls.ts'
import { serveHttps } from '../testing/serve-https.ts'

let trial: GateTrial
beforeAll(async () => {
  trial = await gateTrial()
  await trial.call('modules.create', {
    code: 'stock',
    name: 'Stock',
    description: null,
    enabled: true,
    forContacts: false,
  })
})
afterAll(() => trial.close())

const pass = (
  secret: string | undefined,
  path = '/forward-auth/order-status',
  question: { method?: string; headers?: Record<string, string>; body?: string } = {},
) =>
  ask(trial.service, path, {
    ...question,
    headers: { ...(secret === undefined ? {} : { authorization: `Bearer ${secret}` }), ...question.headers },
  })

test('O4-7 · a contact’s token passes to the module that is open to contacts, with its customer, and to no other', async () => {
  const contact = await trial.contact('Moravia Steel')
  const { token, secret } = await trial.issue({ kind: 'contact', id: contact.id })
  const { status, headers, text } = await pass(secret)
  expect({ status, text }).toEqual({ status: 200, text: '' })
  expect(headers).toMatchObject({
    'cache-control': 'no-store',
    'x-auth-token-id': token.id,
    'x-auth-owner-kind': 'contact',
    'x-auth-owner-id': contact.id,
    'x-auth-contact-id': contact.id,
    'x-auth-customer-id': contact.customerId,
    'x-auth-modules': 'order-status',
  })
  const elsewhere = await pass(secret, '/forward-auth/stock')
  expect(elsewhere.status).toBe(403)
  expect(elsewhere.headers['www-authenticate']).toBe(
    'Bearer realm="token-desk", error="insufficient_scope", scope="stock"',
  )
  expect(Object.keys(elsewhere.headers).filter((name) => name.startsWith('x-auth'))).toEqual([])
})

test('AK-9 · the token travels as it is, in the header alone; without one nobody passes and no error is named', async () => {
  const { secret } = await trial.issue({ kind: 'technical-user', id: (await trial.technicalUser()).id })
  expect((await pass(secret)).status).toBe(200)
  const without = await pass(undefined, `/forward-auth/order-status?access_token=${secret}`)
  expect(without.status).toBe(401)
  expect(without.headers['www-authenticate']).toBe('Bearer realm="token-desk"')
})

test('what is no token, and a token that is withdrawn, gets 401 and invalid_token', async () => {
  const { id } = await trial.technicalUser()
  const { token, secret } = await trial.issue({ kind: 'technical-user', id })
  expect((await pass(secret)).status).toBe(200)
  await trial.call('tokens.remove', { id: token.id, version: token.version })
  const unknown = 'tdt_0000000000000000000000000000004CLAwp'
  for (const bad of [secret, unknown, 'x', 'a b', '\t', 'x'.repeat(4000)]) {
    const { status, headers } = await pass(bad)
    expect(status).toBe(401)
    expect(headers['www-authenticate']).toBe('Bearer realm="token-desk", error="invalid_token"')
  }
  expect(
    (await pass(undefined, '/forward-auth/order-status', { headers: { authorization: 'Basic eDp5' } })).status,
  ).toBe(401)
})

test('any method, body, query and path behind the module decide alike, and nothing that the caller sends is believed', async () => {
  const contact = await trial.contact('Silesia Coal')
  const { secret } = await trial.issue({ kind: 'contact', id: contact.id })
  for (const method of METHODS.filter((each) => each !== 'CONNECT'))
    for (const path of ['/forward-auth/order-status', '/forward-auth/order-status/v1/orders/../..?x=1&module=stock']) {
      const answer = await pass(secret, path, {
        method,
        headers: {
          'content-type': 'application/json',
          'x-auth-customer-id': 'CUS-0000-0000',
          'x-original-uri': '/%00%ff',
          'x-forwarded-uri': '//stock',
        },
        ...(['POST', 'PUT', 'REPORT', 'QUERY'].includes(method) ? { body: '{not json' } : {}),
      })
      expect([method, path, answer.status, answer.headers['x-auth-customer-id']]).toEqual([
        method,
        path,
        200,
        contact.customerId,
      ])
      expect((await pass(undefined, path, { method })).status).toBe(401)
    }
  expect((await pass(secret, '/forward-auth/stock/order-status')).status).toBe(403)
  expect((await pass(secret, '/forward-auth/No%20Module')).status).toBe(403)
})

test('what a caller writes behind the module, however broken, makes no other answer than the token does', async () => {
  const { secret } = await trial.issue({ kind: 'technical-user', id: (await trial.technicalUser()).id })
  for (const behind of ['/%', '/%zz?%', `/${'x'.repeat(5_000)}`, '/%2e%2e/stock', '//', '?module=stock', '#x'])
    expect([behind, (await pass(secret, `/forward-auth/order-status${behind}`)).status]).toEqual([behind, 200])
  for (const module of ['', '%', '%zz', 'x'.repeat(300), '..', '~', 'order-status%00']) {
    expect([module, (await pass(secret, `/forward-auth/${module}`)).status]).toEqual([module, 403])
    expect([module, (await pass(undefined, `/forward-auth/${module}`)).status]).toEqual([module, 401])
  }
})

test('MP-9 · plain HTTP is told to use HTTPS, whatever it asks', async () => {
  const answer = await ask(trial.service, '/forward-auth/order-status', { protocol: 'http:' })
  expect(answer.status).toBe(400)
  expect(answer.text).toContain('HTTPS')
})

test('what fails inside is 503 and in the log, and says nothing against the token', async () => {
  const failures: ServiceDesk['askGate'][] = [
    async () => ({ ok: false, error: { code: 'INTERNAL', message: 'Something went wrong.' } }),
    async () => {
      throw new TypeError('Not expected.')
    },
  ]
  const logged: unknown[] = []
  const log = { ...QUIET, error: (...said: unknown[]) => void logged.push(said) }
  for (const askGate of failures) {
    const service = await serveHttps({ ...trial.desk, askGate }, { log })
    const answer = await ask(service, '/forward-auth/order-status', { headers: { authorization: 'Bearer x' } })
    expect(answer.status).toBe(503)
    expect(answer.headers).toHaveProperty('retry-after')
    expect(answer.headers).not.toHaveProperty('www-authenticate')
    await service.stop()
  }
  expect(JSON.stringify(logged)).toContain('A question of a proxy could not be answered.')
})

test('where the store is away nobody is let in by a guess', async () => {
  const away = await gateTrial()
  const { secret } = await away.issue({ kind: 'technical-user', id: (await away.technicalUser()).id })
  await away.desk.close()
  const answer = await ask(away.service, '/forward-auth/order-status', {
    headers: { authorization: `Bearer ${secret}` },
  })
  expect(answer.status).toBe(503)
  expect(answer.headers['retry-after']).toBe('5')
  await away.close()
})
