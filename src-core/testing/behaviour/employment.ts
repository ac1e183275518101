import { afterAll, beforeAll, expect, test } from 'vitest'
import type { OutputOf } from '../../../src-shared/contract/calls.ts'
import type { DeskCalls } from '../../../src-shared/contract/index.ts'
import { refusalOf } from '../call-as.ts'
import { type DeskTrial, deskTrial, type SignedIn, TIME_ZONE, type WayIn } from '../desk-trial.ts'
import { textOf } from './cast.ts'

type User = OutputOf<DeskCalls, 'users.get'>
const TODAY = '2026-11-21'
/** The last millisecond of 30 November 2026 in Prague. */
const END = Date.parse('2026-11-30T22:59:59.999Z')

/** Who is employed when, and what becomes of the tokens of those who are not, on a desk whose clock is moved. */
export function employment(way: WayIn): void {
  let trial: DeskTrial
  let administrator: SignedIn
  let made = 0

  beforeAll(async () => {
    trial = await deskTrial(way)
    administrator = await trial.firstRun()
  })
  afterAll(async () => {
    await trial.dispose()
    expect(trial.bugs).toEqual([])
  })
  const machine = (period: { employedFrom?: string; employedUntil?: string; timeZone?: string } = {}) => {
    made += 1
    return administrator.call('users.create', {
      kind: 'technical',
      username: `robot-${made}`,
      fullName: `Robot ${made}`,
      timeZone: TIME_ZONE,
      ...period,
    })
  }
  const change = ({ id, version, kind, role, fullName, employedFrom, employedUntil }: User, values: object) =>
    administrator.call('users.update', {
      ...{ id, version, kind, role, fullName, employedFrom, employedUntil, timeZone: TIME_ZONE },
      ...values,
    })
  const ownedBy = ({ id }: User) => ({ kind: 'technical-user', id }) as const
  const issue = async (user: User, timeZone = TIME_ZONE) => {
    const { token, secret } = await administrator.call('tokens.issue', {
      owner: ownedBy(user),
      name: 'Scanner',
      timeZone,
      expiration: { choice: '90-days' },
    })
    return { token, secret: textOf(secret) }
  }
  const listed = async (day: string, more: object = {}) => {
    const { rows } = await administrator.call('users.list', { kind: 'technical', employedOn: day, limit: 200, ...more })
    return rows.map((row) => row.username)
  }

  test('an employment ends with its last day where the workstation is, also where no zone is told', async () => {
    const user = await machine({ employedFrom: '2026-01-01', employedUntil: '2026-11-30' })
    expect(user.employmentEndsAt).toBe(new Date(END).toISOString())
    const inNepal = await machine({ employedUntil: '2026-11-30', timeZone: 'Asia/Kathmandu' })
    expect(inNepal.employmentEndsAt).toBe('2026-11-30T18:14:59.999Z')
    const here = await administrator.call('users.create', {
      username: 'here',
      fullName: 'Here',
      role: 'member',
      employedUntil: '2026-11-30',
    })
    expect(here.employmentEndsAt).toBe(new Date(2026, 11, 1, 0, 0, 0, -1).toISOString())
    expect((await machine({ employedUntil: '9999-12-31', timeZone: 'America/Chicago' })).employmentEndsAt).toBe(
      '9999-12-31T23:59:59.999Z',
    )
    expect(await refusalOf(machine({ employedUntil: TODAY, timeZone: 'Middle/Earth' }))).toMatchObject({
      code: 'INVALID_INPUT',
      fields: { timeZone: { rule: 'unknownTimeZone' } },
    })
    // A change of something else, made elsewhere, does not move the end.
    const renamed = await change(inNepal, { fullName: 'Robot of Kathmandu' })
    expect(renamed.employmentEndsAt).toBe(inNepal.employmentEndsAt)
    expect((await change(renamed, { employedUntil: null })).employmentEndsAt).toBeNull()
  })

  test('AK-2 · only those who are employed on the day are listed, in pages and counted, and found by their name', async () => {
    const employed = [
      await machine(),
      await machine({ employedFrom: TODAY, employedUntil: TODAY }),
      await machine({ employedFrom: '2020-01-01' }),
    ].map((user) => user.username)
    const others = [
      await machine({ employedUntil: '2026-11-20' }),
      await machine({ employedFrom: '2026-11-22' }),
      await machine({ employedFrom: '2020-01-01', employedUntil: '2020-12-31' }),
    ].map((user) => user.username)
    const names = await listed(TODAY)
    expect(names).toEqual(expect.arrayContaining(employed))
    for (const username of others) expect(names).not.toContain(username)
    expect(await listed(TODAY, { search: others[0] })).toEqual([])
    expect(await listed(TODAY, { search: employed[1] })).toEqual([employed[1]])
    const { count } = await administrator.call('users.count', { kind: 'technical', employedOn: TODAY })
    expect(count).toBe(names.length)
    const paged: string[] = []
    for (let cursor: { cursor?: string } | null = {}; cursor !== null; ) {
      const page: OutputOf<DeskCalls, 'users.list'> = await administrator.call('users.list', {
        ...{ kind: 'technical', employedOn: TODAY, active: true, limit: 2 },
        ...cursor,
      })
      paged.push(...page.rows.map((row) => row.username))
      cursor = page.nextCursor === null ? null : { cursor: page.nextCursor }
    }
    expect(paged).toEqual(names)
  })

  test('AK-2 · nobody who is not employed on the day of creation is given a token', async () => {
    for (const period of [{ employedUntil: '2026-11-20' }, { employedFrom: '2026-11-22' }]) {
      const user = await machine(period)
      expect(await refusalOf(issue(user))).toMatchObject({ code: 'CONFLICT', reason: 'not-employed' })
    }
    // The day of creation is the one where the workstation is: in Tonga the next one has begun.
    const tomorrow = await machine({ employedFrom: '2026-11-22' })
    expect((await issue(tomorrow, 'Pacific/Tongatapu')).token.status).toBe('active')
    const lastDay = await machine({ employedUntil: TODAY })
    expect((await issue(lastDay)).token.owner.active).toBe(true)
  })

  test('the form knows when a token would outlive the employment of its owner', async () => {
    const user = await machine({ employedUntil: '2026-11-30' })
    const choicesFor = (owner: User) =>
      administrator.call('tokens.choices', { owner: ownedBy(owner), timeZone: TIME_ZONE })
    expect((await choicesFor(user)).employmentEndsAt).toBe(new Date(END).toISOString())
    expect((await choicesFor(await machine())).employmentEndsAt).toBeNull()
  })

  test('tokens of a user end with the employment, at that instant and without anything having to run', async () => {
    const user = await machine({ employedUntil: '2026-11-30' })
    const { token, secret } = await issue(user)
    const look = async (at: number) => {
      trial.clock.set(at)
      administrator = await trial.signIn('anna')
      const { reason, active, explanation } = await administrator.call('tokens.verify', { secret })
      const { owner } = await administrator.call('tokens.get', { id: token.id })
      return { reason, active, explanation, ownerActive: owner.active }
    }
    expect(await look(END - 1)).toMatchObject({ reason: 'active', ownerActive: true })
    expect(await look(END)).toEqual({
      reason: 'employment-ended',
      active: false,
      explanation: 'The employment of this token’s owner has ended, and the token with it.',
      ownerActive: false,
    })
    expect(await refusalOf(issue(user))).toMatchObject({ reason: 'not-employed' })
    const longer = await change(await administrator.call('users.get', { id: user.id }), { employedUntil: '2027-03-31' })
    expect(await look(END + 1)).toMatchObject({ reason: 'active', ownerActive: true })
    expect(longer.employmentEndsAt).toBe('2027-03-31T21:59:59.999Z')
  })
}
