import type { Desk, ServiceDesk } from '../../src-core/desk.ts'
import { type ServiceOptions, startService } from '../service/service.ts'
import { QUIET, type TrialTls, trialTls } from './own-tls.ts'

/** The service over this desk, on a free port of the loopback. For tests only. */
export interface ServedDesk {
  readonly origin: string
  readonly port: number
  readonly tls: TrialTls
  replaceTls(tls: TrialTls): void
  stop(withinMs?: number): Promise<void>
}

/** Serves a desk as it is served in earnest: over TLS, with a certificate of the service's own making. */
export async function serveHttps(
  desk: Desk & Partial<ServiceDesk>,
  options: Partial<ServiceOptions> = {},
): Promise<ServedDesk> {
  const tls = await trialTls()
  const listen = { host: '127.0.0.1', port: 0 }
  const service = await startService({
    desk: { askGate: nobodyAtTheGate, makeSetupCode: async () => null, receiveStore: nothingIsCopied, ...desk },
    log: QUIET,
    version: '0.0.0-test',
    listen,
    tls,
    ...options,
  })
  const { port } = service.address
  return {
    origin: `https://127.0.0.1:${port}`,
    port,
    tls,
    replaceTls: (other) => service.replaceTls(other),
    stop: (withinMs = 0) => service.stop(withinMs),
  }
}

/** For tests that copy no store. */
const nothingIsCopied: ServiceDesk['receiveStore'] = async () => ({
  ok: false,
  error: { code: 'UNKNOWN_CALL', message: 'Nothing is copied here.' },
})

/** For tests that are about the contract alone. */
const nobodyAtTheGate: ServiceDesk['askGate'] = async () => ({
  ok: false,
  error: { code: 'UNKNOWN_CALL', message: 'There is no gate here.' },
})
