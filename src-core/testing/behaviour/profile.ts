import { expect, test } from 'vitest'
import { refusalOf } from '../call-as.ts'
import { PASSWORD, type SignedIn } from '../desk-trial.ts'
import { type Cast, forUser, person } from './cast.ts'

const NEW_PASSWORD = 'toast with marmalade'

/** What operators see and change about themselves. */
export function profile(cast: Cast): void {
  const { issue, reasonFor, trailOf } = cast
  const somebody = (role: 'member' | 'support' = 'member') =>
    person(cast.trial, cast.administrator, role, `self-${cast.next()}`)
  const change = (by: SignedIn, currentPassword: string, newPassword = NEW_PASSWORD) =>
    by.call('profile.changePassword', { currentPassword, newPassword })

  test('AP-1 · everybody sees and changes their own name, address and language, and nothing else of themself', async () => {
    const someone = await somebody('support')
    const before = await someone.call('profile.get', {})
    expect(before).toMatchObject({ id: someone.operator.id, username: someone.operator.username, role: 'support' })
    const wish = {
      version: before.version,
      fullName: 'Zoë Nováková',
      email: ' zoe@example.com ',
      preferredLanguage: 'cs',
    } as const
    const heard = cast.trial.events.length
    const after = await someone.call('profile.update', wish)
    expect(after).toMatchObject({ ...before, ...wish, email: 'zoe@example.com', version: before.version + 1 })
    expect((await someone.call('sessions.state', {})).session).toMatchObject({
      operator: { fullName: 'Zoë Nováková', preferredLanguage: 'cs' },
    })
    await expect
      .poll(() => cast.trial.events.slice(heard).map((event) => event.name))
      .toEqual(expect.arrayContaining(['session.changed', 'users.changed']))
    expect(await refusalOf(someone.call('profile.update', wish))).toMatchObject({ reason: 'stale-version' })
    for (const more of [{ role: 'administrator' }, { username: 'other' }, { id: cast.administrator.operator.id }])
      expect(
        await refusalOf(someone.call('profile.update', { ...wish, version: after.version, ...more })),
      ).toMatchObject({ code: 'INVALID_INPUT' })
    expect(
      await refusalOf(someone.call('profile.update', { ...wish, version: after.version, fullName: ' ' })),
    ).toMatchObject({ fields: { fullName: { rule: 'required' } } })
    const { rows } = await cast.administrator.call('audit.list', { subject: { kind: 'user', id: before.id } })
    expect(rows[0]).toMatchObject({
      action: 'user.changed',
      actor: { id: before.id },
      details: { changed: ['fullName', 'email', 'preferredLanguage'] },
    })
  })

  test('AP-1 · names stand in the order of the preferred language, in every list', async () => {
    const someone = await person(cast.trial, cast.administrator, 'administrator', `self-${cast.next()}`)
    const names = ['Čap v pořadí', 'Cizek v pořadí']
    for (const name of names) {
      const { id: customerId } = await someone.call('customers.create', { name })
      await someone.call('contacts.create', { customerId, fullName: name })
      await someone.call('users.create', { username: `self-${cast.next()}`, fullName: name, role: 'member' })
      await issue(someone, forUser(someone.operator.id), name)
    }
    for (const [preferredLanguage, expected] of [
      ['en', names],
      ['cs', names.toReversed()],
    ] as const) {
      const { version, fullName, email } = await someone.call('profile.get', {})
      await someone.call('profile.update', { version, fullName, email, preferredLanguage })
      const search = 'v pořadí'
      const by = <By extends string>(column: By) => ({ search, sort: { by: column, direction: 'ascending' } }) as const
      const lists = [
        (await someone.call('customers.list', by('name'))).rows.map(({ name }) => name),
        (await someone.call('contacts.list', by('fullName'))).rows.map(({ fullName: name }) => name),
        (await someone.call('contacts.list', by('customer'))).rows.map(({ customer }) => customer.name),
        (await someone.call('users.list', by('fullName'))).rows.map(({ fullName: name }) => name),
        (await someone.call('tokens.list', by('name'))).rows.map(({ name }) => name),
      ]
      for (const list of lists) expect(list).toEqual(expected)
    }
  })

  test('O4-1 · AP-2 · AP-3 · everybody makes tokens for themself, several side by side, and revokes each', async () => {
    for (const role of ['member', 'support'] as const) {
      const someone = await somebody(role)
      const mine = forUser(someone.operator.id)
      const first = await issue(someone, mine, 'Reports')
      const second = await issue(someone, mine, 'Scripts')
      expect([await reasonFor(first.secret), await reasonFor(second.secret)]).toEqual(['active', 'active'])
      await someone.call('tokens.remove', { id: first.token.id, version: first.token.version })
      expect([await reasonFor(first.secret), await reasonFor(second.secret)]).toEqual(['removed', 'active'])
      const { rows } = await someone.call('tokens.list', { ownerId: someone.operator.id })
      expect(rows.map(({ name, status }) => [name, status])).toEqual([
        ['Scripts', 'active'],
        ['Reports', 'removed'],
      ])
    }
  })

  test('a changed password ends the person’s other sessions, not this one, and no earlier setup code', async () => {
    const someone = await somebody()
    const elsewhere = await cast.trial.signIn(someone.operator.username)
    await change(someone, PASSWORD)
    expect(await refusalOf(elsewhere.call('policy.get', {}))).toMatchObject({ code: 'NOT_SIGNED_IN' })
    expect(await someone.call('policy.get', {})).toMatchObject({ version: expect.any(Number) })
    expect(await refusalOf(cast.trial.signIn(someone.operator.username))).toMatchObject({ reason: 'bad-credentials' })
    const again = await cast.trial.signIn(someone.operator.username, NEW_PASSWORD)
    expect(again.operator.id).toBe(someone.operator.id)
    expect(await trailOf('user', someone.operator.id)).toContain('session.password-changed')
  })

  test('a wrong current password is told beside its field, changes nothing, and counts like a failed sign-in', async () => {
    const someone = await somebody()
    for (let failure = 1; failure <= 6; failure += 1)
      expect(await refusalOf(change(someone, 'not the right one'))).toMatchObject({
        code: 'INVALID_INPUT',
        fields: { currentPassword: { rule: 'wrongPassword' } },
      })
    expect(await refusalOf(change(someone, PASSWORD))).toMatchObject({ code: 'TOO_MANY_ATTEMPTS', retryAfterMs: 1000 })
    expect(await refusalOf(cast.trial.signIn(someone.operator.username))).toMatchObject({ retryAfterMs: 1000 })
    const { rows } = await cast.administrator.call('audit.list', {
      subject: { kind: 'user', id: someone.operator.id },
      action: ['session.sign-in-failed'],
    })
    expect(rows.filter(({ details }) => details.how === 'password-change')).toHaveLength(7)
    expect(JSON.stringify(rows)).not.toContain('not the right one')
  })

  test('a new password that is short or easily guessed is told beside its field, and is no attempt', async () => {
    const someone = await somebody()
    const { username } = someone.operator
    for (const [password, rule] of [
      ['short', 'passwordTooShort'],
      [`${username} and the password`, 'passwordNamesUser'],
      ['passwordpassword', 'passwordCommon'],
    ] as const)
      for (let times = 0; times < 3; times += 1)
        expect(await refusalOf(change(someone, 'whatever it was', password))).toMatchObject({
          code: 'INVALID_INPUT',
          fields: { newPassword: { rule } },
        })
    await change(someone, PASSWORD)
  })
}
