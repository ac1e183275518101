import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Checkpoint } from '../../src-shared/schemas/checkpoints.ts'
import { isSigned } from '../domain/checkpoint-signing.ts'
import type { Log } from '../ports.ts'
import { signingWith } from '../signing-key.ts'
import { type MemoryKeyRing, memoryKeyRing } from '../testing/memory-key-ring.ts'
import { openTrialStore, type TrialStore } from '../testing/trial-store.ts'
import { type Checkpoints, createCheckpoints } from './checkpoints.ts'

let trial: TrialStore
let keyRing: MemoryKeyRing
let warnings: unknown[]
let checkpoints: Checkpoints

beforeEach(async () => {
  trial = await openTrialStore()
  keyRing = memoryKeyRing()
  warnings = []
  const log: Log = {
    info: () => {},
    warn: (_message, facts) => void warnings.push(facts),
    error: (_message, error) => void warnings.push(error),
  }
  const { store, clock } = trial
  checkpoints = createCheckpoints({ store, signing: signingWith(keyRing, log), clock, log })
})
afterEach(() => trial.dispose())

const record = (count: number) =>
  trial.store.change(({ audit }) =>
    audit.appendAll(
      Array.from({ length: count }, () => ({
        at: trial.clock.now(),
        actor: null,
        action: 'call.refused' as const,
        subject: null,
        details: {},
      })),
    ),
  )
const kept = (): Promise<Checkpoint[]> => trial.store.read((repositories) => repositories.checkpoints.between(0, 1e9))

test('BY-6 · every 1,000 records a checkpoint is made by itself, and signed', async () => {
  await record(999)
  checkpoints.noteRecords(999)
  await checkpoints.close()
  expect(await kept()).toEqual([])
  await record(1)
  checkpoints.noteRecords(1)
  await checkpoints.close()
  const made = await kept()
  expect(made.map(({ sequence }) => sequence)).toEqual([1000])
  expect(made.every(isSigned)).toBe(true)
  await record(1)
  checkpoints.noteRecords(1)
  await checkpoints.close()
  expect(await kept()).toEqual(made)
})

test('BY-6 · an empty trail has nothing to be signed, and two askers at once make one', async () => {
  expect(await checkpoints.make()).toEqual({ checkpoint: undefined, unsignedBecause: null })
  await record(3)
  const [one, other] = await Promise.all([checkpoints.make(), checkpoints.make()])
  expect(other).toEqual(one)
  expect(await kept()).toEqual([one.checkpoint])
  for (const key of keyRing.handedOut) expect(key.every((byte) => byte === 0)).toBe(true)
})

test('BY-6 · no checkpoint hides that the trail is not the one of the last', async () => {
  await record(3)
  await trial.store.change((repositories) =>
    repositories.checkpoints.add({ sequence: 2, hash: 'ab'.repeat(32), at: '2026-11-21T11:00:00.000Z' }),
  )
  await expect(checkpoints.make()).rejects.toMatchObject({ code: 'CONFLICT', reason: 'trail-altered' })
  checkpoints.makeSoon()
  await checkpoints.close()
  expect(warnings).toEqual([{ code: 'CONFLICT', reason: 'trail-altered' }])
  expect(await kept()).toHaveLength(1)
})

test('BY-6 · closing does not wait for a keychain that waits for a person', async () => {
  await record(1)
  keyRing.key = () => new Promise(() => {})
  checkpoints.makeSoon()
  await checkpoints.close()
  expect(await kept()).toEqual([])
})
