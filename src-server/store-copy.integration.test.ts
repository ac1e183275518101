import Database from 'better-sqlite3'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { toLine } from '../src-core/copying/copied-lines.ts'
import { openDesk, openStore, type StorePlace } from '../src-core/open-desk.ts'
import { remoteReceiver } from '../src-core/remote/remote-receiver.ts'
import { COPIED_TABLES } from '../src-core/store/repositories/copy-repository.ts'
import { storeFiles } from '../src-core/store/sqlite/store-files.ts'
import type { Store } from '../src-core/store/store.ts'
import { temporaryFolder } from '../src-core/store/testing/store-fixture.ts'
import { everythingIn } from '../src-core/testing/copying.ts'
import { quickPasswords } from '../src-core/testing/quick-passwords.ts'
import { sharedPostgres, stopSharedPostgres } from '../src-core/testing/shared-postgres.ts'
import { deskCalls } from '../src-shared/contract/index.ts'
import type { Job } from '../src-shared/contract/jobs.ts'
import { connect } from './sign-in.ts'
import { ask, call, everythingFrom, openTls } from './testing/ask.ts'
import { type ServedDesk, serveHttps } from './testing/serve-https.ts'
import { serveDatabase } from './testing/served-process.ts'

// A workstation's store on its way to a service, over TLS.

afterAll(stopSharedPostgres)

const ADA = { username: 'ada', password: 'seven grey herons over Brno' }
const FIRST = { ...ADA, fullName: 'Ada Lovelace' }

/** A workstation with sample data, its administrator signed in. */
async function workstation() {
  const folder = temporaryFolder()
  const desk = await openDesk({
    folder,
    passwords: quickPasswords,
    reachService: async (place) => remoteReceiver(place, '0.0.0-test'),
  })
  onTestFinished(() => desk.close())
  const { secret } = await connect(desk, null)('sessions.createAdministrator', { ...FIRST, sampleData: true })
  const asked = connect(desk, secret)
  return {
    folder,
    call: asked,
    async jobEnds(id: Job['id']): Promise<Job> {
      await expect.poll(async () => (await asked('jobs.get', { id })).state, { timeout: 30_000 }).not.toBe('running')
      return asked('jobs.get', { id })
    },
  }
}

/** An empty service, and the setup code that it printed. */
async function emptyService(place: StorePlace, options: Parameters<typeof serveHttps>[1] = {}) {
  const desk = await openDesk({ ...place, passwords: quickPasswords, firstRun: 'with-code' })
  const service = await serveHttps(desk, options)
  onTestFinished(async () => {
    await service.stop()
    await desk.close()
  })
  const setupCode = Buffer.from((await desk.makeSetupCode()) ?? []).toString('latin1')
  return { desk, service, setupCode, place: placeOf(service) }
}

function placeOf({ port, tls }: Pick<ServedDesk, 'port' | 'tls'>) {
  const trust = { by: 'authority' as const, authority: tls.authority }
  return { address: `https://127.0.0.1:${port}`, trust }
}

async function contentOf(store: Store) {
  try {
    return await everythingIn(store)
  } finally {
    await store.close()
  }
}

const newDatabase = async (): Promise<StorePlace> => ({ database: await (await sharedPostgres()).newDatabase() })

describe.each<readonly [string, () => Promise<StorePlace>]>([
  ['SQLite', async () => ({ folder: temporaryFolder() })],
  ['PostgreSQL', newDatabase],
])('to a service on %s', (_database, newPlace) => {
  test('DC-3 · a copy is previewed, brings everything under its ids and hashes, and changes nothing the second time', async () => {
    const { folder, call: ask, jobEnds } = await workstation()
    const { rows } = await ask('tokens.list', { status: ['active'], limit: 1 })
    const to = await newPlace()
    const { place, service, setupCode, desk } = await emptyService(to)
    const preview = await ask('store.previewCopy', place)
    expect(preview).toMatchObject({ outcome: 'copied', counts: { users: 53, contacts: 200 } })
    expect(preview.counts.tokens).toBe((await ask('store.info', {})).tokens.count)

    const { jobId } = await ask('store.startCopy', { ...place, setupCode })
    expect(await jobEnds(jobId)).toMatchObject({ kind: 'store-copy', state: 'done', error: null })
    const trail = await ask('audit.list', { action: ['store.copy-begun'] })
    expect(trail.rows).toMatchObject([{ details: { address: place.address, users: 53 } }])
    expect(await ask('store.previewCopy', place)).toMatchObject({ outcome: 'same', counts: { auditRecords: 0 } })
    await expect(ask('store.startCopy', { ...place, setupCode })).rejects.toMatchObject({ reason: 'copied-already' })

    const signedIn = await call(service, 'sessions.signIn', ADA)
    const { secret } = deskCalls['sessions.signIn'].output.parse((signedIn.json() as { value: unknown }).value)
    const there = connect(desk, secret)
    expect(await there('tokens.get', { id: rows[0]!.id })).toEqual(rows[0])
    expect(await ask('store.previewCopy', place)).toMatchObject({ outcome: 'ahead' })

    await service.stop()
    await desk.close()
    const [here, copied] = [await contentOf(await openStoreBeside(folder)), await contentOf(await openStore(to))]
    // The one record more is that somebody signed in there.
    for (const table of COPIED_TABLES)
      expect(table === 'audit' ? copied[table]?.slice(0, -1) : copied[table]).toEqual(here[table])
  })

  test('DC-3 · a copy that breaks off, and one that is stopped, leave nothing', async () => {
    const { folder, call: ask, jobEnds } = await workstation()
    const to = await newPlace()
    const { place, service, setupCode } = await emptyService(to)
    const lines = await linesOf(folder, setupCode)
    for (const broken of [
      lines.slice(0, -1),
      lines.toSpliced(2, 1),
      [...lines.slice(0, -1), '{"pages":1}'],
      [...lines.slice(0, 3), '{"table":"users","rows":[[1]]}', ...lines.slice(3)],
      [...lines.slice(0, 3), 'no JSON', ...lines.slice(3)],
      [lines[0]!, '{"table":"sessions","rows":[]}', '{"pages":1}'],
      [],
    ]) {
      const answer = await send(service, broken)
      expect([broken.length, answer.status]).toEqual([broken.length, 400])
      expect(answer.json()).toMatchObject({ error: { code: 'INVALID_INPUT', reason: 'not-a-copy' } })
    }
    const cut = await openTls(service)
    const closed = everythingFrom(cut)
    cut.write('POST /v1/store-copy HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\n')
    cut.write(`Transfer-Encoding: chunked\r\n\r\n${chunk(`${lines.slice(0, 4).join('\n')}\n`)}`)
    cut.end()
    await closed

    const { jobId } = await ask('store.startCopy', { ...place, setupCode })
    await ask('jobs.cancel', { id: jobId })
    expect((await jobEnds(jobId)).state).toBe('cancelled')
    expect(await ask('store.previewCopy', place)).toMatchObject({ outcome: 'copied' })
    const whole = await send(service, await linesOf(folder, setupCode))
    expect([whole.status, whole.text]).toEqual([200, '{"ok":true,"value":{}}'])
  })

  test('DC-3 · a server with users or records of its own, and a wrong setup code, are refused, and nothing is changed', async () => {
    const { call: ask } = await workstation()
    const used = await emptyService(await newPlace())
    const anna = { username: 'anna', fullName: 'Anna', password: 'a long enough password', setupCode: used.setupCode }
    expect((await call(used.service, 'sessions.createAdministrator', anna)).status).toBe(200)
    await expect(ask('store.previewCopy', used.place)).rejects.toMatchObject({ reason: 'server-not-empty' })

    const { place, service, setupCode } = await emptyService(await newPlace())
    const before = await ask('audit.count', {})
    await expect(ask('store.startCopy', { ...place, setupCode: 'AAAAA' })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      fields: { setupCode: { rule: 'wrongSetupCode' } },
    })
    expect(await ask('audit.count', {})).toEqual(before)
    expect(await ask('store.previewCopy', place)).toMatchObject({ outcome: 'copied' })
    await call(service, 'sessions.createAdministrator', { ...anna, setupCode: 'wrong' })
    await expect(ask('store.startCopy', { ...place, setupCode })).rejects.toMatchObject({ reason: 'trail-begun' })
  })
})

test('DC-3 · a trail that somebody has changed is not taken', async () => {
  const { folder } = await workstation()
  const { service, setupCode, place } = await emptyService({ folder: temporaryFolder() })
  const outsider = new Database(storeFiles(folder).store)
  outsider.exec("drop trigger audit_is_not_changed; update audit set actor_name = 'Somebody' where sequence = 2")
  outsider.close()
  const answer = await send(service, await linesOf(folder, setupCode))
  expect(answer.json()).toMatchObject({ error: { code: 'STORE_CORRUPT', reason: 'damaged' } })
  const compared = await call(service, 'store.compareTrail', { trail: { records: 1, hash: '0'.repeat(64) } })
  expect([place.address, compared.json()]).toEqual([place.address, { ok: true, value: { standing: 'empty' } }])
})

test('a copy may take its time, where every other body has to come at once', async () => {
  const { folder } = await workstation()
  const { service, setupCode } = await emptyService(
    { folder: temporaryFolder() },
    { limits: { requestTimeoutMs: 100 } },
  )
  const lines = await linesOf(folder, setupCode)
  const socket = await openTls(service)
  const answer = everythingFrom(socket)
  socket.write('POST /v1/store-copy HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\nConnection: close\r\n')
  socket.write(`Transfer-Encoding: chunked\r\n\r\n${chunk(`${lines.slice(0, 4).join('\n')}\n`)}`)
  const stalled = await openTls(service)
  const late = everythingFrom(stalled)
  stalled.write(
    'POST /v1/users.list HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{',
  )
  expect(await late).toMatch(/^HTTP\/1\.1 408 /)
  socket.write(`${chunk(`${lines.slice(4).join('\n')}\n`)}0\r\n\r\n`)
  expect(await answer).toMatch(/^HTTP\/1\.1 200 /)
})

test('a stranger who sends no first line, slowly or without end, is refused and cut off', async () => {
  const { service } = await emptyService({ folder: temporaryFolder() }, { limits: { requestTimeoutMs: 100 } })
  const begin = 'POST /v1/store-copy HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\n'
  for (const piece of ['x', 'x'.repeat(4096)]) {
    const socket = await openTls(service)
    const answer = everythingFrom(socket)
    socket.write(`${begin}Transfer-Encoding: chunked\r\n\r\n`)
    const drip = setInterval(() => socket.write(chunk(piece)), 10)
    expect(await answer).toMatch(/^HTTP\/1\.1 400 [\s\S]*"not-a-copy"/)
    clearInterval(drip)
  }
})

test('DC-3 · a service that is killed amid a copy has taken nothing, and takes it once it is there again', async () => {
  const { call: ask, jobEnds } = await workstation()
  const database = await (await sharedPostgres()).newDatabase()
  const doomed = await serveDatabase(database)
  const { jobId } = await ask('store.startCopy', { ...placeOf(doomed), setupCode: await printedCode(doomed) })
  await doomed.kill()
  expect(await jobEnds(jobId)).toMatchObject({ state: 'failed', error: { code: 'STORE_UNREACHABLE' } })
  const next = await serveDatabase(database)
  expect(await ask('store.previewCopy', placeOf(next))).toMatchObject({ outcome: 'copied' })
  const again = await ask('store.startCopy', { ...placeOf(next), setupCode: await printedCode(next) })
  expect(await jobEnds(again.jobId)).toMatchObject({ state: 'done' })
})

test('where a store cannot be copied from, that is said', async () => {
  const { desk, service } = await emptyService({ folder: temporaryFolder() })
  const { secret } = await connect(desk, null)('sessions.createAdministrator', {
    ...FIRST,
    setupCode: Buffer.from((await desk.makeSetupCode()) ?? []).toString('latin1'),
  })
  await expect(connect(desk, secret)('store.previewCopy', placeOf(service))).rejects.toMatchObject({
    code: 'CONFLICT',
    reason: 'copied-elsewhere',
  })
})

/** The copy of a workstation's store as it travels. */
async function linesOf(folder: string, setupCode: string): Promise<string[]> {
  const store = await openStoreBeside(folder)
  try {
    return await store.read(async ({ copying }) => {
      const { records, hash } = await copying.trail()
      const lines = [JSON.stringify({ setupCode, trail: { records, hash: Buffer.from(hash).toString('hex') } })]
      for (const table of COPIED_TABLES) {
        const page = await copying.page(table, null, 100_000)
        if (page.after !== null) lines.push(JSON.stringify(toLine(page)))
      }
      return [...lines, JSON.stringify({ pages: lines.length - 1 })]
    })
  } finally {
    await store.close()
  }
}

/** A second look at a store that is open: a copy of its file, taken by SQLite itself. */
async function openStoreBeside(folder: string) {
  const beside = temporaryFolder()
  const database = new Database(storeFiles(folder).store, { readonly: true })
  await database.backup(storeFiles(beside).store)
  database.close()
  return openStore({ folder: beside })
}

function send(service: ServedDesk, lines: readonly string[]) {
  return ask(service, '/v1/store-copy', {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson', 'transfer-encoding': 'chunked' },
    body: lines.map((line) => `${line}\n`).join(''),
  })
}

function chunk(text: string): string {
  return `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`
}

async function printedCode({ words }: { words(): string }): Promise<string> {
  const code = /setup code:\n\n {2}([0-9A-Z-]{29})\n/
  await expect.poll(words).toMatch(code)
  return code.exec(words())?.[1] ?? ''
}
