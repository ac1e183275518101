import { afterAll, beforeAll, expect, test } from 'vitest'
import { refusalOf } from '../call-as.ts'
import { type DeskTrial, deskTrial, PASSWORD, type SignedIn, TIME_ZONE, type WayIn } from '../desk-trial.ts'
import { person, textOf } from './cast.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/** Signing in and out, locking and unlocking, on a desk of its own whose clock is moved by days. */
export function sessions(way: WayIn): void {
  let trial: DeskTrial
  let administrator: SignedIn

  beforeAll(async () => {
    trial = await deskTrial(way)
  })
  afterAll(async () => {
    await trial.dispose()
    expect(trial.bugs).toEqual([])
  })
  /** A day later, so that nothing of the test before counts any more, Anna is signed in. */
  const again = async () => {
    trial.clock.advance(DAY)
    const { store } = await trial.as(null)('sessions.state', {})
    administrator = store === 'empty' ? await trial.firstRun() : await trial.signIn('anna')
    return administrator
  }
  const WRONG = 'not the right password'

  test('the first run makes the administrator, once, even if asked twice at the same time', async () => {
    expect(await trial.as(null)('sessions.state', {})).toEqual({ store: 'empty', session: { state: 'signed-out' } })
    const first = { fullName: 'Anna Adminová', username: 'anna', password: PASSWORD }
    expect(
      await refusalOf(trial.as(null)('sessions.createAdministrator', { ...first, password: 'anna and her password' })),
    ).toMatchObject({ code: 'INVALID_INPUT', fields: { password: { rule: 'passwordNamesUser' } } })
    expect(
      await refusalOf(trial.as(null)('sessions.createAdministrator', { ...first, email: 'anna\u202e@example.com' })),
    ).toMatchObject({ code: 'INVALID_INPUT', fields: { email: expect.anything() } })
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

  test('everybody sees their own sessions, and ends one of them, or all others, at once', async () => {
    await again()
    const mia = await person(trial, administrator, 'member', 'mia-with-three')
    const [second, third] = [await trial.signIn('mia-with-three'), await trial.signIn('mia-with-three')]
    const { rows } = await third.call('sessions.list', {})
    expect(rows.map(({ current, locked }) => ({ current, locked }))).toEqual([
      { current: true, locked: false },
      { current: false, locked: false },
      { current: false, locked: false },
    ])
    expect(rows[0]?.expiresAt).toBe(new Date(trial.clock.now() + 8 * 60 * MINUTE).toISOString())
    const [, ofSecond, ofFirst] = rows
    if (ofSecond === undefined || ofFirst === undefined) throw new Error('There are three sessions.')
    await third.call('sessions.end', { id: ofSecond.id })
    expect(await refusalOf(second.call('profile.get', {}))).toMatchObject({ code: 'NOT_SIGNED_IN' })
    // What is over, somebody else's, or one's own present one is not there to be ended.
    const own = rows[0]?.id ?? ofFirst.id
    for (const [who, id] of [
      [third, ofSecond.id],
      [third, own],
      [administrator, ofFirst.id],
    ] as const)
      expect(await refusalOf(who.call('sessions.end', { id }))).toMatchObject({ code: 'NOT_FOUND' })
    expect(await third.call('sessions.endOthers', {})).toEqual({ ended: 1 })
    expect(await refusalOf(mia.call('profile.get', {}))).toMatchObject({ code: 'NOT_SIGNED_IN' })
    expect(await refusalOf(third.call('sessions.endOthers', {}))).toMatchObject({ code: 'NOT_FOUND' })
    const { rows: trail } = await administrator.call('audit.list', { action: ['session.ended'] })
    expect(trail.map(({ subject }) => subject?.id)).toEqual([ofFirst.id, ofSecond.id])
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
      if (username === 'forgetful') await trial.restart()
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
    // So that the address, which counts too where there is one, begins anew.
    trial.clock.advance(15 * MINUTE)
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

  // A hundred failures take a while, and the count does not depend on the way in.
  if (way === 'in this process')
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

  test('a setup code that is used twice at the same time works once', async () => {
    await again()
    const user = await administrator.call('users.create', { username: 'hasty', fullName: 'Hasty', role: 'member' })
    const { secret } = await administrator.call('users.issueSetupCode', { id: user.id })
    const uses = await Promise.allSettled(
      ['the first good password', 'the second good password'].map((password) =>
        trial.as(null)('sessions.setPassword', { username: 'hasty', setupCode: textOf(secret), password }),
      ),
    )
    expect(uses.map((use) => use.status).sort()).toEqual(['fulfilled', 'rejected'])
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
    const together = await Promise.all([1, 2, 3].map(() => refusalOf(administrator.call('users.list', {}))))
    expect(together.map((refusal) => refusal.code)).toEqual(['LOCKED', 'LOCKED', 'LOCKED'])
    expect((await administrator.call('sessions.state', {})).session).toMatchObject({
      state: 'locked',
      operator: { username: 'anna' },
    })
    expect(await refusalOf(administrator.call('sessions.touch', {}))).toMatchObject({ code: 'LOCKED' })
    const { rows } = await (await again()).call('audit.list', { action: ['session.locked'] })
    expect(rows.map((row) => row.details)).toEqual([{ cause: 'idle' }])
  })

  test('a clock that was ahead and is set back leaves no session open that was locked or begun meanwhile', async () => {
    const early = await again()
    trial.clock.advance(60 * MINUTE)
    expect((await early.call('sessions.state', {})).session).toMatchObject({ state: 'locked' })
    const late = await trial.signIn('anna')
    trial.clock.advance(-60 * MINUTE)
    expect((await early.call('sessions.state', {})).session).toMatchObject({ state: 'locked' })
    expect((await late.call('sessions.state', {})).session).toMatchObject({ state: 'locked' })
    expect(await refusalOf(late.call('users.list', {}))).toMatchObject({ code: 'LOCKED' })
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

  test('a session that is unlocked twice at the same time goes on once', async () => {
    const { session, call } = await trial.signIn('anna')
    await call('sessions.lock', {})
    const results = await Promise.allSettled([1, 2].map(() => call('sessions.unlock', { password: PASSWORD })))
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const refused = results.find((result) => result.status === 'rejected')
    expect(refused?.reason).toMatchObject({ code: 'NOT_SIGNED_IN' })
    expect(await refusalOf(trial.as(session)('sessions.unlock', { password: PASSWORD }))).toMatchObject({
      code: 'NOT_SIGNED_IN',
    })
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
}
