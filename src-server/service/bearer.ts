import type { FastifyRequest } from 'fastify'

/** What the one authorization header bears; undefined where there is none, more than one, or one that is no bearer. */
export function bearerOf({ raw }: FastifyRequest): string | undefined {
  const given = raw.headersDistinct.authorization
  return given?.length === 1 ? BEARER.exec(given[0] ?? '')?.[1] : undefined
}

/** RFC 6750, section 2.1; the scheme is case-insensitive (RFC 9110, section 11.1). */
const BEARER = /^Bearer +([A-Za-z0-9._~+/-]{1,255}=*) *$/i
