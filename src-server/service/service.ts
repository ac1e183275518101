import { Server as HttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import type { ServiceDesk } from '../../src-core/desk.ts'
import type { Log } from '../../src-core/ports.ts'
import { DeskError } from '../../src-shared/errors.ts'
import { addressList } from './addresses.ts'
import { createApp, watchMethods } from './app.ts'
import { registerContractCalls } from './contract-calls.ts'
import { registerEvents } from './events.ts'
import { forwardAuthUrl, registerForwardAuth } from './forward-auth.ts'
import { gateOf } from './gate-calls.ts'
import { registerHealth } from './health.ts'
import {
  type ConnectionLimits,
  createListener,
  type Listener,
  type TlsMaterial,
  tlsOptions,
  USUAL_LIMITS,
} from './listener.ts'
import { connectionsOf, createMetrics } from './metrics.ts'
import { registerOAuth } from './oauth.ts'
import { registerPasswordToken } from './password-token.ts'
import { registerReadingPage } from './reading-page.ts'
import { registerRequestLog } from './request-log.ts'
import { registerStoreCopy } from './store-copy.ts'

export interface ServiceOptions {
  readonly desk: ServiceDesk
  readonly log: Log
  /** The version of the package, which clients are told. */
  readonly version: string
  readonly listen: { readonly host: string; readonly port: number }
  /** Null where only a proxy connects, which ends TLS itself. */
  readonly tls: (TlsMaterial & { readonly lapsesAt: number }) | null
  /** Addresses of proxies whose `X-Forwarded-…` headers count. */
  readonly proxies?: readonly string[]
  /** Whether those proxies may speak plain HTTP with the service. */
  readonly plainHttpBehindProxy?: boolean
  /** Who may ask for the figures at `/metrics`; this machine itself unless given. */
  readonly metricsFrom?: readonly string[]
  /** Where clients find the service, `https://desk.example.com`; the address that it listens at unless given. */
  readonly issuer?: string | undefined
  readonly limits?: Partial<ConnectionLimits>
}

/** The service while it runs. */
export interface Service {
  readonly address: AddressInfo
  /** Serves new connections with another certificate. */
  replaceTls(tls: TlsMaterial & { readonly lapsesAt: number }): void
  /**
   * Takes no new connections, lets what is under way be answered, for 10 s at most, and cuts off what is left then. The
   * desk stays open: whoever opened it closes it.
   */
  stop(withinMs?: number): Promise<void>
}

const LOOPBACK = ['127.0.0.0/8', '::1']
const STOP_WITHIN_MS = 10_000

/**
 * Starts the service over an open desk.
 *
 * @throws {DeskError} CONFLICT (`address-in-use`), FORBIDDEN (`address-not-allowed`) or INVALID_INPUT (`address-unknown`)
 *   where it cannot listen at the address.
 */
export async function startService(options: ServiceOptions): Promise<Service> {
  const { desk, log, version } = options
  const proxies = addressList(options.proxies ?? [])
  const limits = { ...USUAL_LIMITS, ...options.limits }
  let listener: Listener | undefined
  let stopping: Promise<void> | undefined
  const metrics = createMetrics(() => connectionsOf(app.server))
  const askGate = gateOf(desk, metrics.countRefusal)
  const app = createApp({
    log,
    proxies,
    requestTimeoutMs: limits.requestTimeoutMs,
    isStopping: () => stopping !== undefined,
    rewriteUrl: forwardAuthUrl,
    makeServer: (handler) => {
      listener = createListener(handler, {
        tls: options.tls,
        limits,
        acceptsPlainHttp: (address) => options.plainHttpBehindProxy === true && proxies.includes(address ?? ''),
        onRefused: metrics.countRefusedConnection,
      })
      return listener.server
    },
  })
  const methods = watchMethods(app)
  registerRequestLog(app, log)
  metrics.register(app, addressList(options.metricsFrom ?? LOOPBACK))
  registerHealth(app, { desk })
  registerContractCalls(app, { desk, version, onRefused: metrics.countRefusal })
  registerEvents(app, { desk })
  registerStoreCopy(app, { desk, headTimeoutMs: limits.requestTimeoutMs })
  registerReadingPage(app, { version })
  registerOAuth(app, { askGate, log, issuer: () => options.issuer ?? originOf(app.server.address() as AddressInfo) })
  registerPasswordToken(app, { askGate, log })
  registerForwardAuth(app, { askGate, log })
  await app.after()
  methods.refuseOthers()
  if (options.tls !== null) metrics.noteCertificate(options.tls.lapsesAt)

  async function stop(withinMs: number): Promise<void> {
    const patience = new AbortController()
    const cut = setTimeout(withinMs, undefined, { signal: patience.signal }).then(
      () => app.server.closeAllConnections(),
      () => {},
    )
    listener?.closeUnused()
    await app.close()
    patience.abort()
    await cut
    metrics.stop()
  }

  try {
    await app.listen(options.listen)
  } catch (error) {
    await app.close()
    metrics.stop()
    throw listenProblem(error, options.listen)
  }
  return {
    address: app.server.address() as AddressInfo,
    replaceTls(tls) {
      if (!(app.server instanceof HttpsServer)) return
      app.server.setSecureContext(tlsOptions(tls))
      metrics.noteCertificate(tls.lapsesAt)
    },
    stop(withinMs = STOP_WITHIN_MS) {
      stopping ??= stop(withinMs)
      return stopping
    },
  }
}

function originOf({ address, port }: AddressInfo): string {
  return `https://${address.includes(':') ? `[${address}]` : address}:${port}`
}

function listenProblem(error: unknown, { host, port }: ServiceOptions['listen']): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const place = `${host.includes(':') ? `[${host}]` : host}:${port}`
  if (code === 'EADDRINUSE')
    return new DeskError(
      {
        code: 'CONFLICT',
        reason: 'address-in-use',
        message: `Something listens at ${place} already. Stop it, or say another --listen.`,
      },
      { cause: error },
    )
  if (code === 'EACCES' || code === 'EPERM')
    return new DeskError(
      {
        code: 'FORBIDDEN',
        reason: 'address-not-allowed',
        message: `This account may not listen at ${place}. Ports below 1024 need the right to (CAP_NET_BIND_SERVICE).`,
      },
      { cause: error },
    )
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EINVAL' || code === 'EAI_AGAIN')
    return new DeskError(
      { code: 'INVALID_INPUT', reason: 'address-unknown', message: `${host} is no address of this machine.` },
      { cause: error },
    )
  return error
}
