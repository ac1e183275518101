import type { FastifyInstance } from 'fastify'
import type { Log } from '../../src-core/ports.ts'

/** Addresses that something asks every few seconds, for ever. Their failures are logged. */
const ASKED_OFTEN = new Set(['/healthz', '/readyz', '/metrics'])

/**
 * One line a request: its name, the route and never the address that was asked for, the status, how long it took and who
 * asked. No input, query, header or answer is ever given to the log.
 */
export function registerRequestLog(app: FastifyInstance, log: Log): void {
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown'
    if (ASKED_OFTEN.has(route) && reply.statusCode < 400) return
    log.info('Answered.', {
      requestId: request.id,
      method: request.method,
      route,
      status: reply.statusCode,
      durationMs: Math.round(reply.elapsedTime * 10) / 10,
      address: request.callerAddress ?? 'unknown',
    })
  })
}
