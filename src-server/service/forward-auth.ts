import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Log } from '../../src-core/ports.ts'
import type { Bearer } from '../../src-shared/contract/gate.ts'
import { DeskError } from '../../src-shared/errors.ts'
import { moduleCode } from '../../src-shared/schemas/tokens.ts'
import { refusalOf } from './app.ts'
import { bearerOf } from './bearer.ts'
import type { AskGate } from './gate-calls.ts'
import { JSON_TYPE } from './media-types.ts'
import { COME_BACK } from './oauth-refusal.ts'
import { RequestRefusal } from './problems.ts'

/**
 * `/forward-auth/<module>`, with any method and anything behind it: whether a proxy may let a call pass to that module.
 * nginx (`auth_request`), Traefik (ForwardAuth) and Envoy (ext_authz) ask so before each call. The module comes from the
 * proxy's configuration; nothing that the caller can send says which it is.
 *
 * Exactly 200, 401 or 403, because proxies turn anything else into an error of their own; 503 where the store is away or
 * something failed, which is no guess and lets nobody pass.
 */
export function registerForwardAuth(
  app: FastifyInstance,
  { askGate, log }: { readonly askGate: AskGate; readonly log: Log },
): void {
  app.register(async (scope) => {
    // The body belongs to the call that is asked about: it is not looked at, whatever it says that it is.
    scope.addContentTypeParser('*', (_request, body, done) => {
      body.resume()
      done(null)
    })
    scope.setErrorHandler((error: FastifyError, request, reply) => {
      if (isOfTheQuestion(error)) return refuse(request, reply)
      // Whatever failed here says nothing about the token: a 401 would be a guess, and callers throw such tokens away.
      if (!(error instanceof DeskError)) log.error('A question of a proxy could not be answered.', error)
      return answer(reply.headers(COME_BACK), 503, 'temporarily_unavailable')
    })
    scope.route<{ Params: { module: string } }>({
      method: scope.supportedMethods,
      url: `${PLACE}:module`,
      handler: async (request, reply) => {
        const token = bearerOf(request)
        if (token === undefined) return refuse(request, reply)
        const { module } = request.params
        if (module === NO_MODULE) return forbid(reply)
        const { decision, ...rest } = await askGate('gate.admit', { token, module }, request)
        if (decision === 'refused') return refuse(request, reply)
        if (decision === 'module-missing') return forbid(reply, module)
        return reply
          .headers(identityOf((rest as { bearer: Bearer }).bearer))
          .status(200)
          .send()
      },
    })
  })
}

const PLACE = '/forward-auth/'

/**
 * What counts of a proxy's question: the module. Envoy hands path and query of the call on behind it, in whatever shape the
 * caller wrote them, and a shape that no router takes would be an error that the proxy makes one of its own of. Other
 * addresses stay as they are.
 */
export function forwardAuthUrl(url: string): string {
  if (!url.startsWith(PLACE)) return url
  const module = /^[^/?#]*/.exec(url.slice(PLACE.length))?.[0] ?? ''
  return `${PLACE}${moduleCode.safeParse(module).success ? module : NO_MODULE}`
}

/** In the place of what can be the code of no module. */
const NO_MODULE = '~'

/** Whether the question itself was wrong, so that nobody can have asked it with a token that counts. */
function isOfTheQuestion(error: FastifyError): boolean {
  const known: unknown = error
  if (known instanceof DeskError) return known.code === 'INVALID_INPUT'
  return known instanceof RequestRefusal || refusalOf(error) !== undefined
}

/** Who calls, as the API behind the proxy is told. All of it is ASCII. What does not apply is left out. */
function identityOf({ tokenId, ownerKind, ownerId, customerId, modules }: Bearer): Record<string, string> {
  return {
    'x-auth-token-id': tokenId,
    'x-auth-owner-kind': ownerKind,
    'x-auth-owner-id': ownerId,
    'x-auth-modules': modules.join(' '),
    ...(customerId === null ? {} : { 'x-auth-contact-id': ownerId, 'x-auth-customer-id': customerId }),
  }
}

const REALM = 'Bearer realm="token-desk"'

/** RFC 6750, section 3.1: who gave no credentials is told no error. */
function refuse(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const hadSome = request.headers.authorization !== undefined
  reply.header('www-authenticate', hadSome ? `${REALM}, error="invalid_token"` : REALM)
  return answer(reply, 401, hadSome ? 'invalid_token' : undefined)
}

function forbid(reply: FastifyReply, module?: string): FastifyReply {
  const scope = module === undefined ? '' : `, scope="${module}"`
  reply.header('www-authenticate', `${REALM}, error="insufficient_scope"${scope}`)
  return answer(reply, 403, 'insufficient_scope')
}

/** Some proxies hand the body on to the caller. */
function answer(reply: FastifyReply, status: number, error: string | undefined): FastifyReply {
  return reply
    .status(status)
    .type(JSON_TYPE)
    .send(JSON.stringify(error === undefined ? { error: 'token_required' } : { error }))
}
