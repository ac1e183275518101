import { expect, test } from 'vitest'
import type { AuditRecord } from '../../../../src-shared/schemas/audit.ts'
import { auditHash, FIRST_PREVIOUS_HASH } from '../../../domain/audit-chain.ts'
import type { NewAuditRecord, Store } from '../../store.ts'
import { NOON, type OpenStore } from '../store-fixture.ts'

/** The audit trail, as every store keeps it. */
export function auditTrail(open: OpenStore): void {
  test('records are chained without gaps, also when several changes are asked for at once', async () => {
    const { store } = await open()
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        store.change(({ audit }) => audit.append(issued({ at: NOON + index, details: { index } }))),
      ),
    )
    const trail = await trailOf(store)
    expect(trail.map((record) => record.sequence)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1))
    expect(trail[0]).toMatchObject({ at: '2026-11-21T12:00:00.000Z', actor: ADA, subject: { name: 'Žofie’s portal' } })
    expect(firstBreak(trail)).toBeNull()
  })

  test('a change that fails leaves no record, and the next one takes its number', async () => {
    const { store } = await open()
    const failing = store.change(async ({ audit }) => {
      await audit.append(issued())
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    await store.change(({ audit }) => audit.append(issued()))
    expect((await trailOf(store)).map((record) => record.sequence)).toEqual([1])
  })

  test('a period gives its records, also where a clock was set back for hours', async () => {
    const { store } = await open()
    const hour = 60 * 60 * 1000
    const times = Array.from({ length: 100 }, (_, index) => NOON + index * 3 * hour - (index % 7 === 0 ? 20 * hour : 0))
    await store.change(async ({ audit }) => {
      for (const [index, at] of times.entries())
        await audit.append(issued({ at, action: index % 2 === 0 ? 'token.issued' : 'token.removed' }))
    })
    const whole = await trailOf(store)
    for (const from of [undefined, -100, 0, 31, 150, 10_000])
      for (const until of [undefined, -1, 30, 31, 200, 10_000])
        for (const action of [undefined, ['token.issued' as const]]) {
          const instant = (hours: number | undefined) =>
            hours === undefined ? undefined : new Date(NOON + hours * hour).toISOString()
          const filter = { action, from: instant(from), until: instant(until) }
          const expected = whole.filter(
            (record) =>
              (action === undefined || record.action === 'token.issued') &&
              (filter.from === undefined || record.at >= filter.from) &&
              (filter.until === undefined || record.at < filter.until),
          )
          expect(await store.read(({ audit }) => audit.following(0, 1000, filter))).toEqual(expected)
          const { rows } = await store.read(({ audit }) => audit.list({ ...filter, limit: 1000 }))
          expect(rows).toEqual([...expected].reverse())
        }
  })

  test('filters and pages give every matching record once, newest first', async () => {
    const { store } = await open()
    const actions = ['token.issued', 'token.removed', 'user.created'] as const
    const subjects = [{ kind: 'token', id: 'T', name: 't' }, { kind: 'user', id: 'U', name: 'u' }, null] as const
    await store.change(async ({ audit }) => {
      for (let count = 0; count < 60; count += 1)
        await audit.append(
          issued({
            action: actions[count % 3] ?? 'token.issued',
            actor: count % 4 === 0 ? null : { id: `A${count % 2}`, name: 'a' },
            subject: subjects[Math.floor(count / 3) % 3] ?? null,
          }),
        )
    })
    const trail = (await trailOf(store)).reverse()
    const filters = [undefined, ['token.issued'], ['user.created', 'token.removed'], ['policy.changed'], []] as const
    for (const action of filters)
      for (const actorId of [undefined, 'A1', 'nobody'])
        for (const subject of [undefined, { kind: 'token', id: 'T' }, { kind: 'user', id: 'T' }] as const) {
          const filter = { action: action?.slice(), actorId, subject }
          const expected = trail.filter(
            (record) =>
              (!action?.length || action.some((each) => each === record.action)) &&
              (actorId === undefined || record.actor?.id === actorId) &&
              (subject === undefined || (record.subject?.kind === subject.kind && record.subject.id === subject.id)),
          )
          const seen: AuditRecord[] = []
          let before: number | undefined
          do {
            const page = await store.read(({ audit }) => audit.list({ ...filter, before, limit: 7 }))
            seen.push(...page.rows)
            before = page.nextBefore ?? undefined
          } while (before !== undefined)
          expect(seen).toEqual(expected)
          expect(await store.read(({ audit }) => audit.count(filter))).toEqual({ count: expected.length, exact: true })
        }
  })
}

const ADA = { id: 'USR-0000-0001', name: 'Ada Lovelace' }
export const issued = (values: Partial<NewAuditRecord> = {}): NewAuditRecord => ({
  at: NOON,
  actor: ADA,
  action: 'token.issued',
  subject: { kind: 'token', id: 'TKN-0000-0001', name: 'Žofie’s portal' },
  details: { modules: ['orders'], expires: null, days: 90, own: false },
  ...values,
})

export async function trailOf(store: Store): Promise<AuditRecord[]> {
  const { rows } = await store.read(({ audit }) => audit.list({ limit: 200 }))
  return rows.reverse()
}

/** The sequence of the first record whose hash is not what the chain says, or null. */
export function firstBreak(trail: readonly AuditRecord[]): number | null {
  let previous = FIRST_PREVIOUS_HASH
  for (const record of trail) {
    const hash = auditHash(previous, record)
    if (Buffer.from(hash).toString('hex') !== record.hash) return record.sequence
    previous = hash
  }
  return null
}
