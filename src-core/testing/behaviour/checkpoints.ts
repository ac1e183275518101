import { expect, test } from 'vitest'
import type { Job } from '../../../src-shared/contract/jobs.ts'
import type { Checkpoint } from '../../../src-shared/schemas/checkpoints.ts'
import { checkpointSigner, fingerprintOf, isSigned } from '../../domain/checkpoint-signing.ts'
import { refusalOf } from '../call-as.ts'
import type { Cast } from './cast.ts'

/** Checkpoints of the audit trail, and what is held against them. */
export function checkpoints(cast: Cast): void {
  const make = () => cast.administrator.call('audit.checkpoint', {})
  const ended = async (id: Job['id']): Promise<Job> => {
    for (;;) {
      const job = await cast.administrator.call('jobs.get', { id })
      if (job.state !== 'running') return job
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  const check = async (input: { checkpoint?: Checkpoint; trusted?: string[] } = {}) => {
    const { jobId } = await cast.administrator.call('audit.verify', input)
    expect(await ended(jobId)).toMatchObject({ kind: 'audit-check', state: 'done', error: null })
    const { verification } = await cast.administrator.call('audit.verification', {})
    if (verification === null) throw new Error('nothing found')
    return verification
  }
  const someoneElse = checkpointSigner(new Uint8Array(32).fill(7))

  test('BY-6 · a checkpoint is of the last record, signed, and made once', async () => {
    const first = await make()
    const { rows } = await cast.administrator.call('audit.list', { limit: 1 })
    expect(first.checkpoint).toMatchObject({ sequence: rows[0]?.sequence, hash: rows[0]?.hash })
    expect([isSigned(first.checkpoint), first.unsignedBecause]).toEqual([true, null])
    expect(first.fingerprint).toMatch(/^([0-9a-f]{4}-){7}[0-9a-f]{4}$/)
    expect(await make()).toEqual(first)
    await cast.newContact()
    const next = await make()
    expect(next.checkpoint.sequence).toBeGreaterThan(first.checkpoint.sequence)
    expect(next.fingerprint).toBe(first.fingerprint)
  })

  test('BY-6 · the key that signs is zeroed once it has signed', async () => {
    await cast.newContact()
    await make()
    expect(cast.trial.keyRing.handedOut.length).toBeGreaterThan(0)
    // In the thread it is another copy that is zeroed.
    for (const key of cast.trial.keyRing.handedOut) expect(key.every((byte) => byte === 0)).toBe(true)
  })

  test('BY-6 · a check says how far checkpoints prove the trail, and is on record', async () => {
    const { checkpoint, fingerprint } = await make()
    await cast.newContact()
    const found = await check({ checkpoint })
    expect(found).toMatchObject({
      whole: true,
      fault: null,
      provenUpTo: checkpoint.sequence,
      outside: { reached: true, fingerprint },
      otherKeys: [],
      fingerprint,
    })
    expect(found.records).toBeGreaterThan(checkpoint.sequence)
    const { rows } = await cast.administrator.call('audit.list', { action: ['audit.verified'], limit: 1 })
    expect(rows[0]?.details).toEqual({ result: 'whole', records: found.records, provenUpTo: checkpoint.sequence })
  })

  test('BY-6 · a checkpoint of another trail shows; one that was altered is not taken', async () => {
    const { checkpoint } = await make()
    const other = { ...checkpoint, hash: 'ab'.repeat(32) }
    expect(await refusalOf(cast.administrator.call('audit.verify', { checkpoint: other }))).toMatchObject({
      code: 'INVALID_INPUT',
      reason: 'checkpoint-forged',
    })
    const found = await check({ checkpoint: someoneElse.sign(other) })
    expect(found).toMatchObject({ whole: false, fault: { kind: 'rewritten', last: checkpoint.sequence } })
    expect(found.outside).toEqual({ reached: false, fingerprint: fingerprintOf(someoneElse.publicKey) })
    const ahead = { ...checkpoint, sequence: checkpoint.sequence + 1_000_000 }
    expect(await check({ checkpoint: someoneElse.sign(ahead) })).toMatchObject({ fault: { kind: 'cut-off' } })
  })

  test('BY-6 · two checks at once are not begun, and one that is cancelled leaves no finding', async () => {
    const { jobId } = await cast.administrator.call('audit.verify', {})
    const second = await refusalOf(cast.administrator.call('audit.verify', {})).catch(() => null)
    if (second !== null) expect(second).toMatchObject({ code: 'CONFLICT', reason: 'trail-check-running' })
    const before = await cast.administrator.call('audit.verification', {})
    await cast.administrator.call('jobs.cancel', { id: jobId })
    const job = await ended(jobId)
    if (job.state === 'cancelled') expect(await cast.administrator.call('audit.verification', {})).toEqual(before)
    expect(await check()).toMatchObject({ whole: true })
  })

  test('BY-6 · a checkpoint of another store is kept once, with who brought it, from whoever is signed in', async () => {
    const theirs = (sequence: number) =>
      someoneElse.sign({ sequence, hash: 'cd'.repeat(32), at: '2026-11-20T08:00:00.000Z' })
    const bring = (checkpoint: Checkpoint) =>
      cast.member.call('audit.receiveCheckpoint', { checkpoint, storeName: 'Laptop of Mia' })
    expect(await bring(theirs(40))).toEqual({ isNew: true })
    expect(await bring(theirs(40))).toEqual({ isNew: false })
    expect(await bring(theirs(39))).toEqual({ isNew: false })
    expect(await bring(theirs(41))).toEqual({ isNew: true })
    expect(await refusalOf(bring({ ...theirs(99), hash: 'ef'.repeat(32) }))).toMatchObject({
      reason: 'checkpoint-forged',
    })
    const { signature: _signature, publicKey: _publicKey, ...unsigned } = theirs(99)
    expect(await refusalOf(bring(unsigned))).toMatchObject({ reason: 'checkpoint-forged' })
    const { rows } = await cast.administrator.call('audit.receivedCheckpoints', {})
    expect(rows.map(({ checkpoint }) => checkpoint)).toEqual([theirs(41), theirs(40)])
    expect(rows[0]).toMatchObject({
      storeName: 'Laptop of Mia',
      fingerprint: fingerprintOf(someoneElse.publicKey),
      receivedFrom: { id: cast.member.operator.id },
    })
    const recorded = await cast.administrator.call('audit.count', { action: ['audit.checkpoint-received'] })
    expect(recorded.count).toBe(2)
  })

  test('BY-6 · without a keychain a checkpoint is not signed and says why; a changed key is shown', async () => {
    const before = await make()
    cast.trial.keyRing.takeAway('no-service')
    await cast.newContact()
    const unsigned = await make()
    expect(unsigned).toMatchObject({ fingerprint: null, unsignedBecause: 'no-service' })
    expect(unsigned.checkpoint.signature).toBeUndefined()
    cast.trial.keyRing.bringBack()
    const signed = await make()
    expect(signed.checkpoint).toMatchObject({ sequence: unsigned.checkpoint.sequence, hash: unsigned.checkpoint.hash })
    expect(isSigned(signed.checkpoint)).toBe(true)

    cast.trial.keyRing.changeKey()
    const changed = await make()
    expect(changed.checkpoint.sequence).toBe(signed.checkpoint.sequence)
    expect(changed.fingerprint).not.toBe(before.fingerprint)
    const found = await check()
    expect(found.otherKeys).toEqual([
      { fingerprint: before.fingerprint, since: expect.any(Number), checkpoints: expect.any(Number) },
    ])
    expect(found).toMatchObject({ checkpoints: 1, provenUpTo: changed.checkpoint.sequence })
    const trusting = await check({ trusted: [before.fingerprint ?? ''] })
    expect(trusting.otherKeys).toEqual([])
    expect(trusting.checkpoints).toBeGreaterThan(1)
  })

  test('BY-6 · the trail is looked at and given out by period, too', async () => {
    const all = await cast.administrator.call('audit.export', {})
    const start = cast.trial.clock.now()
    const minute = 60 * 1000
    cast.trial.clock.set(start + 3 * minute)
    const later = await cast.trial.signIn('anna')
    await later.call('customers.create', { name: `Customer ${cast.next()}` })
    const at = (offset: number) => new Date(start + offset).toISOString()
    const those = await later.call('audit.list', { from: at(2 * minute), until: at(4 * minute) })
    expect(those.rows.map(({ action }) => action)).toEqual(['customer.created', 'session.signed-in'])
    const created = { from: at(2 * minute), action: ['customer.created' as const] }
    expect(await later.call('audit.count', created)).toEqual({ count: 1, exact: true })
    expect((await later.call('audit.export', created)).rows.map(({ action }) => action)).toEqual(['customer.created'])
    const before = await later.call('audit.export', { until: at(2 * minute) })
    expect(before.rows).toEqual(all.rows)
    await later.call('audit.noteExport', { format: 'csv', ...created })
    const { rows } = await later.call('audit.list', { action: ['audit.exported'] })
    expect(rows[0]?.details).toEqual({ format: 'csv', from: at(2 * minute), action: ['customer.created'] })
    cast.trial.clock.set(start)
  })
}
