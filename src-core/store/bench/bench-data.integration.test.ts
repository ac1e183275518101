import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, expect, test } from 'vitest'
import { auditHash, FIRST_PREVIOUS_HASH } from '../../domain/audit-chain.ts'
import { digestOfSecret } from '../../domain/secret.ts'
import { openDesk } from '../../open-desk.ts'
import { storeFiles } from '../sqlite/store-files.ts'
import { instantOf } from '../values.ts'
import { fillWithBenchData } from './bench-data.ts'
import { type BenchSize, benchSecret, planToken } from './bench-plan.ts'

const SIZE: BenchSize = { tokens: 3_000, contacts: 600, users: 80, customers: 40, seed: 7, asOf: '2026-11-21' }

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** A store as the first run makes it, its only user the first administrator. */
async function newStore(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'token-desk-bench-data-'))
  folders.push(folder)
  const desk = await openDesk({ folder })
  const made = await desk.call({
    name: 'sessions.createAdministrator',
    input: { fullName: 'Bench', username: 'bench', password: 'only for measuring' },
    session: null,
  })
  expect(made.ok).toBe(true)
  await desk.close()
  return folder
}

async function filledStore(size: BenchSize = SIZE): Promise<Database.Database> {
  const folder = await newStore()
  await fillWithBenchData(folder, size, () => {})
  return new Database(storeFiles(folder).store)
}

test('the same figures and seed give the same people and tokens, another seed gives others', async () => {
  const contentOf = async (size: BenchSize) => {
    const database = await filledStore(size)
    const content = createHash('sha256')
    for (const table of ['customers', 'contacts', 'tokens', 'token_modules'])
      content.update(JSON.stringify(database.prepare(`select * from ${table}`).all()))
    database.close()
    return content.digest('hex')
  }
  const first = await contentOf(SIZE)
  expect(await contentOf(SIZE)).toBe(first)
  expect(await contentOf({ ...SIZE, seed: 8 })).not.toBe(first)
})

test('every token can be found by the secret that its number gives, with the state that was planned', async () => {
  const database = await filledStore()
  const find = database.prepare<[Uint8Array], { state: string; kind: string }>(
    'select state, owner_kind as kind from tokens where digest = ?',
  )
  for (let number = 0; number < SIZE.tokens; number += 97) {
    const { ownerKind, state } = planToken(SIZE, number)
    expect(find.get(digestOfSecret(benchSecret(SIZE.seed, number, ownerKind)))).toEqual({ state, kind: ownerKind })
  }
  database.close()
})

test('states are spread as promised: most active, some of every other', async () => {
  const database = await filledStore()
  const share = (condition: string) => Number(database.prepare(`select avg(${condition}) from tokens`).pluck().get())
  expect(share("state = 'active' and lapsed = 0")).toBeGreaterThan(0.8)
  expect(share('lapsed = 1')).toBeCloseTo(0.06, 1)
  expect(share("state = 'removed'")).toBeCloseTo(0.06, 1)
  expect(share("state = 'disabled'")).toBeCloseTo(0.03, 1)
  expect(share("state = 'deleted'")).toBeGreaterThan(0)
  database.close()
})

test('indexes, triggers and search are as they were, and the store is whole', async () => {
  const schemaOf = (database: Database.Database) =>
    database.prepare("select type, name, sql from sqlite_schema where name not like 'sqlite_%' order by name").all()
  const empty = new Database(storeFiles(await newStore()).store)
  const filled = await filledStore()
  expect(schemaOf(filled)).toEqual(schemaOf(empty))
  expect(filled.pragma('integrity_check', { simple: true })).toBe('ok')
  expect(filled.pragma('foreign_key_check')).toEqual([])
  for (const table of ['users', 'customers', 'contacts', 'tokens'])
    filled.exec(`insert into ${table}_search (${table}_search, rank) values ('integrity-check', 1)`)
  expect(filled.pragma('journal_mode', { simple: true })).toBe('wal')
  empty.close()
  filled.close()
})

test('the audit trail is one chain from the first record on', async () => {
  const database = await filledStore()
  const rows = database.prepare<[], AuditRow>('select * from audit order by sequence').all()
  expect(rows.length).toBeGreaterThan(1_000)
  let previous = FIRST_PREVIOUS_HASH
  for (const row of rows) {
    const { sequence, action } = row
    const actor = row.actor_id === null ? null : { id: row.actor_id, name: row.actor_name ?? '' }
    const subject =
      row.subject_kind === null
        ? null
        : { kind: row.subject_kind, id: row.subject_id ?? '', name: row.subject_name ?? '' }
    const details = JSON.parse(row.details)
    previous = auditHash(previous, { sequence, at: instantOf(row.at), actor, action, subject, details })
    expect(Buffer.from(row.hash).equals(previous)).toBe(true)
  }
  database.close()
})

test('a desk opens it, and the administrator finds tokens by search', async () => {
  const folder = await newStore()
  await fillWithBenchData(folder, SIZE, () => {})
  const desk = await openDesk({ folder })
  const signedIn = await desk.call({
    name: 'sessions.signIn',
    input: { username: 'bench', password: 'only for measuring' },
    session: null,
  })
  const session = signedIn.ok ? (signedIn.value as { secret: string }).secret : ''
  const found = await desk.call({ name: 'tokens.list', input: { search: 'zephyrquartz' }, session })
  expect(found).toMatchObject({ ok: true, value: { rows: [{ name: 'Zephyrquartz migration 77' }] } })
  await desk.close()
})

test('an interruption takes the half-made store away', async () => {
  const folder = await newStore()
  const interrupted = fillWithBenchData(folder, SIZE, (step) => {
    if (step.startsWith('tokens')) throw new Error('Interrupted.')
  })
  await expect(interrupted).rejects.toThrow('Interrupted.')
  expect(existsSync(storeFiles(folder).store)).toBe(false)
})

interface AuditRow {
  readonly sequence: number
  readonly at: number
  readonly actor_id: string | null
  readonly actor_name: string | null
  readonly action: Parameters<typeof auditHash>[1]['action']
  readonly subject_kind: NonNullable<Parameters<typeof auditHash>[1]['subject']>['kind'] | null
  readonly subject_id: string | null
  readonly subject_name: string | null
  readonly details: string
  readonly hash: Uint8Array
}
