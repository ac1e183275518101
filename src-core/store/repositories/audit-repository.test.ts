import { createHash } from 'node:crypto'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { auditHash, FIRST_PREVIOUS_HASH } from '../../domain/audit-chain.ts'
import { openTestStore } from '../testing/store-fixture.ts'
import { auditTrail, firstBreak, issued, trailOf } from '../testing/suites/audit.ts'

auditTrail(openTestStore)

test('the hash is SHA-256 over the previous hash and the canonical JSON of the record', () => {
  const canonical =
    '{"action":"policy.changed","actor":null,"at":"2026-11-21T12:00:00.000Z","details":{"a":1,"b":"é"},"sequence":1,"subject":null}'
  const expected = createHash('sha256').update(Buffer.alloc(32)).update(canonical).digest('hex')
  const record = {
    sequence: 1,
    at: '2026-11-21T12:00:00.000Z',
    actor: null,
    action: 'policy.changed',
    subject: null,
  } as const
  expect(Buffer.from(auditHash(FIRST_PREVIOUS_HASH, { ...record, details: { b: 'é', a: 1 } })).toString('hex')).toBe(
    expected,
  )
})

test('an edited record breaks the chain where it is', async () => {
  const { store, folder } = await openTestStore()
  await store.change(async ({ audit }) => {
    for (let count = 0; count < 5; count += 1) await audit.append(issued())
  })
  await store.close()
  const database = new Database(join(folder, 'token-desk.sqlite'))
  // Somebody with the file in hand can take the trigger away, but not make the hashes fit.
  database.exec("drop trigger audit_is_not_changed; update audit set actor_name = 'Eve' where sequence = 3")
  database.close()
  const { store: again } = await openTestStore({ folder })
  expect(firstBreak(await trailOf(again))).toBe(3)
})

test('the table refuses to be changed, shortened, or filled in', async () => {
  const { store, folder } = await openTestStore()
  await store.change(({ audit }) => audit.append(issued()))
  await store.close()
  const database = new Database(join(folder, 'token-desk.sqlite'))
  onTestFinished(() => void database.close())
  expect(() => database.exec("update audit set action = 'x'")).toThrow('not changed')
  expect(() => database.exec('delete from audit')).toThrow('not deleted')
  const insert = (sequence: number, how = 'insert') =>
    database
      .prepare(`${how} into audit (sequence, at, action, details, hash) values (?, 0, 'x', '{}', zeroblob(32))`)
      .run(sequence)
  for (const sequence of [0, 1, 3]) expect(() => insert(sequence)).toThrow('no gaps')
  expect(() => insert(1, 'insert or replace')).toThrow()
})
