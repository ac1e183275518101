import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { Client } from 'undici'
import type { StorePlace } from '../src-core/open-desk.ts'
import { startPostgresServer } from '../src-core/store/testing/postgres-server.ts'
import type { BenchData } from './data.ts'
import { type Load, type LoadFigures, load } from './load.ts'
import { peerLines } from './peers.ts'
import { copyToPostgres } from './postgres-copy.ts'
import { inWords } from './samples.ts'
import type { Listening, ServiceStart } from './service-wire.ts'
import { secretsOf } from './some-secrets.ts'
import { type BenchLine, skipped } from './table.ts'

const CONNECTIONS = 8
const DURATION_MS = 4_000
/** Of what the same server does when it answers a constant. */
const LEAST_SHARE = 0.6

/**
 * The service in processes of its own, asked over connections that stay open: introspection and forward authentication
 * against the same server answering a constant. Whoever asks takes processor time of the same machine.
 */
export async function serviceLines(data: BenchData): Promise<BenchLine[]> {
  const secrets = secretsOf(data)
  const lines: BenchLine[] = []
  for (const protocol of ['https', 'http'] as const)
    lines.push(
      ...(await measured(`SQLite, ${protocol.toUpperCase()}`, secrets, [
        await start(data, { folder: data.copy() }, protocol),
      ])),
    )
  lines.push(...(await onPostgres(data, secrets)))
  return [...lines, ...(await peerLines())]
}

async function onPostgres(data: BenchData, secrets: readonly string[]): Promise<BenchLine[]> {
  const server = await startPostgresServer().catch((error: unknown) => String(error))
  if (typeof server === 'string') return [skipped('the service on PostgreSQL', '–', server)]
  try {
    const database = await server.newDatabase()
    await copyToPostgres(data.copy(), database)
    const one = await measured('PostgreSQL, HTTPS', secrets, [await start(data, { database }, 'https')])
    const two = await measured('PostgreSQL, HTTPS, two instances', secrets, [
      await start(data, { database }, 'https'),
      await start(data, { database }, 'https'),
    ])
    return [...one, ...two]
  } finally {
    await server.stop()
  }
}

interface Instance extends Listening {
  readonly process: ChildProcess
}

async function start(
  { username, password }: BenchData,
  place: StorePlace,
  protocol: 'https' | 'http',
): Promise<Instance> {
  const child = fork(new URL('./process/serve.ts', import.meta.url), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  child.send({ place, protocol, username, password } satisfies ServiceStart)
  const [listening] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => Promise.reject(new Error('The service ended before it listened.'))),
  ])) as [Listening]
  return { ...listening, process: child }
}

async function measured(
  where: string,
  secrets: readonly string[],
  instances: readonly Instance[],
): Promise<BenchLine[]> {
  try {
    const constant = await ofAll(instances, { request: () => ({ method: 'GET', path: '/healthz', headers: PROXY }) })
    const introspecting = (parameter: 'token' | 'nothing', status: number) =>
      ofAll(instances, ({ basic }) => ({
        status,
        request: (number) => ({
          method: 'POST',
          path: '/oauth2/introspect',
          headers: { ...PROXY, authorization: basic, 'content-type': 'application/x-www-form-urlencoded' },
          body: `${parameter}=${secrets[number % secrets.length]}`,
        }),
      }))
    // The same form of the same length, which is answered in the same words each time: nobody is asked who or what.
    const constantForm = await introspecting('nothing', 400)
    const introspection = await introspecting('token', 200)
    const living = await passing(instances[0] as Instance, secrets)
    const forwardAuth = await ofAll(instances, {
      request: (number) => ({
        method: 'GET',
        path: '/forward-auth/order-status',
        headers: { ...PROXY, authorization: `Bearer ${living[number % living.length]}` },
      }),
    })
    const issuing = await ofAll(instances, ({ basic }) => ({
      request: () => ({
        method: 'POST',
        path: '/oauth2/token',
        headers: { ...PROXY, authorization: basic, 'content-type': 'application/x-www-form-urlencoded' },
        body: 'grant_type=client_credentials',
      }),
    }))
    const memory = await Promise.all(instances.map(memoryOf))
    const budgeted = where === 'SQLite, HTTPS'
    return [
      lineOf(`introspection, ${where}`, introspection, constantForm, budgeted),
      lineOf(`forward-auth, ${where}`, forwardAuth, constant, false),
      lineOf(`a token by /oauth2/token, ${where}`, issuing, constant, false),
      {
        what: `memory, ${where}`,
        measured: memory.map((bytes) => `${Math.round(bytes / 1024 / 1024)} MiB`).join(' + '),
        reference: '–',
        budget: '–',
        verdict: 'no budget',
        note: 'resident, after all of these',
      },
    ]
  } finally {
    for (const { process } of instances) process.kill('SIGKILL')
  }
}

/** Where TLS ends before the service, whoever ends it says so. */
const PROXY = { 'x-forwarded-proto': 'https' }

type Question = Pick<Load, 'request' | 'status'>

/** Asks all instances at once, with as many connections in all as for one. */
async function ofAll(
  instances: readonly Instance[],
  question: Question | ((instance: Instance) => Question),
): Promise<LoadFigures> {
  const figures = await Promise.all(
    instances.map((instance) =>
      load({
        origin: instance.origin,
        ...(instance.authority === undefined ? {} : { authority: instance.authority }),
        connections: CONNECTIONS / instances.length,
        durationMs: DURATION_MS,
        ...(typeof question === 'function' ? question(instance) : question),
      }),
    ),
  )
  return {
    perSecond: figures.reduce((sum, { perSecond }) => sum + perSecond, 0),
    p50Ms: Math.max(...figures.map(({ p50Ms }) => p50Ms)),
    p99Ms: Math.max(...figures.map(({ p99Ms }) => p99Ms)),
  }
}

/** Some of the secrets whose tokens pass to the module: others are answered 401, which costs as much but is another status. */
async function passing({ origin, authority }: Instance, secrets: readonly string[]): Promise<readonly string[]> {
  const client = new Client(origin, authority === undefined ? {} : { connect: { ca: authority } })
  const found: string[] = []
  for (const secret of secrets.slice(0, 5_000)) {
    if (found.length >= 500) break
    const headers = { ...PROXY, authorization: `Bearer ${secret}` }
    const { statusCode, body } = await client.request({ method: 'GET', path: '/forward-auth/order-status', headers })
    await body.dump()
    if (statusCode === 200) found.push(secret)
  }
  await client.destroy()
  return found
}

async function memoryOf({ process }: Instance): Promise<number> {
  process.send('memory')
  const [{ memoryBytes }] = (await once(process, 'message')) as [{ memoryBytes: number }]
  return memoryBytes
}

function lineOf(what: string, figures: LoadFigures, constant: LoadFigures, budgeted: boolean): BenchLine {
  const share = figures.perSecond / constant.perSecond
  return {
    what,
    measured: `${Math.round(share * 100)} % (${Math.round(figures.perSecond)}/s)`,
    reference: `${Math.round(constant.perSecond)}/s a constant`,
    budget: budgeted ? '≥ 60 %' : '–',
    verdict: budgeted ? (share >= LEAST_SHARE ? 'ok' : 'over') : 'no budget',
    note: `p50 ${inWords(figures.p50Ms)}, p99 ${inWords(figures.p99Ms)}; the constant ${inWords(constant.p50Ms)} and ${inWords(constant.p99Ms)}`,
  }
}
