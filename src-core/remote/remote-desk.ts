import { deskCalls } from '../../src-shared/contract/index.ts'
import { type Failure, type Reply, reply } from '../../src-shared/errors.ts'
import type { Desk, DeskRequest } from '../desk.ts'

export interface RemoteDeskOptions {
  /** Where the service is: scheme, host and port. HTTPS, but for tests on the loopback. */
  readonly origin: string | URL
  /** How long one call may take. Hashing a password and a long list fit into the default of 15 s. */
  readonly timeoutMs?: number
}

/**
 * The desk behind a Token Desk service: the same calls as `POST /v1/<name>` with the input as JSON and the session as
 * bearer, the reply as JSON. What cannot be reached, or does not answer as a Token Desk does, is STORE_UNREACHABLE; a
 * redirect is never followed, because the session would travel along.
 *
 * Announcements do not cross HTTP: `listen` hears nothing, and lists are fetched again after a change of one's own.
 */
export function remoteDesk({ origin, timeoutMs = 15_000 }: RemoteDeskOptions): Desk {
  const closing = new AbortController()
  return {
    async call(request) {
      if (closing.signal.aborted) return refusal('closed', 'The connection to the service is closed.')
      // A name is a path: one that the contract does not have might lead somewhere else on that server.
      if (typeof request.name !== 'string' || !Object.hasOwn(deskCalls, request.name)) return UNKNOWN_CALL
      const body = asJson(request.input)
      if (body === undefined) return UNREADABLE
      try {
        return parsed(request.name as keyof typeof deskCalls, await ask(request, body))
      } catch (error) {
        return refusal(closing.signal.aborted ? 'closed' : reasonOf(error), 'The Token Desk service did not answer.')
      }
    },
    listen: () => () => {},
    async close() {
      closing.abort()
    },
  }

  async function ask({ name, session }: DeskRequest, body: string): Promise<unknown> {
    const response = await fetch(new URL(`/v1/${String(name)}`, origin), {
      method: 'POST',
      redirect: 'error',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        ...(typeof session === 'string' && BEARER.test(session) ? { authorization: `Bearer ${session}` } : {}),
      },
      body,
      signal: AbortSignal.any([closing.signal, AbortSignal.timeout(timeoutMs)]),
    })
    return response.json()
  }
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
  if (error instanceof DOMException && error.name === 'TimeoutError') return 'timeout'
  if (error instanceof SyntaxError) return 'not-token-desk'
  return 'unreachable'
}

function refusal(reason: string, message: string): Reply {
  const error: Failure = { code: 'STORE_UNREACHABLE', reason, message }
  return { ok: false, error }
}
