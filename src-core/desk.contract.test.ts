import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deskCalls } from '../src-shared/contract/index.ts'
import type { ContactId, UserId } from '../src-shared/schemas/ids.ts'
import type { Role } from '../src-shared/schemas/people.ts'
import type { OwnerReference, TokenSummary } from '../src-shared/schemas/tokens.ts'
import { refusalOf } from './testing/call-as.ts'
import {
  type DeskTrial,
  deskTrial,
  PASSWORD,
  type SignedIn,
  TIME_ZONE,
  TRIAL_START,
  waysIn,
} from './testing/desk-trial.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

describe.each(waysIn)('the desk, asked %s', (way) => {
  let trial: DeskTrial
  let administrator: SignedIn
  let support: SignedIn
  let member: SignedIn
  /** Records are told apart by number, because the tests share one store. */
  let made = 0

  beforeAll(async () => {
    trial = await deskTrial(way)
    administrator = await trial.firstRun()
    support = await person(trial, administrator, 'support', 'sam')
    member = await person(trial, administrator, 'member', 'mia')
  })
  afterAll(async () => {
    await trial.dispose()
    expect(trial.bugs).toEqual([])
  })

  const newUser = (role: Role = 'member') => {
    made += 1
    return administrator.call('users.create', { username: `user-${made}`, fullName: `User ${made}`, role })
  }
  const newTechnicalUser = () => {
    made += 1
    return administrator.call('users.create', {
      kind: 'technical',
      username: `machine-${made}`,
      fullName: `Machine ${made}`,
    })
  }
  const newContact = async () => {
    made += 1
    const customer = await administrator.call('customers.create', { name: `Customer ${made}` })
    return administrator.call('contacts.create', { customerId: customer.id, fullName: `Contact ${made}` })
  }
  const forContact = (id: ContactId): OwnerReference => ({ kind: 'contact', id })
  const forUser = (id: UserId): OwnerReference => ({ kind: 'user', id })
  const issue = async (by: SignedIn, owner: OwnerReference, name = `Token ${++made}`) => {
    const modules = owner.kind === 'contact' ? ['order-status'] : []
    const { token, secret } = await by.call('tokens.issue', {
      owner,
      name,
      modules,
      timeZone: TIME_ZONE,
      expiration: { choice: '30-days' },
    })
    return { token, secret: textOf(secret) }
  }
  const reasonFor = async (secret: string, module?: string) =>
    (await administrator.call('tokens.verify', { secret, ...(module === undefined ? {} : { module }) })).reason
  const trailOf = async (kind: 'user' | 'token' | 'contact' | 'customer' | 'call' | 'policy', id: string) => {
    const { rows } = await administrator.call('audit.list', { subject: { kind, id } })
    return rows.map((row) => row.action).reverse()
  }

  describe('what is asked', () => {
    test('a name that is no call of the contract is UNKNOWN_CALL, whatever it is', async () => {
      for (const name of [
        'tokens.steal',
        '__proto__',
        'constructor',
        'toString',
        '',
        7,
        null,
        undefined,
        {},
        ['a'],
        NaN,
      ]) {
        const reply = await trial.desk().call({ name, input: {}, session: administrator.session })
        expect(reply).toMatchObject({ ok: false, error: { code: 'UNKNOWN_CALL' } })
      }
    })

    test('a field that the contract does not name is refused, and so is what is no object at all', async () => {
      for (const input of [{ surplus: 1 }, null, undefined, 'text', 7, true, [], [{}]]) {
        const reply = await trial.desk().call({ name: 'policy.get', input, session: administrator.session })
        expect(reply).toMatchObject({ ok: false, error: { code: 'INVALID_INPUT' } })
      }
    })

    test('a secret that is no session is somebody signed out', async () => {
      for (const session of ['', 'x', `tdo_${'0'.repeat(36)}`, 'é'.repeat(40), 'x'.repeat(100_000), '\r\nx: y']) {
        expect(await refusalOf(trial.as(session)('policy.get', {}))).toMatchObject({ code: 'NOT_SIGNED_IN' })
        expect((await trial.as(session)('sessions.state', {})).session).toEqual({ state: 'signed-out' })
      }
    })

    test('the secret of a token opens no session', async () => {
      const { secret } = await issue(member, forUser(member.operator.id))
      expect(await refusalOf(trial.as(secret)('policy.get', {}))).toMatchObject({ code: 'NOT_SIGNED_IN' })
    })
  })

  describe('people', () => {
    test('P4-1 · the list of users shows everyone, fictitious accounts too, and each has its tokens', async () => {
      const machine = await newTechnicalUser()
      const someone = await newUser()
      await issue(administrator, { kind: 'technical-user', id: machine.id }, 'Scanner')
      const { rows } = await administrator.call('users.list', { search: 'machine', limit: 200 })
      expect(rows.find((row) => row.id === machine.id)).toMatchObject({ kind: 'technical', role: null, tokenCount: 1 })
      const everyone = await allPages((cursor) => administrator.call('users.list', { limit: 3, ...cursor }))
      const ids = everyone.map((row) => row.id)
      expect(ids).toEqual(expect.arrayContaining([machine.id, someone.id, administrator.operator.id]))
      expect(new Set(ids).size).toBe(ids.length)
      expect(await administrator.call('users.count', {})).toEqual({ count: ids.length, exact: true })
      const tokens = await administrator.call('tokens.list', { ownerId: machine.id })
      expect(tokens.rows).toMatchObject([{ name: 'Scanner', status: 'active', owner: { kind: 'technical-user' } }])
    })

    test('a username is taken without regard to case', async () => {
      const refusal = await refusalOf(
        administrator.call('users.create', { username: 'ANNA', fullName: 'Another Anna', role: 'member' }),
      )
      expect(refusal).toMatchObject({ code: 'CONFLICT', fields: { username: expect.anything() } })
    })

    test('names of any script are kept as given', async () => {
      for (const fullName of [
        'Zoë Nováková',
        '株式会社 田中',
        'محمد',
        'Řehoř 🦊',
        "O'Brien; DROP TABLE users--",
        '%_\\',
      ]) {
        made += 1
        const user = await administrator.call('users.create', { username: `name-${made}`, fullName, role: 'member' })
        expect((await administrator.call('users.get', { id: user.id })).fullName).toBe(fullName)
      }
      for (const fullName of ['', ' ', 'a\u0000b', 'a\u202eb', 'x'.repeat(201), 'a\nb', '\ud800'])
        expect(
          await refusalOf(administrator.call('users.create', { username: 'refused', fullName, role: 'member' })),
        ).toMatchObject({ code: 'INVALID_INPUT', fields: { fullName: expect.anything() } })
    })

    test('a change tells which fields it changed, and one made from an older version is a CONFLICT', async () => {
      const user = await newUser()
      const change = { id: user.id, version: user.version, kind: user.kind, role: user.role, fullName: 'Renamed' }
      const changed = await administrator.call('users.update', change)
      expect(changed).toMatchObject({ fullName: 'Renamed', username: user.username })
      expect(changed.version).toBeGreaterThan(user.version)
      expect(await refusalOf(administrator.call('users.update', change))).toMatchObject({ code: 'CONFLICT' })
      const { rows } = await administrator.call('audit.list', { subject: { kind: 'user', id: user.id } })
      expect(rows[0]).toMatchObject({
        action: 'user.changed',
        actor: { id: administrator.operator.id },
        details: { changed: ['fullName'] },
      })
      expect(rows).toHaveLength(2)
    })

    test('the last active administrator stays one', async () => {
      const { operator, call } = administrator
      const self = await call('users.get', { id: operator.id })
      const { id, version, fullName } = self
      const refusals = [
        await refusalOf(call('users.deactivate', { id, version })),
        await refusalOf(call('users.update', { id, version, fullName, kind: 'person', role: 'member' })),
        await refusalOf(call('users.update', { id, version, fullName, kind: 'technical' })),
      ]
      for (const refusal of refusals) expect(refusal).toMatchObject({ code: 'CONFLICT', reason: 'last-administrator' })
      expect(await call('users.get', { id })).toEqual(self)
    })

    test('nobody deactivates themself, but one administrator another', async () => {
      const second = await person(trial, administrator, 'administrator', `boss-${++made}`)
      const self = await second.call('users.get', { id: second.operator.id })
      const refusal = await refusalOf(second.call('users.deactivate', { id: self.id, version: self.version }))
      expect(refusal).toMatchObject({ code: 'CONFLICT', reason: 'self' })
      await administrator.call('users.deactivate', { id: self.id, version: self.version })
      expect(await refusalOf(second.call('policy.get', {}))).toMatchObject({ code: 'NOT_SIGNED_IN' })
    })

    test('O4-8 · a person who becomes a technical user loses password and session, and can never sign in', async () => {
      const someone = await person(trial, administrator, 'member', `turned-${++made}`)
      const before = await administrator.call('users.get', { id: someone.operator.id })
      const change = { id: before.id, version: before.version, fullName: before.fullName, kind: 'technical' as const }
      expect(await refusalOf(administrator.call('users.update', { ...change, role: 'member' }))).toMatchObject({
        code: 'INVALID_INPUT',
        fields: { role: expect.anything() },
      })
      expect(await administrator.call('users.update', change)).toMatchObject({ role: null, hasPassword: false })
      expect(await refusalOf(someone.call('policy.get', {}))).toMatchObject({ code: 'NOT_SIGNED_IN' })
      expect(await refusalOf(trial.signIn(before.username))).toMatchObject({ reason: 'bad-credentials' })
      expect(await refusalOf(administrator.call('users.issueSetupCode', { id: before.id }))).toMatchObject({
        code: 'CONFLICT',
        reason: 'technical-user',
      })
    })

    test('a changed role holds from the next call on', async () => {
      const someone = await person(trial, administrator, 'member', `promoted-${++made}`)
      expect(await refusalOf(someone.call('contacts.list', {}))).toMatchObject({ code: 'FORBIDDEN' })
      const { id, version, fullName } = await administrator.call('users.get', { id: someone.operator.id })
      await administrator.call('users.update', { id, version, fullName, kind: 'person', role: 'support' })
      expect((await someone.call('contacts.list', {})).rows).toBeInstanceOf(Array)
    })

    test('a deactivated user is out at once and its tokens stop, until it is reactivated', async () => {
      const someone = await person(trial, administrator, 'member', `leaver-${++made}`)
      const { secret } = await issue(someone, forUser(someone.operator.id))
      expect(await reasonFor(secret)).toBe('active')
      const before = await administrator.call('users.get', { id: someone.operator.id })
      const off = await administrator.call('users.deactivate', { id: before.id, version: before.version })
      expect(off.active).toBe(false)
      expect(await reasonFor(secret)).toBe('owner-inactive')
      expect(await refusalOf(someone.call('policy.get', {}))).toMatchObject({ code: 'NOT_SIGNED_IN' })
      expect(await refusalOf(trial.signIn(before.username))).toMatchObject({ reason: 'bad-credentials' })
      await administrator.call('users.reactivate', { id: off.id, version: off.version })
      expect(await reasonFor(secret)).toBe('active')
      expect(await refusalOf(someone.call('policy.get', {}))).toMatchObject({ code: 'NOT_SIGNED_IN' })
      expect((await trial.signIn(before.username)).operator.id).toBe(before.id)
      expect((await trailOf('user', before.id)).filter((action) => action.endsWith('activated'))).toEqual([
        'user.deactivated',
        'user.reactivated',
      ])
    })

    test('a deactivated contact’s tokens stop, and so do those of a deactivated customer’s contacts', async () => {
      const contact = await newContact()
      const { secret } = await issue(support, forContact(contact.id))
      const off = await administrator.call('contacts.deactivate', { id: contact.id, version: contact.version })
      expect(await reasonFor(secret)).toBe('owner-inactive')
      expect(await refusalOf(issue(support, forContact(contact.id)))).toMatchObject({
        code: 'CONFLICT',
        reason: 'owner-inactive',
      })
      await administrator.call('contacts.reactivate', { id: contact.id, version: off.version })
      expect(await reasonFor(secret)).toBe('active')
      const customer = await administrator.call('customers.get', { id: contact.customer.id })
      await administrator.call('customers.deactivate', { id: customer.id, version: customer.version })
      expect(await reasonFor(secret)).toBe('owner-inactive')
      expect(await refusalOf(issue(support, forContact(contact.id)))).toMatchObject({ reason: 'owner-inactive' })
      expect(await trailOf('customer', customer.id)).toEqual(['customer.created', 'customer.deactivated'])
    })

    test('contacts are found by part of their name, their address and their customer, and move between customers', async () => {
      const contact = await newContact()
      const other = await administrator.call('customers.create', { name: `Werkstätten Grünwald ${made}` })
      const moved = await administrator.call('contacts.update', {
        id: contact.id,
        version: contact.version,
        customerId: other.id,
        fullName: 'Růžena Dvořáková',
        email: `ruzena-${made}@example.com`,
      })
      expect(moved.customer.id).toBe(other.id)
      for (const search of ['dvorak', 'RŮŽ', `ruzena-${made}@`, `grunwald ${made}`]) {
        const { rows } = await support.call('contacts.list', { search })
        expect(rows.map((row) => row.id)).toContain(contact.id)
      }
      expect(
        await refusalOf(administrator.call('contacts.create', { customerId: 'CUS-0000-0000', fullName: 'Nobody' })),
      ).toMatchObject({ code: 'INVALID_INPUT', fields: { customerId: expect.anything() } })
    })

    test('what is not there is NOT_FOUND', async () => {
      for (const answer of [
        administrator.call('users.get', { id: 'USR-0000-0000' }),
        administrator.call('contacts.get', { id: 'CON-0000-0000' }),
        administrator.call('customers.deactivate', { id: 'CUS-0000-0000', version: 1 }),
        administrator.call('tokens.get', { id: 'TKN-0000-0000' }),
        administrator.call('tokens.delete', { id: 'TKN-0000-0000', version: 1 }),
        administrator.call('jobs.get', { id: 'JOB-0000-0000' }),
      ])
        expect(await refusalOf(answer)).toMatchObject({ code: 'NOT_FOUND' })
    })
  })

  describe('tokens', () => {
    test('O4-4 · an administrator makes several tokens for somebody else', async () => {
      const user = await newUser()
      const first = await issue(administrator, forUser(user.id), 'Reporting')
      const second = await issue(administrator, forUser(user.id), 'Nightly export')
      expect(first.secret).toMatch(/^tdu_[0-9A-Za-z]{36}$/)
      expect(first.secret).not.toBe(second.secret)
      expect(first.token).toMatchObject({
        hint: first.secret.slice(0, 8),
        status: 'active',
        createdBy: { id: administrator.operator.id },
        owner: { kind: 'user', id: user.id, name: user.fullName },
      })
      const { rows } = await administrator.call('tokens.list', { ownerId: user.id })
      expect(rows.map((row) => row.name).sort()).toEqual(['Nightly export', 'Reporting'])
      expect((await administrator.call('users.get', { id: user.id })).tokenCount).toBe(2)
      expect([await reasonFor(first.secret), await reasonFor(second.secret)]).toEqual(['active', 'active'])
    })

    test('O4-5 · P4-5 · nobody but an administrator makes tokens for another user, and each try is on record', async () => {
      const user = await newUser()
      for (const by of [support, member]) {
        expect(await refusalOf(issue(by, forUser(user.id)))).toMatchObject({ code: 'FORBIDDEN' })
        expect(
          await refusalOf(by.call('tokens.choices', { owner: forUser(user.id), timeZone: TIME_ZONE })),
        ).toMatchObject({ code: 'FORBIDDEN' })
        const { rows } = await administrator.call('audit.list', { actorId: by.operator.id, action: ['call.refused'] })
        expect(rows.slice(0, 2).map((row) => row.details)).toEqual([
          { call: 'tokens.choices' },
          { call: 'tokens.issue' },
        ])
      }
      expect((await administrator.call('tokens.list', { ownerId: user.id })).rows).toEqual([])
    })

    test('O4-6 · support issues, watches and withdraws a contact’s token, with a name to begin with', async () => {
      const contact = await newContact()
      const choices = await support.call('tokens.choices', { owner: forContact(contact.id), timeZone: TIME_ZONE })
      expect(choices.suggestedName).toBe(`${contact.customer.name} portal`)
      expect(choices.modules.map((module) => module.code)).toEqual(['order-status'])
      expect(choices.earliestDate).toBe('2026-11-21')
      const { token, secret } = await issue(support, forContact(contact.id), choices.suggestedName)
      expect(secret).toMatch(/^tdc_/)
      expect(token.owner).toMatchObject({ kind: 'contact', customer: { name: contact.customer.name } })
      expect(await support.call('tokens.verify', { secret, module: 'order-status' })).toMatchObject({
        active: true,
        reason: 'active',
        token: { id: token.id },
      })
      const disabled = await support.call('tokens.disable', { id: token.id, version: token.version })
      expect(disabled.status).toBe('disabled')
      expect(await reasonFor(secret)).toBe('disabled')
      const enabled = await support.call('tokens.enable', { id: token.id, version: disabled.version })
      expect(await reasonFor(secret)).toBe('active')
      await support.call('tokens.remove', { id: token.id, version: enabled.version })
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
      const modules = await administrator.call('modules.list', {})
      const inside = modules.find((module) => module.enabled && !module.forContacts)?.code
      const wish = (wanted: string[]) =>
        support.call('tokens.issue', { owner: forContact(contact.id), name: 'X', modules: wanted, timeZone: TIME_ZONE })
      expect(await refusalOf(wish([]))).toMatchObject({ fields: { modules: { rule: 'required' } } })
      expect(await refusalOf(wish(['order-status', 'no-such-module']))).toMatchObject({
        code: 'INVALID_INPUT',
        fields: { 'modules.1': { rule: 'unknownModule' } },
      })
      if (inside !== undefined)
        expect(await refusalOf(wish([inside]))).toMatchObject({
          fields: { 'modules.0': { rule: 'moduleNotForContacts' } },
        })
      const { secret } = await issue(support, forContact(contact.id))
      expect(await reasonFor(secret, 'some-other-module')).toBe('module-missing')
    })

    test('O4-8 · a technical user gets its tokens from an administrator only', async () => {
      const machine = await newTechnicalUser()
      const owner = { kind: 'technical-user', id: machine.id } as const
      for (const by of [support, member]) expect(await refusalOf(issue(by, owner))).toMatchObject({ code: 'FORBIDDEN' })
      const { token, secret } = await issue(administrator, owner)
      expect(secret).toMatch(/^tdt_/)
      expect(token.owner.kind).toBe('technical-user')
      expect(await refusalOf(trial.signIn(machine.username))).toMatchObject({ reason: 'bad-credentials' })
      expect(await refusalOf(issue(administrator, forUser(machine.id)))).toMatchObject({ code: 'NOT_FOUND' })
    })

    test('every operator makes tokens for themself', async () => {
      for (const by of [administrator, support, member]) {
        const { token, secret } = await issue(by, forUser(by.operator.id))
        expect(await by.call('tokens.verify', { secret })).toMatchObject({ active: true, token: { id: token.id } })
        const gone = await by.call('tokens.delete', { id: token.id, version: token.version })
        expect(gone).toEqual({ id: token.id })
      }
    })

    test('P4-2 · a token is named for the system it is for, lasts a year, and is in its user’s list', async () => {
      const machine = await newTechnicalUser()
      const { token } = await administrator.call('tokens.issue', {
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
      const { rows } = await administrator.call('tokens.list', { ownerId: machine.id })
      expect(rows.map((row) => row.id)).toEqual([token.id])
    })

    test('AK-3 · without an expiration date a token is valid until today ends where the workstation is', async () => {
      const { token } = await member.call('tokens.issue', {
        owner: forUser(member.operator.id),
        name: 'Just for today',
        timeZone: TIME_ZONE,
      })
      expect(token.expiresAt).toBe('2026-11-21T22:59:59.999Z')
      expect(await member.call('tokens.expiration', { timeZone: 'Asia/Kathmandu' })).toEqual({
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
          member.call('tokens.expiration', { expiration, timeZone: TIME_ZONE }),
          member.call('tokens.issue', {
            owner: forUser(member.operator.id),
            name: 'X',
            expiration,
            timeZone: TIME_ZONE,
          }),
        ])
          expect((await refusalOf(answer)).fields).toHaveProperty([field])
      const nowhere = await refusalOf(member.call('tokens.expiration', { timeZone: 'Middle/Earth' }))
      expect(nowhere).toMatchObject({ code: 'INVALID_INPUT', fields: { timeZone: { rule: 'unknownTimeZone' } } })
    })

    test('AK-6 · a removed token stays in the list with its removal date and is refused from then on', async () => {
      const { token, secret } = await issue(member, forUser(member.operator.id))
      const removed = await member.call('tokens.remove', { id: token.id, version: token.version })
      expect(removed).toMatchObject({ status: 'removed', removedAt: new Date(TRIAL_START).toISOString() })
      expect(await reasonFor(secret)).toBe('removed')
      const { rows } = await member.call('tokens.list', { status: ['removed'], limit: 200 })
      expect(rows.map((row) => row.id)).toContain(token.id)
      for (const name of ['tokens.enable', 'tokens.disable', 'tokens.remove'] as const) {
        const refusal = await refusalOf(member.call(name, { id: token.id, version: removed.version }))
        expect(refusal).toMatchObject({ code: 'CONFLICT', reason: 'token-removed' })
      }
    })

    test('AK-7 · P4-4 · a deleted token is in no list, is refused from then on, and the audit trail knows it', async () => {
      const user = await newUser()
      const { token, secret } = await issue(administrator, forUser(user.id), 'Short-lived')
      await administrator.call('tokens.delete', { id: token.id, version: token.version })
      expect(await administrator.call('tokens.verify', { secret })).toMatchObject({
        active: false,
        reason: 'deleted',
        token: null,
      })
      expect((await administrator.call('tokens.list', { ownerId: user.id })).rows).toEqual([])
      expect(await refusalOf(administrator.call('tokens.get', { id: token.id }))).toMatchObject({ code: 'NOT_FOUND' })
      expect(
        await refusalOf(administrator.call('tokens.delete', { id: token.id, version: token.version + 1 })),
      ).toMatchObject({ code: 'NOT_FOUND' })
      const { rows } = await administrator.call('audit.list', { subject: { kind: 'token', id: token.id } })
      expect(rows[0]).toMatchObject({
        action: 'token.deleted',
        subject: { name: 'Short-lived' },
        details: { owner: user.fullName, ownerId: user.id },
      })
    })

    test('a change made from an older version of a token is a CONFLICT and changes nothing', async () => {
      const { token } = await issue(member, forUser(member.operator.id))
      const disabled = await member.call('tokens.disable', { id: token.id, version: token.version })
      const refusal = await refusalOf(member.call('tokens.remove', { id: token.id, version: token.version }))
      expect(refusal.code).toBe('CONFLICT')
      expect(await member.call('tokens.get', { id: token.id })).toEqual(disabled)
    })

    test('outside an operator’s reach a token is not there', async () => {
      const user = await newUser()
      const contact = await newContact()
      const ofUser = await issue(administrator, forUser(user.id))
      const ofContact = await issue(administrator, forContact(contact.id))
      const mine = await issue(member, forUser(member.operator.id))
      const ask = (by: SignedIn, { id, version }: TokenSummary) => [
        by.call('tokens.get', { id }),
        by.call('tokens.disable', { id, version }),
        by.call('tokens.remove', { id, version }),
        by.call('tokens.delete', { id, version }),
        by.call('tokens.noteReveal', { id, how: 'shown' }),
      ]
      for (const answer of [
        ...ask(support, ofUser.token),
        ...ask(member, ofUser.token),
        ...ask(member, ofContact.token),
      ])
        expect(await refusalOf(answer)).toMatchObject({ code: 'NOT_FOUND' })
      // Support withdraws contacts' tokens but deletes only its own.
      const { id, version } = ofContact.token
      expect(await refusalOf(support.call('tokens.delete', { id, version }))).toMatchObject({ code: 'NOT_FOUND' })
      expect(await refusalOf(support.call('tokens.verify', { secret: ofUser.secret }))).toMatchObject({
        code: 'FORBIDDEN',
      })
      expect(await refusalOf(member.call('tokens.verify', { secret: ofContact.secret }))).toMatchObject({
        code: 'FORBIDDEN',
      })
      const seenBy = async (by: SignedIn) =>
        (await allPages((cursor) => by.call('tokens.list', { limit: 200, ...cursor }))).map((row) => row.id)
      expect(await seenBy(support)).toContain(ofContact.token.id)
      expect(await seenBy(support)).not.toContain(ofUser.token.id)
      expect(await seenBy(member)).toContain(mine.token.id)
      expect(await seenBy(member)).not.toContain(ofContact.token.id)
      expect(await seenBy(administrator)).toEqual(
        expect.arrayContaining([ofUser.token.id, ofContact.token.id, mine.token.id]),
      )
      expect((await member.call('tokens.count', {})).count).toBe((await seenBy(member)).length)
    })

    test('any text is verified without a crash, in one shape', async () => {
      const { secret } = await issue(member, forUser(member.operator.id))
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
        const answer = await member.call('tokens.verify', { secret: text as string })
        expect(answer).toMatchObject({ active: reason === 'active', reason, explanation: expect.any(String) })
        expect(Object.keys(answer).sort()).toEqual(['active', 'explanation', 'reason', 'token'])
      }
      expect(await refusalOf(member.call('tokens.verify', { secret: 'x'.repeat(10_001) }))).toMatchObject({
        code: 'INVALID_INPUT',
      })
      expect((await member.call('tokens.verify', { secret })).token?.lastAccessAt).toBeNull()
    })

    test('a reveal is on record before it happens, and only for who may issue that token', async () => {
      const contact = await newContact()
      const { token } = await issue(support, forContact(contact.id))
      await support.call('tokens.noteReveal', { id: token.id, how: 'shown' })
      await support.call('tokens.noteReveal', { id: token.id, how: 'copied' })
      expect(await trailOf('token', token.id)).toEqual(['token.issued', 'token.shown', 'token.copied'])
      expect(await refusalOf(member.call('tokens.noteReveal', { id: token.id, how: 'shown' }))).toMatchObject({
        code: 'NOT_FOUND',
      })
    })

    test('a list goes on where it stopped, in any order, without a gap or a repetition', async () => {
      const user = await newUser()
      for (const name of ['Čáp', 'apple', 'Zebra', 'apple', 'éclair', 'Apple', 'zoo'])
        await issue(administrator, forUser(user.id), name)
      const wanted = { ownerId: user.id, limit: 2 } as const
      for (const by of ['createdAt', 'name', 'expiresAt', 'lastAccessAt'] as const)
        for (const direction of ['ascending', 'descending'] as const) {
          const rows = await allPages((cursor) =>
            administrator.call('tokens.list', { ...wanted, sort: { by, direction }, ...cursor }),
          )
          expect(new Set(rows.map((row) => row.id)).size).toBe(7)
        }
      const forged = await refusalOf(administrator.call('tokens.list', { cursor: 'made up' }))
      expect(forged).toMatchObject({ code: 'INVALID_INPUT' })
    })
  })

  describe('policy', () => {
    test('a change of the rules is on record with before and after, and needs the present version', async () => {
      const before = await administrator.call('policy.get', {})
      const after = await administrator.call('policy.update', { ...before, clipboardSeconds: 45 })
      expect(after).toEqual({ ...before, clipboardSeconds: 45, version: before.version + 1 })
      expect(await member.call('policy.get', {})).toEqual(after)
      expect(await refusalOf(administrator.call('policy.update', before))).toMatchObject({ code: 'CONFLICT' })
      expect(await refusalOf(administrator.call('policy.update', { ...after, idleMinutes: 31 }))).toMatchObject({
        code: 'INVALID_INPUT',
        fields: { idleMinutes: { limit: 30 } },
      })
      const { rows } = await administrator.call('audit.list', { action: ['policy.changed'] })
      expect(rows[0]?.details).toEqual({ clipboardSeconds: `${before.clipboardSeconds} → 45` })
      await administrator.call('policy.update', { ...after, clipboardSeconds: before.clipboardSeconds })
    })

    test('P4-2 · a form is offered what the policy allows, and nothing else', async () => {
      const before = await administrator.call('policy.get', {})
      const strict = await administrator.call('policy.update', {
        ...before,
        longestLifetimeDays: 45,
        defaultExpiration: '90-days',
        allowNoExpiration: false,
      })
      const owner = forUser(member.operator.id)
      const choices = await member.call('tokens.choices', { owner, timeZone: TIME_ZONE })
      expect(choices.expirations.map(({ choice }) => choice)).toEqual(['7-days', '30-days', 'custom'])
      expect(choices).toMatchObject({ defaultExpiration: '30-days', latestDate: '2027-01-05', suggestedName: '' })
      const refusal = await refusalOf(
        member.call('tokens.issue', { owner, name: 'X', expiration: { choice: '90-days' }, timeZone: TIME_ZONE }),
      )
      expect(refusal).toMatchObject({ code: 'POLICY', fields: { 'expiration.choice': { limit: 45 } } })
      const open = await administrator.call('policy.update', { ...strict, allowNoExpiration: true })
      const { token } = await member.call('tokens.issue', {
        owner,
        name: 'For ever',
        expiration: { choice: 'none' },
        timeZone: TIME_ZONE,
      })
      expect(token.expiresAt).toBeNull()
      await administrator.call('policy.update', { ...before, version: open.version })
    })
  })

  describe('the audit trail', () => {
    test('holds no secret, no digest and no password', async () => {
      const { secret } = await issue(member, forUser(member.operator.id))
      await refusalOf(trial.signIn('mia', 'not the password at all'))
      await refusalOf(trial.signIn(PASSWORD, 'typed into the wrong field'))
      const trail = JSON.stringify(
        await allPages(async (cursor) => {
          const { rows, nextBefore } = await administrator.call('audit.list', {
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
      for (const session of [administrator.session, member.session]) expect(trail).not.toContain(session.slice(4, 34))
      expect(trail).toContain('unknown user')
    })

    test('numbers its records without a gap, newest first, each with its hash', async () => {
      const { rows, nextBefore } = await administrator.call('audit.list', { limit: 5 })
      const first = rows[0]?.sequence ?? 0
      expect(rows.map((row) => row.sequence)).toEqual([first, first - 1, first - 2, first - 3, first - 4])
      for (const row of rows) expect(row.hash.length).toBeGreaterThanOrEqual(43)
      const next = await administrator.call('audit.list', { limit: 1, before: nextBefore ?? 0 })
      expect(next.rows[0]?.sequence).toBe(first - 5)
      expect((await administrator.call('audit.count', {})).count).toBe(first)
    })

    test('a refused or failed change leaves no record of a change', async () => {
      const { count } = await administrator.call('audit.count', {})
      await refusalOf(administrator.call('users.create', { username: 'anna', fullName: 'Twice', role: 'member' }))
      await refusalOf(administrator.call('customers.update', { id: 'CUS-0000-0000', version: 1, name: 'Nobody' }))
      expect((await administrator.call('audit.count', {})).count).toBe(count)
    })
  })

  if (way !== 'over HTTP')
    test('what changed is announced once it is durable, and a refused change is not', async () => {
      const heard = trial.events.length
      await refusalOf(administrator.call('customers.create', { name: '' }))
      await administrator.call('customers.create', { name: 'Heard of' })
      await administrator.call('customers.count', {})
      const names = trial.events.slice(heard).map((event) => event.name)
      expect(names).toEqual(expect.arrayContaining(['customers.changed', 'audit.changed']))
      expect(names.filter((name) => name === 'customers.changed')).toHaveLength(1)
    })
})

describe.each(waysIn)('sessions, asked %s', (way) => {
  let trial: DeskTrial
  let administrator: SignedIn

  beforeAll(async () => {
    trial = await deskTrial(way)
  })
  afterAll(async () => {
    await trial.dispose()
    expect(trial.bugs).toEqual([])
  })
  const again = async () => {
    trial.clock.advance(DAY)
    administrator = await trial.signIn('anna')
    return administrator
  }
  const WRONG = 'not the right password'

  test('the first run makes the administrator, once, even if asked twice at the same time', async () => {
    expect(await trial.as(null)('sessions.state', {})).toEqual({ store: 'empty', session: { state: 'signed-out' } })
    const first = { fullName: 'Anna Adminová', username: 'anna', password: PASSWORD }
    expect(
      await refusalOf(trial.as(null)('sessions.createAdministrator', { ...first, password: 'anna and her password' })),
    ).toMatchObject({ code: 'INVALID_INPUT', fields: { password: { rule: 'passwordNamesUser' } } })
    const results = await Promise.allSettled(
      ['anna', 'other'].map((username) => trial.as(null)('sessions.createAdministrator', { ...first, username })),
    )
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected'])
    const winner = results.find((result) => result.status === 'fulfilled')?.value
    if (winner === undefined) throw new Error('Somebody has to win.')
    expect(winner).toMatchObject({ operator: { role: 'administrator' }, secret: expect.stringMatching(/^tdo_/) })
    const call = trial.as(winner.secret)
    expect(await call('sessions.state', {})).toMatchObject({ store: 'ready', session: { state: 'active' } })
    expect((await call('users.count', {})).count).toBe(1)
    const { rows } = await call('audit.list', {})
    expect(rows.map((row) => row.action)).toEqual(['administrator.created'])
    expect(rows[0]?.actor?.id).toBe(winner.operator.id)
    // The rest of this story is told of Anna, whoever won.
    if (winner.operator.username === 'anna') administrator = { operator: winner.operator, session: winner.secret, call }
    else
      administrator = await person(
        trial,
        { operator: winner.operator, session: winner.secret, call },
        'administrator',
        'anna',
      )
    expect(await refusalOf(trial.firstRun())).toMatchObject({ code: 'CONFLICT', reason: 'not-empty' })
  })

  test('a wrong password, an unknown name, a technical user, a deactivated one and one without password are told alike', async () => {
    await again()
    const create = (username: string, kind: 'person' | 'technical' = 'person') =>
      administrator.call('users.create', {
        username,
        fullName: username,
        kind,
        role: kind === 'person' ? 'member' : null,
      })
    await person(trial, administrator, 'member', 'present')
    await create('scanner', 'technical')
    await create('passwordless')
    const gone = await person(trial, administrator, 'member', 'gone')
    const { id, version } = await administrator.call('users.get', { id: gone.operator.id })
    await administrator.call('users.deactivate', { id, version })
    const refusals = [
      await refusalOf(trial.signIn('present', WRONG)),
      await refusalOf(trial.signIn('nobody-of-that-name')),
      await refusalOf(trial.signIn('scanner')),
      await refusalOf(trial.signIn('passwordless')),
      await refusalOf(trial.signIn('gone')),
    ]
    expect(new Set(refusals.map((refusal) => JSON.stringify(refusal))).size).toBe(1)
    expect(refusals[0]).toEqual({
      code: 'NOT_SIGNED_IN',
      reason: 'bad-credentials',
      message: 'The username or the password is not right.',
    })
  })

  test('after five failures the waits grow, survive a restart, and end with a success; names that do not exist alike', async () => {
    await again()
    await person(trial, administrator, 'member', 'forgetful')
    for (const username of ['forgetful', 'nobody-at-all']) {
      const attempt = async (password = WRONG) => {
        const { code, reason, retryAfterMs } = await refusalOf(trial.signIn(username, password))
        return retryAfterMs ?? reason ?? code
      }
      for (let failure = 1; failure <= 6; failure += 1) expect(await attempt()).toBe('bad-credentials')
      expect(await attempt()).toBe(1000)
      await trial.restart()
      // Even the right password has to wait.
      expect(await attempt(PASSWORD)).toBe(1000)
      trial.clock.advance(1000)
      expect(await attempt()).toBe('bad-credentials')
      trial.clock.advance(500)
      expect(await attempt()).toBe(1500)
      trial.clock.advance(1500)
      expect(await attempt()).toBe('bad-credentials')
      expect(await attempt()).toBe(4000)
    }
    trial.clock.advance(4000)
    const back = await trial.signIn('FORGETFUL')
    await back.call('sessions.signOut', {})
    for (let failure = 1; failure <= 6; failure += 1)
      expect(await refusalOf(trial.signIn('forgetful', WRONG))).toMatchObject({ reason: 'bad-credentials' })
    expect(await refusalOf(trial.signIn('forgetful'))).toMatchObject({
      code: 'TOO_MANY_ATTEMPTS',
      message: 'Too many attempts failed. Try again in one second.',
    })
    const { rows } = await (await again()).call('audit.list', { action: ['session.sign-in-failed'], limit: 200 })
    expect(rows.filter((row) => row.details.username === 'forgetful').length).toBeGreaterThanOrEqual(12)
    expect(JSON.stringify(rows)).not.toContain('nobody-at-all')
  })

  test('attempts at the same time do not slip past the count', async () => {
    await again()
    await person(trial, administrator, 'member', 'raced')
    const codes = await Promise.all(
      Array.from({ length: 20 }, async () => (await refusalOf(trial.signIn('raced', WRONG))).code),
    )
    expect(codes.filter((code) => code === 'NOT_SIGNED_IN').length).toBeLessThanOrEqual(6)
  })

  test('at a hundred failures only an administrator’s setup code helps, which is good once', async () => {
    await again()
    const someone = await person(trial, administrator, 'member', 'hammered')
    for (let failure = 0; failure < 100; failure += 1) {
      expect((await refusalOf(trial.signIn('hammered', WRONG))).code).toBe('NOT_SIGNED_IN')
      trial.clock.advance(900_000)
    }
    trial.clock.advance(365 * DAY)
    const stopped = await refusalOf(trial.signIn('hammered'))
    expect(stopped).toMatchObject({ code: 'TOO_MANY_ATTEMPTS', reason: 'stopped' })
    expect(stopped.retryAfterMs).toBeUndefined()
    await again()
    const { secret } = await administrator.call('users.issueSetupCode', { id: someone.operator.id })
    const use = (setupCode: string, password = 'another good password') =>
      trial.as(null)('sessions.setPassword', { username: 'hammered', setupCode, password })
    expect(await refusalOf(use('AAAAA-BBBBB-CCCCC-DDDDD-EEEEE'))).toMatchObject({ reason: 'bad-credentials' })
    const typed = textOf(secret).toLowerCase().replaceAll('-', ' ')
    expect((await use(typed)).operator.id).toBe(someone.operator.id)
    expect(await refusalOf(use(typed))).toMatchObject({ reason: 'bad-credentials' })
    expect((await trial.signIn('hammered', 'another good password')).operator.username).toBe('hammered')
    expect(await refusalOf(trial.signIn('hammered'))).toMatchObject({ reason: 'bad-credentials' })
  })

  test('a setup code ends the sessions, expires after seven days, and is told alike for a name that does not exist', async () => {
    await again()
    const someone = await person(trial, administrator, 'member', 'slow')
    const { secret, expiresAt } = await administrator.call('users.issueSetupCode', { id: someone.operator.id })
    expect(Date.parse(expiresAt) - trial.clock.now()).toBe(7 * DAY)
    expect(await refusalOf(someone.call('policy.get', {}))).toMatchObject({ code: 'NOT_SIGNED_IN' })
    await administrator.call('users.noteSetupCodeReveal', { id: someone.operator.id, how: 'copied' })
    trial.clock.advance(7 * DAY)
    const use = (username: string) =>
      trial.as(null)('sessions.setPassword', { username, setupCode: textOf(secret), password: 'another good password' })
    const late = await refusalOf(use('slow'))
    expect(late).toMatchObject({ code: 'NOT_SIGNED_IN', reason: 'bad-credentials' })
    expect(await refusalOf(use('never-seen'))).toEqual(late)
    await again()
    expect(
      await refusalOf(administrator.call('users.issueSetupCode', { id: administrator.operator.id })),
    ).toMatchObject({ code: 'CONFLICT', reason: 'self' })
  })

  test('who is away for the idle time is locked; every call before that puts it off', async () => {
    await again()
    const { idleMinutes } = await administrator.call('policy.get', {})
    for (let stretch = 0; stretch < 3; stretch += 1) {
      trial.clock.advance(idleMinutes * MINUTE - 1)
      await administrator.call('sessions.touch', {})
    }
    // Asking how things stand is what a screen does by itself: it is no sign of anybody being there.
    trial.clock.advance(idleMinutes * MINUTE - 1)
    expect((await administrator.call('sessions.state', {})).session).toMatchObject({ state: 'active', idleMinutes })
    trial.clock.advance(1)
    expect(await refusalOf(administrator.call('users.list', {}))).toMatchObject({ code: 'LOCKED' })
    expect((await administrator.call('sessions.state', {})).session).toMatchObject({
      state: 'locked',
      operator: { username: 'anna' },
    })
    expect(await refusalOf(administrator.call('sessions.touch', {}))).toMatchObject({ code: 'LOCKED' })
    const { rows } = await (await again()).call('audit.list', { action: ['session.locked'], limit: 1 })
    expect(rows[0]?.details).toEqual({ cause: 'idle' })
  })

  test('presence survives a restart', async () => {
    await again()
    const { idleMinutes } = await administrator.call('policy.get', {})
    trial.clock.advance(10_000)
    await administrator.call('sessions.touch', {})
    await trial.restart()
    trial.clock.advance(idleMinutes * MINUTE - 1)
    expect(await administrator.call('users.count', {})).toMatchObject({ exact: true })
  })

  test('a locked session answers nothing until the password is given, and goes on under a new secret', async () => {
    await again()
    await administrator.call('sessions.lock', { cause: 'system' })
    await administrator.call('sessions.lock', {})
    expect(await refusalOf(administrator.call('tokens.list', {}))).toMatchObject({ code: 'LOCKED' })
    expect(await refusalOf(administrator.call('sessions.unlock', { password: WRONG }))).toEqual({
      code: 'NOT_SIGNED_IN',
      reason: 'bad-credentials',
      message: 'The password is not right.',
    })
    expect((await administrator.call('sessions.state', {})).session.state).toBe('locked')
    const { secret, operator } = await administrator.call('sessions.unlock', { password: PASSWORD })
    expect(operator.id).toBe(administrator.operator.id)
    expect(secret).not.toBe(administrator.session)
    expect(await refusalOf(administrator.call('users.list', {}))).toMatchObject({ code: 'NOT_SIGNED_IN' })
    expect(await refusalOf(administrator.call('sessions.unlock', { password: PASSWORD }))).toMatchObject({
      code: 'NOT_SIGNED_IN',
    })
    const { rows } = await trial.as(secret)('audit.list', { limit: 4 })
    expect(rows.map((row) => row.action)).toEqual([
      'session.unlocked',
      'session.unlock-failed',
      'session.locked',
      'session.signed-in',
    ])
    expect(rows[2]?.details).toEqual({ cause: 'system' })
  })

  test('failures to unlock count like failures to sign in', async () => {
    await again()
    await person(trial, administrator, 'member', 'fumbling')
    const { call } = await trial.signIn('fumbling')
    await call('sessions.lock', {})
    for (let failure = 1; failure <= 6; failure += 1) await refusalOf(call('sessions.unlock', { password: WRONG }))
    expect(await refusalOf(call('sessions.unlock', { password: PASSWORD }))).toMatchObject({ retryAfterMs: 1000 })
    expect(await refusalOf(trial.signIn('fumbling'))).toMatchObject({ retryAfterMs: 1000 })
  })

  test('a session ends after eight hours, however busy', async () => {
    await again()
    for (let quarter = 0; quarter < 48; quarter += 1) {
      await administrator.call('sessions.touch', {})
      trial.clock.advance(10 * MINUTE - (quarter === 47 ? 1 : 0))
    }
    await administrator.call('sessions.touch', {})
    trial.clock.advance(1)
    expect(await refusalOf(administrator.call('sessions.touch', {}))).toMatchObject({ code: 'NOT_SIGNED_IN' })
  })

  test('signing out ends the session for good, and may be repeated', async () => {
    await again()
    await administrator.call('sessions.signOut', {})
    await administrator.call('sessions.signOut', {})
    expect(await refusalOf(administrator.call('policy.get', {}))).toMatchObject({ code: 'NOT_SIGNED_IN' })
    expect(await administrator.call('sessions.state', {})).toEqual({ store: 'ready', session: { state: 'signed-out' } })
  })

  test('AK-5 · past its expiration a token is refused and shows as expired, without anything having to run', async () => {
    await again()
    const { token, secret } = await administrator.call('tokens.issue', {
      owner: { kind: 'user', id: administrator.operator.id },
      name: 'Until tonight',
      timeZone: TIME_ZONE,
    })
    const end = Date.parse(token.expiresAt ?? '')
    const look = async () => {
      const { call } = await trial.signIn('anna')
      const { reason } = await call('tokens.verify', { secret: textOf(secret) })
      return [reason, (await call('tokens.get', { id: token.id })).status]
    }
    trial.clock.set(end - 1)
    expect(await look()).toEqual(['active', 'active'])
    trial.clock.set(end)
    expect(await look()).toEqual(['expired', 'expired'])
    const { call } = await trial.signIn('anna')
    expect((await call('tokens.list', { status: ['expired'] })).rows.map((row) => row.id)).toContain(token.id)
    expect((await call('tokens.list', { status: ['active'] })).rows.map((row) => row.id)).not.toContain(token.id)
  })
})

/**
 * Who may ask for what, whole. A call that is not in this table, or a row without a call, fails. `everybody` includes
 * those who are signed out and locked sessions; the letters are administrator, support and member.
 */
const MATRIX: Readonly<Record<string, 'everybody' | 'ASM' | 'AS' | 'A'>> = {
  'sessions.state': 'everybody',
  'sessions.createAdministrator': 'everybody',
  'sessions.signIn': 'everybody',
  'sessions.setPassword': 'everybody',
  'sessions.lock': 'everybody',
  'sessions.unlock': 'everybody',
  'sessions.signOut': 'everybody',
  'sessions.touch': 'ASM',
  'users.list': 'A',
  'users.count': 'A',
  'users.get': 'A',
  'users.create': 'A',
  'users.update': 'A',
  'users.deactivate': 'A',
  'users.reactivate': 'A',
  'users.issueSetupCode': 'A',
  'users.noteSetupCodeReveal': 'A',
  'customers.list': 'AS',
  'customers.count': 'AS',
  'customers.get': 'AS',
  'customers.create': 'A',
  'customers.update': 'A',
  'customers.deactivate': 'A',
  'customers.reactivate': 'A',
  'contacts.list': 'AS',
  'contacts.count': 'AS',
  'contacts.get': 'AS',
  'contacts.create': 'A',
  'contacts.update': 'A',
  'contacts.deactivate': 'A',
  'contacts.reactivate': 'A',
  'imports.begin': 'A',
  'imports.append': 'A',
  'imports.inspect': 'A',
  'imports.prepare': 'A',
  'imports.preview': 'A',
  'imports.lines': 'A',
  'imports.start': 'A',
  'imports.discard': 'A',
  'tokens.list': 'ASM',
  'tokens.count': 'ASM',
  'tokens.get': 'ASM',
  'tokens.expiration': 'ASM',
  'tokens.choices': 'ASM',
  'tokens.issue': 'ASM',
  'tokens.noteReveal': 'ASM',
  'tokens.disable': 'ASM',
  'tokens.enable': 'ASM',
  'tokens.remove': 'ASM',
  'tokens.delete': 'ASM',
  'tokens.verify': 'ASM',
  'modules.list': 'ASM',
  'policy.get': 'ASM',
  'policy.update': 'A',
  'audit.list': 'A',
  'audit.count': 'A',
  'jobs.get': 'ASM',
  'jobs.cancel': 'ASM',
}

describe.each(waysIn)('permissions matrix, asked %s', (way) => {
  let trial: DeskTrial
  const sessions: Record<string, string | null> = { 'signed-out': null }

  beforeAll(async () => {
    trial = await deskTrial(way)
    const administrator = await trial.firstRun()
    sessions.administrator = administrator.session
    sessions.support = (await person(trial, administrator, 'support', 'sam')).session
    sessions.member = (await person(trial, administrator, 'member', 'mia')).session
    const locked = await trial.signIn('anna')
    await locked.call('sessions.lock', {})
    sessions.locked = locked.session
  })
  afterAll(async () => {
    await trial.dispose()
    expect(trial.bugs).toEqual([])
  })

  test('every call of the contract has its row', () => {
    expect(Object.keys(MATRIX).sort()).toEqual(Object.keys(deskCalls).sort())
  })

  test.each(Object.entries(MATRIX))('%s is for %s', async (name, allowed) => {
    // An input that no call accepts: who may ask is told INVALID_INPUT, who may not learns nothing about the input.
    const outcomeFor = async (who: string) => {
      const reply = await trial.desk().call({ name, input: { noSuchField: true }, session: sessions[who] ?? null })
      return reply.ok ? 'answered' : reply.error.code
    }
    const roles = { administrator: 'A', support: 'S', member: 'M' } as const
    for (const [who, letter] of Object.entries(roles)) {
      const may = allowed === 'everybody' || allowed.includes(letter)
      expect([who, await outcomeFor(who)]).toEqual([who, may ? 'INVALID_INPUT' : 'FORBIDDEN'])
    }
    const isPublic = allowed === 'everybody'
    expect(await outcomeFor('signed-out')).toBe(isPublic ? 'INVALID_INPUT' : 'NOT_SIGNED_IN')
    expect(await outcomeFor('locked')).toBe(isPublic ? 'INVALID_INPUT' : 'LOCKED')
  })
})

/** A new person with this role, who has chosen the password by a setup code, which signs in. */
async function person(trial: DeskTrial, by: SignedIn, role: Role, username: string): Promise<SignedIn> {
  const user = await by.call('users.create', { username, fullName: `The ${username}`, role })
  const { secret } = await by.call('users.issueSetupCode', { id: user.id })
  const started = await trial.as(null)('sessions.setPassword', {
    username,
    setupCode: textOf(secret),
    password: PASSWORD,
  })
  return { operator: started.operator, session: started.secret, call: trial.as(started.secret) }
}

async function allPages<Row>(
  pageAt: (cursor: { cursor?: string }) => Promise<{ rows: Row[]; nextCursor: string | null }>,
): Promise<Row[]> {
  const rows: Row[] = []
  let cursor: { cursor?: string } = {}
  for (;;) {
    const page = await pageAt(cursor)
    rows.push(...page.rows)
    if (page.nextCursor === null) return rows
    cursor = { cursor: page.nextCursor }
  }
}

function textOf(bytes: Uint8Array | string): string {
  return typeof bytes === 'string' ? bytes : String.fromCharCode(...bytes)
}
