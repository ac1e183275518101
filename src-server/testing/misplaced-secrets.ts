import { expect } from 'vitest'
import { ask, everythingFrom, openTls, type Question } from './ask.ts'
import type { ServedProcess } from './served-process.ts'

type Misplaced = readonly [path: string, question: Question]

/** Sends a secret where none belongs, in every way that comes to mind: each is refused, and none repeats it. For tests only. */
export async function misplace(service: ServedProcess, text: string, session: string): Promise<void> {
  for (const [path, question] of [...outsideOfBodies(text), ...insideOfBodies(text, session)]) {
    const { status, headers, text: body } = await ask(service, path, question)
    expect([path, status >= 400 && status < 500]).toEqual([path, true])
    expect(`${JSON.stringify(headers)}\n${body}`).not.toContain(text)
  }
  const plain = await ask(service, `/${text}`, { protocol: 'http:', headers: { 'x-token': text } })
  expect(plain.status).toBe(400)
  const socket = await openTls(service)
  const answer = everythingFrom(socket)
  socket.write(`GET /${text} HTTP/9.9\r\n${text}\r\n\r\n`)
  expect(await answer).not.toContain(text)
}

/** Puts a secret into what others can read: each is refused in words that say why. */
export async function misplaceInNames(service: ServedProcess, secret: string, session: string): Promise<void> {
  const { ask: json } = asking(session)
  const user = { username: 'dora', fullName: 'Dora', role: 'member' }
  for (const [name, field, input] of [
    ['customers.create', 'name', {}],
    ['customers.create', 'reference', { name: 'Moravia Steel' }],
    ['users.create', 'username', user],
    ['users.create', 'fullName', user],
    ['modules.create', 'description', { code: 'stock', name: 'Stock', enabled: true, forContacts: false }],
    ['resourceServers.create', 'name', { modules: [] }],
  ] as const) {
    const answer = await ask(service, ...json(name, { ...input, [field]: `The old one: ${secret}` }))
    expect([name, answer.status, answer.text.includes(secret)]).toEqual([name, 400, false])
    if (field !== 'username') expect(answer.json().error?.fields).toMatchObject({ [field]: { rule: 'holdsSecret' } })
  }
  for (const field of ['username', 'email']) {
    const given = field === 'email' ? `${secret}@desk.example` : secret
    const answer = await ask(service, ...json('users.create', { ...user, [field]: given }))
    expect(answer.json().error?.fields).toMatchObject({ [field]: { rule: 'holdsSecret' } })
  }
}

/** In addresses, headers and methods. */
function outsideOfBodies(text: string): Misplaced[] {
  const { ask: json } = asking(text)
  const headers = {
    'x-api-key': text,
    cookie: `session=${text}`,
    'x-forwarded-for': text,
    'x-original-uri': `/?access_token=${text}`,
    'x-request-id': text,
    referer: `https://desk.example/?token=${text}`,
    'user-agent': text,
  }
  const posted = { 'content-type': 'application/json' }
  return [
    [`/v1/tokens.list?token=${text}`, json('tokens.list', {})[1]],
    [`/oauth2/introspect?token=${text}`, { method: 'POST', headers }],
    [`/${text}`, { headers }],
    [`/%zz${text}`, { headers }],
    [`/v1/${text}`, { method: 'POST', headers: posted, body: '{}' }],
    [`/forward-auth/${text}?access_token=${text}`, { headers: { ...headers, authorization: `Bearer ${text}.` } }],
    [`/forward-auth/order-status/${text}`, { headers }],
    ['/v1/tokens.list', { method: 'TRACE', headers }],
    ['/v1/tokens.list', { method: 'POST', headers: { 'content-type': text }, body: text }],
    ['/v1/tokens.list', { method: 'POST', headers: { ...posted, authorization: text }, body: '{}' }],
    json('tokens.list', {}),
    ['/v1/events', { headers: { authorization: `Bearer ${text}` } }],
    ['/oauth2/introspect', { method: 'POST', headers: { authorization: `Bearer ${text}` } }],
    ['/oauth2/introspect', { method: 'POST', headers: { authorization: `Basic ${btoa(`${text}:${text}`)}` } }],
  ]
}

/** In bodies of the wrong form, and in fields that want something else. */
function insideOfBodies(text: string, session: string): Misplaced[] {
  const { ask: json, headers } = asking(session)
  const posted = (path: string, body: string, type = 'application/json'): Misplaced => [
    path,
    { method: 'POST', headers: { ...headers, 'content-type': type }, body },
  ]
  const form = 'application/x-www-form-urlencoded'
  const owner = { kind: 'user', id: 'USR-0000-0000' }
  return [
    posted('/v1/tokens.verify', `{"secret":"${text}`),
    posted('/v1/tokens.verify', `"${text}"`),
    posted('/v1/tokens.verify', `{"secret":"${text}","__proto__":"${text}"}`),
    posted('/v1/tokens.verify', `secret=${text}`, form),
    posted('/v1/tokens.verify', `\ufeff\u0000${text}`),
    json('tokens.verify', { [text]: text }),
    json('tokens.verify', { secret: [text] }),
    json('tokens.get', { id: text }),
    json('jobs.get', { id: text }),
    json('tokens.list', { cursor: text }),
    json('tokens.list', { cursor: Buffer.from(JSON.stringify([text, text])).toString('base64url') }),
    json('tokens.list', { status: [text], sort: { by: text, direction: text } }),
    json('tokens.expiration', { timeZone: text }),
    json('tokens.issue', { owner, name: 'A name', timeZone: text }),
    json('tokens.issue', { owner, name: 'A name', timeZone: 'UTC', modules: [`${text}_`] }),
    json('tokens.issue', { owner, name: 'A name', timeZone: 'UTC', expiration: { choice: text } }),
    json('logos.prepare', { base64: Buffer.from(text).toString('base64') }),
    ['/v1/sessions.endOthers', { method: 'POST', headers: { ...headers, 'idempotency-key': text }, body: '{}' }],
    json('sessions.signIn', { username: `${text} `.repeat(2), password: text }),
    posted('/apiops/auth/token', `grant_type=client_credentials&client_id=+${text}+*&client_secret=${text}`, form),
    posted('/apiops/auth/token', `grant_type=${text}&client_id=${text}&client_secret=${text}`, form),
    posted('/oauth2/introspect', `token=${text}&token=${text}`, form),
    posted(
      '/oauth2/token',
      `grant_type=client_credentials&client_id=${text}&client_secret=${text}&scope=${text}`,
      form,
    ),
    posted('/v1/store-copy', `{"setupCode":"${text}"}\n{"${text}"`, 'application/x-ndjson'),
  ]
}

/** Asks a call with a session. */
function asking(session: string) {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${session}` }
  const ask = (name: string, input: unknown): Misplaced => [
    `/v1/${name}`,
    { method: 'POST', headers, body: JSON.stringify(input) },
  ]
  return { ask, headers }
}
