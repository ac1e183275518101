import type { Clock, Log } from '../../src-core/ports.ts'
import type { Service } from './service.ts'
import { type CheckedTls, LAPSE_WARNING_MS } from './tls-files.ts'

/** Keeps what the service serves in step with the certificate's files. */
export interface CertificateWatch {
  /** Reads the files again and serves what they hold. Where they cannot be served, what was served stays. */
  refresh(): Promise<void>
  stop(): void
}

const EVERY_MS = 12 * 60 * 60 * 1000

/** Looks at the certificate now and twice a day, and warns from 30 days before it lapses. */
export function watchCertificate(options: {
  readonly read: () => Promise<CheckedTls>
  readonly served: CheckedTls
  readonly service: Pick<Service, 'replaceTls'>
  readonly clock: Clock
  readonly log: Log
}): CertificateWatch {
  const { read, service, clock, log } = options
  let served = options.served

  const warn = () => {
    const days = Math.floor((served.lapsesAt - clock.now()) / (24 * 60 * 60 * 1000))
    if (served.lapsesAt - clock.now() < LAPSE_WARNING_MS) log.warn('The certificate lapses soon.', { days })
  }
  const refresh = async () => {
    try {
      const found = await read()
      if (found.certificate !== served.certificate || found.key !== served.key) {
        service.replaceTls(found)
        served = found
        log.info('Another certificate is served.', { lapsesAt: new Date(found.lapsesAt).toISOString() })
      }
    } catch (error) {
      log.error('The certificate could not be read again. The one before is still served.', error)
    }
    warn()
  }
  warn()
  const timer = setInterval(() => void refresh(), EVERY_MS).unref()
  return { refresh, stop: () => clearInterval(timer) }
}
