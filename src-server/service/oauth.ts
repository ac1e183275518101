import type { FastifyInstance } from 'fastify'
import type { Log } from '../../src-core/ports.ts'
import { takeForms } from './bodies.ts'
import type { AskGate } from './gate-calls.ts'
import { JSON_TYPE } from './media-types.ts'
import { clientOf, parametersOf, required } from './oauth-form.ts'
import { NO_CACHE, OAuthRefusal, refuseAsOAuth } from './oauth-refusal.ts'

export interface OAuthOptions {
  readonly askGate: AskGate
  readonly log: Log
  /** Where this service is, as clients are told it: `https://desk.example.com`. It never follows the request's own headers. */
  issuer(): string
}

/** The endpoints that resource servers know from OAuth: introspection, revocation, tokens, and where they are. */
export function registerOAuth(app: FastifyInstance, { askGate, log, issuer }: OAuthOptions): void {
  app.register(async (scope) => {
    takeForms(scope)
    refuseAsOAuth(scope, log)

    scope.post(ENDPOINTS.introspection, { bodyLimit: LARGEST_FORM_BYTES }, async (request, reply) => {
      const parameters = parametersOf(request)
      const client = clientOf(request, parameters)
      const token = required(parameters, 'token')
      const bearer = await askGate('gate.introspect', { client, token }, request)
      const answer =
        bearer === null
          ? { active: false }
          : {
              active: true,
              iss: issuer(),
              client_id: bearer.tokenId,
              jti: bearer.tokenId,
              sub: bearer.ownerId,
              token_type: 'Bearer',
              ...(bearer.modules.length === 0 ? {} : { scope: bearer.modules.join(' ') }),
              ...(bearer.expiresAt === null ? {} : { exp: Math.floor(Date.parse(bearer.expiresAt) / 1000) }),
              owner_kind: bearer.ownerKind,
              ...(bearer.customerId === null ? {} : { contact_id: bearer.ownerId, customer_id: bearer.customerId }),
            }
      return reply.headers(NO_CACHE).type(JSON_TYPE).send(JSON.stringify(answer))
    })

    scope.post(ENDPOINTS.revocation, { bodyLimit: LARGEST_FORM_BYTES }, async (request, reply) => {
      const parameters = parametersOf(request)
      const client = clientOf(request, parameters)
      const token = required(parameters, 'token')
      await askGate('gate.revoke', { client, token }, request)
      return reply.headers(NO_CACHE).status(200).send()
    })

    scope.post(ENDPOINTS.token, { bodyLimit: LARGEST_FORM_BYTES }, async (request, reply) => {
      const parameters = parametersOf(request)
      const grantType = required(parameters, 'grant_type')
      const client = clientOf(request, parameters)
      if (grantType !== 'client_credentials')
        throw new OAuthRefusal('unsupported_grant_type', 'Only client_credentials is granted here.')
      const issued = await askGate('gate.issue', { client, scope: scopeOf(parameters) }, request)
      return reply
        .headers(NO_CACHE)
        .type(JSON_TYPE)
        .send(
          JSON.stringify({
            access_token: textOf(issued.secret),
            token_type: 'Bearer',
            expires_in: Math.floor(issued.lifeMs / 1000),
            scope: issued.modules.join(' '),
          }),
        )
    })

    scope.get('/.well-known/oauth-authorization-server', async (_request, reply) =>
      reply.type(JSON_TYPE).send(JSON.stringify(metadata(issuer()))),
    )
  })
}

/** The secret as text, which the answer needs; its bytes are zeroed. */
export function textOf(secret: Uint8Array): string {
  const text = Buffer.from(secret).toString('latin1')
  secret.fill(0)
  return text
}

/** Nothing that is asked here is longer. */
export const LARGEST_FORM_BYTES = 64 * 1024

const ENDPOINTS = {
  token: '/oauth2/token',
  introspection: '/oauth2/introspect',
  revocation: '/oauth2/revoke',
} as const
const CLIENT_METHODS = ['client_secret_basic', 'client_secret_post']

/** The modules that are asked for; null for all that the client may have. A scope names at least one (RFC 6749, section 3.3). */
function scopeOf(parameters: ReadonlyMap<string, string>): string[] | null {
  const text = parameters.get('scope')
  if (text === undefined) return null
  const names = text.split(' ').filter(Boolean)
  if (names.length === 0) throw new OAuthRefusal('invalid_scope', 'A scope names at least one module.')
  return names
}

/** RFC 8414, section 2. There is no authorization endpoint, so there are no response types to name (erratum 7793). */
function metadata(issuer: string) {
  return {
    issuer,
    token_endpoint: issuer + ENDPOINTS.token,
    introspection_endpoint: issuer + ENDPOINTS.introspection,
    revocation_endpoint: issuer + ENDPOINTS.revocation,
    grant_types_supported: ['client_credentials'],
    token_endpoint_auth_methods_supported: CLIENT_METHODS,
    introspection_endpoint_auth_methods_supported: CLIENT_METHODS,
    revocation_endpoint_auth_methods_supported: CLIENT_METHODS,
  }
}
