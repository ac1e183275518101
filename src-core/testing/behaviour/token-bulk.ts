import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { OutputOf } from '../../../src-shared/contract/calls.ts'
import type { DeskCalls } from '../../../src-shared/contract/index.ts'
import type { Job } from '../../../src-shared/contract/jobs.ts'
import type { BulkAction, BulkPreview, BulkSelection } from '../../../src-shared/contract/token-bulk.ts'
import type { BulkId, JobId, TokenId } from '../../../src-shared/schemas/ids.ts'
import type { OwnerReference } from '../../../src-shared/schemas/tokens.ts'
import { statesBefore } from '../../domain/token-states.ts'
import { refusalOf } from '../call-as.ts'
import type { SignedIn } from '../desk-trial.ts'
import { allPages, type Cast, forContact, forUser, person } from './cast.ts'

/** Many tokens at once: what was previewed changes, nothing else, and each change is on record. */
export function tokenBulk(cast: Cast): void {
  const { newUser, newContact, issue, reasonFor, trailOf } = cast

  const issueMany = async (owner: OwnerReference, count: number, name?: string) => {
    const issued = []
    for (let made = 0; made < count; made += 1) issued.push(await issue(cast.administrator, owner, name))
    return issued
  }
  const get = (id: TokenId) => cast.administrator.call('tokens.get', { id })
  const recordsOf = async (id: TokenId) =>
    (await cast.administrator.call('audit.list', { subject: { kind: 'token', id } })).rows
  const summingUp = async (id: BulkId) => {
    const { rows } = await cast.administrator.call('audit.list', { action: ['token.bulk-changed'], limit: 200 })
    return rows.filter(({ details }) => details.bulk === id)
  }

  test('BY-10 · BY-8 · a selection is previewed, then changed exactly so, each token with its record', async () => {
    const user = await newUser()
    const [first, second, off, gone] = await issueMany(forUser(user.id), 4, 'In bulk')
    await cast.administrator.call('tokens.disable', { id: off!.token.id, version: 1 })
    await cast.administrator.call('tokens.delete', { id: gone!.token.id, version: 1 })
    const ids = [first!, second!, off!, gone!, first!].map(({ token }) => token.id)
    const { id, preview } = await prepare(cast.administrator, 'disable', { by: 'ids', ids })
    expect(preview).toMatchObject({
      action: 'disable',
      count: 2,
      skipped: [
        { reason: 'state', count: 1 },
        { reason: 'gone', count: 1 },
      ],
      examples: [{ id: first!.token.id, name: 'In bulk', status: 'active' }, { id: second!.token.id }],
    })
    expect(await reasonFor(first!.secret)).toBe('active')
    const job = await start(cast.administrator, id)
    expect(job).toMatchObject({ kind: 'bulk', state: 'done', completed: 2, total: 2, error: null })
    expect([await reasonFor(first!.secret), await reasonFor(second!.secret)]).toEqual(['disabled', 'disabled'])
    expect(await get(first!.token.id)).toMatchObject({ status: 'disabled', version: 2 })
    const [record] = await recordsOf(first!.token.id)
    expect(record).toMatchObject({
      action: 'token.disabled',
      actor: { id: cast.administrator.operator.id },
      details: { bulk: id, owner: user.fullName, ownerId: user.id },
    })
    expect(await trailOf('token', off!.token.id)).toEqual(['token.issued', 'token.disabled'])
    expect((await summingUp(id)).map(({ details }) => details)).toEqual([
      { action: 'disable', bulk: id, count: 2, skipped: 0, cancelled: false, selection: 'ids', tokens: 4 },
    ])
  })

  test('BY-10 · all that a filter finds change, and nothing that came after the preview', async () => {
    const user = await newUser()
    const issued = await issueMany(forUser(user.id), 7)
    const filter = { ownerId: user.id, status: ['active' as const] }
    const { id, preview } = await prepare(cast.administrator, 'remove', { by: 'filter', filter })
    expect(preview).toMatchObject({ count: 7, skipped: [] })
    expect(preview.examples.map((token) => token.id)).toEqual(
      issued
        .slice(2)
        .map(({ token }) => token.id)
        .reverse(),
    )
    const late = await issue(cast.administrator, forUser(user.id))
    expect(await start(cast.administrator, id)).toMatchObject({ state: 'done', completed: 7 })
    for (const { secret } of issued) expect(await reasonFor(secret)).toBe('removed')
    expect(await reasonFor(late.secret)).toBe('active')
    expect((await summingUp(id))[0]?.details).toMatchObject({
      selection: 'filter',
      ownerId: user.id,
      status: ['active'],
      count: 7,
    })
    expect((await prepare(cast.administrator, 'remove', { by: 'filter', filter })).preview.count).toBe(1)
  })

  test('a token that others have changed since the preview is skipped, and the job says so', async () => {
    const user = await newUser()
    const [kept, removed, deleted] = await issueMany(forUser(user.id), 3)
    const selection = { by: 'filter', filter: { ownerId: user.id } } as const
    const { id } = await prepare(cast.administrator, 'remove', selection)
    await cast.administrator.call('tokens.remove', { id: removed!.token.id, version: 1 })
    await cast.administrator.call('tokens.delete', { id: deleted!.token.id, version: 1 })
    // Another version alone is no hindrance.
    await cast.administrator.call('tokens.disable', { id: kept!.token.id, version: 1 })
    const job = await start(cast.administrator, id)
    expect(job).toMatchObject({ state: 'done', completed: 1, total: 1 })
    expect(await trailOf('token', removed!.token.id)).toEqual(['token.issued', 'token.removed'])
    expect(await trailOf('token', deleted!.token.id)).toEqual(['token.issued', 'token.deleted'])
    expect(await trailOf('token', kept!.token.id)).toEqual(['token.issued', 'token.disabled', 'token.removed'])
    expect((await summingUp(id))[0]?.details).toMatchObject({ count: 1, skipped: 2 })
  })

  test('BY-8 · BY-10 · whatever the states, the filter, the action and who asks: what changes is what was previewed', async () => {
    const contact = await newContact()
    const user = await newUser()
    const owners = {
      contact: forContact(contact.id),
      user: forUser(user.id),
      support: forUser(cast.support.operator.id),
      member: forUser(cast.member.operator.id),
    }
    const everything = async (by: SignedIn, filter: object = {}) =>
      allPages((cursor) => by.call('tokens.list', { ...filter, limit: 200, ...cursor }))
    const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined })
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            owner: fc.constantFrom(...(Object.keys(owners) as (keyof typeof owners)[])),
            state: fc.constantFrom('active', 'active', 'disable', 'remove'),
          }),
          { minLength: 1, maxLength: 5 },
        ),
        fc.record({
          status: maybe(fc.uniqueArray(fc.constantFrom('active', 'disabled', 'removed'), { minLength: 1 })),
          ownerKind: maybe(fc.constantFrom(['user'], ['contact'], ['user', 'contact'])),
          search: maybe(fc.constantFrom('random', 'ran')),
        }),
        fc.constantFrom('disable', 'enable', 'remove', 'delete'),
        fc.constantFrom('administrator', 'support', 'member'),
        async (made, asked, action, who) => {
          for (const { owner, state } of made) {
            const { token } = await issue(cast.administrator, owners[owner], 'Made at random')
            if (state !== 'active')
              await cast.administrator.call(`tokens.${state}` as 'tokens.disable', { id: token.id, version: 1 })
          }
          const filter = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined))
          const by = cast[who as 'administrator']
          const before = await everything(cast.administrator)
          const fitting = (await everything(by, filter)).filter(
            ({ status, owner }) =>
              (statesBefore(action as BulkAction) as readonly string[]).includes(status) &&
              (who !== 'support' || action !== 'delete' || owner.id === cast.support.operator.id),
          )
          const { id, preview } = await prepare(by, action as BulkAction, { by: 'filter', filter })
          expect(preview.count).toBe(fitting.length)
          if (preview.count === 0) return
          expect(await start(by, id)).toMatchObject({ state: 'done', completed: preview.count })
          const after = new Map((await everything(cast.administrator)).map((token) => [token.id, token]))
          const changed = before.filter((token) => after.get(token.id)?.version !== token.version)
          expect(changed.map((token) => token.id).sort()).toEqual(fitting.map((token) => token.id).sort())
        },
      ),
      { numRuns: 10 },
    )
  })

  test('each action leaves the dates and the version that the single one leaves', async () => {
    const user = await newUser()
    const [one, many] = await issueMany(forUser(user.id), 2)
    let version = 1
    for (const action of ['disable', 'enable', 'disable', 'remove'] as const) {
      await cast.administrator.call(`tokens.${action}`, { id: one!.token.id, version })
      const { id } = await prepare(cast.administrator, action, { by: 'ids', ids: [many!.token.id] })
      await start(cast.administrator, id)
      version += 1
      const { id: _one, name: _name, hint: _hint, ...single } = await get(one!.token.id)
      expect(await get(many!.token.id)).toMatchObject(single)
      expect(single.version).toBe(version)
    }
    const { id } = await prepare(cast.administrator, 'delete', { by: 'ids', ids: [many!.token.id] })
    await start(cast.administrator, id)
    expect(await refusalOf(get(many!.token.id))).toMatchObject({ code: 'NOT_FOUND' })
    expect(await reasonFor(many!.secret)).toBe('deleted')
  })

  test('support’s bulk change reaches contacts’ tokens and its own, a member’s its own, and deletion only one’s own', async () => {
    const contact = await newContact()
    const user = await newUser()
    const ofContact = await issue(cast.administrator, forContact(contact.id))
    const ofUser = await issue(cast.administrator, forUser(user.id))
    const ofSupport = await issue(cast.support, forUser(cast.support.operator.id))
    const ofMember = await issue(cast.member, forUser(cast.member.operator.id))
    const ids = [ofContact, ofUser, ofSupport, ofMember].map(({ token }) => token.id)
    const named: BulkSelection = { by: 'ids', ids }
    const examples = ({ examples }: BulkPreview) => examples.map((token) => token.id)

    const bySupport = await prepare(cast.support, 'disable', named)
    expect(examples(bySupport.preview)).toEqual([ofContact.token.id, ofSupport.token.id])
    expect(bySupport.preview.skipped).toEqual([{ reason: 'gone', count: 2 }])
    await start(cast.support, bySupport.id)
    expect([await reasonFor(ofContact.secret), await reasonFor(ofUser.secret)]).toEqual(['disabled', 'active'])

    const byMember = await prepare(cast.member, 'remove', named)
    expect(examples(byMember.preview)).toEqual([ofMember.token.id])
    expect(byMember.preview.skipped).toEqual([{ reason: 'gone', count: 3 }])

    const deletion = await prepare(cast.support, 'delete', named)
    expect(examples(deletion.preview)).toEqual([ofSupport.token.id])
    expect(deletion.preview.skipped).toEqual([
      { reason: 'not-allowed', count: 1 },
      { reason: 'gone', count: 2 },
    ])
    const refused = await prepare(cast.support, 'delete', { by: 'ids', ids: [ofContact.token.id] })
    expect(refused.preview).toMatchObject({ count: 0, examples: [], skipped: [{ reason: 'not-allowed', count: 1 }] })
    expect(await refusalOf(cast.support.call('tokens.startBulk', { id: refused.id }))).toMatchObject({
      code: 'CONFLICT',
      reason: 'nothing-to-change',
    })
    expect(await reasonFor(ofContact.secret)).toBe('disabled')

    const seen = await cast.support.call('tokens.count', { status: ['active'] })
    const everywhere = await prepare(cast.support, 'delete', { by: 'filter', filter: { status: ['active'] } })
    const left = everywhere.preview.skipped.reduce((sum, { count }) => sum + count, 0)
    expect(everywhere.preview.count + left).toBe(seen.count)
    for (const { owner } of everywhere.preview.examples) expect(owner.id).toBe(cast.support.operator.id)
  })

  test('who was given another role since the preview starts nothing with it', async () => {
    const { token, secret } = await issue(cast.administrator, forUser((await newUser()).id))
    const leaving = await person(cast.trial, cast.administrator, 'administrator', `leaving-${cast.next()}`)
    const { id } = await prepare(leaving, 'remove', { by: 'ids', ids: [token.id] })
    const { id: userId, version, fullName } = await cast.administrator.call('users.get', { id: leaving.operator.id })
    const support = { id: userId, version, fullName, kind: 'person', role: 'support' } as const
    await cast.administrator.call('users.update', support)
    for (const name of ['tokens.previewBulk', 'tokens.startBulk'] as const)
      expect(await refusalOf(leaving.call(name, { id }))).toMatchObject({ code: 'NOT_FOUND' })
    expect(await reasonFor(secret)).toBe('active')
  })

  test('a bulk change is its session’s alone, is started once, and one that was dropped is not there', async () => {
    const user = await newUser()
    const { token } = await issue(cast.administrator, forUser(user.id))
    const named: BulkSelection = { by: 'ids', ids: [token.id] }
    const { id } = await prepare(cast.administrator, 'disable', named)
    const other = await cast.trial.signIn('anna')
    for (const by of [other, cast.member])
      expect(await refusalOf(by.call('tokens.startBulk', { id }))).toMatchObject({ code: 'NOT_FOUND' })
    const next = await prepare(cast.administrator, 'disable', named)
    expect(await refusalOf(cast.administrator.call('tokens.startBulk', { id }))).toMatchObject({ code: 'NOT_FOUND' })
    await cast.administrator.call('tokens.discardBulk', { id: next.id })
    expect(await refusalOf(cast.administrator.call('tokens.previewBulk', { id: next.id }))).toMatchObject({
      code: 'NOT_FOUND',
    })
    const last = await prepare(cast.administrator, 'disable', named)
    await start(cast.administrator, last.id)
    expect(await refusalOf(cast.administrator.call('tokens.startBulk', { id: last.id }))).toMatchObject({
      code: 'NOT_FOUND',
    })
    const ending = await prepare(other, 'remove', named)
    await other.call('sessions.signOut', {})
    expect(await refusalOf(other.call('tokens.startBulk', { id: ending.id }))).toMatchObject({ code: 'NOT_SIGNED_IN' })
    expect(await trailOf('token', token.id)).toEqual(['token.issued', 'token.disabled'])
  })
}

type Prepared = OutputOf<DeskCalls, 'tokens.prepareBulk'>

/** Prepares a bulk change and waits for its preview. */
export async function prepare(
  by: Pick<SignedIn, 'call'>,
  action: BulkAction,
  selection: BulkSelection,
): Promise<{ readonly id: Prepared['id']; readonly preview: BulkPreview }> {
  const { id, jobId } = await by.call('tokens.prepareBulk', { action, selection })
  const job = await jobEnded(by, jobId)
  expect(job).toMatchObject({ kind: 'bulk-preview', state: 'done', error: null })
  return { id, preview: await by.call('tokens.previewBulk', { id }) }
}

/** Starts what was prepared and waits until it is over. */
export async function start(by: Pick<SignedIn, 'call'>, id: BulkId): Promise<Job> {
  return jobEnded(by, (await by.call('tokens.startBulk', { id })).jobId)
}

/** Takes back what a bulk change withdrew and waits until that is over. */
export async function undo(by: Pick<SignedIn, 'call'>, id: BulkId): Promise<Job> {
  return jobEnded(by, (await by.call('tokens.undoBulk', { id })).jobId)
}

/** Waits for a job without sleeping, by asking for it until it is over. */
export async function jobEnded(by: Pick<SignedIn, 'call'>, id: JobId): Promise<Job> {
  for (;;) {
    const job = await by.call('jobs.get', { id })
    if (job.state !== 'running') return job
    await new Promise((resolve) => setImmediate(resolve))
  }
}
