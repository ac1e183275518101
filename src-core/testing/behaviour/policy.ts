import { expect, test } from 'vitest'
import { refusalOf } from '../call-as.ts'
import { TIME_ZONE } from '../desk-trial.ts'
import { type Cast, forContact, forUser } from './cast.ts'

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

  test('a new token is named as the rules say, and one that has its name already keeps it', async () => {
    const before = await cast.administrator.call('policy.get', {})
    const user = await cast.newUser()
    const { token } = await cast.issue(cast.administrator, forUser(user.id), 'Bäckup')
    const strict = await cast.administrator.call('policy.update', {
      ...before,
      nameMinimumLength: 8,
      namePrefix: 'erp-',
      nameUniqueForOwner: true,
    })
    const issue = (name: string) => cast.issue(cast.administrator, forUser(user.id), name)
    const ruleFor = async (name: string) => {
      const { code, fields } = await refusalOf(issue(name))
      return [code, fields?.name?.rule, fields?.name?.limit]
    }
    expect(await ruleFor('orders-nightly')).toEqual(['POLICY', 'namePrefixMissing', 'erp-'])
    expect(await ruleFor('erp-x')).toEqual(['POLICY', 'nameTooShort', 8])
    await issue('erp-orders')
    expect(await ruleFor('erp-ÓRDERS')).toEqual(['POLICY', 'nameTaken', undefined])
    const contact = await cast.newContact()
    const choicesFor = () => cast.support.call('tokens.choices', { owner: forContact(contact.id), timeZone: TIME_ZONE })
    const choices = await choicesFor()
    expect(choices.nameRules).toEqual({ minimumLength: 8, prefix: 'erp-', uniqueForOwner: true })
    expect(choices.suggestedName).toBe(`erp-${contact.customer.name} portal`)
    await cast.issue(cast.support, forContact(contact.id), choices.suggestedName)
    const next = (await choicesFor()).suggestedName
    expect(next).toBe(`erp-${contact.customer.name} portal 2`)
    await cast.issue(cast.support, forContact(contact.id), next)
    const change = { id: token.id, version: token.version, description: 'Changed.', modules: [] }
    expect(await refusalOf(cast.administrator.call('tokens.update', { ...change, name: 'erp-ORDERS' }))).toMatchObject({
      code: 'POLICY',
      fields: { name: { rule: 'nameTaken' } },
    })
    expect(await cast.administrator.call('tokens.update', { ...change, name: 'Bäckup' })).toMatchObject({
      name: 'Bäckup',
      description: 'Changed.',
    })
    await cast.administrator.call('policy.update', { ...before, version: strict.version })
  })

  test('BY-8 · a stricter policy says first which tokens in use it would not allow, and changes none of them', async () => {
    const stored = await cast.administrator.call('policy.get', {})
    const before = await cast.administrator.call('policy.update', { ...stored, allowNoExpiration: true })
    const user = await cast.newUser()
    const contact = await cast.newContact()
    const issue = async (owner: ReturnType<typeof forUser>, choice: '60-days' | '90-days' | 'none') => {
      const modules = owner.kind === 'contact' ? ['order-status'] : []
      const issued = await cast.administrator.call('tokens.issue', {
        owner,
        name: `For ${choice} ${cast.next()}`,
        modules,
        expiration: { choice },
        timeZone: TIME_ZONE,
      })
      return issued.token
    }
    const preview = (change: Partial<typeof before>) =>
      cast.administrator.call('policy.preview', { policy: { ...before, ...change }, timeZone: TIME_ZONE })
    const shorter = { longestLifetimeDays: 60, defaultExpiration: '30-days' } as const
    const [atFirst, endlessAtFirst] = await Promise.all([preview(shorter), preview({ allowNoExpiration: false })])
    const long = await issue(forUser(user.id), '90-days')
    const disabled = await issue(forContact(contact.id), '90-days')
    await cast.administrator.call('tokens.disable', { id: disabled.id, version: disabled.version })
    const removed = await issue(forUser(user.id), '90-days')
    await cast.administrator.call('tokens.remove', { id: removed.id, version: removed.version })
    // What could be issued on the last day of the new policy is within it.
    await issue(forUser(user.id), '60-days')
    const endless = await issue(forUser(user.id), 'none')

    const touched = await preview(shorter)
    expect(touched.beyondLongestLifetime.count).toBe(atFirst.beyondLongestLifetime.count + 2)
    expect(touched.withoutExpiration).toEqual({ count: 0, exact: true, owners: [] })
    const forbidden = await preview({ allowNoExpiration: false })
    expect(forbidden.withoutExpiration.count).toBe(endlessAtFirst.withoutExpiration.count + 1)
    expect(forbidden.beyondLongestLifetime.count).toBe(0)
    expect(await preview({ longestLifetimeDays: 3650 })).toMatchObject({ beyondLongestLifetime: { count: 0 } })

    const after = await cast.administrator.call('policy.update', { ...before, ...shorter, allowNoExpiration: false })
    for (const token of [long, endless])
      expect(await cast.administrator.call('tokens.get', { id: token.id })).toEqual(token)
    await cast.administrator.call('policy.update', { ...stored, version: after.version })
  })
}
