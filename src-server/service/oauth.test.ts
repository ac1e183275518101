import fc from 'fast-check'
import * as oauth from 'oauth4webapi'
import { Agent, fetch as undiciFetch } from 'undici'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { basicOf, type GateTrial, gateTrial } from '../testing/gate-trial.ts'

let trial: GateTrial
let api: Awaited<ReturnType<GateTrial['resourceServer']>>
let machine: Awaited<ReturnType<GateTrial['technicalUser']>>
let client: Awaited<ReturnType<GateTrial['resourceServer']>>
beforeAll(async () => {
  trial = await gateTrial()
  api = await trial.resourceServer()
  machine = await trial.technicalUser()
  client = await trial.resourceServer({ actsAs: machine.id })
})
afterAll(() => trial.close())

const introspect = (token: string, basic = api.basic) =>
  trial.form('/oauth2/introspect', [['token', token]], { authorization: basic })

describe('introspection', () => {
  test('O4-7 · a contact’s token comes with the contact and the customer, so that an API gives out that customer’s data alone', async () => {
    const contact = await trial.contact('Bohemia Glass')
    const { token, secret } = await trial.issue({ kind: 'contact', id: contact.id })
    const { status, headers, json } = await introspect(secret)
    expect(status).toBe(200)
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'content-type': 'application/json; charset=utf-8' })
    expect(json()).toEqual({
      active: true,
      iss: trial.service.origin,
      client_id: token.id,
      jti: token.id,
      sub: contact.id,
      token_type: 'Bearer',
      scope: 'order-status',
      exp: Math.floor(Date.parse(token.expiresAt ?? '') / 1000),
      owner_kind: 'contact',
      contact_id: contact.id,
      customer_id: contact.customerId,
    })
  })

  test('P4-3 · every call is checked against the token as it is now: disabled, removed, deleted and expired ones are inactive, and nothing else is said', async () => {
    const { token, secret } = await trial.issue({ kind: 'technical-user', id: machine.id })
    expect((await introspect(secret)).json()).toMatchObject({
      active: true,
      sub: machine.id,
      owner_kind: 'technical-user',
    })
    const { version } = await trial.call('tokens.disable', { id: token.id, version: token.version })
    expect((await introspect(secret)).text).toBe('{"active":false}')
    const enabled = await trial.call('tokens.enable', { id: token.id, version })
    expect((await introspect(secret)).json().active).toBe(true)
    const removed = await trial.call('tokens.remove', { id: token.id, version: enabled.version })
    expect((await introspect(secret)).text).toBe('{"active":false}')
    await trial.call('tokens.delete', { id: token.id, version: removed.version })
    expect((await introspect(secret)).text).toBe('{"active":false}')
    const short = await trial.issue({ kind: 'technical-user', id: machine.id })
    const before = trial.clock.now
    trial.clock.now = Date.parse(short.token.expiresAt ?? '') + 1
    expect((await introspect(short.secret)).text).toBe('{"active":false}')
    trial.clock.now = before
  })

  test('a use is remembered as the last access', async () => {
    const { token, secret } = await trial.issue({ kind: 'technical-user', id: machine.id })
    await introspect(secret)
    await expect
      .poll(async () => (await trial.call('tokens.get', { id: token.id })).lastAccessAt, { timeout: 20_000 })
      .toBe(new Date(trial.clock.now).toISOString())
  })

  test('an API is told of tokens for its modules alone, and of these modules alone', async () => {
    await trial.call('modules.create', {
      code: 'stock',
      name: 'Stock',
      description: null,
      enabled: true,
      forContacts: false,
    })
    const stock = await trial.resourceServer({ modules: ['stock'] })
    const both = await trial.issue({ kind: 'technical-user', id: machine.id }, ['order-status', 'stock'])
    const orders = await trial.issue({ kind: 'technical-user', id: machine.id }, ['order-status'])
    expect((await introspect(both.secret, stock.basic)).json()).toMatchObject({ active: true, scope: 'stock' })
    expect((await introspect(orders.secret, stock.basic)).text).toBe('{"active":false}')
  })

  test('near misses and garbage are inactive or refused, never an error of the service', async () => {
    const { secret } = await trial.issue({ kind: 'technical-user', id: machine.id })
    for (const near of [
      secret.toLowerCase(),
      secret.slice(0, -1),
      `${secret}x`,
      `${secret.slice(0, 4)}%`,
      ' ',
      "' or 1=1 --",
    ])
      expect((await introspect(near)).text).toBe('{"active":false}')
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 1, maxLength: 300, unit: 'binary' }), async (text) => {
        expect((await introspect(text)).text).toBe('{"active":false}')
      }),
      { numRuns: 40 },
    )
  })

  test.each([
    ['nobody', {}, 401, 'invalid_client'],
    ['a wrong secret', { authorization: basicOf('RES-0000-0000', `tds_${'0'.repeat(36)}`) }, 401, 'invalid_client'],
    ['a bearer', { authorization: 'Bearer x' }, 401, 'invalid_client'],
    ['what is no base64', { authorization: 'Basic ???' }, 401, 'invalid_client'],
  ])('who asks as %s is refused before the token is looked at', async (_what, headers, status, error) => {
    const answer = await trial.form('/oauth2/introspect', [['token', 'x']], headers as Record<string, string>)
    expect({ status: answer.status, error: answer.json().error }).toEqual({ status, error })
    expect(answer.headers['www-authenticate']).toContain('Basic realm=')
    expect(answer.headers['cache-control']).toBe('no-store')
  })

  test('the id has to fit the secret, and one that is withdrawn or has a newer secret is refused', async () => {
    const { record, secret, basic } = await trial.resourceServer()
    expect((await introspect('x', basicOf(api.record.id, secret))).status).toBe(401)
    expect((await introspect('x', basic)).status).toBe(200)
    const renewed = await trial.call('resourceServers.renewSecret', { id: record.id, version: 1 })
    expect((await introspect('x', basic)).status).toBe(401)
    const fresh = basicOf(record.id, Buffer.from(renewed.secret).toString('latin1'))
    expect((await introspect('x', fresh)).status).toBe(200)
    await trial.call('resourceServers.withdraw', { id: record.id, version: 2 })
    expect((await introspect('x', fresh)).status).toBe(401)
  })

  test('credentials go in the header or in the body, not in both, and the scheme’s case does not matter', async () => {
    const inBody = [
      ['token', 'x'],
      ['client_id', api.record.id],
      ['client_secret', api.secret],
    ] as const
    expect((await trial.form('/oauth2/introspect', inBody)).status).toBe(200)
    const both = await trial.form('/oauth2/introspect', inBody, { authorization: api.basic })
    expect({ status: both.status, error: both.json().error }).toEqual({ status: 400, error: 'invalid_request' })
    expect((await introspect('x', api.basic.replace('Basic', 'bAsIc'))).status).toBe(200)
  })

  test('what is no form, or says a thing twice or not at all, is refused in words of the standard without a stack', async () => {
    const post = (body: string | Uint8Array, type = 'application/x-www-form-urlencoded') =>
      trial.get('/oauth2/introspect', {
        method: 'POST',
        headers: { authorization: api.basic, 'content-type': type },
        body,
      })
    const refusals = [
      [await post('token=a&token=b'), 400],
      [await post(''), 400],
      [await post('token='), 400],
      [await post('{"token":"x"}', 'application/json'), 415],
      [await post('token=x', 'text/plain'), 415],
      [await post(Buffer.from('token=\xff\xfe', 'latin1')), 400],
      [await post(`token=${'x'.repeat(1024 * 1024)}`), 413],
      [await post(`token=${'x'.repeat(20_000)}`), 400],
    ] as const
    for (const [answer, status] of refusals) {
      expect(answer.status).toBe(status)
      expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
      expect(answer.json()).toEqual({
        error: 'invalid_request',
        error_description: expect.stringMatching(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/),
      })
    }
    expect((await trial.get('/oauth2/introspect')).status).toBe(405)
    expect(
      (await trial.get(`/oauth2/introspect?token=x`, { method: 'POST', headers: { authorization: api.basic } })).status,
    ).toBe(400)
  })
})

describe('tokens for resource servers', () => {
  const ask = (parameters: [string, string][] = [], basic = client.basic) =>
    trial.form('/oauth2/token', [['grant_type', 'client_credentials'], ...parameters], { authorization: basic })

  test('AK-9 · a token is taken as it is, and one that a resource server fetched is a token of its technical user', async () => {
    const { status, headers, json } = await ask()
    expect(status).toBe(200)
    expect(headers).toMatchObject({ 'cache-control': 'no-store', pragma: 'no-cache' })
    expect(json()).toEqual({
      access_token: expect.stringMatching(/^tdt_[0-9A-Za-z]{36}$/),
      token_type: 'Bearer',
      expires_in: 3600,
      scope: expect.stringContaining('order-status'),
    })
    const secret = String(json().access_token)
    expect((await introspect(secret)).json()).toMatchObject({ active: true, sub: machine.id })
    const direct = await trial.issue({ kind: 'technical-user', id: machine.id })
    expect((await introspect(direct.secret)).json().active).toBe(true)
    const { rows } = await trial.call('audit.list', { action: ['token.issued'], limit: 2 })
    expect(rows[1]).toMatchObject({ actor: { id: client.record.id, name: client.record.name }, address: '127.0.0.1' })
    expect(JSON.stringify(rows)).not.toContain(secret)
  })

  test('a scope is taken if it is to be had; one that is not is refused whole', async () => {
    expect((await ask([['scope', 'order-status']])).json()).toMatchObject({ scope: 'order-status' })
    for (const scope of ['nothing-here', 'order-status nothing-here', ' '])
      expect((await ask([['scope', scope]])).json()).toMatchObject({ error: 'invalid_scope' })
  })

  test('who acts as nobody, and who acts as somebody who has left, gets none', async () => {
    expect((await ask([], api.basic)).json()).toMatchObject({ error: 'unauthorized_client' })
    const left = await trial.call('users.create', {
      kind: 'technical',
      username: 'left',
      fullName: 'Left',
      employedUntil: '2026-11-20',
    })
    const server = await trial.resourceServer({ actsAs: left.id })
    expect((await ask([], server.basic)).json()).toMatchObject({ error: 'unauthorized_client' })
    const installation = await trial.call('installation.get', {})
    const off = await trial.call('installation.update', { ...installation, technicalUserTokens: false })
    expect((await ask()).json()).toMatchObject({ error: 'unauthorized_client' })
    await trial.call('installation.update', { ...off, technicalUserTokens: true })
  })

  test('no other grant is given', async () => {
    const answer = await trial.form('/oauth2/token', [['grant_type', 'password']], { authorization: client.basic })
    expect(answer.json()).toMatchObject({ error: 'unsupported_grant_type' })
    expect((await trial.form('/oauth2/token', [], { authorization: client.basic })).json()).toMatchObject({
      error: 'invalid_request',
    })
  })
})

describe('revocation', () => {
  const revoke = (token: string, basic = client.basic, more: [string, string][] = []) =>
    trial.form('/oauth2/revoke', [['token', token], ...more], { authorization: basic })

  test('a resource server withdraws its own token at once, twice without error, whatever the hint says', async () => {
    const { token, secret } = await trial.issue({ kind: 'technical-user', id: machine.id })
    expect(await revoke(secret, client.basic, [['token_type_hint', 'refresh_token']])).toMatchObject({
      status: 200,
      text: '',
    })
    expect((await introspect(secret)).text).toBe('{"active":false}')
    expect(await revoke(secret)).toMatchObject({ status: 200 })
    const { rows } = await trial.call('audit.list', { subject: { kind: 'token', id: token.id }, limit: 10 })
    expect(rows.map(({ action, actor }) => [action, actor?.id])).toEqual([
      ['token.removed', client.record.id],
      ['token.issued', expect.stringMatching(/^USR-/)],
    ])
  })

  test('an unknown token is no error, and a token of somebody else stays', async () => {
    expect(await revoke('nothing')).toMatchObject({ status: 200 })
    const contact = await trial.contact('Another')
    const { secret } = await trial.issue({ kind: 'contact', id: contact.id })
    expect((await revoke(secret)).json()).toMatchObject({ error: 'unauthorized_client' })
    expect((await introspect(secret)).json().active).toBe(true)
    expect((await revoke(secret, 'Basic eDp5')).status).toBe(401)
  })
})

describe('metadata, and a client library of others', () => {
  test('the metadata name what there is, under the issuer that was set, whatever the request’s Host says', async () => {
    const named = await gateTrial({ issuer: 'https://desk.example.com' })
    const { json } = await named.get('/.well-known/oauth-authorization-server', {
      headers: { host: 'localhost', 'x-forwarded-host': 'evil.example' },
    })
    expect(json()).toEqual({
      issuer: 'https://desk.example.com',
      token_endpoint: 'https://desk.example.com/oauth2/token',
      introspection_endpoint: 'https://desk.example.com/oauth2/introspect',
      revocation_endpoint: 'https://desk.example.com/oauth2/revoke',
      grant_types_supported: ['client_credentials'],
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      introspection_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      revocation_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    })
    await named.close()
  })

  test('oauth4webapi finds the endpoints, gets a token, has it introspected and revokes it', async () => {
    const dispatcher = new Agent({ connect: { ca: trial.service.tls.authority } })
    const options = {
      [oauth.customFetch]: (url: string, init: object) => undiciFetch(url, { ...init, dispatcher } as never) as never,
    }
    const issuer = new URL(trial.service.origin)
    const discovered = await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...options })
    const server = await oauth.processDiscoveryResponse(issuer, discovered)
    const me = { client_id: client.record.id }
    for (const authentication of [oauth.ClientSecretBasic(client.secret), oauth.ClientSecretPost(client.secret)]) {
      const granted = await oauth.clientCredentialsGrantRequest(
        server,
        me,
        authentication,
        new URLSearchParams(),
        options,
      )
      const { access_token } = await oauth.processClientCredentialsResponse(server, me, granted)
      const look = async () =>
        oauth.processIntrospectionResponse(
          server,
          me,
          await oauth.introspectionRequest(server, me, authentication, access_token, options),
        )
      expect(await look()).toMatchObject({ active: true, sub: machine.id })
      await oauth.processRevocationResponse(
        await oauth.revocationRequest(server, me, authentication, access_token, options),
      )
      expect(await look()).toEqual({ active: false })
    }
    await dispatcher.close()
  })
})
