import sharp from 'sharp'
import { expect, test } from 'vitest'
import { refusalOf } from '../call-as.ts'
import { type SignedIn, TIME_ZONE } from '../desk-trial.ts'
import { type Cast, forContact, forUser } from './cast.ts'

/** What of a token changes while it lives: name, description, modules, logo, and whether it is in use. */
export function tokenLife(cast: Cast): void {
  const { newUser, newContact, issue, reasonFor, trailOf } = cast

  test('MP-4 · a token’s name, description and modules are changed, and the trail tells what stood there before', async () => {
    const user = await newUser()
    const { token, secret } = await issue(cast.administrator, forUser(user.id), 'Old name')
    const changed = await cast.administrator.call('tokens.update', {
      id: token.id,
      version: token.version,
      name: ' New name ',
      description: 'First line.\nSecond line.',
      modules: ['orders', 'order-status', 'orders'],
    })
    expect(changed).toMatchObject({ name: 'New name', description: 'First line.\nSecond line.', logoVersion: null })
    expect(changed.modules.map(({ code }) => code).sort()).toEqual(['order-status', 'orders'])
    expect(changed.version).toBeGreaterThan(token.version)
    expect(await cast.administrator.call('tokens.get', { id: token.id })).toEqual(changed)
    expect(changed).toMatchObject({ hint: token.hint, expiresAt: token.expiresAt, owner: token.owner })
    const { rows } = await cast.administrator.call('tokens.list', { search: 'New name', ownerId: user.id })
    expect(rows.map(({ id }) => id)).toEqual([token.id])
    expect((await cast.administrator.call('tokens.list', { search: 'Old name', ownerId: user.id })).rows).toEqual([])
    expect([await reasonFor(secret, 'orders'), await reasonFor(secret, 'stock')]).toEqual(['active', 'module-missing'])
    const trail = await cast.administrator.call('audit.list', { subject: { kind: 'token', id: token.id } })
    expect(trail.rows[0]).toMatchObject({
      action: 'token.changed',
      subject: { name: 'New name' },
      details: {
        owner: user.fullName,
        changed: ['name', 'description', 'modules'],
        nameBefore: 'Old name',
        name: 'New name',
        descriptionBefore: null,
        description: 'First line.\nSecond line.',
        modulesBefore: [],
      },
    })
    expect(JSON.stringify(trail.rows)).not.toContain(secret)
  })

  test('MP-4 · a change made from an older version is a CONFLICT and changes nothing', async () => {
    const { token } = await issue(cast.member, forUser(cast.member.operator.id), 'Contested')
    const change = { id: token.id, version: token.version, description: null, modules: [] }
    const first = await cast.member.call('tokens.update', { ...change, name: 'First' })
    expect(await refusalOf(cast.member.call('tokens.update', { ...change, name: 'Second' }))).toMatchObject({
      code: 'CONFLICT',
      reason: 'stale-version',
    })
    expect(await cast.member.call('tokens.get', { id: token.id })).toEqual(first)
  })

  test('MP-4 · a disabled and an expired token can be changed, a removed or deleted one cannot', async () => {
    const { token } = await issue(cast.member, forUser(cast.member.operator.id))
    const values = { id: token.id, name: 'Renamed', description: null, modules: [] }
    const disabled = await cast.member.call('tokens.disable', { id: token.id, version: token.version })
    const renamed = await cast.member.call('tokens.update', { ...values, version: disabled.version })
    expect(renamed).toMatchObject({ name: 'Renamed', status: 'disabled' })
    const removed = await cast.member.call('tokens.remove', { id: token.id, version: renamed.version })
    expect(await refusalOf(cast.member.call('tokens.update', { ...values, version: removed.version }))).toMatchObject({
      code: 'CONFLICT',
      reason: 'token-removed',
    })
    await cast.member.call('tokens.delete', { id: token.id, version: removed.version })
    expect(
      await refusalOf(cast.member.call('tokens.update', { ...values, version: removed.version + 1 })),
    ).toMatchObject({ code: 'NOT_FOUND' })
  })

  test('O4-7 · a change gives a contact’s token nothing that issuing would not', async () => {
    const contact = await newContact()
    const { token } = await issue(cast.support, forContact(contact.id))
    const wish = (modules: string[]) =>
      cast.support.call('tokens.update', {
        id: token.id,
        version: token.version,
        name: token.name,
        description: null,
        modules,
      })
    expect(await refusalOf(wish([]))).toMatchObject({ fields: { modules: { rule: 'required' } } })
    expect(await refusalOf(wish(['order-status', 'orders']))).toMatchObject({
      code: 'INVALID_INPUT',
      fields: { 'modules.1': { rule: 'moduleNotForContacts' } },
    })
    expect(await refusalOf(wish(['no-such-module']))).toMatchObject({
      fields: { 'modules.0': { rule: 'unknownModule' } },
    })
    expect((await wish(['order-status'])).modules.map(({ code }) => code)).toEqual(['order-status'])
  })

  test('MP-4 · nobody changes a token out of reach, and a refused change leaves no trace', async () => {
    const user = await newUser()
    const { token } = await issue(cast.administrator, forUser(user.id))
    const change = { id: token.id, version: token.version, name: 'Mine now', description: null, modules: [] }
    for (const by of [cast.support, cast.member])
      expect(await refusalOf(by.call('tokens.update', change))).toMatchObject({ code: 'NOT_FOUND' })
    for (const name of ['', ' ', 'a\u0000b', 'a\u202eb', 'x'.repeat(201), 'two\nlines'])
      expect(await refusalOf(cast.administrator.call('tokens.update', { ...change, name }))).toMatchObject({
        code: 'INVALID_INPUT',
        fields: { name: expect.anything() },
      })
    expect(await trailOf('token', token.id)).toEqual(['token.issued'])
    expect(await cast.administrator.call('tokens.get', { id: token.id })).toEqual(token)
  })

  test('MP-5 · a logo is made of a picture, kept with the token, changed, and taken away', async () => {
    const red = await preparedLogo(cast.member, 'red')
    const { token } = await cast.member.call('tokens.issue', {
      owner: forUser(cast.member.operator.id),
      name: 'With a logo',
      timeZone: TIME_ZONE,
      logo: red,
    })
    expect(token.logoVersion).not.toBeNull()
    expect(await cast.member.call('logos.get', { ids: [token.id] })).toEqual([
      { id: token.id, logoVersion: token.logoVersion, image: red },
    ])

    const values = { id: token.id, name: token.name, description: null, modules: [] }
    const kept = await cast.member.call('tokens.update', { ...values, version: token.version })
    expect(kept.logoVersion).toBe(token.logoVersion)

    const blue = await preparedLogo(cast.member, 'blue')
    const changed = await cast.member.call('tokens.update', { ...values, version: kept.version, logo: blue })
    expect(changed.logoVersion).toBeGreaterThan(token.logoVersion ?? 0)
    expect(await cast.member.call('logos.get', { ids: [token.id] })).toMatchObject([{ image: blue }])

    const without = await cast.member.call('tokens.update', { ...values, version: changed.version, logo: null })
    expect(without.logoVersion).toBeNull()
    expect(await cast.member.call('logos.get', { ids: [token.id] })).toEqual([])

    const again = await cast.member.call('tokens.update', { ...values, version: without.version, logo: red })
    expect(again.logoVersion).toBeGreaterThan(changed.logoVersion ?? 0)
    const { rows } = await cast.administrator.call('audit.list', {
      subject: { kind: 'token', id: token.id },
      action: ['token.changed'],
    })
    expect(rows.map(({ details }) => details.changed)).toEqual([['logo'], ['logo'], ['logo'], []])
  })

  test('MP-5 · logos reach no further than their tokens', async () => {
    const user = await newUser()
    const logo = await preparedLogo(cast.administrator, 'green')
    const { token } = await cast.administrator.call('tokens.issue', {
      owner: forUser(user.id),
      name: 'Seen by few',
      timeZone: TIME_ZONE,
      logo,
    })
    const { token: plain } = await issue(cast.administrator, forUser(user.id))
    const wanted = { ids: [token.id, plain.id, 'TKN-0000-0000' as const] }
    expect((await cast.administrator.call('logos.get', wanted)).map(({ id }) => id)).toEqual([token.id])
    for (const by of [cast.support, cast.member]) expect(await by.call('logos.get', wanted)).toEqual([])
    await cast.administrator.call('tokens.delete', { id: token.id, version: token.version })
    expect(await cast.administrator.call('logos.get', wanted)).toEqual([])
    expect(await refusalOf(cast.administrator.call('logos.get', { ids: Array(201).fill(token.id) }))).toMatchObject({
      code: 'INVALID_INPUT',
    })
  })

  test('MP-5 · what is no picture, or no prepared logo, is refused in words and kept nowhere', async () => {
    const owner = forUser(cast.member.operator.id)
    const { count } = await cast.member.call('tokens.count', {})
    const text = Buffer.from('<svg onload="alert(1)"/>').toString('base64')
    for (const logo of [text, 'not base64', '', 'A'.repeat(50_000), Buffer.from('no picture').toString('base64')]) {
      const wish = { owner, name: 'X', timeZone: TIME_ZONE, logo }
      expect(await refusalOf(cast.member.call('tokens.issue', wish))).toMatchObject({
        code: 'INVALID_INPUT',
        fields: { logo: { message: expect.any(String) } },
      })
    }
    expect(await cast.member.call('tokens.count', {})).toEqual({ count, exact: true })
    for (const file of [text, 'not base64', '', 'A'.repeat(2_900_000)])
      expect(await refusalOf(cast.member.call('logos.prepare', { file }))).toMatchObject({
        code: 'INVALID_INPUT',
        fields: { file: { message: expect.any(String) } },
      })
  })

  test('MP-5 · a picture of 2 MB is taken, whichever way it comes in', async () => {
    const pixels = Buffer.alloc(800 * 860 * 3, 7)
    const file = await sharp(pixels, { raw: { width: 800, height: 860, channels: 3 } })
      .png({ compressionLevel: 0 })
      .toBuffer()
    expect(file.length).toBeGreaterThan(1_900_000)
    expect(file.length).toBeLessThan(2 * 1024 * 1024)
    const { image } = await cast.member.call('logos.prepare', { file: file.toString('base64') })
    expect(await sharp(Buffer.from(image, 'base64')).metadata()).toMatchObject({ format: 'png', width: 128 })
  })

  test('MP-7 · Enable leads back from disabled only; a disabled token’s calls get an error', async () => {
    const { token, secret } = await issue(cast.member, forUser(cast.member.operator.id))
    expect(await refusalOf(cast.member.call('tokens.enable', { id: token.id, version: token.version }))).toMatchObject({
      code: 'CONFLICT',
      reason: 'token-active',
    })
    const disabled = await cast.member.call('tokens.disable', { id: token.id, version: token.version })
    expect(disabled).toMatchObject({ status: 'disabled', disabledAt: expect.any(String) })
    expect(await reasonFor(secret)).toBe('disabled')
    const enabled = await cast.member.call('tokens.enable', { id: token.id, version: disabled.version })
    expect(enabled).toMatchObject({ status: 'active', disabledAt: null })
    expect(await reasonFor(secret)).toBe('active')
  })

  test('MP-1 · MP-6 · a deleted token is in no list and on no page, and nothing brings it back', async () => {
    const { token, secret } = await issue(cast.member, forUser(cast.member.operator.id))
    await cast.member.call('tokens.delete', { id: token.id, version: token.version })
    const { rows } = await cast.member.call('tokens.list', { search: token.name, limit: 200 })
    expect(rows.map(({ id }) => id)).not.toContain(token.id)
    const next = { id: token.id, version: token.version + 1 }
    for (const answer of [
      cast.member.call('tokens.get', { id: token.id }),
      cast.member.call('tokens.enable', next),
      cast.member.call('tokens.disable', next),
      cast.member.call('tokens.update', { ...next, name: 'Back again', description: null, modules: [] }),
    ])
      expect(await refusalOf(answer)).toMatchObject({ code: 'NOT_FOUND' })
    expect(await reasonFor(secret)).toBe('deleted')
  })
}

/** A picture of one colour, as a person would choose it, made into a logo by the desk. */
async function preparedLogo(by: SignedIn, background: string): Promise<string> {
  const file = await sharp({ create: { width: 64, height: 32, channels: 3, background } })
    .jpeg()
    .toBuffer()
  return (await by.call('logos.prepare', { file: file.toString('base64') })).image
}
