import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Call } from '../../src-shared/contract/calls.ts'
import type { DeskCalls } from '../../src-shared/contract/index.ts'
import type { Job } from '../../src-shared/contract/jobs.ts'
import type { UserId } from '../../src-shared/schemas/ids.ts'
import type { Desk } from '../desk.ts'
import { noKeyRing } from '../key-ring/no-key-ring.ts'
import { deskOver } from '../open-desk.ts'
import { openSqliteStore } from '../store/sqlite.ts'
import type { Store } from '../store/store.ts'
import { jobEnded, prepare, start } from '../testing/behaviour/token-bulk.ts'
import { callAs, refusalOf } from '../testing/call-as.ts'
import { quickPasswords } from '../testing/quick-passwords.ts'

vi.setConfig({ testTimeout: 60_000 })

const PASSWORD = 'many words in a row'
/** More than two batches. */
const MANY = 620

let folder: string
let store: Store
let desk: Desk
let now: number
let call: Call<DeskCalls>
let owner: UserId
let atStep: ((job: Job) => void) | undefined

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'token-desk-bulk-'))
  now = Date.UTC(2026, 10, 21, 9)
  // Every look at the clock finds it later, so that all progress is announced.
  const clock = { now: () => (now += 110) }
  const random = { bytes: (count: number) => Uint8Array.from(randomBytes(count)) }
  const log = { info: () => {}, warn: () => {}, error: () => {} }
  store = await openSqliteStore({ folder, clock, random, log })
  desk = deskOver(store, { clock, random, log, passwords: quickPasswords, keyRing: noKeyRing })
  atStep = undefined
  desk.listen((event) => {
    if (event.name === 'job.changed' && event.job.kind === 'bulk') atStep?.(event.job)
  })
  const { secret, operator } = await callAs(desk, null)('sessions.createAdministrator', {
    fullName: 'Ada Admin',
    username: 'ada',
    password: PASSWORD,
  })
  call = callAs(desk, secret)
  owner = operator.id
})

afterEach(async () => {
  await desk.close()
  await rm(folder, { recursive: true })
})

/** Past the desk, in one transaction: how a token is issued is not what is tested here. */
async function issue(count: number): Promise<void> {
  await store.change(async ({ tokens }) => {
    for (let made = 0; made < count; made += 1)
      await tokens.create(
        {
          owner: { kind: 'user', id: owner },
          name: `Token ${made}`,
          description: null,
          digest: randomBytes(32),
          hint: 'tdu_0000',
          modules: [],
          expiresAt: null,
          createdBy: owner,
        },
        now,
      )
  })
}

const counted = async (status: 'active' | 'removed') => (await call('tokens.count', { status: [status] })).count
const recorded = async (action: 'token.removed' | 'token.bulk-changed') =>
  (await call('audit.count', { action: [action] })).count

test('a cancelled change keeps what it did, says how much that is, and states and trail agree', async () => {
  await issue(MANY)
  const selection = { by: 'filter', filter: {} } as const
  const { id, preview } = await prepare({ call }, 'remove', selection)
  expect(preview.count).toBe(MANY)
  const seen: Promise<unknown>[] = []
  atStep = (job) => {
    if (job.state !== 'running' || job.completed === 0 || seen.length > 0) return
    seen.push(call('policy.get', {}), call('jobs.cancel', { id: job.id }))
  }
  const job = await start({ call }, id)
  await Promise.all(seen)
  expect(seen).toHaveLength(2)
  expect(job.state).toBe('cancelled')
  expect(job.error).toMatchObject({
    code: 'CANCELLED',
    message: expect.stringContaining(`after ${job.completed} tokens`),
  })
  expect(job.completed).toBeGreaterThan(0)
  expect(job.completed).toBeLessThan(MANY)
  expect(await counted('removed')).toBe(job.completed)
  expect(await counted('active')).toBe(MANY - job.completed)
  expect(await recorded('token.removed')).toBe(job.completed)
  const { rows } = await call('audit.list', { action: ['token.bulk-changed'] })
  expect(rows.map(({ details }) => details)).toMatchObject([{ count: job.completed, cancelled: true, bulk: id }])
  // What was left is exactly what the next one finds.
  expect((await prepare({ call }, 'remove', selection)).preview.count).toBe(MANY - job.completed)
})

test('a change that is cancelled before it has begun has changed nothing and left no record', async () => {
  await issue(3)
  const { id } = await prepare({ call }, 'remove', { by: 'filter', filter: {} })
  const { jobId } = await call('tokens.startBulk', { id })
  await call('jobs.cancel', { id: jobId })
  expect(await jobEnded({ call }, jobId)).toMatchObject({ state: 'cancelled', completed: 0 })
  expect([await counted('active'), await recorded('token.bulk-changed')]).toEqual([3, 0])
})

test('many tokens change with progress that never goes back, and the figure at the end is the preview’s', async () => {
  await issue(MANY)
  const steps: number[] = []
  atStep = (job) => steps.push(job.completed)
  const { id } = await prepare({ call }, 'delete', { by: 'filter', filter: { search: 'token' } })
  expect(await start({ call }, id)).toMatchObject({ state: 'done', completed: MANY, total: MANY })
  expect(steps.length).toBeGreaterThan(2)
  expect(steps).toEqual(steps.toSorted((left, right) => left - right))
  expect((await call('tokens.count', {})).count).toBe(0)
  expect((await call('audit.count', { action: ['token.deleted'] })).count).toBe(MANY)
})

test('who is deactivated meanwhile does not go on: what was done stays, the rest is left', async () => {
  await issue(MANY)
  const other = await call('users.create', { username: 'bo', fullName: 'Bo', role: 'administrator' })
  const { secret: setupCode } = await call('users.issueSetupCode', { id: other.id })
  const signedIn = await callAs(desk, null)('sessions.setPassword', {
    username: 'bo',
    setupCode: Buffer.from(setupCode).toString(),
    password: PASSWORD,
  })
  const bo = callAs(desk, signedIn.secret)
  const { id } = await prepare({ call: bo }, 'remove', { by: 'filter', filter: {} })
  const { version } = await call('users.get', { id: other.id })
  let ended: Promise<Job> | undefined
  const over = Promise.withResolvers<Job>()
  atStep = (job) => {
    if (job.state !== 'running') over.resolve(job)
    else if (job.completed > 0) ended ??= call('users.deactivate', { id: other.id, version }) as never
  }
  await bo('tokens.startBulk', { id })
  const job = await over.promise
  await ended
  expect(job).toMatchObject({ state: 'failed', error: { code: 'FORBIDDEN' } })
  expect(await counted('removed')).toBe(job.completed)
  expect(await recorded('token.removed')).toBe(job.completed)
  expect(job.completed).toBeLessThan(MANY)
})

test('what was prepared a quarter of an hour ago is not started any more', async () => {
  await issue(1)
  const { id } = await prepare({ call }, 'remove', { by: 'filter', filter: {} })
  now += 14 * 60_000
  await call('tokens.previewBulk', { id })
  now += 60_000
  expect(await refusalOf(call('tokens.startBulk', { id }))).toMatchObject({ code: 'NOT_FOUND' })
  expect(await counted('active')).toBe(1)
})
