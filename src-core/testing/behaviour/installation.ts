import { expect, test } from 'vitest'
import { refusalOf } from '../call-as.ts'
import type { Cast } from './cast.ts'

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
