import { X509Certificate } from 'node:crypto'
import { Agent } from 'node:https'
import type { StoreTrust } from '../../src-shared/contract/stores.ts'
import { DeskError, invalidInput } from '../../src-shared/errors.ts'
import { pinnedAgent } from './pinned-agent.ts'

/**
 * An authority of one's own, as its certificate in PEM; or the SHA-256 fingerprint of the service's certificate, or of
 * the authority that signed it, as a person compared it.
 */
export type Trust = { readonly authority: string } | { readonly fingerprint: string }

/**
 * Whom a person said to believe, as it is checked; null for the authorities that the system knows.
 *
 * @throws {DeskError} INVALID_INPUT where the file of an authority holds no certificate.
 */
export function trustOf(trust: StoreTrust): Trust | null {
  switch (trust.by) {
    case 'system':
      return null
    case 'fingerprint':
      return { fingerprint: trust.fingerprint }
    case 'authority':
      try {
        return { authority: new X509Certificate(trust.authority).toString() }
      } catch {
        throw invalidInput({
          authority: { rule: 'noCertificate', message: 'This file holds no certificate. Choose one in PEM.' },
        })
      }
  }
}

/** Connections are kept for the next call; a handshake for each would cost more than the call. */
export function agentFor(trust: Trust | undefined): Agent {
  const keep = { keepAlive: true, maxSockets: 8, minVersion: 'TLSv1.2' } as const
  if (trust === undefined) return new Agent(keep)
  return 'authority' in trust ? new Agent({ ...keep, ca: trust.authority }) : pinnedAgent(trust.fingerprint, keep)
}

/**
 * The address of a service, which is all of a URL up to its path.
 *
 * @throws {DeskError} INVALID_INPUT where it is no HTTPS address.
 */
export function httpsOrigin(origin: string | URL): URL {
  const url = URL.parse(String(origin))
  if (url !== null && url.protocol === 'https:') return url
  throw new DeskError({ code: 'INVALID_INPUT', message: 'Give the whole address of the service, with https://.' })
}
