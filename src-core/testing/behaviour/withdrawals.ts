import { createHash } from 'node:crypto'
import { beforeEach, expect, test } from 'vitest'
import type { BulkSelection } from '../../../src-shared/contract/token-bulk.ts'
import type { BulkId, TokenId } from '../../../src-shared/schemas/ids.ts'
import type { OwnerReference, TokenStatus } from '../../../src-shared/schemas/tokens.ts'
import { endOfDayIn, todayIn } from '../../domain/days.ts'
import { refusalOf } from '../call-as.ts'
import { type SignedIn, TIME_ZONE, TRIAL_START } from '../desk-trial.ts'
import { type Cast, forContact, forUser, textOf } from './cast.ts'
import { jobEnded, prepare, start, undo } from './token-bulk.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/** Taking withdrawals back, disabling for a while, and replacing tokens, on a desk whose clock is moved. */
export function withdrawals(cast: Cast): void {
  const { issue } = cast
  let as: { administrator: SignedIn; support: SignedIn; member: SignedIn }
  beforeEach(async () => {
    cast.trial.clock.set(TRIAL_START)
    await later(0)
  })
  const newUser = () => {
    const number = cast.next()
    const values = { username: `user-${number}`, fullName: `User ${number}`, role: 'member' as const }
    return as.administrator.call('users.create', values)
  }
  const newContact = async () => {
    const number = cast.next()
    const customer = await as.administrator.call('customers.create', { name: `Customer ${number}` })
    return as.administrator.call('contacts.create', { customerId: customer.id, fullName: `Contact ${number}` })
  }
  /** Everybody signs in anew after a while: sessions lock when they are left alone. */
  const later = async (milliseconds: number) => {
    cast.trial.clock.advance(milliseconds)
    const { trial } = cast
    as = {
      administrator: await trial.signIn('anna'),
      support: await trial.signIn('sam'),
      member: await trial.signIn('mia'),
    }
  }
  const reasonFor = async (secret: string, module?: string) =>
    (await as.administrator.call('tokens.verify', { secret, ...(module === undefined ? {} : { module }) })).reason
  const recordsOf = async (id: string) =>
    (await as.administrator.call('audit.list', { subject: { kind: 'token', id } })).rows
  const get = (id: TokenId) => as.administrator.call('tokens.get', { id })
  const summingUp = async (id: BulkId) => {
    const { rows } = await as.administrator.call('audit.list', { action: ['token.bulk-changed'], limit: 200 })
    return rows.filter(({ details }) => details.bulk === id)
  }
  const issueMany = async (owner: OwnerReference, count: number) => {
    const issued = []
    for (let made = 0; made < count; made += 1) issued.push(await issue(as.administrator, owner))
    return issued
  }
  const trailOf = async (id: string) => (await recordsOf(id)).map(({ action }) => action).reverse()
  const rotate = async (id: string, version: number, overlap: 'none' | '1-day' | '7-days' | '30-days' = '7-days') => {
    const made = await as.administrator.call('tokens.rotate', {
      id: id as never,
      version,
      overlap,
      timeZone: TIME_ZONE,
    })
    return { ...made, secret: textOf(made.secret) }
  }
  const preview = (by: SignedIn, id: TokenId) => by.call('tokens.previewRotation', { id, timeZone: TIME_ZONE })
  const mine = () => forUser(cast.member.operator.id)

  test('BY-5 · a removal is undone within half an hour: the token is what it was, with its secret', async () => {
    const { token, secret } = await issue(as.member, mine())
    const disabled = await as.member.call('tokens.disable', { id: token.id, version: token.version, reason: 'Trial' })
    const removed = await as.member.call('tokens.remove', { id: token.id, version: disabled.version })
    expect(removed).toMatchObject({
      status: 'removed',
      withdrawalReason: 'other',
      undoableUntil: new Date(cast.trial.clock.now() + 30 * MINUTE).toISOString(),
    })
    await later(30 * MINUTE - 1)
    const back = await as.member.call('tokens.reinstate', { id: token.id })
    expect(back).toMatchObject({ status: 'disabled', removedAt: null, withdrawalReason: null, undoableUntil: null })
    expect(back.expiresAt).toBe(token.expiresAt)
    await as.member.call('tokens.enable', { id: token.id, version: back.version })
    expect(await reasonFor(secret)).toBe('active')
    expect(await trailOf(token.id)).toEqual([
      'token.issued',
      'token.disabled',
      'token.removed',
      'token.reinstated',
      'token.enabled',
    ])
  })

  test('BY-5 · a deletion is undone too, step by step, and the token is found in the lists again', async () => {
    const { token, secret } = await issue(as.member, mine(), 'Came back')
    const removed = await as.member.call('tokens.remove', { id: token.id, version: token.version })
    const gone = await as.member.call('tokens.delete', { id: token.id, version: removed.version })
    expect(gone.undoableUntil).toBe(new Date(cast.trial.clock.now() + 30 * MINUTE).toISOString())
    expect(await reasonFor(secret)).toBe('deleted')
    expect((await as.member.call('tokens.reinstate', { id: token.id })).status).toBe('removed')
    expect((await as.member.call('tokens.reinstate', { id: token.id })).status).toBe('active')
    const { rows } = await as.member.call('tokens.list', { search: 'Came back' })
    expect(rows.map(({ id }) => id)).toEqual([token.id])
    expect(await reasonFor(secret)).toBe('active')
  })

  test('BY-5 · a compromised token is never reinstated, nor one that is withdrawn for longer, nor one that lives', async () => {
    const { token } = await issue(as.member, mine())
    expect(await refusalOf(as.member.call('tokens.reinstate', { id: token.id }))).toMatchObject({
      code: 'CONFLICT',
      reason: 'not-withdrawn',
    })
    const removed = await as.member.call('tokens.remove', {
      id: token.id,
      version: token.version,
      reason: 'compromised',
    })
    expect(removed).toMatchObject({ withdrawalReason: 'compromised', undoableUntil: null })
    // Deleted for another reason, it is compromised still.
    await as.member.call('tokens.delete', { id: token.id, version: removed.version, reason: 'no-longer-needed' })
    expect(await refusalOf(as.member.call('tokens.reinstate', { id: token.id }))).toMatchObject({
      reason: 'was-compromised',
    })
    // That it was is sometimes known only after its removal.
    const known = await issue(as.member, mine())
    const before = await as.member.call('tokens.remove', { id: known.token.id, version: known.token.version })
    await as.member.call('tokens.delete', { id: known.token.id, version: before.version, reason: 'compromised' })
    expect(await refusalOf(as.member.call('tokens.reinstate', { id: known.token.id }))).toMatchObject({
      reason: 'was-compromised',
    })
    const other = await issue(as.member, mine())
    await as.member.call('tokens.remove', { id: other.token.id, version: other.token.version })
    await later(30 * MINUTE)
    expect((await as.member.call('tokens.get', { id: other.token.id })).undoableUntil).toBeNull()
    expect(await refusalOf(as.member.call('tokens.reinstate', { id: other.token.id }))).toMatchObject({
      reason: 'undo-over',
    })
  })

  test('BY-5 · nobody takes back what is outside of their reach', async () => {
    const user = await newUser()
    const { token } = await issue(as.administrator, forUser(user.id))
    await as.administrator.call('tokens.remove', { id: token.id, version: token.version })
    for (const by of [as.support, as.member])
      expect(await refusalOf(by.call('tokens.reinstate', { id: token.id }))).toMatchObject({ code: 'NOT_FOUND' })
  })

  test('BY-5 · a token is disabled with a reason and until an instant, from which on it is active by the clock alone', async () => {
    const { token, secret } = await issue(as.member, mine())
    const until = new Date(cast.trial.clock.now() + 10 * MINUTE).toISOString()
    const over = new Date(cast.trial.clock.now()).toISOString()
    const disable = { id: token.id, version: token.version, reason: 'Migration of the shop' }
    expect(await refusalOf(as.member.call('tokens.disable', { ...disable, until: over }))).toMatchObject({
      fields: { until: { rule: 'instantOver' } },
    })
    const disabled = await as.member.call('tokens.disable', { ...disable, until })
    expect(disabled).toMatchObject({ status: 'disabled', disabledUntil: until, disableReason: disable.reason })
    const { rows } = await as.administrator.call('audit.list', { action: ['token.disabled'], limit: 1 })
    expect(rows[0]?.details).toMatchObject({ reason: disable.reason, until })
    const places = async () => {
      const found: TokenStatus[] = []
      for (const status of ['active', 'disabled'] as const) {
        const list = await as.member.call('tokens.list', { status: [status], search: token.id })
        if (list.rows.length > 0) found.push(status)
        const listed = await as.administrator.call('tokens.list', {
          status: [status],
          ownerKind: ['user'],
          limit: 200,
        })
        expect(listed.rows.some(({ id }) => id === token.id)).toBe(list.rows.length > 0)
      }
      return found
    }
    const counted = async () => {
      const { byStatusAndOwnerKind } = await as.member.call('overview.get', {})
      return byStatusAndOwnerKind.find(({ status, ownerKind }) => status === 'disabled' && ownerKind === 'user')?.count
    }
    await later(10 * MINUTE - 1)
    expect([await reasonFor(secret), await places()]).toEqual(['disabled', ['disabled']])
    const before = (await counted()) ?? 0
    await later(1)
    expect([await reasonFor(secret), await places()]).toEqual(['active', ['active']])
    expect(await as.member.call('tokens.get', { id: token.id })).toMatchObject({
      status: 'active',
      disabledAt: null,
      disabledUntil: null,
      disableReason: null,
    })
    await later(2 * MINUTE)
    expect(await counted()).toBe(before - 1)
    // Active by the clock, it can be disabled anew and not enabled.
    const { version } = await as.member.call('tokens.get', { id: token.id })
    expect(await refusalOf(as.member.call('tokens.enable', { id: token.id, version }))).toMatchObject({
      reason: 'token-active',
    })
    expect((await as.member.call('tokens.disable', { id: token.id, version })).disabledUntil).toBeNull()
  })

  test('BY-2 · without an overlap the old one is removed at once; a withdrawn one cannot be replaced', async () => {
    const { token, secret } = await issue(as.member, mine())
    const made = await rotate(token.id, token.version, 'none')
    expect(made.replaced).toMatchObject({ status: 'removed', withdrawalReason: 'replaced' })
    expect([await reasonFor(secret), await reasonFor(made.secret)]).toEqual(['removed', 'active'])
    expect(await refusalOf(rotate(token.id, made.replaced.version))).toMatchObject({ reason: 'token-removed' })
    expect(await refusalOf(preview(as.support, made.token.id))).toMatchObject({
      code: 'NOT_FOUND',
    })
    // Two at the same time: one of them finds another version.
    const stale = await refusalOf(rotate(made.token.id, made.token.version + 1))
    expect(stale).toMatchObject({ code: 'CONFLICT', reason: 'stale-version' })
  })

  test('BY-2 · what the policy and the modules do not allow any more is left out, and said beforehand', async () => {
    const user = await newUser()
    const code = `area-${cast.next()}`
    const area = { code, name: 'Area', description: null, enabled: true, forContacts: false }
    const made = await as.administrator.call('modules.create', area)
    const { token } = await as.administrator.call('tokens.issue', {
      owner: forUser(user.id),
      name: 'Long-lived',
      modules: [code],
      timeZone: TIME_ZONE,
      expiration: { choice: '1-year' },
    })
    await as.administrator.call('modules.update', { ...made, enabled: false })
    const policy = await as.administrator.call('policy.get', {})
    const shorter = await as.administrator.call('policy.update', { ...policy, longestLifetimeDays: 60 })
    const longest = new Date(endOfDayIn(todayIn(TIME_ZONE, cast.trial.clock.now() + 60 * DAY), TIME_ZONE)).toISOString()
    expect(await preview(as.administrator, token.id)).toMatchObject({
      expiresAt: longest,
      isShortened: true,
      lostModules: [{ code, name: 'Area' }],
    })
    expect((await rotate(token.id, token.version)).token).toMatchObject({ expiresAt: longest, modules: [] })
    await as.administrator.call('policy.update', { ...policy, version: shorter.version })
  })

  test('BY-2 · the longest life that the policy allows is not shortened, whatever the time of day', async () => {
    const { token } = await as.member.call('tokens.issue', {
      owner: mine(),
      name: 'A year',
      modules: [],
      timeZone: TIME_ZONE,
      expiration: { choice: '1-year' },
    })
    await later(9 * 60 * MINUTE)
    expect(await preview(as.member, token.id)).toMatchObject({ expiresAt: token.expiresAt, isShortened: false })
  })

  test('BY-2 · O4-7 · a contact’s token whose modules are all off is not replaced by one that reaches nothing', async () => {
    const code = `area-${cast.next()}`
    const area = { code, name: 'Area', description: null, enabled: true, forContacts: true }
    const made = await as.administrator.call('modules.create', area)
    const contact = await newContact()
    const { token } = await as.support.call('tokens.issue', {
      owner: forContact(contact.id),
      name: 'Area only',
      modules: [code],
      timeZone: TIME_ZONE,
    })
    await as.administrator.call('modules.update', { ...made, enabled: false })
    const refused = { code: 'CONFLICT', reason: 'no-module-left' }
    expect(await refusalOf(preview(as.support, token.id))).toMatchObject(refused)
    expect(await refusalOf(rotate(token.id, token.version))).toMatchObject(refused)
    expect(await get(token.id)).toEqual(token)
  })

  test('BY-5 · where names are unique, a withdrawn token whose name is taken by now is not reinstated', async () => {
    const user = await newUser()
    const policy = await as.administrator.call('policy.get', {})
    const unique = await as.administrator.call('policy.update', { ...policy, nameUniqueForOwner: true })
    const named = (name: string) => issue(as.administrator, forUser(user.id), name)
    const [single, inBulk, free] = [await named('Single'), await named('In bulk'), await named('Free')]
    await as.administrator.call('tokens.remove', { id: single.token.id, version: 1 })
    const { id } = await prepare(as.administrator, 'delete', {
      by: 'ids',
      ids: [inBulk.token.id, free.token.id],
    })
    await start(as.administrator, id)
    const { token } = await named('SINGLE')
    await named('In Bulk')
    expect(await refusalOf(as.administrator.call('tokens.reinstate', { id: single.token.id }))).toMatchObject({
      code: 'CONFLICT',
      reason: 'name-taken',
    })
    expect(await undo(as.administrator, id)).toMatchObject({ state: 'done', completed: 1, total: 1 })
    expect([await reasonFor(inBulk.secret), await reasonFor(free.secret)]).toEqual(['deleted', 'active'])
    await as.administrator.call('tokens.remove', { id: token.id, version: token.version })
    expect((await as.administrator.call('tokens.reinstate', { id: single.token.id })).status).toBe('active')
    await as.administrator.call('policy.update', { ...policy, version: unique.version })
  })

  test('BY-2 · a token is replaced by one of the same name, owner, modules and length of life, and both work until the overlap ends', async () => {
    const contact = await newContact()
    const { token, secret } = await issue(as.support, forContact(contact.id), 'Shop portal')
    await later(3 * DAY)
    const now = cast.trial.clock.now()
    const previewed = await preview(as.support, token.id)
    expect(previewed).toMatchObject({
      expiresAt: new Date(Date.parse(token.expiresAt ?? '') + 3 * DAY).toISOString(),
      isShortened: false,
      lostModules: [],
    })
    const made = await rotate(token.id, token.version, '1-day')
    expect(made.secret).toMatch(/^tdc_/)
    expect(made.token).toMatchObject({
      name: 'Shop portal',
      owner: token.owner,
      modules: token.modules,
      expiresAt: previewed.expiresAt,
      replaces: { id: token.id, name: 'Shop portal' },
      replacedBy: null,
    })
    expect(made.replaced).toMatchObject({
      id: token.id,
      status: 'active',
      expiresAt: new Date(now + DAY).toISOString(),
      replacedBy: { id: made.token.id, name: 'Shop portal' },
    })
    expect(await as.support.call('tokens.get', { id: token.id })).toEqual(made.replaced)
    expect([await reasonFor(secret, 'order-status'), await reasonFor(made.secret, 'order-status')]).toEqual([
      'active',
      'active',
    ])
    await later(DAY)
    expect([await reasonFor(secret), await reasonFor(made.secret)]).toEqual(['expired', 'active'])
    expect(await trailOf(token.id)).toEqual(['token.issued', 'token.rotated'])
    expect(await refusalOf(rotate(token.id, made.replaced.version))).toMatchObject({
      code: 'CONFLICT',
      reason: 'replaced-already',
    })
  })

  test('BY-1 · tokens that leaked are explained by their digests, with who withdrew them, to whoever may look at them', async () => {
    const contact = await newContact()
    const make = async (name: string) => {
      const { token, secret } = await issue(as.administrator, forContact(contact.id), name)
      return { ...token, digest: createHash('sha256').update(secret).digest('hex') }
    }
    const used = await make('In use')
    const disabled = await make('Disabled')
    const removed = await make('Removed')
    const deleted = await make('Deleted')
    const replaced = await make('Replaced')
    await as.support.call('tokens.rotate', {
      id: replaced.id,
      version: replaced.version,
      overlap: 'none',
      timeZone: TIME_ZONE,
    })
    await as.support.call('tokens.disable', { id: disabled.id, version: disabled.version, reason: 'Found in a mail' })
    await as.support.call('tokens.remove', { id: removed.id, version: removed.version, reason: 'compromised' })
    await as.administrator.call('tokens.delete', { id: deleted.id, version: deleted.version })
    const digests = [used, disabled, removed, deleted, replaced].map(({ digest }) => digest).concat('0'.repeat(64))
    const explain = async (by: SignedIn, module?: string) =>
      (await by.call('tokens.explain', { digests, ...(module === undefined ? {} : { module }) })).explanations
    const anna = as.administrator.operator.fullName
    const sam = as.support.operator.fullName
    for (const by of [as.administrator, as.support])
      expect(await explain(by)).toMatchObject([
        { reason: 'active', token: { id: used.id }, withdrawnBy: null },
        { reason: 'disabled', token: { id: disabled.id, disableReason: 'Found in a mail' }, withdrawnBy: sam },
        { reason: 'removed', token: { id: removed.id, withdrawalReason: 'compromised' }, withdrawnBy: sam },
        { reason: 'deleted', token: null, withdrawnBy: anna },
        { reason: 'removed', token: { id: replaced.id, withdrawalReason: 'replaced' }, withdrawnBy: sam },
        { reason: 'unknown', token: null, withdrawnBy: null },
      ])
    expect((await explain(as.support, 'no-such-module')).map(({ reason }) => reason)).toEqual([
      'module-missing',
      'disabled',
      'removed',
      'deleted',
      'removed',
      'unknown',
    ])
    const notAllowed = { reason: 'not-allowed', token: null, withdrawnBy: null }
    expect(await explain(as.member)).toEqual([
      ...Array.from({ length: 5 }, () => notAllowed),
      { reason: 'unknown', token: null, withdrawnBy: null },
    ])
  })

  test('BY-5 · a bulk removal or deletion is taken back as a whole, each token to what it was, and each is on record', async () => {
    const user = await newUser()
    const [active, disabled, removed, leaked] = await issueMany(forUser(user.id), 4)
    await as.administrator.call('tokens.disable', { id: disabled!.token.id, version: 1, reason: 'On leave' })
    await as.administrator.call('tokens.remove', { id: removed!.token.id, version: 1, reason: 'no-longer-needed' })
    await as.administrator.call('tokens.remove', { id: leaked!.token.id, version: 1, reason: 'compromised' })
    const ids = [active!, disabled!, removed!, leaked!].map(({ token }) => token.id)
    const before = new Map(await Promise.all(ids.map(async (id) => [id, await get(id)] as const)))
    for (const [action, state, count] of [
      ['remove', 'removed', 2],
      ['delete', 'deleted', 3],
    ] as const) {
      const { id } = await prepare(as.administrator, action, { by: 'ids', ids })
      await start(as.administrator, id)
      expect([await reasonFor(active!.secret), await reasonFor(disabled!.secret)]).toEqual([state, state])
      expect(await undo(as.administrator, id)).toMatchObject({
        kind: 'bulk',
        state: 'done',
        completed: count,
        total: count,
      })
      for (const token of ids.slice(0, count)) {
        const { version: _version, ...was } = before.get(token)!
        expect(await get(token)).toMatchObject({ ...was, undoableUntil: expect.toSatisfy(() => true) })
        expect((await recordsOf(token))[0]).toMatchObject({
          action: 'token.reinstated',
          actor: { id: as.administrator.operator.id },
          details: { undone: state, bulk: id, owner: user.fullName },
        })
      }
      expect(await reasonFor(active!.secret)).toBe('active')
      expect((await summingUp(id)).map(({ details }) => details)).toMatchObject([
        { action: 'reinstate', undone: state, count, cancelled: false },
        { action, cancelled: false },
      ])
      expect(await refusalOf(undo(as.administrator, id))).toMatchObject({ code: 'NOT_FOUND' })
    }
    // What was compromised is not reinstated in bulk either.
    expect(await reasonFor(leaked!.secret)).toBe('deleted')
  })

  test('BY-5 · what others have changed since a bulk removal is left as they made it', async () => {
    const user = await newUser()
    const [back, anew, gone, mine] = (await issueMany(forUser(user.id), 4)).map(({ token }) => token.id)
    const { id } = await prepare(as.administrator, 'remove', { by: 'filter', filter: { ownerId: user.id } })
    await start(as.administrator, id)
    cast.trial.clock.advance(1_000)
    await as.administrator.call('tokens.reinstate', { id: back! })
    await as.administrator.call('tokens.reinstate', { id: anew! })
    await as.administrator.call('tokens.remove', { id: anew!, version: 3 })
    await as.administrator.call('tokens.delete', { id: gone!, version: 2 })
    expect(await undo(as.administrator, id)).toMatchObject({ state: 'done', completed: 1, total: 1 })
    expect((await get(mine!)).status).toBe('active')
    expect((await get(anew!)).status).toBe('removed')
    expect(await trailOf(back!)).toEqual(['token.issued', 'token.removed', 'token.reinstated'])
    expect(await trailOf(gone!)).toEqual(['token.issued', 'token.removed', 'token.deleted'])
  })

  test('BY-5 · it is taken back by its own session, within half an hour, and never where the reason was “compromised”', async () => {
    const user = await newUser()
    const { token } = await issue(as.administrator, forUser(user.id))
    const named: BulkSelection = { by: 'ids', ids: [token.id] }
    const withdraw = async (reason: 'other' | 'compromised') => {
      const { id } = await prepare(as.administrator, 'remove', named)
      const { jobId } = await as.administrator.call('tokens.startBulk', { id, reason })
      await jobEnded(as.administrator, jobId)
      return id
    }
    const first = await withdraw('other')
    const other = await cast.trial.signIn('anna')
    expect(await refusalOf(undo(other, first))).toMatchObject({ code: 'NOT_FOUND' })
    // Now and then there is a call: a session that is left alone locks itself.
    for (let minute = 0; minute < 30; minute += 3) {
      cast.trial.clock.advance(3 * 60_000)
      await as.administrator.call('policy.get', {})
    }
    expect(await refusalOf(undo(as.administrator, first))).toMatchObject({ code: 'CONFLICT', reason: 'undo-over' })
    await as.administrator.call('tokens.delete', { id: token.id, version: 2 })
    await as.administrator.call('tokens.reinstate', { id: token.id })
    expect((await get(token.id)).status).toBe('removed')
    const leaked = await issue(as.administrator, forUser(user.id))
    named.ids.splice(0, 1, leaked.token.id)
    expect(await refusalOf(undo(as.administrator, await withdraw('compromised')))).toMatchObject({
      code: 'NOT_FOUND',
    })
    expect((await get(leaked.token.id)).status).toBe('removed')
  })
}
