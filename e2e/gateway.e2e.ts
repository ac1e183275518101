import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from '@playwright/test'
import { sharedPostgres, stopSharedPostgres } from '../src-core/testing/shared-postgres.ts'
import { type Answer, ask } from '../src-server/testing/ask.ts'
import { type GateTrial, gateTrial } from '../src-server/testing/gate-trial.ts'
import { findNginx } from './nginx.ts'

const GATEWAY = join(import.meta.dirname, '../resources/gateway')

test.describe('the example gateway, in a real nginx, with PostgreSQL behind the service', () => {
  test.describe.configure({ mode: 'serial' })
  let trial: GateTrial
  let folder: string
  let customers: { ours: Awaited<ReturnType<GateTrial['contact']>>; theirs: Awaited<ReturnType<GateTrial['contact']>> }
  let api: ChildProcess
  let plain: Gateway
  let caching: Gateway

  test.beforeAll(async () => {
    const nginx = await findNginx()
    if (nginx === undefined) return test.skip(true, 'There is no nginx here, and none could be fetched.')
    folder = mkdtempSync(join(tmpdir(), 'token-desk-gateway-'))
    // The account that nginx' workers run as has to come in.
    chmodSync(folder, 0o755)
    trial = await gateTrial({}, { database: await (await sharedPostgres()).newDatabase() })
    customers = { ours: await trial.contact('Bohemia Glass'), theirs: await trial.contact('Moravia Steel') }
    writeFileSync(
      join(folder, 'orders.json'),
      JSON.stringify([
        { id: 'A-1', customerId: customers.ours.customerId, status: 'shipped' },
        { id: 'A-2', customerId: customers.ours.customerId, status: 'packed' },
        { id: 'B-1', customerId: customers.theirs.customerId, status: 'ordered' },
      ]),
    )
    api = spawn(process.execPath, [join(GATEWAY, 'order-status-api.mjs')], {
      env: { ...process.env, ORDERS: join(folder, 'orders.json'), PORT: '0' },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [line] = (await once(createInterface({ input: api.stdout as NodeJS.ReadableStream }), 'line')) as [string]
    const apiPort = Number(line.split(' ').pop())
    plain = await startNginx({ nginx, folder: join(folder, 'plain'), trial, apiPort, caches: false })
    caching = await startNginx({ nginx, folder: join(folder, 'caching'), trial, apiPort, caches: true })
  })
  test.afterAll(async () => {
    await Promise.all([plain?.stop(), caching?.stop()])
    api?.kill()
    await trial?.close()
    await stopSharedPostgres()
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
  })

  const get = (secret: string | undefined, path = '/order-status/orders', headers: Record<string, string> = {}) =>
    plain.ask(path, { ...(secret === undefined ? {} : { authorization: `Bearer ${secret}` }), ...headers })
  const ordersIn = (answer: Answer) =>
    (answer.json() as unknown as { orders: { id: string }[] }).orders.map(({ id }) => id)

  test('O4-7 · a contact’s token gets the orders of its customer and nothing of another, whatever the caller claims', async () => {
    const { secret } = await trial.issue({ kind: 'contact', id: customers.ours.id })
    expect(ordersIn(await get(secret))).toEqual(['A-1', 'A-2'])
    expect((await get(secret, '/order-status/orders/A-2')).json()).toMatchObject({ status: 'packed' })
    expect((await get(secret, '/order-status/orders/B-1')).status).toBe(404)
    const claims = {
      'x-auth-customer-id': customers.theirs.customerId,
      'x-auth-owner-kind': 'user',
      'x-auth-modules': 'stock',
      x_auth_customer_id: 'CUS',
    }
    expect(ordersIn(await get(secret, '/order-status/orders?customer=B', claims))).toEqual(['A-1', 'A-2'])
    expect((await get(secret, '/_token-desk/order-status')).status).toBe(404)
  })

  test('O4-7 · a token without the module is forbidden, with the challenge that says which is missing', async () => {
    const machine = await trial.technicalUser()
    const { secret } = await trial.issue({ kind: 'technical-user', id: machine.id }, ['orders'])
    const answer = await get(secret)
    expect({ status: answer.status, body: answer.json() }).toEqual({
      status: 403,
      body: { error: 'insufficient_scope' },
    })
    expect(answer.headers['www-authenticate']).toContain('scope="order-status"')
  })

  test('AK-9 · a technical user’s token with the module gets the orders of everybody', async () => {
    const machine = await trial.technicalUser()
    const { secret } = await trial.issue({ kind: 'technical-user', id: machine.id })
    expect(ordersIn(await get(secret))).toEqual(['A-1', 'A-2', 'B-1'])
  })

  test('P4-3 · disabled, expired, removed, deleted, unknown and malformed tokens, and none, get 401 in the standard’s words', async () => {
    const make = () => trial.issue({ kind: 'contact', id: customers.ours.id })
    const [disabled, removed, deleted, expiring] = [await make(), await make(), await make(), await make()]
    for (const { secret } of [disabled, removed, deleted, expiring]) expect((await get(secret)).status).toBe(200)
    await trial.call('tokens.disable', { id: disabled.token.id, version: disabled.token.version })
    await trial.call('tokens.remove', { id: removed.token.id, version: removed.token.version })
    await trial.call('tokens.delete', { id: deleted.token.id, version: deleted.token.version })
    const now = trial.clock.now
    for (const secret of [disabled.secret, removed.secret, deleted.secret, 'tdc_unknown', 'x y z']) {
      const answer = await get(secret)
      expect(answer.status).toBe(401)
      expect(answer.headers['www-authenticate']).toBe('Bearer realm="token-desk", error="invalid_token"')
    }
    trial.clock.now = Date.parse(expiring.token.expiresAt ?? '') + 1
    expect((await get(expiring.secret)).status).toBe(401)
    trial.clock.now = now
    const nobody = await get(undefined)
    expect([nobody.status, nobody.headers['www-authenticate']]).toEqual([401, 'Bearer realm="token-desk"'])
  })

  test('a removed token is refused with the next call, and where the gateway keeps decisions, once its five seconds are over', async () => {
    const { token, secret } = await trial.issue({ kind: 'contact', id: customers.ours.id })
    const through = { authorization: `Bearer ${secret}` }
    expect((await get(secret)).status).toBe(200)
    expect((await caching.ask('/order-status/orders', through)).status).toBe(200)
    const begin = Date.now()
    await trial.call('tokens.remove', { id: token.id, version: token.version })
    expect((await get(secret)).status).toBe(401)
    await expect
      .poll(async () => (await caching.ask('/order-status/orders', through)).status, {
        timeout: 20_000,
        intervals: [100],
      })
      .toBe(401)
    // It was kept, so this took its time; and it ended.
    expect(Date.now() - begin).toBeGreaterThan(1_000)
  })

  test('O4-7 · a kept decision for one module lets nobody into another', async () => {
    const machine = await trial.technicalUser()
    const { secret } = await trial.issue({ kind: 'technical-user', id: machine.id })
    const through = { authorization: `Bearer ${secret}` }
    expect((await caching.ask('/order-status/orders', through)).status).toBe(200)
    expect((await caching.ask('/invoices/orders', through)).status).toBe(403)
  })

  test('MP-9 · plain HTTP is not answered by the API, and no log holds a token', async () => {
    const { secret } = await trial.issue({ kind: 'contact', id: customers.ours.id })
    const answer = await ask({ port: plain.port, tls: trial.service.tls }, '/order-status/orders', {
      protocol: 'http:',
      headers: { authorization: `Bearer ${secret}` },
    })
    expect(answer.status).toBe(400)
    await get(secret)
    expect(plain.log()).toContain('token=TKN-')
    expect(plain.log()).not.toContain(secret.slice(4))
  })

  test('where the service is away the caller gets 503 and nobody passes', async () => {
    const { secret } = await trial.issue({ kind: 'contact', id: customers.ours.id })
    await trial.service.stop()
    const answer = await get(secret)
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, '5'])
  })
})

interface Gateway {
  readonly port: number
  ask(path: string, headers: Record<string, string>): Promise<Answer>
  /** All that it has written. */
  log(): string
  stop(): Promise<void>
}

/** The blocks of a module, and the same for another one, as the example says to add it. */
function forTwoModules(blocks: string): string {
  return blocks + blocks.replaceAll('order-status', 'invoices')
}

async function startNginx({
  nginx: program,
  folder,
  trial,
  apiPort,
  caches,
}: {
  nginx: string
  folder: string
  trial: GateTrial
  apiPort: number
  caches: boolean
}): Promise<Gateway> {
  mkdirSync(folder)
  const { tls } = trial.service
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const port = await freePort()
  const cached = join(folder, 'cache')
  const given = readFileSync(join(GATEWAY, 'nginx.conf'), 'utf8')
    .replaceAll('127.0.0.1:9443', `127.0.0.1:${port}`)
    .replaceAll('127.0.0.1:8443', `127.0.0.1:${trial.service.port}`)
    .replaceAll('127.0.0.1:9000', `127.0.0.1:${apiPort}`)
    .replaceAll('/var/log/token-desk-gateway', folder)
    .replaceAll('/etc/token-desk/gateway/server.pem', file('server.pem', tls.certificate))
    .replaceAll('/etc/token-desk/gateway/server.key', file('server.key', tls.key))
    .replaceAll('/etc/token-desk/gateway/token-desk-ca.pem', file('ca.pem', tls.authority))
    .replaceAll('/dev/shm/token-desk-decisions', cached)
    .replaceAll(/#cache /g, caches ? '' : '#cache ')
    .replace(/ {4}location \/order-status\/ \{.*?(?= {4}location @forbidden)/s, forTwoModules)
  const configuration = file('nginx.conf', `daemon off;\n${given}`)
  const nginx = spawn(program, ['-p', folder, '-e', 'error.log', '-c', configuration], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const log = () => ['error.log', 'access.log'].map((name) => readFileSync(join(folder, name), 'utf8')).join('')
  const question = { port, tls }
  const deadline = Date.now() + 10_000
  while (
    !(await ask(question, '/').then(
      () => true,
      () => false,
    ))
  ) {
    if (nginx.exitCode !== null || Date.now() > deadline) throw new Error(`nginx does not answer: ${log()}`)
    await pause(50)
  }
  return {
    port,
    ask: (path, headers) => ask(question, path, { headers }),
    log,
    async stop() {
      if (nginx.exitCode !== null) return
      const ended = once(nginx, 'exit')
      nginx.kill('SIGQUIT')
      await ended
    },
  }
}

/** A port that was free just now. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}
