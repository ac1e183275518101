import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Log } from '../../src-core/ports.ts'
import { DeskError } from '../../src-shared/errors.ts'
import { refusalOf } from './app.ts'
import { JSON_TYPE } from './media-types.ts'
import { isStoreFailure, RequestRefusal } from './problems.ts'

/** The error codes that are answered here: those of RFC 6749, section 5.2, and what RFC 6749 has for a server in trouble. */
export type OAuthError =
  | 'invalid_request'
  | 'invalid_client'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'invalid_scope'
  | 'temporarily_unavailable'
  | 'server_error'

/** A refusal in the form of RFC 6749, section 5.2. The description never repeats what was sent. */
export class OAuthRefusal extends Error {
  readonly status: number
  readonly error: OAuthError
  readonly headers: Readonly<Record<string, string>>

  constructor(error: OAuthError, description: string, { status = 400, headers = {} } = {}) {
    super(description)
    this.name = 'OAuthRefusal'
    this.error = error
    this.status = status
    this.headers = headers
  }
}

/** Answers whatever goes wrong in this part of the application as RFC 6749 has it, in JSON, with no stack. */
export function refuseAsOAuth(scope: FastifyInstance, log: Log): void {
  scope.setErrorHandler((error, request, reply) => {
    const refusal = oauthRefusalOf(error)
    if (refusal !== undefined) return sendOAuthRefusal(reply, refusal)
    log.error(`${request.method} ${request.routeOptions.url ?? ''} failed.`, error)
    return sendOAuthRefusal(reply, somethingWentWrong())
  })
}

/** What was thrown, in the words of OAuth; undefined for a bug. */
export function oauthRefusalOf(error: unknown): OAuthRefusal | undefined {
  if (error instanceof OAuthRefusal) return error
  if (error instanceof DeskError) return fromDesk(error)
  const refusal = error instanceof RequestRefusal ? error : refusalOf(error as Parameters<typeof refusalOf>[0])
  if (refusal === undefined) return undefined
  const { status } = refusal.toProblem()
  return new OAuthRefusal('invalid_request', refusal.message, { status, headers: refusal.headers })
}

/** What is answered to a bug. */
export function somethingWentWrong(): OAuthRefusal {
  return new OAuthRefusal('server_error', 'Something went wrong. The log has the details.', { status: 500 })
}

/** RFC 9110, section 15.5.2: who is not let in is told how. */
export const BASIC_CHALLENGE = { 'www-authenticate': 'Basic realm="token-desk", charset="UTF-8"' } as const

/** For whoever asks again: the store is away, or there is no turn. */
export const COME_BACK = { 'retry-after': '5' } as const

function fromDesk(error: DeskError): OAuthRefusal | undefined {
  if (isStoreFailure(error.code) || error.code === 'CANCELLED' || error.code === 'TOO_MANY_ATTEMPTS')
    return new OAuthRefusal('temporarily_unavailable', 'This cannot be answered now. Try again in a few seconds.', {
      status: 503,
      headers: COME_BACK,
    })
  switch (error.code) {
    case 'NOT_SIGNED_IN':
      return new OAuthRefusal('invalid_client', 'The client is not known, or its secret is not right.', {
        status: 401,
        headers: BASIC_CHALLENGE,
      })
    case 'INVALID_INPUT':
      return error.fields?.scope === undefined
        ? new OAuthRefusal('invalid_request', 'A parameter is longer than anything that could be right.')
        : new OAuthRefusal('invalid_scope', error.fields.scope.message)
    case 'FORBIDDEN':
    case 'CONFLICT':
    case 'POLICY':
    case 'NOT_FOUND':
      return new OAuthRefusal('unauthorized_client', error.message)
    default:
      return undefined
  }
}

/** Sends a refusal, as `type`, which only what imitates another product says otherwise. */
export function sendOAuthRefusal(reply: FastifyReply, refusal: OAuthRefusal, type = JSON_TYPE): FastifyReply {
  if (refusal.status === 413) reply.header('connection', 'close')
  return reply
    .status(refusal.status)
    .headers({ ...NO_CACHE, ...refusal.headers })
    .type(type)
    .send(JSON.stringify({ error: refusal.error, error_description: describable(refusal.message) }))
}

/** RFC 6749, section 5.1, wants it beside `Cache-Control: no-store`, which every answer has. */
export const NO_CACHE = { pragma: 'no-cache' } as const

/** RFC 6749, section 5.2: only %x20-21 / %x23-5B / %x5D-7E. */
function describable(text: string): string {
  return text.replaceAll(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, '?')
}
