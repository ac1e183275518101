import { randomUUID } from 'node:crypto'
import { type IncomingMessage, METHODS, type RequestListener, type Server } from 'node:http'
import { TLSSocket } from 'node:tls'
import { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify'
import type { Log } from '../../src-core/ports.ts'
import { USUAL_INPUT_LIMIT_BYTES } from '../../src-shared/contract/calls.ts'
import { DeskError, type Failure } from '../../src-shared/errors.ts'
import { type AddressList, callerAddress, plainAddress } from './addresses.ts'
import { answerAndClose, answerBroken, TOO_SLOW } from './listener.ts'
import { headersFor, PROBLEM_TYPE, type Problem, problemOf, RequestRefusal } from './problems.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** True where a body may come for as long as it does come. */
    readonly bodyTakesItsTime?: true
  }
  interface FastifyRequest {
    /** Who asks, as far as the network knows. */
    callerAddress: string | null
  }
}

export interface AppOptions {
  readonly log: Log
  readonly proxies: AddressList
  /** For a whole request, its body included. */
  readonly requestTimeoutMs: number
  /** The address that counts, before any router reads it. */
  rewriteUrl(url: string): string
  /** Makes the server that listens. */
  makeServer(handler: RequestListener): Server
  /** Whether the service has begun to stop. */
  isStopping(): boolean
}

/**
 * The HTTP application without any subject: what holds for each answer, whatever it is about. Subjects join with a
 * function of their own, `registerX(app, …)`; `refuseOtherMethods` comes last.
 */
export function createApp({
  log,
  proxies,
  requestTimeoutMs,
  rewriteUrl,
  makeServer,
  isStopping,
}: AppOptions): FastifyInstance {
  const app = fastify({
    serverFactory: (handler) => makeServer(handler as RequestListener),
    bodyLimit: USUAL_INPUT_LIMIT_BYTES,
    clientErrorHandler: answerBroken,
    // For what fastify finds before any hook runs.
    frameworkErrors: (error, request, reply) => {
      const answer = reply as unknown as FastifyReply
      prepare(request, answer, proxies)
      answerError(error, request, answer, log)
    },
    genReqId: () => randomUUID(),
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: false },
    rewriteUrl: ({ url = '/' }) => rewriteUrl(url),
  })
  // A proxy asks with whatever method the call that it asks about has. CONNECT is no request, and never gets here.
  for (const method of METHODS)
    if (method !== 'CONNECT' && !app.supportedMethods.includes(method)) app.addHttpMethod(method, { hasBody: true })
  app.removeAllContentTypeParsers()
  app.decorateRequest('callerAddress', null)
  app.addHook('onRequest', async (request, reply) => {
    prepare(request, reply, proxies)
    if (request.routeOptions.config.bodyTakesItsTime !== true) endLateBody(request.raw, requestTimeoutMs)
    if (isStopping())
      throw new DeskError({ code: 'CANCELLED', reason: 'stopping', message: 'The service is stopping.' })
    if (!cameByTls(request, proxies))
      throw new RequestRefusal('https-required', 'The proxy says that this did not come by HTTPS.')
    request.callerAddress = callerAddress(request.raw, proxies)
    if (request.url.includes('?'))
      throw new RequestRefusal('query-refused', 'Nothing here takes a query: leave out ? and what follows it.')
  })
  app.addHook('onSend', async (_request, reply) => {
    // Otherwise a client would keep the connection, and the stop would wait for it.
    if (isStopping()) reply.header('connection', 'close')
  })
  app.setErrorHandler((error: FastifyError, request, reply) => answerError(error, request, reply, log))
  app.setNotFoundHandler(() => {
    throw new RequestRefusal('unknown-path', 'There is nothing at this address.')
  })
  return app
}

/** Answers each method that an address does not have with 405 and those that it has. Called when all are registered. */
export function watchMethods(app: FastifyInstance): { refuseOthers(): void } {
  const methodsOf = new Map<string, Set<string>>()
  app.addHook('onRoute', ({ url, method }) => {
    const known = methodsOf.get(url) ?? new Set()
    for (const each of [method].flat()) known.add(each)
    methodsOf.set(url, known)
  })
  return {
    refuseOthers() {
      for (const [url, known] of [...methodsOf]) {
        const others = app.supportedMethods.filter((method) => !known.has(method))
        if (others.length === 0) continue
        const allow = [...known].join(', ')
        app.route({
          method: others,
          url,
          // Before the body is looked at: whatever it is, it is of no use here.
          onRequest: async () => {
            throw new RequestRefusal('method-not-allowed', `Allowed here: ${allow}.`, { allow })
          },
          handler: async () => {},
        })
      }
    },
  }
}

/** Answers a refusal of the desk as a problem document. */
export function sendFailure(request: FastifyRequest, reply: FastifyReply, failure: Failure): FastifyReply {
  reply.headers(headersFor(failure, request.headers.authorization !== undefined))
  return sendProblem(reply, problemOf(failure, instanceOf(request)))
}

/** RFC 6797, section 7.2: only what came by HTTPS is told to use nothing else in future. */
function prepare(request: FastifyRequest, reply: FastifyReply, proxies: AddressList): void {
  reply.headers(HEADERS).header('x-request-id', request.id)
  if (cameByTls(request, proxies)) reply.header('strict-transport-security', 'max-age=63072000')
}

function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply, log: Log): FastifyReply {
  const known: unknown = error
  if (known instanceof DeskError) return sendFailure(request, reply, known.toFailure())
  const refusal = known instanceof RequestRefusal ? known : refusalOf(error)
  if (refusal !== undefined) {
    // A body that was not read would be taken for the next request.
    if (refusal.kind === 'body-too-large' || refusal.kind === 'https-required') reply.header('connection', 'close')
    return sendProblem(reply.headers(refusal.headers), refusal.toProblem(instanceOf(request)))
  }
  log.error(`${request.method} ${request.routeOptions.url ?? 'an unknown address'} failed.`, error)
  return sendFailure(request, reply, { code: 'INTERNAL', message: 'Something went wrong. The log has the details.' })
}

/** What fastify found wrong, in the service's words. Its own would repeat what was sent. */
export function refusalOf({ code, statusCode }: FastifyError): RequestRefusal | undefined {
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new RequestRefusal('body-too-large', 'The body is larger than this call takes.')
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new RequestRefusal('media-type-refused', 'Send the content type that this address takes.')
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new RequestRefusal('address-too-long', 'A part of the address is too long.')
    case 'FST_ERR_BAD_URL':
      return new RequestRefusal('malformed-request', 'The address cannot be read.')
    default:
      if (statusCode === undefined || statusCode < 400 || statusCode >= 500) return undefined
      return new RequestRefusal('malformed-request', 'The body does not agree with its headers.')
  }
}

function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  return reply.status(problem.status).type(PROBLEM_TYPE).send(JSON.stringify(problem))
}

function instanceOf(request: FastifyRequest): string {
  return `urn:uuid:${request.id}`
}

/** Ends a request whose body does not come in time. Node could do that only to all of them alike. */
function endLateBody(request: IncomingMessage, timeoutMs: number): void {
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers
  if (encoding === undefined && (length === undefined || length === '0')) return
  const late = setTimeout(() => {
    if (!request.complete) answerAndClose(request.socket, new RequestRefusal('request-timeout', TOO_SLOW))
  }, timeoutMs)
  request.once('close', () => clearTimeout(late))
}

/**
 * Plain HTTP gets this far only from a proxy, which has to say that whoever asked it used HTTPS. A proxy that itself comes
 * by TLS need not say anything, but where it does, it is believed. Nobody else is.
 */
function cameByTls(request: FastifyRequest, proxies: AddressList): boolean {
  const said = request.headers['x-forwarded-proto']
  const isHttps = typeof said === 'string' && said.toLowerCase() === 'https'
  if (!(request.raw.socket instanceof TLSSocket)) return isHttps
  const address = plainAddress(request.raw.socket.remoteAddress ?? '')
  return said === undefined || isHttps || address === null || !proxies.includes(address)
}

/** What every answer carries. No other site may read it, no cache keep it, and no page frame it or run in it. */
const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}
