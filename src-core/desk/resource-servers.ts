import type { resourceServerCalls } from '../../src-shared/contract/resource-servers.ts'
import type { ResourceServer } from '../../src-shared/schemas/resource-servers.ts'
import type { Handlers } from '../dispatch.ts'
import { digestOfSecret, hintOf, makeSecret } from '../domain/secret.ts'
import type { Repositories } from '../store/store.ts'
import { conflict, found } from './refusals.ts'

/** The APIs and gateways that may ask the service about tokens. */
export const resourceServerHandlers: Handlers<typeof resourceServerCalls> = {
  'resourceServers.list': (_input, { repositories }) => repositories.resourceServers.list(),

  'resourceServers.create': async (values, { repositories, clock, random, audit, announce }) => {
    const secret = makeSecret('tds_', random)
    const resourceServer = await repositories.resourceServers.create(values, keptOf(secret), clock.now())
    await audit({
      action: 'resource-server.created',
      subject: subjectOf(resourceServer),
      details: factsOf(resourceServer),
    })
    announce('resource-servers.changed')
    return { resourceServer, secret }
  },

  'resourceServers.update': async ({ id, version, ...values }, { repositories, audit, announce }) => {
    const before = await notWithdrawn(repositories, id)
    const after = await repositories.resourceServers.update(id, version, values)
    await audit({
      action: 'resource-server.changed',
      subject: subjectOf(after),
      details: {
        ...factsOf(after),
        nameBefore: before.name,
        modulesBefore: before.modules.map(({ code }) => code),
      },
    })
    announce('resource-servers.changed')
    return after
  },

  'resourceServers.renewSecret': async ({ id, version }, { repositories, clock, random, audit, announce }) => {
    await notWithdrawn(repositories, id)
    const secret = makeSecret('tds_', random)
    const resourceServer = await repositories.resourceServers.setSecret(id, version, keptOf(secret), clock.now())
    await audit({ action: 'resource-server.secret-renewed', subject: subjectOf(resourceServer) })
    announce('resource-servers.changed')
    return { resourceServer, secret }
  },

  'resourceServers.withdraw': async ({ id, version }, { repositories, clock, audit, announce }) => {
    await notWithdrawn(repositories, id)
    const resourceServer = await repositories.resourceServers.withdraw(id, version, clock.now())
    await audit({ action: 'resource-server.withdrawn', subject: subjectOf(resourceServer) })
    announce('resource-servers.changed')
    return resourceServer
  },

  'resourceServers.noteSecretReveal': async ({ id, how }, { repositories, audit }) => {
    const resourceServer = found(await repositories.resourceServers.get(id), 'This resource server')
    await audit({
      action: 'resource-server.secret-revealed',
      subject: subjectOf(resourceServer),
      details: { how },
    })
    return {}
  },
}

function keptOf(secret: Uint8Array) {
  return { digest: digestOfSecret(secret), hint: hintOf(secret) }
}

async function notWithdrawn({ resourceServers }: Repositories, id: string): Promise<ResourceServer> {
  const server = found(await resourceServers.get(id), 'This resource server')
  if (server.withdrawnAt !== null) throw conflict('withdrawn', `${server.name} has been withdrawn for good.`)
  return server
}

function subjectOf({ id, name }: Pick<ResourceServer, 'id' | 'name'>) {
  return { kind: 'resource-server', id, name } as const
}

function factsOf({ name, modules, actsAs }: ResourceServer) {
  return { name, modules: modules.map(({ code }) => code), actsAs: actsAs?.name ?? null }
}
