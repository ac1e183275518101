import type { Server } from 'node:http'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { FastifyInstance } from 'fastify'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { DeskError, type ErrorCode } from '../../src-shared/errors.ts'
import type { AddressList } from './addresses.ts'
import { isStoreFailure } from './problems.ts'

const LAG_RESOLUTION_MS = 20

/** What the service counts of itself. No label names anybody or anything: routes and codes are closed lists. */
export interface Metrics {
  countRefusal(code: ErrorCode): void
  countRefusedConnection(reason: 'plain-http' | 'limit'): void
  noteCertificate(lapsesAt: number): void
  /** Counts each answer of the application, and gives the figures at `/metrics` to whoever `from` includes. */
  register(app: FastifyInstance, from: AddressList): void
  stop(): void
}

export function createMetrics(openConnections: () => Promise<number>): Metrics {
  const registry = new Registry()
  const registers = [registry]
  const eventLoop = monitorEventLoopDelay({ resolution: LAG_RESOLUTION_MS })
  eventLoop.enable()
  const requests = new Counter({
    name: 'token_desk_requests_total',
    help: 'Requests that were answered, by route and status.',
    labelNames: ['route', 'status'],
    registers,
  })
  const durations = new Histogram({
    name: 'token_desk_request_duration_seconds',
    help: 'From the headers of a request to the end of its answer, by route.',
    labelNames: ['route'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers,
  })
  const storeErrors = new Counter({
    name: 'token_desk_store_errors_total',
    help: 'Calls that the store did not carry out, by code.',
    labelNames: ['code'],
    registers,
  })
  const refusedConnections = new Counter({
    name: 'token_desk_refused_connections_total',
    help: 'Connections that were refused before there was a request.',
    labelNames: ['reason'],
    registers,
  })
  // Not before there is one: behind a proxy that ends TLS, a 0 would say that it lapsed long ago.
  let certificate: Gauge | undefined
  new Gauge({
    name: 'token_desk_open_connections',
    help: 'Connections that are open.',
    registers,
    async collect() {
      this.set(await openConnections())
    },
  })
  new Gauge({
    name: 'token_desk_event_loop_lag_seconds',
    help: 'How late the event loop was since the figures were last asked for.',
    labelNames: ['quantile'],
    registers,
    collect() {
      // What is measured is the time between two looks, so the wait that was meant is in it.
      const lag = (nanoseconds: number) => Math.max(0, nanoseconds / 1e9 - LAG_RESOLUTION_MS / 1e3)
      for (const percent of [50, 99]) this.set({ quantile: String(percent / 100) }, lag(eventLoop.percentile(percent)))
      this.set({ quantile: '1' }, lag(eventLoop.max))
      eventLoop.reset()
    },
  })
  new Gauge({
    name: 'process_resident_memory_bytes',
    help: 'Memory that the process holds.',
    registers,
    collect() {
      this.set(process.memoryUsage.rss())
    },
  })

  return {
    countRefusal(code) {
      if (isStoreFailure(code)) storeErrors.inc({ code })
    },
    countRefusedConnection: (reason) => refusedConnections.inc({ reason }),
    noteCertificate(lapsesAt) {
      certificate ??= new Gauge({
        name: 'token_desk_certificate_lapses_timestamp_seconds',
        help: 'When the certificate lapses, in seconds since 1970.',
        registers,
      })
      certificate.set(lapsesAt / 1000)
    },
    register(app, from) {
      app.addHook('onResponse', async (request, reply) => {
        const route = request.routeOptions.url ?? 'unknown'
        requests.inc({ route, status: reply.statusCode })
        durations.observe({ route }, reply.elapsedTime / 1000)
      })
      app.get('/metrics', async (request, reply) => {
        if (request.callerAddress === null || !from.includes(request.callerAddress))
          throw new DeskError({ code: 'FORBIDDEN', message: 'The figures are not for this address.' })
        return reply.type(registry.contentType).send(await registry.metrics())
      })
    },
    stop() {
      eventLoop.disable()
      registry.clear()
    },
  }
}

/** How many connections a server has open. */
export function connectionsOf(server: Server): Promise<number> {
  return new Promise((resolve, reject) =>
    server.getConnections((error, count) => (error === null ? resolve(count) : reject(error))),
  )
}
