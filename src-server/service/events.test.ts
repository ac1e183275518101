import { request } from 'node:https'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import type { ServiceDesk } from '../../src-core/desk.ts'
import { openDesk } from '../../src-core/open-desk.ts'
import { remoteDesk } from '../../src-core/remote/remote-desk.ts'
import { callAs } from '../../src-core/testing/call-as.ts'
import { quickPasswords } from '../../src-core/testing/quick-passwords.ts'
import { temporaryFolder } from '../../src-main/testing/temporary-folder.ts'
import { ask } from '../testing/ask.ts'
import { type ServedDesk, serveHttps } from '../testing/serve-https.ts'

const PASSWORD = 'brown bread and butter'

let desk: ServiceDesk
let service: ServedDesk
let session: string
beforeEach(async () => {
  desk = await openDesk({ folder: temporaryFolder(), passwords: quickPasswords })
  service = await serveHttps(desk)
  session = (
    await callAs(desk, null)('sessions.createAdministrator', { fullName: 'Anna', username: 'anna', password: PASSWORD })
  ).secret
})
afterEach(async () => {
  await service.stop()
  await desk.close()
})

interface Heard {
  readonly status: number
  text(): string
  readonly ended: Promise<void>
}

function hear(secret: string): Promise<Heard> {
  return new Promise((resolve, reject) => {
    const asking = request(`${service.origin}/v1/events`, {
      ca: service.tls.authority,
      headers: { authorization: `Bearer ${secret}` },
      agent: false,
    })
    onTestFinished(() => void asking.destroy())
    asking.on('error', reject)
    asking.on('response', (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (piece: string) => {
        text += piece
      })
      const ended = new Promise<void>((done) => response.once('close', () => done()))
      resolve({ status: response.statusCode ?? 0, text: () => text, ended })
    })
    asking.end()
  })
}

test('whoever is signed in hears what has changed, and not to what', async () => {
  const heard = await hear(session)
  await callAs(desk, session)('customers.create', { name: 'Very secret customer' })
  await expect.poll(heard.text).toContain('data: {"name":"customers.changed"}\n\n')
  expect(heard.text()).not.toContain('secret')
})

test('a stream is for an open session only, and ends with it', async () => {
  for (const headers of [{}, { authorization: 'Bearer tdo_nobody' }])
    expect((await ask(service, '/v1/events', { headers })).status).toBe(401)
  const [first, second] = [await hear(session), await hear(session)]
  await callAs(desk, session)('sessions.lock', {})
  await first.ended
  await second.ended
  expect((await ask(service, '/v1/events', { headers: { authorization: `Bearer ${session}` } })).status).toBe(423)
  const { secret } = await callAs(desk, session)('sessions.unlock', { password: PASSWORD })
  const third = await hear(secret)
  await callAs(desk, secret)('sessions.signOut', {})
  await third.ended
})

test('a session has a few streams at most, and a stop does not wait for any', async () => {
  const streams = []
  for (let number = 0; number < 5; number += 1) streams.push(await hear(session))
  await streams[0]?.ended
  await service.stop(60_000)
  for (const { ended } of streams) await ended
  service = await serveHttps(desk)
})

test('a client goes on hearing after the service was away, and is told that anything may have changed meanwhile', async () => {
  const trust = { authority: service.tls.authority }
  const client = remoteDesk({ origin: service.origin, version: '0.0.0-test', trust })
  onTestFinished(() => client.close())
  const names: string[] = []
  client.listen(({ name }) => names.push(name))
  await callAs(client, session)('customers.create', { name: 'One' })
  await callAs(client, session)('customers.create', { name: 'Two' })
  await expect
    .poll(async () => {
      await callAs(desk, session)('modules.update', await firstModule())
      return names
    })
    .toContain('modules.changed')
  const { port, tls } = service
  await service.stop()
  names.length = 0
  service = await serveHttps(desk, { listen: { host: '127.0.0.1', port }, tls })
  await expect
    .poll(() => names, { timeout: 20_000 })
    .toEqual(expect.arrayContaining(['tokens.changed', 'policy.changed']))
})

async function firstModule() {
  const [module] = await callAs(desk, session)('modules.list', {})
  if (module === undefined) throw new Error('There are modules in every store.')
  const { code, name, description, enabled, forContacts, version } = module
  return { code, name, description, enabled, forContacts, version }
}
