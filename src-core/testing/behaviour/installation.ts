import { expect, test } from 'vitest'
import { refusalOf } from '../call-as.ts'
import { TIME_ZONE } from '../desk-trial.ts'
import { type Cast, forUser } from './cast.ts'

/** Whose installation this is, where its API is, and what is switched on in it. */
export function installation(cast: Cast): void {
  test('organisation and API endpoint are on record with before and after, and need the present version', async () => {
    const before = await cast.administrator.call('installation.get', {})
    expect(before).toMatchObject({ organisation: null, apiEndpoint: null, technicalUserTokens: true })
    const after = await cast.administrator.call('installation.update', {
      ...before,
      organisation: ' Ácme s.r.o. ',
      apiEndpoint: 'https://api.example.com/v1',
    })
    expect(after).toEqual({
      organisation: 'Ácme s.r.o.',
      apiEndpoint: 'https://api.example.com/v1',
      technicalUserTokens: true,
      passwordTokens: true,
      version: before.version + 1,
    })
    expect(await cast.member.call('installation.get', {})).toEqual(after)
    expect(await refusalOf(cast.administrator.call('installation.update', before))).toMatchObject({
      code: 'CONFLICT',
      reason: 'stale-version',
    })
    const { rows } = await cast.administrator.call('audit.list', { action: ['installation.changed'] })
    expect(rows[0]?.details).toEqual({
      organisation: 'none → Ácme s.r.o.',
      apiEndpoint: 'none → https://api.example.com/v1',
    })
    await cast.administrator.call('installation.update', { ...before, version: after.version })
  })

  test('AK-1 · a feature switch turns tokens of technical users off and on: no new ones, the old ones go on', async () => {
    const machine = await cast.newTechnicalUser()
    const owner = { kind: 'technical-user', id: machine.id } as const
    const { token, secret } = await cast.issue(cast.administrator, owner)
    const before = await cast.administrator.call('installation.get', {})
    const off = await cast.administrator.call('installation.update', { ...before, technicalUserTokens: false })
    for (const refused of [
      cast.issue(cast.administrator, owner),
      cast.administrator.call('tokens.choices', { owner, timeZone: TIME_ZONE }),
    ])
      expect(await refusalOf(refused)).toMatchObject({ code: 'POLICY', reason: 'technical-user-tokens-off' })
    expect(await cast.reasonFor(secret)).toBe('active')
    expect(await cast.administrator.call('tokens.get', { id: token.id })).toEqual(token)
    await cast.issue(cast.member, forUser(cast.member.operator.id))
    await cast.administrator.call('installation.update', { ...off, technicalUserTokens: true })
    await cast.issue(cast.administrator, owner)
  })

  test.each([
    ['http://api.example.com', 'endpointNotHttps'],
    ['ftp://api.example.com', 'endpointNotHttps'],
    ['api.example.com/v1', 'endpointNoAddress'],
    ['https:/api.example.com', 'endpointNoAddress'],
    ['https://', 'endpointNoAddress'],
    ['https://api example.com', 'endpointNoAddress'],
    ['https://anna:secret@api.example.com', 'endpointCredentials'],
    ['https://api.example.com\\@elsewhere.example', 'endpointCredentials'],
    ['https://api.example.com/#part', 'endpointFragment'],
    [`https://api.example.com/${'x'.repeat(2000)}`, 'tooLong'],
  ])('MP-9 · %s is no API endpoint: %s', async (apiEndpoint, rule) => {
    const present = await cast.administrator.call('installation.get', {})
    const refusal = await refusalOf(cast.administrator.call('installation.update', { ...present, apiEndpoint }))
    expect(refusal).toMatchObject({ code: 'INVALID_INPUT', fields: { apiEndpoint: { rule } } })
    expect(await cast.administrator.call('installation.get', {})).toEqual(present)
  })
}
