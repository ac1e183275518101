import { type DeskError, type ErrorCode, errorCode, type Failure } from '../../src-shared/errors.ts'

/** A kind of refusal, as RFC 9457 wants it known: its title never changes, and each names one code of the desk. */
export interface ProblemKind {
  readonly status: number
  readonly title: string
  readonly code: ErrorCode
}

/** What each code of the desk is over HTTP. */
const BY_CODE: Readonly<Record<ErrorCode, Omit<ProblemKind, 'code'>>> = {
  INVALID_INPUT: { status: 400, title: 'The input is not right' },
  UNKNOWN_CALL: { status: 404, title: 'There is no such call' },
  NOT_SIGNED_IN: { status: 401, title: 'Not signed in' },
  FORBIDDEN: { status: 403, title: 'Not allowed' },
  NOT_FOUND: { status: 404, title: 'Not found' },
  CONFLICT: { status: 409, title: 'In conflict with how things stand' },
  POLICY: { status: 422, title: 'Against the policy of this installation' },
  REVEAL_GONE: { status: 410, title: 'The secret can no longer be shown' },
  LOCKED: { status: 423, title: 'The session is locked' },
  TOO_MANY_ATTEMPTS: { status: 429, title: 'Too many attempts' },
  CLIPBOARD_UNAVAILABLE: { status: 500, title: 'The clipboard cannot be used' },
  STORE_UNREACHABLE: { status: 503, title: 'The store cannot be reached' },
  STORE_CORRUPT: { status: 503, title: 'The store is damaged' },
  STORE_TOO_NEW: { status: 503, title: 'The store is from a newer version' },
  VERSION_MISMATCH: { status: 412, title: 'One side has to be updated' },
  CANCELLED: { status: 503, title: 'Not carried out' },
  INTERNAL: { status: 500, title: 'Something went wrong' },
}

/** What goes wrong before a call reaches the desk. */
const BY_REQUEST = {
  'https-required': { status: 400, title: 'Only HTTPS is answered', code: 'INVALID_INPUT' },
  'malformed-request': { status: 400, title: 'The request cannot be read', code: 'INVALID_INPUT' },
  'query-refused': { status: 400, title: 'No query is taken', code: 'INVALID_INPUT' },
  'unknown-path': { status: 404, title: 'There is nothing at this address', code: 'UNKNOWN_CALL' },
  'method-not-allowed': { status: 405, title: 'The method is not allowed here', code: 'UNKNOWN_CALL' },
  'request-timeout': { status: 408, title: 'The request came too slowly', code: 'INVALID_INPUT' },
  'body-too-large': { status: 413, title: 'The body is too large', code: 'INVALID_INPUT' },
  'address-too-long': { status: 414, title: 'The address is too long', code: 'INVALID_INPUT' },
  'media-type-refused': { status: 415, title: 'The content type is not taken here', code: 'INVALID_INPUT' },
  'headers-too-large': { status: 431, title: 'The headers are too large', code: 'INVALID_INPUT' },
} as const satisfies Readonly<Record<string, ProblemKind>>

export type RequestProblem = keyof typeof BY_REQUEST

/** Every kind, by the last part of its type: `/problems/invalid-input`. */
export const PROBLEM_KINDS: Readonly<Record<string, ProblemKind>> = {
  ...Object.fromEntries(errorCode.options.map((code) => [nameOfCode(code), { ...BY_CODE[code], code }])),
  ...BY_REQUEST,
}

/** A problem document: the members of RFC 9457, and the refusal as the desk says it, so that it is read as a Reply. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly instance?: string
  readonly ok: false
  readonly error: Failure
}

/** A refusal of the desk as a problem document. `instance` is the request's own name, which the log has, too. */
export function problemOf(failure: Failure, instance?: string): Problem {
  return problem(nameOfCode(failure.code), failure, instance)
}

/** What is wrong with a request before it reaches the desk. `detail` never repeats what was sent. */
export class RequestRefusal extends Error {
  readonly kind: RequestProblem
  /** Headers that the answer needs, `Allow` for one. */
  readonly headers: Readonly<Record<string, string>>

  constructor(kind: RequestProblem, detail: string, headers: Readonly<Record<string, string>> = {}) {
    super(detail)
    this.name = 'RequestRefusal'
    this.kind = kind
    this.headers = headers
  }

  toProblem(instance?: string): Problem {
    const failure: Failure = { code: BY_REQUEST[this.kind].code, reason: this.kind, message: this.message }
    return problem(this.kind, failure, instance)
  }
}

/** The headers that a refusal of the desk needs beside its document. */
export function headersFor(error: Failure, hadCredentials: boolean): Readonly<Record<string, string>> {
  switch (error.code) {
    case 'NOT_SIGNED_IN':
      // RFC 6750, section 3.1: who gave no credentials is told no error.
      return { 'www-authenticate': `Bearer realm="token-desk"${hadCredentials ? ', error="invalid_token"' : ''}` }
    case 'TOO_MANY_ATTEMPTS':
      return { 'retry-after': String(Math.max(1, Math.ceil((error.retryAfterMs ?? 1000) / 1000))) }
    case 'STORE_UNREACHABLE':
    case 'CANCELLED':
      return { 'retry-after': '5' }
    default:
      return {}
  }
}

/** The content type of every problem document. */
export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8'

/** Whether a code says that the store itself failed. */
export function isStoreFailure(code: DeskError['code']): boolean {
  return code === 'STORE_UNREACHABLE' || code === 'STORE_CORRUPT' || code === 'STORE_TOO_NEW'
}

function problem(name: string, error: Failure, instance: string | undefined): Problem {
  const kind = PROBLEM_KINDS[name] as ProblemKind
  return {
    type: `/problems/${name}`,
    title: kind.title,
    status: kind.status,
    detail: error.message,
    ...(instance === undefined ? {} : { instance }),
    ok: false,
    error,
  }
}

function nameOfCode(code: ErrorCode): string {
  return code.toLowerCase().replaceAll('_', '-')
}
