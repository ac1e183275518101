import type { Failure } from '../../src-shared/errors.ts'

/**
 * Everything that can stand between this end and a Token Desk service, by its reason. Each has words in every language
 * of the screens.
 */
export const remoteProblems = {
  closed: 'The connection to the service is closed.',
  timeout: 'The service did not answer in time. Check the network, and that the service is not overloaded.',
  'unknown-host': 'There is no server of this name. Check the address, and that this computer is on the network.',
  'service-refused': 'Nothing answers at this address and port. Check both, and that the service is running.',
  'service-unreachable': 'The server cannot be reached. Check the network, a VPN for instance, and the address.',
  interrupted: 'The connection to the service broke before it answered.',
  'not-https':
    'What answers at this address does not speak HTTPS. Token Desk sends nothing without it. Check the port.',
  'not-trusted': 'This computer does not know who issued the certificate of this server. Nothing was sent to it.',
  'other-authority':
    'The certificate of this server is not from the authority in the file that was chosen for it. Nothing was sent to it.',
  'other-certificate':
    'The certificate of this server is not the one that was confirmed. Either it was replaced, or somebody pretends to be the service. Nothing was sent. Compare its fingerprint again with whoever runs the service.',
  'certificate-expired':
    'The certificate of this server is not valid today. Ask whoever runs the service to renew it, and check the clock of this computer.',
  'certificate-name':
    'The certificate of this server is for another name. Use the name that it is for, or ask whoever runs the service.',
  'not-token-desk': 'What answers at this address is not a Token Desk service. Check the address and the port.',
  'service-unavailable': 'The service is not available at the moment, says what stands before it. It is tried again.',
  'service-store': 'The service answers, but it cannot reach its store at the moment. It is tried again.',
} as const
export type RemoteProblem = keyof typeof remoteProblems

/** The refusal for one of them. */
export function unreachable(reason: RemoteProblem): Failure {
  return { code: 'STORE_UNREACHABLE', reason, message: remoteProblems[reason] }
}

/** Which of them an error of Node's network, TLS or HTTP is. `ownAuthority`: a file of an authority was given. */
export function problemOfError(error: unknown, ownAuthority: boolean): RemoteProblem {
  const { name, code, cause } = error as Error & { readonly code?: string }
  if (name === 'TimeoutError' || (cause instanceof Error && cause.name === 'TimeoutError')) return 'timeout'
  if (code === undefined) return 'service-unreachable'
  if (Object.hasOwn(byCode, code)) return byCode[code] as RemoteProblem
  if (NOT_HTTPS.test(code)) return 'not-https'
  if (NOT_TRUSTED.test(code)) return ownAuthority ? 'other-authority' : 'not-trusted'
  return code.startsWith('HPE_') ? 'not-token-desk' : 'service-unreachable'
}

const byCode: Readonly<Record<string, RemoteProblem>> = {
  ETIMEDOUT: 'timeout',
  ENOTFOUND: 'unknown-host',
  EAI_AGAIN: 'unknown-host',
  ECONNREFUSED: 'service-refused',
  ECONNRESET: 'interrupted',
  EPIPE: 'interrupted',
  CERT_FINGERPRINT: 'other-certificate',
  CERT_HAS_EXPIRED: 'certificate-expired',
  CERT_NOT_YET_VALID: 'certificate-expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate-name',
  HOSTNAME_MISMATCH: 'certificate-name',
}

/** How OpenSSL names what is no TLS at all. */
const NOT_HTTPS = /^(EPROTO|ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|NO_PROTOCOLS_AVAILABLE))/

/** How OpenSSL and Node name a certificate that does not prove that this is the service. */
const NOT_TRUSTED = /^(UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO_SELF_SIGNED|CERT_|ERR_TLS_CERT_|INVALID_CA|INVALID_PURPOSE)/
