import type { IncomingMessage, ServerResponse } from 'node:http'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { memoryKeyRing } from '../../src-core/testing/memory-key-ring.ts'
import { VERSION_HEADER } from '../../src-shared/contract/version.ts'
import { manualTime } from '../testing/manual-time.ts'
import { memoryLog } from '../testing/memory-log.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { trialCertificate } from '../testing/trial-certificate.ts'
import type { StoreChoice } from './chosen-store.ts'
import { connect } from './connection.ts'
import { ADAS_SECRET, ADAS_SESSION } from './testing/ada.ts'
import { stoppableServer } from './testing/stoppable-server.ts'

let tls: Awaited<ReturnType<typeof trialCertificate>>
beforeAll(async () => {
  tls = await trialCertificate()
})

/** A service with one user, which says what it was asked and by whom. */
async function service({ contract = 1, silent = false } = {}) {
  const asked: { readonly name: string; readonly session: string | undefined }[] = []
  const answers: Readonly<Record<string, unknown>> = {
    'sessions.state': { store: 'ready', session: { state: 'signed-out' } },
    'sessions.signIn': { ...ADAS_SESSION, expiresAt: '2026-11-22T12:00:00.000Z' },
    'sessions.signOut': {},
    'modules.list': [],
  }
  function answer(request: IncomingMessage, response: ServerResponse): void {
    const name = String(request.url).slice('/v1/'.length)
    asked.push({ name, session: request.headers.authorization })
    if (silent) return
    response.setHeader(VERSION_HEADER, `9.0.0; contract=${contract}`)
    response.end(JSON.stringify({ ok: true, value: answers[name] }))
  }
  const { origin, start, stop } = await stoppableServer(tls, answer)
  const choice: StoreChoice = {
    kind: 'remote',
    address: origin,
    version: '1.2.3',
    trust: { authority: tls.certificate },
  }
  return { choice, asked, start, stop }
}

function connected(choice: StoreChoice) {
  const time = manualTime(Date.now())
  const heard: string[] = []
  const waiting: (() => void)[] = []
  const sessions: string[] = []
  const connection = connect({
    choice,
    local: {
      folder: temporaryFolder(),
      workerUrl: new URL('./testing/little-desk-worker.ts', import.meta.url),
      version: '0.0.0-test',
    },
    log: memoryLog(),
    clock: time.clock,
    timers: time.timers,
    keyRing: memoryKeyRing(),
    announce(event) {
      heard.push(event.name)
      for (const tell of waiting.splice(0)) tell()
    },
    onLinkChanged: () => {},
    onSessionStarted: () => void sessions.push('started'),
    onSessionEnded: () => void sessions.push('ended'),
  })
  onTestFinished(() => connection.close())
  return {
    connection,
    time,
    heard,
    sessions,
    announcement: () => new Promise<void>((resolve) => waiting.push(resolve)),
    signIn: () => connection.ask('sessions.signIn', { username: 'ada', password: 'x' }),
  }
}

test('DC-3 · the secret of a session at a service stays in main, and travels with what is asked after', async () => {
  const { choice, asked } = await service()
  const { connection, signIn, sessions } = connected(choice)
  expect(await signIn()).toEqual({ ok: true, value: { operator: ADAS_SESSION.operator } })
  expect(await connection.ask('modules.list', {})).toEqual({ ok: true, value: [] })
  expect(asked.at(-1)).toEqual({ name: 'modules.list', session: `Bearer ${ADAS_SECRET}` })
  expect(sessions).toEqual(['started'])
})

test('DC-3 · going over to another store ends the session there, and takes nothing along', async () => {
  const prague = await service()
  const brno = await service()
  const { connection, signIn, sessions } = connected(prague.choice)
  await signIn()
  await connection.use(brno.choice)
  expect(sessions).toEqual(['started', 'ended'])
  expect(connection.isActive()).toBe(false)
  expect(prague.asked.at(-1)).toEqual({ name: 'sessions.signOut', session: `Bearer ${ADAS_SECRET}` })
  await connection.ask('modules.list', {})
  expect(brno.asked.at(-1)).toEqual({ name: 'modules.list', session: undefined })
  expect(JSON.stringify(brno.asked)).not.toContain(ADAS_SECRET)
})

test('of several choices one after the other, the last one is what is worked on', async () => {
  const prague = await service()
  const brno = await service()
  const { connection } = connected({ kind: 'local' })
  await Promise.all([
    connection.use(prague.choice),
    connection.use({ kind: 'local' }),
    connection.use(prague.choice),
    connection.use(brno.choice),
  ])
  expect(await connection.problem()).toBeNull()
  await connection.ask('modules.list', {})
  expect(brno.asked.map(({ name }) => name)).toContain('modules.list')
  expect(prague.asked.map(({ name }) => name)).not.toContain('modules.list')
  await connection.use({ kind: 'local' })
  expect(await connection.ask('echo', 7)).toEqual({ ok: true, value: { input: 7, session: null } })
})

for (const ending of ['sessions.lock', 'sessions.signOut'])
  test(`${ending} ends the session also where the store failed under it`, async () => {
    const { connection, signIn, sessions } = connected({ kind: 'local' })
    await signIn()
    // It is started again a few times first.
    while ((await connection.problem()) === null) await connection.ask('die', {})
    expect(connection.isActive()).toBe(true)
    expect(await connection.ask(ending, {})).toMatchObject({ ok: false, error: { code: 'STORE_UNREACHABLE' } })
    expect(sessions).toEqual(['started', 'ended'])
    await connection.retry()
    expect(await connection.ask('echo', 7)).toEqual({ ok: true, value: { input: 7, session: null } })
  })

test('DC-3 · a service that is not there at the start is tried again by itself, and the page hears when it is', async () => {
  const { choice, start, stop } = await service()
  await stop()
  const { connection, time, announcement } = connected(choice)
  expect(await connection.problem()).toMatchObject({ code: 'STORE_UNREACHABLE', reason: 'service-refused' })
  expect(await connection.ask('modules.list', {})).toMatchObject({ error: { reason: 'service-refused' } })
  await start()
  const told = announcement()
  await time.advance(2_000)
  await told
  expect(await connection.problem()).toBeNull()
  expect(await connection.ask('modules.list', {})).toEqual({ ok: true, value: [] })
})

test('DC-3 · a service of another version is not worked on, and it is said which side to update', async () => {
  for (const [contract, reason] of [
    [0, 'update-service'],
    [2, 'update-client'],
  ] as const) {
    const { choice } = await service({ contract })
    const { connection } = connected(choice)
    expect(await connection.problem()).toMatchObject({ code: 'VERSION_MISMATCH', reason })
  }
})

test('whoever closes it does not wait for a service that says nothing', async () => {
  const { choice } = await service({ silent: true })
  const { connection } = connected(choice)
  await connection.close()
  expect(await connection.ask('modules.list', {})).toMatchObject({ error: { code: 'CANCELLED' } })
})
