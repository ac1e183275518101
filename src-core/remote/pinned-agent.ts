import type { X509Certificate } from 'node:crypto'
import { Agent, type AgentOptions } from 'node:https'
import { checkServerIdentity, connect, type TLSSocket } from 'node:tls'

/**
 * Connects only to the service whose certificate, or the authority of it, has this SHA-256 fingerprint. Nothing is sent
 * before that is known.
 */
export function pinnedAgent(fingerprint: string, options: AgentOptions): Agent {
  const wanted = withoutMarks(fingerprint)
  // Without kept sessions: a resumed one shows no certificates.
  const agent = new Agent({ ...options, maxCachedSessions: 0 })
  agent.createConnection = (given, callback) => {
    // The system's authorities do not know this one; what is checked instead is below.
    const socket = connect({ ...(given as object), rejectUnauthorized: false })
    const settle = (error: Error | null) => {
      socket.off('error', settle).off('secureConnect', check)
      if (error !== null) socket.destroy()
      callback?.(error, socket)
    }
    const check = () => settle(problemOf(socket, hostOf(given), wanted))
    socket.once('error', settle).once('secureConnect', check)
    return undefined
  }
  return agent
}

/** Why the other end is not the one that is meant; null where it is. */
function problemOf(socket: TLSSocket, host: string, wanted: string): Error | null {
  const certificate = socket.getPeerX509Certificate()
  if (certificate === undefined) return notTrusted('It showed no certificate.')
  const now = Date.now()
  if (isLapsed(certificate, now)) return lapsed()
  if (withoutMarks(certificate.fingerprint256) === wanted) return null
  // From the service's own to its authorities: each has to be signed by the next one.
  for (let current: X509Certificate = certificate; ; ) {
    if (isLapsed(current, now)) return lapsed()
    const issuer = current.issuerCertificate
    if (issuer === undefined || issuer.fingerprint256 === current.fingerprint256)
      return notTrusted('It has another fingerprint.')
    if (!issuer.ca || !current.checkIssued(issuer) || !current.verify(issuer.publicKey))
      return notTrusted('It is not signed by what it names.')
    // An authority answers for its certificates under their own names only.
    if (withoutMarks(issuer.fingerprint256) === wanted)
      return checkServerIdentity(host, certificate.toLegacyObject()) ?? null
    current = issuer
  }
}

function notTrusted(problem: string): Error {
  return Object.assign(new Error(`The certificate is not the one that is meant. ${problem}`), {
    code: 'CERT_FINGERPRINT',
  })
}

function isLapsed({ validFrom, validTo }: X509Certificate, now: number): boolean {
  return now < Date.parse(validFrom) || now >= Date.parse(validTo)
}

function lapsed(): Error {
  return Object.assign(new Error('The certificate has lapsed.'), { code: 'CERT_HAS_EXPIRED' })
}

function hostOf(options: object): string {
  const { host, servername } = options as { readonly host?: string; readonly servername?: string }
  return servername || host || ''
}

function withoutMarks(fingerprint: string): string {
  return fingerprint.replaceAll(/[^0-9A-Fa-f]/g, '').toUpperCase()
}
