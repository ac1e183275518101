import { expect, test } from 'vitest'
import { refusalOf } from '../call-as.ts'
import { TIME_ZONE } from '../desk-trial.ts'
import { type Cast, forUser } from './cast.ts'

/** The rules of the installation. */
export function policy(cast: Cast): void {
  test('a change of the rules is on record with before and after, and needs the present version', async () => {
    const before = await cast.administrator.call('policy.get', {})
    const after = await cast.administrator.call('policy.update', { ...before, clipboardSeconds: 45 })
    expect(after).toEqual({ ...before, clipboardSeconds: 45, version: before.version + 1 })
    expect(await cast.member.call('policy.get', {})).toEqual(after)
    expect(await refusalOf(cast.administrator.call('policy.update', before))).toMatchObject({ code: 'CONFLICT' })
    expect(await refusalOf(cast.administrator.call('policy.update', { ...after, idleMinutes: 31 }))).toMatchObject({
      code: 'INVALID_INPUT',
      fields: { idleMinutes: { limit: 30 } },
    })
    const { rows } = await cast.administrator.call('audit.list', { action: ['policy.changed'] })
    expect(rows[0]?.details).toEqual({ clipboardSeconds: `${before.clipboardSeconds} → 45` })
    await cast.administrator.call('policy.update', { ...after, clipboardSeconds: before.clipboardSeconds })
  })

  test('P4-2 · a form is offered what the policy allows, and nothing else', async () => {
    const before = await cast.administrator.call('policy.get', {})
    const strict = await cast.administrator.call('policy.update', {
      ...before,
      longestLifetimeDays: 45,
      defaultExpiration: '90-days',
      allowNoExpiration: false,
    })
    const owner = forUser(cast.member.operator.id)
    const choices = await cast.member.call('tokens.choices', { owner, timeZone: TIME_ZONE })
    expect(choices.expirations.map(({ choice }) => choice)).toEqual(['7-days', '30-days', 'custom'])
    expect(choices).toMatchObject({ defaultExpiration: '30-days', latestDate: '2027-01-05', suggestedName: '' })
    const refusal = await refusalOf(
      cast.member.call('tokens.issue', { owner, name: 'X', expiration: { choice: '90-days' }, timeZone: TIME_ZONE }),
    )
    expect(refusal).toMatchObject({ code: 'POLICY', fields: { 'expiration.choice': { limit: 45 } } })
    const open = await cast.administrator.call('policy.update', { ...strict, allowNoExpiration: true })
    const { token } = await cast.member.call('tokens.issue', {
      owner,
      name: 'For ever',
      expiration: { choice: 'none' },
      timeZone: TIME_ZONE,
    })
    expect(token.expiresAt).toBeNull()
    await cast.administrator.call('policy.update', { ...before, version: open.version })
  })
}
