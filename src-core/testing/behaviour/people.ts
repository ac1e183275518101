import { expect, test } from 'vitest'
import { refusalOf } from '../call-as.ts'
import { allPages, type Cast, forContact, forUser, person } from './cast.ts'

/** Users, technical users, customers and contacts. */
export function people(cast: Cast): void {
  const { newUser, newTechnicalUser, newContact, issue, reasonFor, trailOf } = cast

  test('P4-1 · the list of users shows everyone, fictitious accounts too, and each has its tokens', async () => {
    const machine = await newTechnicalUser()
    const someone = await newUser()
    await issue(cast.administrator, { kind: 'technical-user', id: machine.id }, 'Scanner')
    const { rows } = await cast.administrator.call('users.list', { search: 'machine', limit: 200 })
    expect(rows.find((row) => row.id === machine.id)).toMatchObject({ kind: 'technical', role: null, tokenCount: 1 })
    const everyone = await allPages((cursor) => cast.administrator.call('users.list', { limit: 3, ...cursor }))
    const ids = everyone.map((row) => row.id)
    expect(ids).toEqual(expect.arrayContaining([machine.id, someone.id, cast.administrator.operator.id]))
    expect(new Set(ids).size).toBe(ids.length)
    expect(await cast.administrator.call('users.count', {})).toEqual({ count: ids.length, exact: true })
    const tokens = await cast.administrator.call('tokens.list', { ownerId: machine.id })
    expect(tokens.rows).toMatchObject([{ name: 'Scanner', status: 'active', owner: { kind: 'technical-user' } }])
  })

  test('a username is taken without regard to case', async () => {
    const refusal = await refusalOf(
      cast.administrator.call('users.create', { username: 'ANNA', fullName: 'Another Anna', role: 'member' }),
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
      const user = await cast.administrator.call('users.create', {
        username: `name-${cast.next()}`,
        fullName,
        role: 'member',
      })
      expect((await cast.administrator.call('users.get', { id: user.id })).fullName).toBe(fullName)
    }
    const invisible = ['\u200b', '\u3164', '\u200e \u00ad']
    for (const fullName of ['', ' ', 'a\u0000b', 'a\u202eb', 'x'.repeat(201), 'a\nb', '\ud800', ...invisible])
      expect(
        await refusalOf(cast.administrator.call('users.create', { username: 'refused', fullName, role: 'member' })),
      ).toMatchObject({ code: 'INVALID_INPUT', fields: { fullName: expect.anything() } })
  })

  test('an address is refused where something in it cannot be seen, and none at all is fine', async () => {
    const create = (email: string) =>
      cast.administrator.call('users.create', {
        username: `mail-${cast.next()}`,
        fullName: 'Somebody',
        role: 'member',
        email,
      })
    for (const email of ['a\u202e@b.cz', 'a@b\u0000.cz', 'a\u0007@b.cz', 'a\u200b@b.cz', '\ud800@b.cz', 'no address'])
      expect(await refusalOf(create(email))).toMatchObject({
        code: 'INVALID_INPUT',
        fields: { email: { message: 'Give an address such as name@example.com.' } },
      })
    expect((await create(' ')).email).toBeNull()
    expect((await create(' žofie@příklad.cz ')).email).toBe('žofie@příklad.cz')
  })

  test('a change tells which fields it changed, and one made from an older version is a CONFLICT', async () => {
    const user = await newUser()
    const change = { id: user.id, version: user.version, kind: user.kind, role: user.role, fullName: 'Renamed' }
    const changed = await cast.administrator.call('users.update', change)
    expect(changed).toMatchObject({ fullName: 'Renamed', username: user.username })
    expect(changed.version).toBeGreaterThan(user.version)
    expect(await refusalOf(cast.administrator.call('users.update', change))).toMatchObject({ code: 'CONFLICT' })
    const { rows } = await cast.administrator.call('audit.list', { subject: { kind: 'user', id: user.id } })
    expect(rows[0]).toMatchObject({
      action: 'user.changed',
      actor: { id: cast.administrator.operator.id },
      details: { changed: ['fullName'] },
    })
    expect(rows).toHaveLength(2)
  })

  test('the last administrator who can sign in stays one, also beside another without a password', async () => {
    const { operator, call } = cast.administrator
    const { id: invited, version: atFirst } = await cast.newUser('administrator')
    await call('users.issueSetupCode', { id: invited })
    const self = await call('users.get', { id: operator.id })
    const { id, version, fullName } = self
    const refusals = [
      await refusalOf(call('users.deactivate', { id, version })),
      await refusalOf(call('users.update', { id, version, fullName, kind: 'person', role: 'member' })),
      await refusalOf(call('users.update', { id, version, fullName, kind: 'technical' })),
    ]
    for (const refusal of refusals) expect(refusal).toMatchObject({ code: 'CONFLICT', reason: 'last-administrator' })
    expect(await call('users.get', { id })).toEqual(self)
    expect((await call('users.deactivate', { id: invited, version: atFirst })).active).toBe(false)
  })

  test('nobody deactivates themself, but one administrator another', async () => {
    const second = await person(cast.trial, cast.administrator, 'administrator', `boss-${cast.next()}`)
    const self = await second.call('users.get', { id: second.operator.id })
    const refusal = await refusalOf(second.call('users.deactivate', { id: self.id, version: self.version }))
    expect(refusal).toMatchObject({ code: 'CONFLICT', reason: 'self' })
    await cast.administrator.call('users.deactivate', { id: self.id, version: self.version })
    expect(await refusalOf(second.call('policy.get', {}))).toMatchObject({ code: 'NOT_SIGNED_IN' })
  })

  test('O4-8 · a person who becomes a technical user loses password and session, and can never sign in', async () => {
    const someone = await person(cast.trial, cast.administrator, 'member', `turned-${cast.next()}`)
    const before = await cast.administrator.call('users.get', { id: someone.operator.id })
    const change = { id: before.id, version: before.version, fullName: before.fullName, kind: 'technical' as const }
    expect(await refusalOf(cast.administrator.call('users.update', { ...change, role: 'member' }))).toMatchObject({
      code: 'INVALID_INPUT',
      fields: { role: expect.anything() },
    })
    expect(await cast.administrator.call('users.update', change)).toMatchObject({ role: null, hasPassword: false })
    expect(await refusalOf(someone.call('policy.get', {}))).toMatchObject({ code: 'NOT_SIGNED_IN' })
    expect(await refusalOf(cast.trial.signIn(before.username))).toMatchObject({ reason: 'bad-credentials' })
    expect(await refusalOf(cast.administrator.call('users.issueSetupCode', { id: before.id }))).toMatchObject({
      code: 'CONFLICT',
      reason: 'technical-user',
    })
  })

  test('a changed role holds from the next call on', async () => {
    const someone = await person(cast.trial, cast.administrator, 'member', `promoted-${cast.next()}`)
    expect(await refusalOf(someone.call('contacts.list', {}))).toMatchObject({ code: 'FORBIDDEN' })
    const { id, version, fullName } = await cast.administrator.call('users.get', { id: someone.operator.id })
    await cast.administrator.call('users.update', { id, version, fullName, kind: 'person', role: 'support' })
    expect((await someone.call('contacts.list', {})).rows).toBeInstanceOf(Array)
  })

  test('a deactivated user is out at once and its tokens stop, until it is reactivated', async () => {
    const someone = await person(cast.trial, cast.administrator, 'member', `leaver-${cast.next()}`)
    const { secret } = await issue(someone, forUser(someone.operator.id))
    expect(await reasonFor(secret)).toBe('active')
    const before = await cast.administrator.call('users.get', { id: someone.operator.id })
    const off = await cast.administrator.call('users.deactivate', { id: before.id, version: before.version })
    expect(off.active).toBe(false)
    expect(await reasonFor(secret)).toBe('owner-inactive')
    expect(await refusalOf(someone.call('policy.get', {}))).toMatchObject({ code: 'NOT_SIGNED_IN' })
    expect(await refusalOf(cast.trial.signIn(before.username))).toMatchObject({ reason: 'bad-credentials' })
    await cast.administrator.call('users.reactivate', { id: off.id, version: off.version })
    expect(await reasonFor(secret)).toBe('active')
    expect(await refusalOf(someone.call('policy.get', {}))).toMatchObject({ code: 'NOT_SIGNED_IN' })
    expect((await cast.trial.signIn(before.username)).operator.id).toBe(before.id)
    expect((await trailOf('user', before.id)).filter((action) => action.endsWith('activated'))).toEqual([
      'user.deactivated',
      'user.reactivated',
    ])
  })

  test('a deactivated contact’s tokens stop, and so do those of a deactivated customer’s contacts', async () => {
    const contact = await newContact()
    const { secret } = await issue(cast.support, forContact(contact.id))
    const off = await cast.administrator.call('contacts.deactivate', { id: contact.id, version: contact.version })
    expect(await reasonFor(secret)).toBe('owner-inactive')
    expect(await refusalOf(issue(cast.support, forContact(contact.id)))).toMatchObject({
      code: 'CONFLICT',
      reason: 'owner-inactive',
    })
    await cast.administrator.call('contacts.reactivate', { id: contact.id, version: off.version })
    expect(await reasonFor(secret)).toBe('active')
    const customer = await cast.administrator.call('customers.get', { id: contact.customer.id })
    await cast.administrator.call('customers.deactivate', { id: customer.id, version: customer.version })
    expect(await reasonFor(secret)).toBe('owner-inactive')
    expect(await refusalOf(issue(cast.support, forContact(contact.id)))).toMatchObject({ reason: 'owner-inactive' })
    expect(await trailOf('customer', customer.id)).toEqual(['customer.created', 'customer.deactivated'])
  })

  test('contacts are found by part of their name, their address and their customer, and move between customers', async () => {
    const contact = await newContact()
    const number = cast.next()
    const other = await cast.administrator.call('customers.create', { name: `Werkstätten Grünwald ${number}` })
    const moved = await cast.administrator.call('contacts.update', {
      id: contact.id,
      version: contact.version,
      customerId: other.id,
      fullName: 'Růžena Dvořáková',
      email: `ruzena-${number}@example.com`,
    })
    expect(moved.customer.id).toBe(other.id)
    for (const search of ['dvorak', 'RŮŽ', `ruzena-${number}@`, `grunwald ${number}`]) {
      const { rows } = await cast.support.call('contacts.list', { search })
      expect(rows.map((row) => row.id)).toContain(contact.id)
    }
    expect(
      await refusalOf(cast.administrator.call('contacts.create', { customerId: 'CUS-0000-0000', fullName: 'Nobody' })),
    ).toMatchObject({ code: 'INVALID_INPUT', fields: { customerId: expect.anything() } })
  })

  test('what is not there is NOT_FOUND', async () => {
    for (const answer of [
      cast.administrator.call('users.get', { id: 'USR-0000-0000' }),
      cast.administrator.call('contacts.get', { id: 'CON-0000-0000' }),
      cast.administrator.call('customers.deactivate', { id: 'CUS-0000-0000', version: 1 }),
      cast.administrator.call('tokens.get', { id: 'TKN-0000-0000' }),
      cast.administrator.call('tokens.delete', { id: 'TKN-0000-0000', version: 1 }),
      cast.administrator.call('jobs.get', { id: 'JOB-0000-0000' }),
    ])
      expect(await refusalOf(answer)).toMatchObject({ code: 'NOT_FOUND' })
  })
}
