import type { IncomingMessage, ServerResponse } from 'node:http'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { remoteDesk } from '../../src-core/remote/remote-desk.ts'
import { changedNames } from '../../src-shared/contract/events.ts'
import { type ManualTime, manualTime } from '../testing/manual-time.ts'
import { memoryLog } from '../testing/memory-log.ts'
import { trialCertificate } from '../testing/trial-certificate.ts'
import { processTimers } from '../timers.ts'
import { type Link, openRemoteStore } from './remote-store.ts'
import { stoppableServer } from './testing/stoppable-server.ts'

let tls: Awaited<ReturnType<typeof trialCertificate>>
beforeAll(async () => {
  tls = await trialCertificate()
})

const CUSTOMER = {
  id: 'CUS-7Q4K-9M2X',
  name: 'Acme',
  reference: null,
  active: true,
  contactCount: 0,
  createdAt: '2026-11-21T12:00:00.000Z',
  version: 1,
}
type Behaviour = 'answers' | 'breaks before' | 'breaks after' | 'says nothing'

/** A service behind real TLS that can be stopped, break connections, and carries out each key once, as ours does. */
async function service({ announces = false } = {}) {
  const carriedOut: { readonly name: string; readonly key: string | undefined }[] = []
  const arrived: { readonly name: string; readonly key: string | undefined }[] = []
  const behaviours: Behaviour[] = []
  const done = new Map<string, unknown>()
  let asked = () => {}
  let listening = () => {}
  const isListening = new Promise<void>((resolve) => {
    listening = resolve
  })

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const name = String(request.url).slice('/v1/'.length)
    const key = request.headers['idempotency-key']?.toString()
    if (name === 'sessions.state') {
      const state = { store: 'ready', session: { state: 'signed-out' } }
      response.end(JSON.stringify({ ok: true, value: state }))
      return
    }
    if (name === 'events') {
      if (!announces) return void response.writeHead(404).end()
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
      listening()
      return
    }
    arrived.push({ name, key })
    const behaviour = behaviours.shift() ?? 'answers'
    asked()
    if (behaviour === 'says nothing') return
    if (behaviour === 'breaks before') return void request.socket.destroy()
    const known = key === undefined ? undefined : done.get(key)
    if (known === undefined) {
      carriedOut.push({ name, key })
      if (key !== undefined) done.set(key, true)
    }
    if (behaviour === 'breaks after') return void request.socket.destroy()
    const value = name === 'modules.list' ? [] : name === 'sessions.touch' ? {} : CUSTOMER
    response.end(JSON.stringify({ ok: true, value }))
  }

  const { origin, start, stop } = await stoppableServer(tls, answer)
  return {
    origin,
    start,
    stop,
    arrived,
    carriedOut,
    /** The stream of announcements is open. */
    isListening,
    /** What the next questions meet. */
    next: (...what: Behaviour[]) => void behaviours.push(...what),
    onAsked: (work: () => void) => (asked = work),
  }
}

/** Time passes by itself unless a test has it in its hands. */
const realTime: Pick<ManualTime, 'clock' | 'timers'> = { clock: { now: () => Date.now() }, timers: processTimers }

async function store(origin: string, { time = realTime, retryDelaysMs = [5], timeoutMs = 5_000 } = {}) {
  const links: Link[] = []
  const heard: string[] = []
  const waiting: { readonly state: Link['state']; resolve(): void }[] = []
  const remote = await openRemoteStore({
    desk: remoteDesk({ origin, version: '1.2.3', trust: { authority: tls.certificate }, timeoutMs }),
    ...time,
    log: memoryLog(),
    retryDelaysMs,
    onLinkChanged() {
      const link = remote.link()
      links.push(link)
      for (const each of waiting.filter(({ state }) => state === link.state)) each.resolve()
    },
  })
  remote.listen((event) => heard.push(event.name))
  onTestFinished(() => remote.close())
  const call = (name: string, input: unknown = {}) => remote.call({ name, input, session: 'tdo_x' })
  return {
    remote,
    links,
    heard,
    call,
    create: (name = 'Acme') => call('customers.create', { name, reference: null }),
    once: (state: Link['state']) =>
      remote.link().state === state
        ? Promise.resolve()
        : new Promise<void>((resolve) => waiting.push({ state, resolve })),
  }
}

test('DC-3 · a change whose answer is lost is sent again under its key, and carried out once', async () => {
  const desk = await service()
  const { create, remote } = await store(desk.origin)
  desk.next('breaks after', 'breaks before', 'answers')
  expect(await create()).toMatchObject({ ok: true, value: { name: 'Acme' } })
  expect(desk.arrived).toHaveLength(3)
  expect(new Set(desk.arrived.map(({ key }) => key)).size).toBe(1)
  expect(desk.arrived[0]?.key).toMatch(/^[0-9a-f-]{36}$/)
  expect(desk.carriedOut).toHaveLength(1)
  expect(remote.link()).toEqual({ state: 'connected' })
})

test('DC-3 · each change has a key of its own, and reading has none', async () => {
  const desk = await service()
  const { create, call } = await store(desk.origin)
  await Promise.all([create(), create()])
  await create()
  await call('modules.list')
  const keys = desk.arrived.map(({ key }) => key)
  expect(new Set(keys.slice(0, 3)).size).toBe(3)
  expect(keys[3]).toBeUndefined()
})

test('DC-3 · where no answer comes in time it is said that nobody knows, and saving again cannot do it twice', async () => {
  const desk = await service()
  const time = manualTime()
  const { create, once, remote } = await store(desk.origin, { time })
  desk.next('breaks after')
  desk.onAsked(() => void desk.stop())
  const created = create()
  await once('lost')
  await time.advance(20_000)
  expect(await created).toMatchObject({ ok: false, error: { code: 'STORE_UNREACHABLE', reason: 'outcome-unknown' } })
  desk.onAsked(() => {})
  await desk.start()
  // One attempt may have been under way while there was no service.
  while ((await remote.tryNow()).state === 'lost');
  expect(await create('Another')).toMatchObject({ ok: true })
  expect(await create()).toMatchObject({ ok: true })
  expect(desk.carriedOut).toHaveLength(2)
  // What was answered is over: the same words are another change now.
  expect(await create()).toMatchObject({ ok: true })
  expect(desk.carriedOut).toHaveLength(3)
})

test('DC-3 · a change that never left is refused with what stands in the way, not with doubt', async () => {
  const desk = await service()
  const time = manualTime()
  const { call, create, once } = await store(desk.origin, { time })
  await desk.stop()
  void call('modules.list')
  await once('lost')
  const created = create()
  await time.advance(20_000)
  expect(await created).toMatchObject({
    ok: false,
    error: { code: 'STORE_UNREACHABLE', reason: expect.not.stringMatching('outcome-unknown') },
  })
  expect(desk.arrived).toEqual([])
})

test('DC-3 · reading waits for the service and goes on by itself once it is back', async () => {
  const desk = await service()
  const { call, once, links, heard } = await store(desk.origin)
  await desk.stop()
  const modules = call('modules.list')
  await once('lost')
  expect(links[0]).toMatchObject({ state: 'lost', problem: { code: 'STORE_UNREACHABLE' } })
  await desk.start()
  expect(await modules).toEqual({ ok: true, value: [] })
  expect(links.at(-1)).toEqual({ state: 'connected' })
  // Whatever others did meanwhile is fetched.
  expect(heard).toEqual(expect.arrayContaining([...changedNames]))
})

test('DC-3 · a connection that breaks is told although nobody asks for anything', async () => {
  const desk = await service({ announces: true })
  const { call, once, links } = await store(desk.origin)
  await call('modules.list')
  await desk.isListening
  expect(links).toEqual([])
  await desk.stop()
  await once('lost')
  await desk.start()
  await once('connected')
})

test('DC-3 · it is tried after growing delays, and at once when asked', async () => {
  const desk = await service()
  const { call, once, links, remote } = await store(desk.origin, { retryDelaysMs: [1, 2, 60_000] })
  await desk.stop()
  const modules = call('modules.list')
  await once('lost')
  while (!links.some((link) => link.state === 'lost' && (link.triesAt ?? 0) > Date.now() + 30_000))
    await new Promise((resolve) => setImmediate(resolve))
  await desk.start()
  expect(await remote.tryNow()).toEqual({ state: 'connected' })
  expect(await modules).toMatchObject({ ok: true })
})

test('a service that says nothing counts as lost when its time is up', async () => {
  const desk = await service()
  const { call } = await store(desk.origin, { timeoutMs: 50 })
  desk.next('says nothing')
  expect(await call('modules.list')).toEqual({ ok: true, value: [] })
  expect(desk.arrived).toHaveLength(2)
})

test('what was done here is announced here as soon as it is answered', async () => {
  const desk = await service()
  const { create, heard } = await store(desk.origin)
  await create()
  expect(heard).toEqual(['customers.changed', 'audit.changed'])
})

test('sign-out and signs of life do not wait for a service that is gone', async () => {
  const desk = await service()
  const { call, once } = await store(desk.origin, { retryDelaysMs: [60_000] })
  await desk.stop()
  const waiting = call('modules.list')
  await once('lost')
  for (const name of ['sessions.signOut', 'sessions.lock', 'sessions.touch'])
    expect(await call(name)).toMatchObject({ error: { code: 'STORE_UNREACHABLE' } })
  void waiting
})

test('once closed, whoever waits is answered', async () => {
  const desk = await service()
  const { call, once, remote } = await store(desk.origin, { retryDelaysMs: [60_000] })
  await desk.stop()
  const modules = call('modules.list')
  await once('lost')
  await remote.close()
  expect(await modules).toMatchObject({ error: { code: 'CANCELLED' } })
  expect(await call('modules.list')).toMatchObject({ error: { code: 'CANCELLED' } })
})

test('a service that cannot be used is refused at once, with the reason', async () => {
  const desk = await service()
  await desk.stop()
  await expect(store(desk.origin)).rejects.toMatchObject({ code: 'STORE_UNREACHABLE', reason: 'service-refused' })
})
