import { expect, test } from 'vitest'
import { refusalOf } from '../call-as.ts'
import { PASSWORD } from '../desk-trial.ts'
import { allPages, type Cast, forUser } from './cast.ts'

/** What the audit trail holds, and what it never holds. */
export function auditTrail(cast: Cast): void {
  const { issue } = cast

  test('holds no secret, no digest and no password', async () => {
    const { secret } = await issue(cast.member, forUser(cast.member.operator.id))
    await refusalOf(cast.trial.signIn('mia', 'not the password at all'))
    await refusalOf(cast.trial.signIn(PASSWORD, 'typed into the wrong field'))
    const trail = JSON.stringify(
      await allPages(async (cursor) => {
        const { rows, nextBefore } = await cast.administrator.call('audit.list', {
          limit: 200,
          ...(cursor.cursor === undefined ? {} : { before: Number(cursor.cursor) }),
        })
        return { rows, nextCursor: nextBefore === null ? null : String(nextBefore) }
      }),
    )
    for (const unwanted of [
      secret,
      secret.slice(4, 34),
      PASSWORD,
      'not the password',
      'wrong field',
      'argon2',
      'quick$',
    ])
      expect(trail).not.toContain(unwanted)
    for (const session of [cast.administrator.session, cast.member.session])
      expect(trail).not.toContain(session.slice(4, 34))
    expect(trail).toContain('unknown user')
  })

  test('numbers its records without a gap, newest first, each with its hash', async () => {
    const { rows, nextBefore } = await cast.administrator.call('audit.list', { limit: 5 })
    const first = rows[0]?.sequence ?? 0
    expect(rows.map((row) => row.sequence)).toEqual([first, first - 1, first - 2, first - 3, first - 4])
    for (const row of rows) expect(row.hash.length).toBeGreaterThanOrEqual(43)
    const next = await cast.administrator.call('audit.list', { limit: 1, before: nextBefore ?? 0 })
    expect(next.rows[0]?.sequence).toBe(first - 5)
    expect((await cast.administrator.call('audit.count', {})).count).toBe(first)
  })

  test('BY-6 · is given out whole, oldest first, page by page', async () => {
    const { count } = await cast.administrator.call('audit.count', {})
    const sequences: number[] = []
    for (let after: number | null = 0; after !== null; ) {
      const page: { rows: { sequence: number }[]; nextAfter: number | null } = await cast.administrator.call(
        'audit.export',
        { after, limit: 7 },
      )
      sequences.push(...page.rows.map(({ sequence }) => sequence))
      after = page.nextAfter
    }
    expect(sequences).toEqual(Array.from({ length: count }, (_, index) => index + 1))
  })

  test('a refused or failed change leaves no record of a change', async () => {
    const { count } = await cast.administrator.call('audit.count', {})
    await refusalOf(cast.administrator.call('users.create', { username: 'anna', fullName: 'Twice', role: 'member' }))
    await refusalOf(cast.administrator.call('customers.update', { id: 'CUS-0000-0000', version: 1, name: 'Nobody' }))
    expect((await cast.administrator.call('audit.count', {})).count).toBe(count)
  })
}
