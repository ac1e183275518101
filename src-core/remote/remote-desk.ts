import { Agent, request as httpsRequest } from 'node:https'
import { deskCalls } from '../../src-shared/contract/index.ts'
import { CONTRACT_NUMBER, contractNumberIn, VERSION_HEADER, versionHeader } from '../../src-shared/contract/version.ts'
import { DeskError, type Failure, type Reply, reply } from '../../src-shared/errors.ts'
import type { Desk, DeskRequest } from '../desk.ts'
import { pinnedAgent } from './pinned-agent.ts'

export interface RemoteDeskOptions {
  /** Where the service is: `https://`, host and port. */
  readonly origin: string | URL
  /** The version of this program, which the service is told. */
  readonly version: string
  /** Whom to believe that it is the service: the authorities that the system knows unless given. */
  readonly trust?: Trust
  /** How long one call may take. Hashing a password and a long list fit into the default of 15 s. */
  readonly timeoutMs?: number
}

/**
 * An authority of one's own, as its certificate in PEM; or the SHA-256 fingerprint of the service's certificate, or of
 * the authority that signed it, as a person compared it.
 */
export type Trust = { readonly authority: string } | { readonly fingerprint: string }

/**
 * The desk behind a Token Desk service: the same calls as `POST /v1/<name>` with the input as JSON and the session as
 * bearer, the reply as JSON. What cannot be reached, or does not answer as a Token Desk does, is STORE_UNREACHABLE; one
 * of another contract is VERSION_MISMATCH, with the side to update. A redirect is never followed, because the session
 * would travel along.
 *
 * Announcements do not cross HTTP: `listen` hears nothing, and lists are fetched again after a change of one's own.
 *
 * @throws {DeskError} INVALID_INPUT where the origin is no HTTPS address.
 */
export function remoteDesk({ origin, version, trust, timeoutMs = 15_000 }: RemoteDeskOptions): Desk {
  const service = httpsOrigin(origin)
  const agent = agentFor(trust)
  const closing = new AbortController()
  return {
    async call(request) {
      if (closing.signal.aborted) return refusal('closed', 'The connection to the service is closed.')
      // A name is a path: one that the contract does not have might lead somewhere else on that server.
      if (typeof request.name !== 'string' || !Object.hasOwn(deskCalls, request.name)) return UNKNOWN_CALL
      const body = asJson(request.input)
      if (body === undefined) return UNREADABLE
      try {
        const answer = await ask(request, body)
        return mismatchOf(answer.contract) ?? parsed(request.name as keyof typeof deskCalls, JSON.parse(answer.text))
      } catch (error) {
        return refusal(closing.signal.aborted ? 'closed' : reasonOf(error), 'The Token Desk service did not answer.')
      }
    },
    listen: () => () => {},
    async close() {
      closing.abort()
      agent.destroy()
    },
  }

  function ask({ name, session }: DeskRequest, body: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const request = httpsRequest(new URL(`/v1/${String(name)}`, service), {
        agent,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          accept: 'application/json',
          [VERSION_HEADER]: versionHeader(version),
          ...(typeof session === 'string' && BEARER.test(session) ? { authorization: `Bearer ${session}` } : {}),
        },
        signal: AbortSignal.any([closing.signal, AbortSignal.timeout(timeoutMs)]),
      })
      request.on('error', reject)
      request.on('response', (response) => {
        const pieces: Buffer[] = []
        response.on('data', (piece: Buffer) => pieces.push(piece))
        response.on('error', reject)
        response.on('end', () => {
          const contract = contractNumberIn(response.headers[VERSION_HEADER]?.toString())
          resolve({ contract, text: Buffer.concat(pieces).toString('utf8') })
        })
      })
      request.end(body)
    })
  }
}

interface Answer {
  /** The number of the service's contract; undefined where what answered says none. */
  readonly contract: number | undefined
  readonly text: string
}

function httpsOrigin(origin: string | URL): URL {
  const url = URL.parse(String(origin))
  if (url !== null && url.protocol === 'https:') return url
  throw new DeskError({ code: 'INVALID_INPUT', message: 'Give the whole address of the service, with https://.' })
}

/** Connections are kept for the next call; a handshake for each would cost more than the call. */
function agentFor(trust: Trust | undefined): Agent {
  const keep = { keepAlive: true, maxSockets: 8, minVersion: 'TLSv1.2' } as const
  if (trust === undefined) return new Agent(keep)
  return 'authority' in trust ? new Agent({ ...keep, ca: trust.authority }) : pinnedAgent(trust.fingerprint, keep)
}

/** What RFC 6750 section 2.1 lets travel as a bearer. Anything else is nobody's session. */
const BEARER = /^[A-Za-z0-9._~+/-]{1,255}=*$/

const UNKNOWN_CALL: Reply = { ok: false, error: { code: 'UNKNOWN_CALL', message: 'There is no such call.' } }
const UNREADABLE: Reply = {
  ok: false,
  error: {
    code: 'INVALID_INPUT',
    message: 'Some fields need another look.',
    fields: { '': { rule: 'invalid', message: 'This cannot be read.' } },
  },
}

/** Cycles and big integers have no JSON; functions and `undefined` are left out as everywhere. */
function asJson(input: unknown): string | undefined {
  try {
    return JSON.stringify(input === undefined ? null : input) ?? 'null'
  } catch {
    return undefined
  }
}

/** The refusal where the service speaks another contract than this end. The service's own says the same from its side. */
function mismatchOf(contract: number | undefined): Reply | undefined {
  if (contract === undefined || contract === CONTRACT_NUMBER) return undefined
  const error: Failure =
    contract > CONTRACT_NUMBER
      ? {
          code: 'VERSION_MISMATCH',
          reason: 'update-client',
          message: 'The service is newer than this Token Desk. Update Token Desk on this workstation.',
        }
      : {
          code: 'VERSION_MISMATCH',
          reason: 'update-service',
          message: 'The service is older than this Token Desk. Ask whoever runs the service to update it.',
        }
  return { ok: false, error }
}

/** The reply, its answer parsed by the contract: secrets become bytes, and what is not named is dropped. */
function parsed(name: keyof typeof deskCalls, body: unknown): Reply {
  const answer = reply.safeParse(body)
  if (!answer.success) return refusal('not-token-desk', 'What answered is not a Token Desk service of this version.')
  if (!answer.data.ok) return answer.data
  const value = deskCalls[name].output.safeParse(answer.data.value)
  if (!value.success) return refusal('not-token-desk', 'What answered is not a Token Desk service of this version.')
  return { ok: true, value: value.data }
}

function reasonOf(error: unknown): string {
  if (error instanceof SyntaxError) return 'not-token-desk'
  const { name, code, cause } = error as Error & { readonly code?: string }
  if (name === 'TimeoutError' || (cause instanceof Error && cause.name === 'TimeoutError')) return 'timeout'
  return code !== undefined && NOT_TRUSTED.test(code) ? 'not-trusted' : 'unreachable'
}

/** How OpenSSL and Node name a certificate that does not prove that this is the service. */
const NOT_TRUSTED =
  /^(UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO_SELF_SIGNED|CERT_|ERR_TLS_CERT_|INVALID_CA|INVALID_PURPOSE|HOSTNAME_MISMATCH)/

function refusal(reason: string, message: string): Reply {
  const error: Failure = { code: 'STORE_UNREACHABLE', reason, message }
  return { ok: false, error }
}
