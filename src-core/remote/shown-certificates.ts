import type { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { connect, type TLSSocket } from 'node:tls'
import { DeskError } from '../../src-shared/errors.ts'
import { problemOfError, type RemoteProblem, unreachable } from './problems.ts'
import { httpsOrigin } from './service-agent.ts'

/** A certificate as a person compares it. */
export interface ShownCertificate {
  /** SHA-256, as tools print it: pairs of hexadecimal digits with colons. */
  readonly fingerprint: string
  readonly subject: string
  readonly issuer: string
  readonly validFrom: Date
  readonly validTo: Date
}

/** What a server shows before anything is sent to it. */
export interface ShownCertificates {
  /** Why this computer does not trust it by itself; null where it does. */
  readonly problem: RemoteProblem | null
  /** The server's own certificate. */
  readonly own: ShownCertificate
  /** The authority that signed it, where the server shows that too: it stays while certificates are renewed. */
  readonly authority: ShownCertificate | null
}

/**
 * Connects to the server, sends nothing but the greeting of TLS, and says what it shows.
 *
 * @throws {DeskError} INVALID_INPUT where the origin is no HTTPS address; STORE_UNREACHABLE, with the reasons of
 *   `problems.ts`, where it shows no certificate.
 */
export async function shownCertificates(origin: string, timeoutMs = 10_000): Promise<ShownCertificates> {
  const { hostname, port } = httpsOrigin(origin)
  const host = hostname.replace(/^\[|\]$/g, '')
  const socket = connect({
    host,
    port: port === '' ? 443 : Number(port),
    rejectUnauthorized: false,
    minVersion: 'TLSv1.2',
    ...(isIP(host) === 0 ? { servername: host } : {}),
  })
  try {
    await secured(socket, timeoutMs)
    const own = socket.getPeerX509Certificate()
    if (own === undefined) throw new DeskError(unreachable('not-https'))
    const authority = authorityOf(own)
    return {
      problem: problemOf(socket),
      own: shown(own),
      authority: authority === null ? null : shown(authority),
    }
  } catch (error) {
    if (error instanceof DeskError) throw error
    throw new DeskError(unreachable(problemOfError(error, false)), { cause: error })
  } finally {
    socket.destroy()
  }
}

function secured(socket: TLSSocket, timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('secureConnect', resolve).once('error', reject)
    socket.once('close', () => reject(Object.assign(new Error('Closed.'), { code: 'ECONNRESET' })))
    socket.setTimeout(timeoutMs, () => reject(Object.assign(new Error('Too slow.'), { code: 'ETIMEDOUT' })))
  })
}

/** Node says here as a text or an error, by its version, what it would have refused with. */
function problemOf({ authorized, authorizationError }: TLSSocket): RemoteProblem | null {
  if (authorized) return null
  const given: unknown = authorizationError
  const code = given instanceof Error && 'code' in given ? String(given.code) : String(given)
  const problem = problemOfError(Object.assign(new Error(code), { code }), false)
  return problem === 'service-unreachable' ? 'not-trusted' : problem
}

/** The last of those that are shown which signed the one before; null where the server shows its own alone. */
function authorityOf(own: X509Certificate): X509Certificate | null {
  let current = own
  for (;;) {
    const issuer = current.issuerCertificate
    if (issuer === undefined || issuer.fingerprint256 === current.fingerprint256) break
    if (!issuer.ca || !current.checkIssued(issuer) || !current.verify(issuer.publicKey)) break
    current = issuer
  }
  return current === own ? null : current
}

function shown({ fingerprint256, subject, issuer, validFrom, validTo }: X509Certificate): ShownCertificate {
  return {
    fingerprint: fingerprint256,
    subject: nameIn(subject),
    issuer: nameIn(issuer),
    validFrom: new Date(validFrom),
    validTo: new Date(validTo),
  }
}

/** The common name, else the organisation, else all of it on one line. */
function nameIn(distinguished: string | undefined): string {
  const lines = (distinguished ?? '').split('\n')
  const part = (key: string) => lines.find((line) => line.startsWith(`${key}=`))?.slice(key.length + 1)
  return part('CN') ?? part('O') ?? lines.join(', ')
}
