import type { FastifyRequest } from 'fastify'
import type { ClientCredentials } from '../../src-shared/contract/gate.ts'
import type { Form } from './bodies.ts'
import { BASIC_CHALLENGE, OAuthRefusal } from './oauth-refusal.ts'

/**
 * The parameters of a request: an empty one counts as left out, and none may come twice (RFC 6749, section 3.2). What is
 * not asked for is ignored.
 *
 * @throws {OAuthRefusal} invalid_request
 */
export function parametersOf(request: FastifyRequest): ReadonlyMap<string, string> {
  const form = (request.body ?? new URLSearchParams()) as Form
  const parameters = new Map<string, string>()
  const seen = new Set<string>()
  for (const [name, value] of form) {
    if (seen.has(name)) throw new OAuthRefusal('invalid_request', 'A parameter is there more than once.')
    seen.add(name)
    if (value !== '') parameters.set(name, value)
  }
  return parameters
}

/** @throws {OAuthRefusal} invalid_request where it is not there. */
export function required(parameters: ReadonlyMap<string, string>, name: string): string {
  const value = parameters.get(name)
  if (value === undefined) throw new OAuthRefusal('invalid_request', `The parameter ${name} is missing.`)
  return value
}

/**
 * What a client says to be known by: HTTP Basic with both parts form-encoded, or `client_id` and `client_secret` in the
 * body, never both (RFC 6749, sections 2.3 and 2.3.1).
 *
 * @throws {OAuthRefusal} invalid_client where it says nothing, or nothing that can be read; invalid_request for two ways at once.
 */
export function clientOf(request: FastifyRequest, parameters: ReadonlyMap<string, string>): ClientCredentials {
  const header = request.raw.headersDistinct.authorization
  const id = parameters.get('client_id')
  const secret = parameters.get('client_secret')
  if (header === undefined) {
    if (id === undefined || secret === undefined) throw unknownClient()
    return { id, secret }
  }
  if (header.length > 1) throw new OAuthRefusal('invalid_request', 'There is more than one authorization header.')
  const client = fromBasic(header[0] ?? '')
  if (secret !== undefined || (id !== undefined && id !== client.id))
    throw new OAuthRefusal('invalid_request', 'The client says who it is in two ways. Choose one of them.')
  return client
}

function fromBasic(header: string): ClientCredentials {
  const encoded = BASIC.exec(header)?.[1]
  if (encoded === undefined) throw unknownClient()
  const text = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  if (colon === -1) throw unknownClient()
  return { id: formDecoded(text.slice(0, colon)), secret: formDecoded(text.slice(colon + 1)) }
}

/** The scheme is case-insensitive (RFC 9110, section 11.1). */
const BASIC = /^Basic +([A-Za-z0-9+/]{1,8192}={0,2}) *$/i

function formDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    throw unknownClient()
  }
}

function unknownClient(): OAuthRefusal {
  return new OAuthRefusal('invalid_client', 'The client has to say who it is.', {
    status: 401,
    headers: BASIC_CHALLENGE,
  })
}
