import { setTimeout } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { Desk } from '../../src-core/desk.ts'
import { makeSecret } from '../../src-core/domain/secret.ts'
import { DeskError } from '../../src-shared/errors.ts'
import { JSON_TYPE } from './media-types.ts'

/** A session's secret that nobody has: the store looks for it by the connections that verifications use. */
const NOBODYS = Buffer.from(
  makeSecret('tdo_', { bytes: (count) => crypto.getRandomValues(new Uint8Array(count)) }),
).toString('latin1')
/** How long the store may take before it counts as one that does not answer. */
const STORE_TIMEOUT_MS = 2000

/**
 * `/healthz`: the process is alive. `/readyz`: the store answers, too. Neither says anything about what is in it, so
 * both are open to everybody.
 */
export function registerHealth(app: FastifyInstance, { desk }: { readonly desk: Desk }): void {
  app.get('/healthz', async (_request, reply) => reply.type(JSON_TYPE).send('{"status":"alive"}'))
  app.get('/readyz', async (_request, reply) => {
    const patience = new AbortController()
    const answer = await Promise.race([
      desk.call({ name: 'sessions.state', input: {}, session: NOBODYS }),
      setTimeout(STORE_TIMEOUT_MS, undefined, { signal: patience.signal }),
    ]).finally(() => patience.abort())
    if (answer?.ok === true) return reply.type(JSON_TYPE).send('{"status":"ready"}')
    throw new DeskError({ code: 'STORE_UNREACHABLE', message: 'The store does not answer.' })
  })
}
