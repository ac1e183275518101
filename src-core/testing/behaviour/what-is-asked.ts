import { expect, test } from 'vitest'
import { refusalOf } from '../call-as.ts'
import { type Cast, forUser } from './cast.ts'

/** Names, inputs and sessions that are none. */
export function whatIsAsked(cast: Cast): void {
  const { issue } = cast

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
      const reply = await cast.trial.desk().call({ name, input: {}, session: cast.administrator.session })
      expect(reply).toMatchObject({ ok: false, error: { code: 'UNKNOWN_CALL' } })
    }
  })

  test('a field that the contract does not name is refused, and so is what is no object at all', async () => {
    for (const input of [{ surplus: 1 }, null, undefined, 'text', 7, true, [], [{}]]) {
      const reply = await cast.trial.desk().call({ name: 'policy.get', input, session: cast.administrator.session })
      expect(reply).toMatchObject({ ok: false, error: { code: 'INVALID_INPUT' } })
    }
  })

  test('what is wrong with a field is said to a person, not to a programmer', async () => {
    const wordsFor = async (input: object) => {
      const reply = await cast.trial.desk().call({ name: 'tokens.list', input, session: cast.administrator.session })
      expect(reply).toMatchObject({ ok: false, error: { code: 'INVALID_INPUT' } })
      return reply.ok ? [] : Object.values(reply.error.fields ?? {}).map(({ message }) => message)
    }
    expect(await wordsFor({ search: 'x'.repeat(201) })).toEqual(['At most 200 characters.'])
    expect(await wordsFor({ limit: 0 })).toEqual(['At least 1.'])
    expect(await wordsFor({ limit: 'many' })).toEqual(['This cannot stand here.'])
    expect(await wordsFor({ status: ['lost'] })).toEqual(['Allowed are active, expired, disabled, removed.'])
    expect(await wordsFor({ status: Array(5).fill('active') })).toEqual(['At most 4 entries.'])
    expect(await wordsFor({ module: null })).toEqual(['Fill this in.'])
    expect(await wordsFor({ surplus: 1 })).toEqual(['There is a field too many.'])
    expect(await wordsFor({ ownerId: 'CON-IIII-IIII' })).toEqual(['This cannot stand here.'])
  })

  test('what no store can look for, and what none may see, is refused before it is asked', async () => {
    const { secret } = await issue(cast.member, forUser(cast.member.operator.id))
    const ask = cast.administrator.call
    const problemOf = async (answer: Promise<unknown>) => {
      const { code, fields } = await refusalOf(answer)
      return [code, ...Object.values(fields ?? {}).map(({ rule }) => rule)]
    }
    const lists = ['tokens.list', 'tokens.count', 'users.list', 'contacts.list', 'customers.list'] as const
    for (const name of lists)
      expect(await problemOf(ask(name, { search: `owner ${secret}` }))).toEqual(['INVALID_INPUT', 'secretSought'])
    for (const actorId of ['\u0000', 'U\nSR'])
      expect(await problemOf(ask('audit.list', { actorId }))).toEqual(['INVALID_INPUT', 'controlCharacters'])
    const subject = { kind: 'token', id: '\u0000' } as const
    expect(await problemOf(ask('audit.list', { subject }))).toEqual(['INVALID_INPUT', 'controlCharacters'])
  })

  test('a secret that is no session is somebody signed out', async () => {
    for (const session of ['', 'x', `tdo_${'0'.repeat(36)}`, 'é'.repeat(40), 'x'.repeat(100_000), '\r\nx: y']) {
      expect(await refusalOf(cast.trial.as(session)('policy.get', {}))).toMatchObject({ code: 'NOT_SIGNED_IN' })
      expect((await cast.trial.as(session)('sessions.state', {})).session).toEqual({ state: 'signed-out' })
    }
  })

  test('the secret of a token opens no session', async () => {
    const { secret } = await issue(cast.member, forUser(cast.member.operator.id))
    expect(await refusalOf(cast.trial.as(secret)('policy.get', {}))).toMatchObject({ code: 'NOT_SIGNED_IN' })
  })
}
