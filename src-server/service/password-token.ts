import type { FastifyInstance } from 'fastify'
import type { Log } from '../../src-core/ports.ts'
import { DeskError } from '../../src-shared/errors.ts'
import { takeForms } from './bodies.ts'
import type { AskGate } from './gate-calls.ts'
import { LARGEST_FORM_BYTES, textOf } from './oauth.ts'
import { parametersOf, required } from './oauth-form.ts'
import {
  BASIC_CHALLENGE,
  NO_CACHE,
  OAuthRefusal,
  oauthRefusalOf,
  sendOAuthRefusal,
  somethingWentWrong,
} from './oauth-refusal.ts'

/**
 * `POST /apiops/auth/token`: a token for a person's username and password, for programs that were written for Apinizer
 * (AP-4, AP-5). Its errors are that product's, to the letter: what is wrong with the credentials is never told.
 */
export function registerPasswordToken(
  app: FastifyInstance,
  { askGate, log }: { readonly askGate: AskGate; readonly log: Log },
): void {
  app.register(async (scope) => {
    takeForms(scope)
    scope.setErrorHandler((error, _request, reply) => {
      const refusal = badCredentials(error) ?? switchedOff(error) ?? oauthRefusalOf(error)
      if (refusal === undefined) log.error('A token for a password failed.', error)
      return sendOAuthRefusal(reply, refusal ?? somethingWentWrong(), PRODUCT_JSON_TYPE)
    })
    scope.post('/apiops/auth/token', { bodyLimit: LARGEST_FORM_BYTES }, async (request, reply) => {
      const parameters = parametersOf(request)
      if (required(parameters, 'grant_type') !== 'client_credentials')
        throw new OAuthRefusal('unsupported_grant_type', 'Only client_credentials is granted here.')
      const username = required(parameters, 'client_id')
      const password = required(parameters, 'client_secret')
      const { secret } = await askGate('gate.issueForPassword', { username, password }, request)
      return reply
        .headers(NO_CACHE)
        .type(PRODUCT_JSON_TYPE)
        .send(JSON.stringify({ access_token: textOf(secret) }))
    })
  })
}

/** As that product writes it. */
const PRODUCT_JSON_TYPE = 'application/json;charset=UTF-8'

/** The same bytes for an unknown name, a wrong password and one that has to wait. */
function badCredentials(error: unknown): OAuthRefusal | undefined {
  if (!(error instanceof DeskError)) return undefined
  const mustWait = error.code === 'TOO_MANY_ATTEMPTS' && error.reason !== 'busy'
  if (error.code !== 'NOT_SIGNED_IN' && !mustWait) return undefined
  const retryAfter =
    error.retryAfterMs === undefined ? {} : { 'retry-after': String(Math.ceil(error.retryAfterMs / 1000)) }
  return new OAuthRefusal('unauthorized_client', 'Bad credentials', {
    status: 401,
    headers: { ...BASIC_CHALLENGE, ...retryAfter },
  })
}

function switchedOff(error: unknown): OAuthRefusal | undefined {
  if (!(error instanceof DeskError) || error.code !== 'FORBIDDEN') return undefined
  return new OAuthRefusal('unsupported_grant_type', error.message)
}
