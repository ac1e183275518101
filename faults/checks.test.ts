import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { auditHash, FIRST_PREVIOUS_HASH } from '../src-core/domain/audit-chain.ts'
import { brokenTrail, findings } from './checks.ts'
import type { Effect, Entry } from './journal.ts'
import type { Rows, TrailRecord } from './rows.ts'

const TOKEN = { id: 'TKN-7Q4K-9M2X', name: 'Portal', state: 'disabled', version: 2, digest: 'a'.repeat(64) }
const about = (action: string): Pick<TrailRecord, 'action' | 'subject'> => ({
  action,
  subject: { kind: 'token', id: TOKEN.id, name: TOKEN.name },
})
const MADE: Effect = { kind: 'token-made', name: TOKEN.name, made: { id: TOKEN.id, digest: TOKEN.digest } }
const DISABLED: Effect = { kind: 'token-changed', id: TOKEN.id, fromVersion: 1, action: 'token.disabled' }

test('a store in which everything is whole has no problem, and tells what was open and is there', () => {
  expect(
    findings(store(), [entry(MADE), entry(DISABLED, 'open'), entry({ ...DISABLED, fromVersion: 2 }, 'open')]),
  ).toEqual({
    problems: [],
    openWhole: 1,
    openAbsent: 1,
  })
})

test.each<[string, Partial<Rows>, Entry[], RegExp]>([
  ['a change without its record', { trail: trailOf(about('token.issued')) }, [], /version 2 and 1 records/],
  [
    'a record without its change',
    { tokens: [{ ...TOKEN, version: 1, state: 'active' }] },
    [],
    /version 1 and 2 records/,
  ],
  [
    'another state than the trail says',
    { tokens: [{ ...TOKEN, state: 'active' }] },
    [],
    /is active, its last record says/,
  ],
  ['records of a token that is not there', { tokens: [] }, [], /has records and no row/],
  ['one digest twice', { sessions: [{ id: 'SES-0000-0000', digest: TOKEN.digest }] }, [], /digest/],
  ['a change of the policy without its record', { policyVersion: 2 }, [], /the policy has version 1 and 0 records/],
  ['a lost operation', { tokens: [], trail: [] }, [entry(MADE)], /acknowledged and is not there/],
  ['a lost change', {}, [entry({ ...DISABLED, fromVersion: 2 })], /acknowledged and is not there/],
  [
    'another secret than the one given out',
    {},
    [entry({ ...MADE, made: { id: TOKEN.id, digest: 'b' } })],
    /is not there/,
  ],
  [
    'an operation that was refused and carried out',
    {},
    [entry({ kind: 'token-made', name: 'Portal' }, 'refused')],
    /refused and is there/,
  ],
  [
    'an operation that was carried out twice',
    { trail: trailOf(about('token.issued'), about('token.issued'), about('token.disabled')) },
    [entry({ kind: 'token-made', name: 'Portal' }, 'open')],
    /carried out 2 times/,
  ],
])('%s is found', (_what, differences, entries, problem) => {
  expect(findings({ ...store(), ...differences }, entries).problems.join()).toMatch(problem)
})

test('a trail that was altered, or ends before its checkpoint, is found by the verifier of its own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'token-desk-checks-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const { trail } = store()
  const [first, last] = trail as [TrailRecord, TrailRecord]
  expect(brokenTrail(trail, last, folder)).toBeNull()
  expect(brokenTrail([first], last, folder)).toMatch(/cut off/)
  expect(brokenTrail([{ ...first, action: 'token.removed' }, last], undefined, folder)).toMatch(/altered/)
})

function store(): Rows {
  const trail = trailOf(about('token.issued'), about('token.disabled'))
  return { tokens: [TOKEN], people: [], sessions: [], policyVersion: null, trail }
}

function entry(effect: Effect, outcome: Entry['outcome'] = 'acknowledged'): Entry {
  return { number: 1, call: 'tokens.issue', input: {}, key: '', effect, outcome }
}

/** Chained as the desk does it. */
function trailOf(...what: readonly Pick<TrailRecord, 'action' | 'subject'>[]): TrailRecord[] {
  let hash: Uint8Array = FIRST_PREVIOUS_HASH
  return what.map(({ action, subject }, index) => {
    const record = { sequence: index + 1, at: '2026-11-21T11:00:00.000Z', actor: null, action, subject, details: {} }
    hash = auditHash(hash, record as never)
    return { ...record, hash: Buffer.from(hash).toString('hex') }
  })
}
