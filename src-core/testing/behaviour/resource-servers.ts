import { expect, test } from 'vitest'
import { refusalOf } from '../call-as.ts'
import { type Cast, textOf } from './cast.ts'

/** The APIs and gateways that may ask about tokens. */
export function resourceServers(cast: Cast): void {
  const create = async (values: { modules?: string[]; actsAs?: string | null } = {}) => {
    const { resourceServer, secret } = await cast.administrator.call('resourceServers.create', {
      name: `API ${cast.next()}`,
      description: 'Made for a test.',
      modules: [],
      ...values,
    } as Parameters<typeof cast.administrator.call<'resourceServers.create'>>[1])
    return { resourceServer, secret: textOf(secret) }
  }

  test('one is made with a secret that is answered once, and is in the list from then on', async () => {
    const machine = await cast.newTechnicalUser()
    const { resourceServer, secret } = await create({ modules: ['order-status'], actsAs: machine.id })
    expect(secret).toMatch(/^tds_[0-9A-Za-z]{36}$/)
    expect(resourceServer).toMatchObject({
      id: expect.stringMatching(/^RES-/),
      modules: [{ code: 'order-status' }],
      actsAs: { id: machine.id, name: machine.fullName },
      hint: secret.slice(0, 8),
      withdrawnAt: null,
      version: 1,
    })
    const listed = await cast.administrator.call('resourceServers.list', {})
    expect(listed).toContainEqual(resourceServer)
    expect(JSON.stringify(listed)).not.toContain(secret)
  })

  test('a change needs the present version, a new secret replaces the one before, and a withdrawn one stays withdrawn', async () => {
    const { resourceServer } = await create()
    const { id } = resourceServer
    const change = { id, version: 1, name: 'Renamed', description: null, modules: ['order-status'], actsAs: null }
    const changed = await cast.administrator.call('resourceServers.update', change)
    expect(changed).toMatchObject({ name: 'Renamed', modules: [{ code: 'order-status' }], version: 2 })
    expect(await refusalOf(cast.administrator.call('resourceServers.update', change))).toMatchObject({
      code: 'CONFLICT',
      reason: 'stale-version',
    })
    const renewed = await cast.administrator.call('resourceServers.renewSecret', { id, version: 2 })
    expect(renewed.resourceServer.hint).toBe(textOf(renewed.secret).slice(0, 8))
    expect(renewed.resourceServer.hint).not.toBe(resourceServer.hint)
    const withdrawn = await cast.administrator.call('resourceServers.withdraw', { id, version: 3 })
    expect(withdrawn.withdrawnAt).not.toBeNull()
    for (const name of ['resourceServers.withdraw', 'resourceServers.renewSecret'] as const)
      expect(await refusalOf(cast.administrator.call(name, { id, version: 4 }))).toMatchObject({
        code: 'CONFLICT',
        reason: 'withdrawn',
      })
    const { rows } = await cast.administrator.call('audit.list', { subject: { kind: 'resource-server', id } })
    expect(rows.map(({ action }) => action)).toEqual([
      'resource-server.withdrawn',
      'resource-server.secret-renewed',
      'resource-server.changed',
      'resource-server.created',
    ])
  })

  test('it acts as a technical user or as nobody, and asks about modules that there are', async () => {
    const person = await cast.newUser()
    expect(await refusalOf(create({ actsAs: person.id }))).toMatchObject({ code: 'NOT_FOUND' })
    expect(await refusalOf(create({ modules: ['no-such-module'] }))).toMatchObject({
      code: 'INVALID_INPUT',
      fields: { 'modules.0': {} },
    })
    expect(
      await refusalOf(cast.administrator.call('resourceServers.withdraw', { id: 'RES-0000-0000', version: 1 })),
    ).toMatchObject({ code: 'NOT_FOUND' })
  })
}
