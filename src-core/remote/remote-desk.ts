import { request as httpsRequest } from 'node:https'
import type { TLSSocket } from 'node:tls'
import { deskCalls } from '../../src-shared/contract/index.ts'
import { CONTRACT_NUMBER, contractNumberIn, VERSION_HEADER, versionHeader } from '../../src-shared/contract/version.ts'
import { type Failure, type Reply, reply } from '../../src-shared/errors.ts'
import type { Desk, DeskRequest } from '../desk.ts'
import { eventStream } from './event-stream.ts'
import { problemOfError, type RemoteProblem, unreachable } from './problems.ts'
import { agentFor, httpsOrigin, type Trust } from './service-agent.ts'

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

/** The desk of a service, and one attempt at a time for whoever decides how often to try. */
export interface RemoteDesk extends Desk {
  /**
   * Asks once. `changeKey` travels as `Idempotency-Key`: the service carries out a change with the same key once,
   * however often it arrives.
   */
  attempt(request: DeskRequest, changeKey?: string): Promise<Attempt>
  /** Hears that the stream of announcements broke off: the service may be out of reach, before anybody asks it something. */
  onBroken(listener: () => void): void
}

/**
 * How one attempt went. Where nothing was answered, `sent` says whether the service may have read the question all the
 * same.
 */
export type Attempt =
  | { readonly answered: true; readonly reply: Reply }
  | { readonly answered: false; readonly error: Failure; readonly sent: boolean }

/** The header by which the service knows a change again (draft-ietf-httpapi-idempotency-key-header). */
export const CHANGE_KEY_HEADER = 'idempotency-key'

/**
 * The desk behind a Token Desk service: the same calls as `POST /v1/<name>` with the input as JSON and the session as
 * bearer, the reply as JSON. What cannot be reached, or does not answer as a Token Desk does, is STORE_UNREACHABLE with
 * one of the reasons in `problems.ts`; one of another contract is VERSION_MISMATCH, with the side to update. A redirect
 * is never followed, because the session would travel along.
 *
 * `listen` hears the announcements of the service while somebody is signed in.
 *
 * @throws {DeskError} INVALID_INPUT where the origin is no HTTPS address.
 */
export function remoteDesk({ origin, version, trust, timeoutMs = 15_000 }: RemoteDeskOptions): RemoteDesk {
  const service = httpsOrigin(origin)
  const agent = agentFor(trust)
  const closing = new AbortController()
  let tellBroken = (): void => {}
  const events = eventStream({ service, agent, version, onBroken: () => tellBroken() })

  async function attempt(request: DeskRequest, changeKey?: string): Promise<Attempt> {
    if (closing.signal.aborted) return { answered: false, error: unreachable('closed'), sent: false }
    // A name is a path: one that the contract does not have might lead somewhere else on that server.
    if (typeof request.name !== 'string' || !Object.hasOwn(deskCalls, request.name)) return answered(UNKNOWN_CALL)
    const body = asJson(request.input)
    if (body === undefined) return answered(UNREADABLE)
    let sent = false
    try {
      const answer = await ask(request, { body, changeKey, onSent: () => (sent = true) })
      const mismatch = mismatchOf(answer.contract)
      if (mismatch !== undefined) return answered(mismatch)
      const reply = parsed(request.name as keyof typeof deskCalls, answer)
      const problem = troubleOf(answer, reply)
      if (reply.ok && isSession(request.session)) events.follow(request.session)
      return problem === null ? answered(reply) : { answered: false, error: unreachable(problem), sent: true }
    } catch (error) {
      const ownAuthority = trust !== undefined && 'authority' in trust
      const reason = closing.signal.aborted ? 'closed' : problemOfError(error, ownAuthority)
      return { answered: false, error: unreachable(reason), sent }
    }
  }

  return {
    attempt,
    async call(request) {
      const outcome = await attempt(request)
      return outcome.answered ? outcome.reply : { ok: false, error: outcome.error }
    },
    listen: (listener) => events.listen(listener),
    onBroken(listener) {
      tellBroken = listener
    },
    async close() {
      closing.abort()
      events.close()
      agent.destroy()
    },
  }

  function ask({ name, session }: DeskRequest, { body, changeKey, onSent }: Sending): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const request = httpsRequest(new URL(`/v1/${String(name)}`, service), {
        agent,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          accept: 'application/json',
          [VERSION_HEADER]: versionHeader(version),
          ...(changeKey === undefined ? {} : { [CHANGE_KEY_HEADER]: changeKey }),
          ...(isSession(session) ? { authorization: `Bearer ${session}` } : {}),
        },
        signal: AbortSignal.any([closing.signal, AbortSignal.timeout(timeoutMs)]),
      })
      // Until the other end is known to be the service, nothing of the request has left.
      request.on('socket', (socket: TLSSocket) => {
        if (request.reusedSocket || (socket.encrypted && !socket.connecting && socket.getProtocol() !== null)) onSent()
        else socket.once('secureConnect', onSent)
      })
      request.on('error', reject)
      request.on('response', (response) => {
        const pieces: Buffer[] = []
        response.on('data', (piece: Buffer) => pieces.push(piece))
        response.on('error', reject)
        response.on('end', () => {
          const contract = contractNumberIn(response.headers[VERSION_HEADER]?.toString())
          resolve({ status: response.statusCode ?? 0, contract, text: Buffer.concat(pieces).toString('utf8') })
        })
      })
      request.end(body)
    })
  }
}

interface Sending {
  readonly body: string
  readonly changeKey: string | undefined
  onSent(): void
}

interface Answer {
  readonly status: number
  /** The number of the service's contract; undefined where what answered says none. */
  readonly contract: number | undefined
  readonly text: string
}

function answered(reply: Reply): Attempt {
  return { answered: true, reply }
}

/** What RFC 6750 section 2.1 lets travel as a bearer. Anything else is nobody's session. */
const BEARER = /^[A-Za-z0-9._~+/-]{1,255}=*$/

function isSession(session: string | null): session is string {
  return typeof session === 'string' && BEARER.test(session)
}

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
function parsed(name: keyof typeof deskCalls, { text }: Answer): Reply {
  const answer = reply.safeParse(jsonIn(text))
  if (!answer.success) return NOT_TOKEN_DESK
  if (!answer.data.ok) return answer.data
  const value = deskCalls[name].output.safeParse(answer.data.value)
  return value.success ? { ok: true, value: value.data } : NOT_TOKEN_DESK
}

const NOT_TOKEN_DESK: Reply = { ok: false, error: unreachable('not-token-desk') }

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Why an answer that came is none for now: from a proxy without its service, or a service without its store. */
function troubleOf({ status }: Answer, reply: Reply): RemoteProblem | null {
  if (reply === NOT_TOKEN_DESK) return status >= 502 && status <= 504 ? 'service-unavailable' : null
  if (reply.ok || reply.error.code !== 'STORE_UNREACHABLE') return null
  const { reason } = reply.error
  return reason === undefined || reason === 'unreachable' || reason === 'store-stopped' ? 'service-store' : null
}
