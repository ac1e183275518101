import { z } from 'zod'
import { secretBytes, version } from '../schemas/common.ts'
import { resourceServerId } from '../schemas/ids.ts'
import { resourceServer, resourceServerValues } from '../schemas/resource-servers.ts'
import type { Calls } from './calls.ts'

const oneVersion = z.strictObject({ id: resourceServerId, version })

/** The APIs and gateways that may ask the service about tokens. Their secrets are shown once, as those of tokens are. */
export const resourceServerCalls = {
  'resourceServers.list': {
    input: z.strictObject({}),
    output: z.array(resourceServer),
    permission: 'resourceServers.manage',
    work: 'read',
  },
  'resourceServers.create': {
    input: z.strictObject(resourceServerValues),
    output: z.object({ resourceServer, secret: secretBytes }),
    permission: 'resourceServers.manage',
    work: 'change',
    audit: 'resource-server.created',
  },
  'resourceServers.update': {
    input: oneVersion.extend(resourceServerValues),
    output: resourceServer,
    permission: 'resourceServers.manage',
    work: 'change',
    audit: 'resource-server.changed',
  },
  /** The secret that it had is refused from then on. */
  'resourceServers.renewSecret': {
    input: oneVersion,
    output: z.object({ resourceServer, secret: secretBytes }),
    permission: 'resourceServers.manage',
    work: 'change',
    audit: 'resource-server.secret-renewed',
  },
  /** For good: it is refused from then on, and stays in the list. */
  'resourceServers.withdraw': {
    input: oneVersion,
    output: resourceServer,
    permission: 'resourceServers.manage',
    work: 'change',
    audit: 'resource-server.withdrawn',
  },
  /** Records that a new secret was shown or copied, before it is. */
  'resourceServers.noteSecretReveal': {
    input: z.strictObject({ id: resourceServerId, how: z.enum(['shown', 'copied']) }),
    output: z.object({}),
    permission: 'resourceServers.manage',
    work: 'change',
    internal: true,
  },
} satisfies Calls
