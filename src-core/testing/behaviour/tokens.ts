import { expect, test } from 'vitest'
import type { TokenSummary } from '../../../src-shared/schemas/tokens.ts'
import { refusalOf } from '../call-as.ts'
import { type SignedIn, TIME_ZONE, TRIAL_START } from '../desk-trial.ts'
import { allPages, type Cast, forContact, forUser } from './cast.ts'

/** How tokens come to be, what becomes of them, who reaches them. */
export function tokens(cast: Cast): void {
  const { newUser, newTechnicalUser, newContact, issue, reasonFor, trailOf } = cast

  test('O4-4 · an administrator makes several tokens for somebody else', async () => {
    const user = await newUser()
    const first = await issue(cast.administrator, forUser(user.id), 'Reporting')
    const second = await issue(cast.administrator, forUser(user.id), 'Nightly export')
    expect(first.secret).toMatch(/^tdu_[0-9A-Za-z]{36}$/)
    expect(first.secret).not.toBe(second.secret)
    expect(first.token).toMatchObject({
      hint: first.secret.slice(0, 8),
      status: 'active',
      createdBy: { id: cast.administrator.operator.id },
      owner: { kind: 'user', id: user.id, name: user.fullName },
    })
    const { rows } = await cast.administrator.call('tokens.list', { ownerId: user.id })
    expect(rows.map((row) => row.name).sort()).toEqual(['Nightly export', 'Reporting'])
    expect((await cast.administrator.call('users.get', { id: user.id })).tokenCount).toBe(2)
    expect([await reasonFor(first.secret), await reasonFor(second.secret)]).toEqual(['active', 'active'])
  })

  test('O4-5 · P4-5 · nobody but an administrator makes tokens for another user, and each try is on record', async () => {
    const user = await newUser()
    for (const by of [cast.support, cast.member]) {
      expect(await refusalOf(issue(by, forUser(user.id)))).toMatchObject({ code: 'FORBIDDEN' })
      expect(
        await refusalOf(by.call('tokens.choices', { owner: forUser(user.id), timeZone: TIME_ZONE })),
      ).toMatchObject({ code: 'FORBIDDEN' })
      const { rows } = await cast.administrator.call('audit.list', {
        actorId: by.operator.id,
        action: ['call.refused'],
      })
      expect(rows.slice(0, 2).map((row) => row.details)).toEqual([{ call: 'tokens.choices' }, { call: 'tokens.issue' }])
    }
    expect((await cast.administrator.call('tokens.list', { ownerId: user.id })).rows).toEqual([])
  })

  test('O4-6 · support issues, watches and withdraws a contact’s token, with a name to begin with', async () => {
    const contact = await newContact()
    const choices = await cast.support.call('tokens.choices', { owner: forContact(contact.id), timeZone: TIME_ZONE })
    expect(choices.suggestedName).toBe(`${contact.customer.name} portal`)
    expect(choices.modules.map((module) => module.code)).toEqual(['order-status'])
    expect(choices.earliestDate).toBe('2026-11-21')
    const { token, secret } = await issue(cast.support, forContact(contact.id), choices.suggestedName)
    expect(secret).toMatch(/^tdc_/)
    expect(token.owner).toMatchObject({ kind: 'contact', customer: { name: contact.customer.name } })
    expect(await cast.support.call('tokens.verify', { secret, module: 'order-status' })).toMatchObject({
      active: true,
      reason: 'active',
      token: { id: token.id },
    })
    const disabled = await cast.support.call('tokens.disable', { id: token.id, version: token.version })
    expect(disabled.status).toBe('disabled')
    expect(await reasonFor(secret)).toBe('disabled')
    const enabled = await cast.support.call('tokens.enable', { id: token.id, version: disabled.version })
    expect(await reasonFor(secret)).toBe('active')
    await cast.support.call('tokens.remove', { id: token.id, version: enabled.version })
    expect(await reasonFor(secret)).toBe('removed')
    expect(await trailOf('token', token.id)).toEqual([
      'token.issued',
      'token.disabled',
      'token.enabled',
      'token.removed',
    ])
  })

  test('O4-7 · a contact is given only modules for contacts, and at least one', async () => {
    const contact = await newContact()
    const modules = await cast.administrator.call('modules.list', {})
    const inside = modules.find((module) => module.enabled && !module.forContacts)?.code
    const wish = (wanted: string[]) =>
      cast.support.call('tokens.issue', {
        owner: forContact(contact.id),
        name: 'X',
        modules: wanted,
        timeZone: TIME_ZONE,
      })
    expect(await refusalOf(wish([]))).toMatchObject({ fields: { modules: { rule: 'required' } } })
    expect(await refusalOf(wish(['order-status', 'no-such-module']))).toMatchObject({
      code: 'INVALID_INPUT',
      fields: { 'modules.1': { rule: 'unknownModule' } },
    })
    if (inside !== undefined)
      expect(await refusalOf(wish([inside]))).toMatchObject({
        fields: { 'modules.0': { rule: 'moduleNotForContacts' } },
      })
    const { secret } = await issue(cast.support, forContact(contact.id))
    expect(await reasonFor(secret, 'some-other-module')).toBe('module-missing')
  })

  test('O4-8 · a technical user gets its tokens from an administrator only', async () => {
    const machine = await newTechnicalUser()
    const owner = { kind: 'technical-user', id: machine.id } as const
    for (const by of [cast.support, cast.member])
      expect(await refusalOf(issue(by, owner))).toMatchObject({ code: 'FORBIDDEN' })
    const { token, secret } = await issue(cast.administrator, owner)
    expect(secret).toMatch(/^tdt_/)
    expect(token.owner.kind).toBe('technical-user')
    expect(await refusalOf(cast.trial.signIn(machine.username))).toMatchObject({ reason: 'bad-credentials' })
    expect(await refusalOf(issue(cast.administrator, forUser(machine.id)))).toMatchObject({ code: 'NOT_FOUND' })
  })

  test('every operator makes tokens for themself', async () => {
    for (const by of [cast.administrator, cast.support, cast.member]) {
      const { token, secret } = await issue(by, forUser(by.operator.id))
      expect(await by.call('tokens.verify', { secret })).toMatchObject({ active: true, token: { id: token.id } })
      const gone = await by.call('tokens.delete', { id: token.id, version: token.version })
      expect(gone).toMatchObject({ id: token.id })
    }
  })

  test('P4-2 · a token is named for the system it is for, lasts a year, and is in its user’s list', async () => {
    const machine = await newTechnicalUser()
    const { token } = await cast.administrator.call('tokens.issue', {
      owner: { kind: 'technical-user', id: machine.id },
      name: 'Warehouse scanners, hall 3',
      description: 'Ask the shift leader.\nSecond line.',
      expiration: { choice: '1-year' },
      timeZone: TIME_ZONE,
    })
    expect(token).toMatchObject({
      name: 'Warehouse scanners, hall 3',
      description: 'Ask the shift leader.\nSecond line.',
      expiresAt: '2027-11-21T22:59:59.999Z',
    })
    const { rows } = await cast.administrator.call('tokens.list', { ownerId: machine.id })
    expect(rows.map((row) => row.id)).toEqual([token.id])
  })

  test('AK-3 · without an expiration date a token is valid until today ends where the workstation is', async () => {
    const { token } = await cast.member.call('tokens.issue', {
      owner: forUser(cast.member.operator.id),
      name: 'Just for today',
      timeZone: TIME_ZONE,
    })
    expect(token.expiresAt).toBe('2026-11-21T22:59:59.999Z')
    expect(await cast.member.call('tokens.expiration', { timeZone: 'Asia/Kathmandu' })).toEqual({
      expiresAt: '2026-11-21T18:14:59.999Z',
    })
  })

  test('an expiration that the policy refuses is a field problem, in the form and when issuing', async () => {
    const cases = [
      [{ choice: 'custom', date: '2026-11-20' }, 'expiration.date'],
      [{ choice: 'custom', date: '2199-01-01' }, 'expiration.date'],
      [{ choice: 'custom', date: '2027-02-31' }, 'expiration.date'],
      [{ choice: 'none' }, 'expiration.choice'],
    ] as const
    for (const [expiration, field] of cases)
      for (const answer of [
        cast.member.call('tokens.expiration', { expiration, timeZone: TIME_ZONE }),
        cast.member.call('tokens.issue', {
          owner: forUser(cast.member.operator.id),
          name: 'X',
          expiration,
          timeZone: TIME_ZONE,
        }),
      ])
        expect((await refusalOf(answer)).fields).toHaveProperty([field])
    const nowhere = await refusalOf(cast.member.call('tokens.expiration', { timeZone: 'Middle/Earth' }))
    expect(nowhere).toMatchObject({ code: 'INVALID_INPUT', fields: { timeZone: { rule: 'unknownTimeZone' } } })
  })

  test('AK-6 · a removed token stays in the list with its removal date and is refused from then on', async () => {
    const { token, secret } = await issue(cast.member, forUser(cast.member.operator.id))
    const removed = await cast.member.call('tokens.remove', { id: token.id, version: token.version })
    expect(removed).toMatchObject({ status: 'removed', removedAt: new Date(TRIAL_START).toISOString() })
    expect(await reasonFor(secret)).toBe('removed')
    const { rows } = await cast.member.call('tokens.list', { status: ['removed'], limit: 200 })
    expect(rows.map((row) => row.id)).toContain(token.id)
    for (const name of ['tokens.enable', 'tokens.disable', 'tokens.remove'] as const) {
      const refusal = await refusalOf(cast.member.call(name, { id: token.id, version: removed.version }))
      expect(refusal).toMatchObject({ code: 'CONFLICT', reason: 'token-removed' })
    }
  })

  test('AK-7 · P4-4 · a deleted token is in no list, is refused from then on, and the audit trail knows it', async () => {
    const user = await newUser()
    const { token, secret } = await issue(cast.administrator, forUser(user.id), 'Short-lived')
    await cast.administrator.call('tokens.delete', { id: token.id, version: token.version })
    expect(await cast.administrator.call('tokens.verify', { secret })).toMatchObject({
      active: false,
      reason: 'deleted',
      token: null,
    })
    expect((await cast.administrator.call('tokens.list', { ownerId: user.id })).rows).toEqual([])
    expect(await refusalOf(cast.administrator.call('tokens.get', { id: token.id }))).toMatchObject({
      code: 'NOT_FOUND',
    })
    expect(
      await refusalOf(cast.administrator.call('tokens.delete', { id: token.id, version: token.version + 1 })),
    ).toMatchObject({ code: 'NOT_FOUND' })
    const { rows } = await cast.administrator.call('audit.list', { subject: { kind: 'token', id: token.id } })
    expect(rows[0]).toMatchObject({
      action: 'token.deleted',
      subject: { name: 'Short-lived' },
      details: { owner: user.fullName, ownerId: user.id },
    })
  })

  test('a change made from an older version of a token is a CONFLICT and changes nothing', async () => {
    const { token } = await issue(cast.member, forUser(cast.member.operator.id))
    const disabled = await cast.member.call('tokens.disable', { id: token.id, version: token.version })
    const refusal = await refusalOf(cast.member.call('tokens.remove', { id: token.id, version: token.version }))
    expect(refusal.code).toBe('CONFLICT')
    expect(await cast.member.call('tokens.get', { id: token.id })).toEqual(disabled)
  })

  test('outside an operator’s reach a token is not there', async () => {
    const user = await newUser()
    const contact = await newContact()
    const ofUser = await issue(cast.administrator, forUser(user.id))
    const ofContact = await issue(cast.administrator, forContact(contact.id))
    const mine = await issue(cast.member, forUser(cast.member.operator.id))
    const ask = (by: SignedIn, { id, version }: TokenSummary) => [
      by.call('tokens.get', { id }),
      by.call('tokens.disable', { id, version }),
      by.call('tokens.remove', { id, version }),
      by.call('tokens.delete', { id, version }),
      by.call('tokens.noteReveal', { id, how: 'shown' }),
    ]
    const answers = [
      ...ask(cast.support, ofUser.token),
      ...ask(cast.member, ofUser.token),
      ...ask(cast.member, ofContact.token),
    ]
    for (const refusal of await Promise.all(answers.map(refusalOf)))
      expect(refusal).toMatchObject({ code: 'NOT_FOUND' })
    // Support withdraws contacts' tokens but deletes only its own.
    const { id, version } = ofContact.token
    expect(await refusalOf(cast.support.call('tokens.delete', { id, version }))).toMatchObject({ code: 'NOT_FOUND' })
    expect(await refusalOf(cast.support.call('tokens.verify', { secret: ofUser.secret }))).toMatchObject({
      code: 'FORBIDDEN',
    })
    expect(await refusalOf(cast.member.call('tokens.verify', { secret: ofContact.secret }))).toMatchObject({
      code: 'FORBIDDEN',
    })
    const seenBy = async (by: SignedIn) =>
      (await allPages((cursor) => by.call('tokens.list', { limit: 200, ...cursor }))).map((row) => row.id)
    expect(await seenBy(cast.support)).toContain(ofContact.token.id)
    expect(await seenBy(cast.support)).not.toContain(ofUser.token.id)
    expect(await seenBy(cast.member)).toContain(mine.token.id)
    expect(await seenBy(cast.member)).not.toContain(ofContact.token.id)
    expect(await seenBy(cast.administrator)).toEqual(
      expect.arrayContaining([ofUser.token.id, ofContact.token.id, mine.token.id]),
    )
    expect((await cast.member.call('tokens.count', {})).count).toBe((await seenBy(cast.member)).length)
  })

  test('any text is verified without a crash, in one shape', async () => {
    const { secret } = await issue(cast.member, forUser(cast.member.operator.id))
    const last = secret.at(-1) === '0' ? '1' : '0'
    const answers = [
      ['', 'malformed'],
      ['Bearer', 'malformed'],
      [secret.slice(1), 'malformed'],
      [`${secret}0`, 'malformed'],
      [`tdk_${secret.slice(4)}`, 'malformed'],
      [secret.slice(0, -1) + last, 'checksum'],
      [secret.toLowerCase() === secret ? secret.toUpperCase() : secret.toLowerCase(), 'checksum'],
      ['tdu_0000000000000000000000000000003V5tEC', expect.stringMatching(/unknown|checksum/)],
      ['x'.repeat(10_000), 'malformed'],
      ['\u0000\ud800', 'malformed'],
      [` ${secret}\n`, 'active'],
    ]
    for (const [text, reason] of answers) {
      const answer = await cast.member.call('tokens.verify', { secret: text as string })
      expect(answer).toMatchObject({ active: reason === 'active', reason, explanation: expect.any(String) })
      expect(Object.keys(answer).sort()).toEqual(['active', 'explanation', 'reason', 'token'])
    }
    expect(await refusalOf(cast.member.call('tokens.verify', { secret: 'x'.repeat(10_001) }))).toMatchObject({
      code: 'INVALID_INPUT',
    })
    expect((await cast.member.call('tokens.verify', { secret })).token?.lastAccessAt).toBeNull()
  })

  test('a reveal is on record before it happens, and only for who may issue that token', async () => {
    const contact = await newContact()
    const { token } = await issue(cast.support, forContact(contact.id))
    await cast.support.call('tokens.noteReveal', { id: token.id, how: 'shown' })
    await cast.support.call('tokens.noteReveal', { id: token.id, how: 'copied' })
    expect(await trailOf('token', token.id)).toEqual(['token.issued', 'token.shown', 'token.copied'])
    expect(await refusalOf(cast.member.call('tokens.noteReveal', { id: token.id, how: 'shown' }))).toMatchObject({
      code: 'NOT_FOUND',
    })
  })

  test('a list goes on where it stopped, in any order, without a gap or a repetition', async () => {
    const user = await newUser()
    for (const name of ['Čáp', 'apple', 'Zebra', 'apple', 'éclair', 'Apple', 'zoo'])
      await issue(cast.administrator, forUser(user.id), name)
    const wanted = { ownerId: user.id, limit: 2 } as const
    for (const by of ['createdAt', 'name', 'expiresAt', 'lastAccessAt'] as const)
      for (const direction of ['ascending', 'descending'] as const) {
        const rows = await allPages((cursor) =>
          cast.administrator.call('tokens.list', { ...wanted, sort: { by, direction }, ...cursor }),
        )
        expect(new Set(rows.map((row) => row.id)).size).toBe(7)
      }
    const forged = await refusalOf(cast.administrator.call('tokens.list', { cursor: 'made up' }))
    expect(forged).toMatchObject({ code: 'INVALID_INPUT' })
  })
}
