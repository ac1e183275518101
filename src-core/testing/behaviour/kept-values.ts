import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { OwnerKind } from '../../../src-shared/schemas/tokens.ts'
import { refusalOf } from '../call-as.ts'
import type { SignedIn } from '../desk-trial.ts'
import { type Cast, forContact, forUser, textOf } from './cast.ts'

/** Values of tokens that an installation chooses to keep (MP-10). */
export function keptValues(cast: Cast): void {
  const { newUser, newTechnicalUser, newContact, issue, reasonFor, trailOf } = cast

  /** Lets the policy keep the values of these, whatever goes with that. */
  const keep = async (...recoverableFor: OwnerKind[]) => {
    const before = await cast.administrator.call('policy.get', {})
    return cast.administrator.call('policy.update', { ...before, recoverableFor, destroyKeptValues: true })
  }
  const valueFor = async (by: SignedIn, id: string, how: 'shown' | 'copied' = 'shown') =>
    textOf((await by.call('tokens.value', { id: id as never, how })).secret)
  const recoverable = async (id: string) =>
    (await cast.administrator.call('tokens.get', { id: id as never })).recoverable

  test('MP-10 · nothing is kept at first: a token says so, and its value is shown once', async () => {
    expect((await cast.administrator.call('policy.get', {})).recoverableFor).toEqual([])
    const { token } = await issue(cast.member, forUser(cast.member.operator.id))
    expect(token.recoverable).toBe(false)
    expect(await refusalOf(valueFor(cast.member, token.id))).toMatchObject({ code: 'CONFLICT', reason: 'not-kept' })
    expect(await trailOf('token', token.id)).toEqual(['token.issued'])
    expect(cast.trial.keyRing.handedOut).toEqual([])
  })

  test('MP-10 · a kept value is had again, shown or copied, with a record each time', async () => {
    await keep('user')
    const user = await newUser()
    const { token, secret } = await issue(cast.administrator, forUser(user.id))
    expect(token.recoverable).toBe(true)
    expect(await recoverable(token.id)).toBe(true)
    expect(await valueFor(cast.administrator, token.id, 'shown')).toBe(secret)
    expect(await valueFor(cast.administrator, token.id, 'copied')).toBe(secret)
    expect(await reasonFor(secret)).toBe('active')
    expect(await trailOf('token', token.id)).toEqual(['token.issued', 'token.shown', 'token.copied'])
    const { rows } = await cast.administrator.call('audit.list', { action: ['token.copied'], limit: 1 })
    expect(rows[0]).toMatchObject({
      actor: { id: cast.administrator.operator.id },
      subject: { kind: 'token', id: token.id },
      details: { owner: user.fullName, ownerId: user.id },
    })
  })

  test('MP-10 · only the owners that the policy names have their values kept, from then on', async () => {
    await keep()
    const before = await issue(cast.member, forUser(cast.member.operator.id))
    await keep('contact')
    const machine = await newTechnicalUser()
    const contact = await newContact()
    const made = {
      user: await issue(cast.member, forUser(cast.member.operator.id)),
      technical: await issue(cast.administrator, { kind: 'technical-user', id: machine.id }),
      contact: await issue(cast.support, forContact(contact.id)),
    }
    expect(await recoverable(before.token.id)).toBe(false)
    expect(await recoverable(made.user.token.id)).toBe(false)
    expect(await recoverable(made.technical.token.id)).toBe(false)
    expect(await recoverable(made.contact.token.id)).toBe(true)
    expect(await valueFor(cast.support, made.contact.token.id)).toBe(made.contact.secret)
  })

  test('MP-10 · outside an operator’s reach a kept value is not there, and nothing is on record', async () => {
    await keep('user', 'contact')
    const user = await newUser()
    const contact = await newContact()
    const ofUser = await issue(cast.administrator, forUser(user.id))
    const ofContact = await issue(cast.administrator, forContact(contact.id))
    for (const [by, id] of [
      [cast.support, ofUser.token.id],
      [cast.member, ofUser.token.id],
      [cast.member, ofContact.token.id],
    ] as const)
      expect(await refusalOf(valueFor(by, id))).toMatchObject({ code: 'NOT_FOUND' })
    expect(await trailOf('token', ofUser.token.id)).toEqual(['token.issued'])
  })

  test('MP-10 · no file holds a kept value, and the key is in no file and in no memory', async () => {
    await keep('user')
    const { token, secret } = await issue(cast.member, forUser(cast.member.operator.id))
    await valueFor(cast.member, token.id)
    const { folder, keyRing } = cast.trial
    const key = await keyRing.key()
    const forms = [Buffer.from(secret.slice(4, 34)), Buffer.from(key), Buffer.from(Buffer.from(key).toString('base64'))]
    for (const name of readdirSync(folder)) {
      const path = join(folder, name)
      if (!statSync(path).isFile()) continue
      const content = readFileSync(path)
      for (const form of forms) expect([name, content.includes(form)]).toEqual([name, false])
    }
    key.fill(0)
    // In a thread of its own the desk zeroes what was handed over to it, which leaves nothing here.
    expect(keyRing.handedOut.flatMap((bytes) => [...bytes]).every((byte) => byte === 0)).toBe(true)
  })

  test('MP-10 · a value goes with its token, removed or deleted, and with the kind of its owner', async () => {
    await keep('user', 'technical-user')
    const user = await newUser()
    const removed = await issue(cast.administrator, forUser(user.id))
    const deleted = await issue(cast.administrator, forUser(user.id))
    const disabled = await issue(cast.administrator, forUser(user.id))
    const version = (made: typeof removed) => ({ id: made.token.id, version: made.token.version })
    const kept = async () => {
      const { keptValues: counts } = await cast.administrator.call('policy.keyRing', {})
      return counts.reduce((sum, { count }) => sum + count, 0)
    }
    const all = await kept()
    await cast.administrator.call('tokens.remove', version(removed))
    expect(await recoverable(removed.token.id)).toBe(false)
    expect(await refusalOf(valueFor(cast.administrator, removed.token.id))).toMatchObject({ reason: 'not-kept' })
    await cast.administrator.call('tokens.delete', version(deleted))
    expect(await kept()).toBe(all - 2)
    await cast.administrator.call('tokens.disable', version(disabled))
    expect(await valueFor(cast.administrator, disabled.token.id)).toBe(disabled.secret)
    const { fullName, email, preferredLanguage } = user
    await cast.administrator.call('users.update', {
      ...{ id: user.id, version: user.version, fullName, email, preferredLanguage },
      ...{ kind: 'technical', role: null },
    })
    expect(await kept()).toBe(all - 3)
    expect(await recoverable(disabled.token.id)).toBe(false)
  })

  test('MP-10 · to keep no more destroys what is kept, once that is confirmed, and is on record', async () => {
    await keep()
    await keep('user', 'contact')
    const contact = await newContact()
    const ofUser = await issue(cast.member, forUser(cast.member.operator.id))
    const ofContact = [
      await issue(cast.support, forContact(contact.id)),
      await issue(cast.support, forContact(contact.id)),
    ]
    const policy = await cast.administrator.call('policy.get', {})
    expect(await cast.administrator.call('policy.keyRing', {})).toEqual({
      available: true,
      problem: null,
      keptValues: [
        { ownerKind: 'user', count: 1, exact: true, owners: [cast.member.operator.fullName] },
        { ownerKind: 'contact', count: 2, exact: true, owners: [contact.fullName] },
      ],
    })
    const refused = await refusalOf(cast.administrator.call('policy.update', { ...policy, recoverableFor: ['user'] }))
    expect(refused).toMatchObject({
      code: 'CONFLICT',
      reason: 'kept-values',
      fields: { recoverableFor: { rule: 'keptValues', limit: 2 } },
    })
    expect(await cast.administrator.call('policy.get', {})).toEqual(policy)
    expect(await valueFor(cast.support, ofContact[0]!.token.id)).toBe(ofContact[0]!.secret)

    await cast.administrator.call('policy.update', { ...policy, recoverableFor: ['user'], destroyKeptValues: true })
    for (const { token, secret } of ofContact) {
      expect(await refusalOf(valueFor(cast.support, token.id))).toMatchObject({ code: 'CONFLICT', reason: 'not-kept' })
      expect(await reasonFor(secret)).toBe('active')
    }
    expect(await valueFor(cast.member, ofUser.token.id)).toBe(ofUser.secret)
    const { rows } = await cast.administrator.call('audit.list', { action: ['token.values-destroyed'], limit: 1 })
    expect(rows[0]).toMatchObject({ details: { ownerKind: 'contact', count: 2 } })
  })

  test('MP-10 · without a keychain the policy cannot be switched on and says why', async () => {
    const policy = await keep()
    const why = /secret service/
    cast.trial.keyRing.takeAway('no-service')
    try {
      expect(await cast.administrator.call('policy.keyRing', {})).toEqual({
        available: false,
        problem: 'no-service',
        keptValues: [],
      })
      const wish = cast.administrator.call('policy.update', { ...policy, recoverableFor: ['user'] })
      expect(await refusalOf(wish)).toMatchObject({
        code: 'POLICY',
        reason: 'no-keychain',
        message: expect.stringMatching(why),
        fields: { recoverableFor: { rule: 'noKeychain', message: expect.stringMatching(why) } },
      })
      expect(await cast.administrator.call('policy.get', {})).toEqual(policy)
      // Every other rule can be changed as ever.
      await cast.administrator.call('policy.update', policy)
    } finally {
      cast.trial.keyRing.bringBack()
    }
  })

  test('MP-10 · a keychain that fails refuses a token whose value is to be kept, and nothing is half done', async () => {
    await keep('user')
    const user = await newUser()
    const contact = await newContact()
    const kept = await issue(cast.administrator, forUser(user.id))
    const { count } = await cast.administrator.call('audit.count', {})
    cast.trial.keyRing.takeAway('late')
    try {
      const refused = await refusalOf(issue(cast.administrator, forUser(user.id)))
      expect(refused).toMatchObject({
        code: 'POLICY',
        reason: 'no-keychain',
        message: expect.stringContaining('Unlock it'),
      })
      expect(await refusalOf(valueFor(cast.administrator, kept.token.id))).toMatchObject({ reason: 'no-keychain' })
      expect((await cast.administrator.call('audit.count', {})).count).toBe(count)
      expect((await cast.administrator.call('tokens.list', { ownerId: user.id })).rows).toHaveLength(1)
      await issue(cast.support, forContact(contact.id))
      // What is kept can be destroyed without it.
      await keep()
    } finally {
      cast.trial.keyRing.bringBack()
    }
  })

  test('MP-10 · another key opens nothing and seals nothing, until what the first one sealed is destroyed', async () => {
    await keep('user')
    const mine = forUser(cast.member.operator.id)
    const { token } = await issue(cast.member, mine)
    cast.trial.keyRing.changeKey()
    expect(await refusalOf(valueFor(cast.member, token.id))).toMatchObject({ code: 'CONFLICT', reason: 'other-key' })
    expect(await refusalOf(issue(cast.member, mine))).toMatchObject({ code: 'CONFLICT', reason: 'other-key' })
    const policy = await cast.administrator.call('policy.get', {})
    const wider = cast.administrator.call('policy.update', { ...policy, recoverableFor: ['user', 'contact'] })
    expect(await refusalOf(wider)).toMatchObject({ code: 'CONFLICT', reason: 'other-key' })
    await keep()
    await keep('user')
    const again = await issue(cast.member, mine)
    expect(await valueFor(cast.member, again.token.id)).toBe(again.secret)
    await keep()
  })
}
