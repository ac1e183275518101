import { expect, test } from 'vitest'
import { refusalOf } from '../call-as.ts'
import { TIME_ZONE } from '../desk-trial.ts'
import { type Cast, forContact, forUser, textOf } from './cast.ts'

/** The areas of the API that tokens can reach, and what becomes of tokens when one is closed. */
export function modules(cast: Cast): void {
  const newModule = (values: { enabled?: boolean; forContacts?: boolean } = {}) => {
    const number = cast.next()
    return cast.administrator.call('modules.create', {
      code: `area-${number}`,
      name: `Area ${number}`,
      description: 'Made for a test.',
      enabled: true,
      forContacts: false,
      ...values,
    })
  }
  const issueFor = async (owner: Parameters<Cast['issue']>[1], reached: readonly string[]) => {
    const { token, secret } = await cast.administrator.call('tokens.issue', {
      owner,
      name: `Reaches ${cast.next()}`,
      modules: [...reached],
      timeZone: TIME_ZONE,
      expiration: { choice: '30-days' },
    })
    return { token, secret: textOf(secret) }
  }

  test('a module is added under a code of its own, and a change needs its present version', async () => {
    const module = await newModule()
    expect(module).toMatchObject({ description: 'Made for a test.', enabled: true, forContacts: false, version: 1 })
    expect(await cast.member.call('modules.list', {})).toContainEqual(module)
    const again = { code: module.code, name: 'Another', description: null, enabled: true, forContacts: true }
    expect(await refusalOf(cast.administrator.call('modules.create', again))).toMatchObject({
      code: 'CONFLICT',
      fields: { code: { rule: 'taken' } },
    })
    const change = { ...again, version: module.version }
    const changed = await cast.administrator.call('modules.update', change)
    expect(changed).toEqual({ ...again, version: 2 })
    expect(await refusalOf(cast.administrator.call('modules.update', change))).toMatchObject({
      code: 'CONFLICT',
      reason: 'stale-version',
    })
    const { rows } = await cast.administrator.call('audit.list', { subject: { kind: 'module', id: module.code } })
    expect(rows.map(({ action, details }) => [action, details])).toEqual([
      [
        'module.changed',
        {
          name: `${module.name} → Another`,
          description: 'Made for a test. → none',
          forContacts: 'false → true',
        },
      ],
      ['module.created', { name: module.name, enabled: true, forContacts: false }],
    ])
  })

  test('a code is written as a scope is, and what is not there cannot be changed', async () => {
    const values = { name: 'X', description: null, enabled: true, forContacts: false }
    for (const code of ['', 'Orders', 'two words', '-x', 'x'.repeat(64)])
      expect(await refusalOf(cast.administrator.call('modules.create', { ...values, code }))).toMatchObject({
        code: 'INVALID_INPUT',
        fields: { code: {} },
      })
    const nowhere = { ...values, code: 'no-such-module', version: 1 }
    expect(await refusalOf(cast.administrator.call('modules.update', nowhere))).toMatchObject({ code: 'NOT_FOUND' })
    expect(await refusalOf(cast.administrator.call('modules.usage', { code: 'no-such-module' }))).toMatchObject({
      code: 'NOT_FOUND',
    })
  })

  test('MP-5 · a module that is not enabled is offered to nobody and cannot be given', async () => {
    const off = await newModule({ enabled: false, forContacts: true })
    const on = await newModule()
    const user = await cast.newUser()
    const contact = await cast.newContact()
    const offered = async (owner: Parameters<Cast['issue']>[1]) =>
      (await cast.administrator.call('tokens.choices', { owner, timeZone: TIME_ZONE })).modules.map(({ code }) => code)
    expect(await offered(forUser(user.id))).toContain(on.code)
    expect(await offered(forUser(user.id))).not.toContain(off.code)
    expect(await offered(forContact(contact.id))).not.toContain(off.code)
    expect(await refusalOf(issueFor(forUser(user.id), [off.code]))).toMatchObject({
      fields: { 'modules.0': { rule: 'moduleOff' } },
    })
  })

  test('a token does not reach a module that is disabled, until it is enabled again', async () => {
    const module = await newModule()
    const user = await cast.newUser()
    const { token, secret } = await issueFor(forUser(user.id), [module.code, 'orders'])
    expect(await cast.reasonFor(secret, module.code)).toBe('active')
    const off = await cast.administrator.call('modules.update', { ...module, enabled: false })
    expect(await cast.reasonFor(secret, module.code)).toBe('module-missing')
    expect([await cast.reasonFor(secret, 'orders'), await cast.reasonFor(secret)]).toEqual(['active', 'active'])
    const shown = await cast.administrator.call('tokens.get', { id: token.id })
    expect(shown.modules.map(({ code }) => code).sort()).toEqual([module.code, 'orders'].sort())
    await cast.administrator.call('modules.update', { ...off, enabled: true })
    expect(await cast.reasonFor(secret, module.code)).toBe('active')
  })

  test('O4-7 · contacts’ tokens do not reach a module that is closed to contacts; others go on', async () => {
    const module = await newModule({ forContacts: true })
    const contact = await cast.newContact()
    const user = await cast.newUser()
    const [ofContact, ofUser] = [
      await issueFor(forContact(contact.id), [module.code, 'order-status']),
      await issueFor(forUser(user.id), [module.code]),
    ]
    expect(await cast.reasonFor(ofContact.secret, module.code)).toBe('active')
    await cast.administrator.call('modules.update', { ...module, forContacts: false })
    expect(await cast.reasonFor(ofContact.secret, module.code)).toBe('module-missing')
    expect(await cast.reasonFor(ofContact.secret, 'order-status')).toBe('active')
    expect(await cast.reasonFor(ofUser.secret, module.code)).toBe('active')
  })

  test('before a module is closed it is known which tokens in use would lose it', async () => {
    const module = await newModule({ forContacts: true })
    const contact = await cast.newContact()
    const user = await cast.newUser()
    const first = await issueFor(forUser(user.id), [module.code])
    const second = await issueFor(forContact(contact.id), [module.code])
    const gone = await issueFor(forUser(user.id), [module.code])
    await cast.administrator.call('tokens.remove', { id: gone.token.id, version: gone.token.version })
    expect(await cast.administrator.call('modules.usage', { code: module.code })).toEqual({
      count: 2,
      exact: true,
      byOwnerKind: {
        user: { count: 1, exact: true },
        'technical-user': { count: 0, exact: true },
        contact: { count: 1, exact: true },
      },
      examples: [
        { name: second.token.name, owner: contact.fullName },
        { name: first.token.name, owner: user.fullName },
      ],
    })
    const ofContacts = await cast.administrator.call('modules.usage', { code: module.code, ownerKind: 'contact' })
    expect(ofContacts).toMatchObject({ count: 1, examples: [{ owner: contact.fullName }] })
  })
}
