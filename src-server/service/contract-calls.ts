import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Desk } from '../../src-core/desk.ts'
import { withoutSecrets } from '../../src-core/json-log.ts'
import { toJson } from '../../src-core/remote/to-json.ts'
import { type CallDefinition, USUAL_INPUT_LIMIT_BYTES } from '../../src-shared/contract/calls.ts'
import { deskCalls } from '../../src-shared/contract/index.ts'
import { CONTRACT_NUMBER, contractNumberIn, VERSION_HEADER, versionHeader } from '../../src-shared/contract/version.ts'
import { DeskError, type ErrorCode } from '../../src-shared/errors.ts'
import { sendFailure } from './app.ts'
import { bearerOf } from './bearer.ts'
import { takeJson } from './bodies.ts'
import { JSON_TYPE } from './media-types.ts'

export interface ContractCallOptions {
  readonly desk: Desk
  /** The version of the service. */
  readonly version: string
  /** Hears of each refusal. */
  onRefused(code: ErrorCode): void
}

/** `POST /v1/<call>` for each call of the contract: its input as JSON, the session as bearer, the Reply as JSON. */
export function registerContractCalls(app: FastifyInstance, { desk, version, onRefused }: ContractCallOptions): void {
  // For what is no call, too: a newer client learns from it why there is none.
  app.addHook('onRequest', async (request, reply) => {
    if (!request.url.startsWith('/v1/')) return
    reply.header(VERSION_HEADER, versionHeader(version))
    refuseOtherContract(request)
  })
  app.register(async (calls) => {
    takeJson(calls)
    for (const [name, call] of Object.entries<CallDefinition>(deskCalls))
      calls.post(
        `/v1/${name}`,
        { bodyLimit: call.inputLimitBytes ?? USUAL_INPUT_LIMIT_BYTES },
        async (request, reply) => {
          const session = sessionOf(request)
          const { callerAddress: address } = request
          const changeKey = changeKeyOf(request)
          const answer = await desk.call({
            name,
            input: request.body,
            session,
            origin: { address, client: clientOf(request) },
            ...changeKey,
          })
          if (answer.ok && answer.replayed === true) reply.header('idempotency-replayed', 'true')
          if (answer.ok) return reply.type(JSON_TYPE).send(toJson({ ok: true, value: answer.value }))
          onRefused(answer.error.code)
          return sendFailure(request, reply, answer.error)
        },
      )
  })
}

/** @throws {DeskError} VERSION_MISMATCH where the client says that it speaks another contract, with the side to update. */
function refuseOtherContract(request: FastifyRequest): void {
  const number = contractNumberIn(request.headers[VERSION_HEADER]?.toString())
  if (number === undefined || number === CONTRACT_NUMBER) return
  throw new DeskError(
    number < CONTRACT_NUMBER
      ? {
          code: 'VERSION_MISMATCH',
          reason: 'update-client',
          message: 'The service is newer than this client. Update the client.',
        }
      : {
          code: 'VERSION_MISMATCH',
          reason: 'update-service',
          message: 'The service is older than this client. Ask whoever runs the service to update it.',
        },
  )
}

/**
 * The session's secret, from the header alone; null where nobody says who they are.
 *
 * @throws {DeskError} NOT_SIGNED_IN where the header says something that can be nobody's session.
 */
export function sessionOf(request: FastifyRequest): string | null {
  if (request.raw.headersDistinct.authorization === undefined) return null
  const secret = bearerOf(request)
  if (secret !== undefined) return secret
  throw new DeskError({ code: 'NOT_SIGNED_IN', message: 'The authorization header is not one bearer.' })
}

/**
 * The key of a change, as draft-ietf-httpapi-idempotency-key-header has it: a string in quotes, or what would stand
 * between them. The desk refuses what is none.
 */
function changeKeyOf({ raw }: FastifyRequest): { readonly changeKey?: string } {
  const given = raw.headersDistinct['idempotency-key']
  return given === undefined ? {} : { changeKey: given.join(', ').replace(/^"(.*)"$/, '$1') }
}

/** What the client calls itself, as a person can read it; the service believes none of it, and keeps no secret that is in it. */
function clientOf({ raw }: FastifyRequest): string | null {
  const own = raw.headers[VERSION_HEADER]?.toString().split(';')[0]
  const said = (own === undefined ? (raw.headers['user-agent'] ?? '') : `Token Desk ${own}`)
    .replace(/[^\x20-\x7e]/g, '')
    .trim()
  return said === '' ? null : withoutSecrets(said).slice(0, LONGEST_CLIENT)
}

const LONGEST_CLIENT = 120
