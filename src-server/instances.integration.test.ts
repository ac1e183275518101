import { randomUUID } from 'node:crypto'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { sharedPostgres, stopSharedPostgres } from '../src-core/testing/shared-postgres.ts'
import { ask, call } from './testing/ask.ts'
import { type ServedProcess, serveDatabase } from './testing/served-process.ts'

// Several instances of the service over one PostgreSQL, as processes of their own.

afterAll(stopSharedPostgres)

const PASSWORD = 'a long enough password'
const newDatabase = async () => (await sharedPostgres()).newDatabase()

type Value = Readonly<Record<string, unknown>>

/** Makes the first administrator with the code that one of the instances printed. */
async function begin(printedAt: ServedProcess, askedAt = printedAt) {
  const code = /setup code:\n\n {2}([0-9A-Z-]{29})\n/
  await expect.poll(printedAt.words).toMatch(code)
  const setupCode = code.exec(printedAt.words())?.[1]
  const anna = { fullName: 'Anna', username: 'anna', password: PASSWORD, setupCode }
  const answer = await call(askedAt, 'sessions.createAdministrator', anna)
  const { value } = answer.json() as unknown as { value: { secret: string; operator: { id: string } } }
  return { authorization: `Bearer ${value.secret}`, ownerId: value.operator.id }
}

async function answered(instance: ServedProcess, name: string, input: Value, authorization: string): Promise<Value> {
  const answer = await call(instance, name, input, { authorization })
  return (answer.json() as unknown as { value: Value }).value
}

test('two that are started at once on an empty database make one store, and each knows what the other printed', async () => {
  const database = await newDatabase()
  const [one, other] = await Promise.all([serveDatabase(database), serveDatabase(database)])
  for (const instance of [one, other]) expect((await ask(instance, '/readyz')).status).toBe(200)
  const { authorization } = await begin(one, other)
  for (const instance of [one, other])
    expect(await answered(instance, 'users.count', {}, authorization)).toMatchObject({ count: 1 })
})

test('killed under load, one of two loses no accepted change, and no token is issued twice', async () => {
  const database = await newDatabase()
  const [doomed, spared] = await Promise.all([serveDatabase(database), serveDatabase(database)])
  const { authorization, ownerId } = await begin(doomed)
  const issued = new Map<string, string>()
  let repeated = 0
  let killed: Promise<void> | undefined

  /** Asks one instance and, where that gives no answer, the other, under the same key. */
  async function issue(name: string): Promise<void> {
    const key = randomUUID()
    const input = { owner: { kind: 'user', id: ownerId }, name, timeZone: 'UTC', expiration: { choice: '30-days' } }
    for (const instance of [doomed, spared]) {
      const answer = await call(instance, 'tokens.issue', input, { authorization, 'idempotency-key': key }).catch(
        () => undefined,
      )
      if (answer === undefined || answer.text === '') continue
      expect(answer.status).toBe(200)
      if (answer.headers['idempotency-replayed'] === 'true') repeated += 1
      issued.set(name, (answer.json() as unknown as { value: { secret: string } }).value.secret)
      break
    }
    if (issued.size >= 40) killed ??= doomed.kill()
  }
  const workers = Array.from({ length: 8 }, async (_, worker) => {
    for (let number = 0; number < 20; number += 1) await issue(`Token ${worker}-${number}`)
  })
  await Promise.all(workers)
  await killed

  expect(issued.size).toBe(160)
  expect(new Set(issued.values()).size).toBe(160)
  expect(repeated).toBeLessThanOrEqual(8)
  const { rows } = (await answered(spared, 'tokens.list', { limit: 200 }, authorization)) as {
    rows: { name: string }[]
  }
  expect(rows.map(({ name }) => name).sort()).toEqual([...issued.keys()].sort())
  for (const secret of issued.values())
    expect(await answered(spared, 'tokens.verify', { secret }, authorization)).toMatchObject({ active: true })
  const trail = (await answered(spared, 'audit.list', { action: ['token.issued'], limit: 200 }, authorization)) as {
    rows: { subject: { name: string } }[]
  }
  expect(trail.rows.map(({ subject }) => subject.name).sort()).toEqual([...issued.keys()].sort())
})

test('while the database is away everything but /healthz answers 503 with Retry-After, and goes on by itself', async () => {
  const line = await breakable(await newDatabase())
  const service = await serveDatabase(line.url)
  const { authorization, ownerId } = await begin(service)
  const input = { owner: { kind: 'user', id: ownerId }, name: 'Mine', modules: ['orders'], timeZone: 'UTC' }
  const { secret } = await answered(service, 'tokens.issue', input, authorization)
  const bearer = { authorization: `Bearer ${secret}` }
  const asked = async () => [
    (await call(service, 'users.count', {}, { authorization })).status,
    (await ask(service, '/forward-auth/orders', { headers: bearer })).status,
    (await ask(service, '/readyz')).status,
    (await ask(service, '/healthz')).status,
  ]
  expect(await asked()).toEqual([200, 200, 200, 200])
  await line.cut()
  // One question may be answered by the connection's end.
  await expect.poll(asked).toEqual([503, 503, 503, 200])
  const { headers, json } = await call(service, 'users.count', {}, { authorization })
  expect(Number(headers['retry-after'])).toBeGreaterThan(0)
  expect(json()).toMatchObject({ error: { code: 'STORE_UNREACHABLE', message: expect.stringContaining('PostgreSQL') } })
  await line.mend()
  await expect.poll(asked, { timeout: 20_000 }).toEqual([200, 200, 200, 200])
})

/** A line to a database that a test can cut. */
async function breakable(database: string) {
  const target = new URL(database)
  const sockets = new Set<Socket>()
  let server: Server | undefined
  let port = 0
  const mend = async () => {
    server = createServer((socket) => {
      const through = connect(Number(target.port), target.hostname)
      for (const [end, opposite] of [
        [socket, through],
        [through, socket],
      ] as const) {
        sockets.add(end)
        end.on('error', () => {}).on('close', () => opposite.destroy())
        end.pipe(opposite)
      }
    })
    await new Promise<void>((resolve) => server?.listen(port, '127.0.0.1', resolve))
    port = (server.address() as AddressInfo).port
  }
  const cut = async () => {
    const closed = new Promise((resolve) => server?.close(resolve))
    for (const socket of sockets) socket.destroy()
    sockets.clear()
    await closed
  }
  await mend()
  onTestFinished(cut)
  const url = new URL(database)
  url.port = String(port)
  return { url: url.href, cut, mend }
}
