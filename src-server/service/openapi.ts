import { z } from 'zod'
import { type CallDefinition, isChange } from '../../src-shared/contract/calls.ts'
import { deskCalls } from '../../src-shared/contract/index.ts'
import { CONTRACT_NUMBER, VERSION_HEADER } from '../../src-shared/contract/version.ts'
import { failure } from '../../src-shared/errors.ts'
import { secretBytes } from '../../src-shared/schemas/common.ts'
import { PROBLEM_KINDS } from './problems.ts'

/**
 * The OpenAPI 3.1 description of the service. All of it follows from the contract, the list of problems and the schemas
 * that parse each call: there is no second description that could say something else.
 */
export function openApiDocument(version: string): Readonly<Record<string, unknown>> {
  const names = Object.entries<CallDefinition>(deskCalls)
  const subjects = [...new Set(names.map(([name]) => subjectOf(name)))]
  return {
    openapi: '3.1.1',
    info: {
      title: 'Token Desk service',
      version,
      description: [
        `Contract ${CONTRACT_NUMBER}. Each call is \`POST /v1/<call>\` with its input as JSON.`,
        'Sign in with `sessions.signIn` and send the secret of the session as bearer.',
        'Refusals are problem documents (RFC 9457) that hold the refusal as the desk says it in `error`.',
      ].join(' '),
    },
    // Seen from this very document, so that it follows no header of whoever asks for it.
    servers: [{ url: '/' }],
    tags: subjects.map((name) => ({ name })),
    paths: Object.fromEntries(names.map(([name, call]) => [`/v1/${name}`, { post: operationOf(name, call) }])),
    components: {
      securitySchemes: {
        session: {
          type: 'http',
          scheme: 'bearer',
          description: 'The secret of a session (`tdo_…`), as `sessions.signIn` answers it.',
        },
      },
      schemas: { Failure: schemaOf(failure, 'output'), Problem: PROBLEM_SCHEMA },
      responses: Object.fromEntries(
        [...Map.groupBy(Object.entries(PROBLEM_KINDS), ([, { status }]) => status)].map(([status, kinds]) => [
          `Problem${status}`,
          {
            description: kinds.map(([name, { title }]) => `\`/problems/${name}\`: ${title}.`).join(' '),
            headers: headersOf(status),
            content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
          },
        ]),
      ),
    },
  }
}

const PROBLEM_SCHEMA = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'ok', 'error'],
  properties: {
    type: { type: 'string', enum: Object.keys(PROBLEM_KINDS).map((name) => `/problems/${name}`) },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string', description: 'The name of the request, which the log of the service has, too.' },
    ok: { const: false },
    error: { $ref: '#/components/schemas/Failure' },
  },
}

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'A new UUID for each change. Sent again with the same input within 15 minutes, the change is not made again, and the same answer comes with `Idempotency-Replayed: true`.',
  schema: { type: 'string', minLength: 16, maxLength: 128 },
}

/** Statuses that every call can meet, whatever it is about. */
const ALWAYS = [400, 408, 412, 413, 415, 500, 503]
const SIGNED_IN_ONLY = [401, 403, 423]
const BY_SUBJECT = [404, 409, 422, 429]

function operationOf(name: string, call: CallDefinition): Readonly<Record<string, unknown>> {
  const isPublic = call.permission === 'public'
  const statuses = [...ALWAYS, ...BY_SUBJECT, ...SIGNED_IN_ONLY].sort((left, right) => left - right)
  return {
    operationId: name,
    tags: [subjectOf(name)],
    summary: accessOf(call),
    ...(isPublic ? { security: [{}, { session: [] }] } : { security: [{ session: [] }] }),
    parameters: [
      {
        name: VERSION_HEADER,
        in: 'header',
        required: false,
        description: 'What the client is. Where its contract is another one than the service’s, the call is refused.',
        schema: { type: 'string', examples: [`0.1.0; contract=${CONTRACT_NUMBER}`] },
      },
      ...(isChange(call) ? [IDEMPOTENCY_KEY] : []),
    ],
    requestBody: { required: true, content: { 'application/json': { schema: schemaOf(call.input, 'input') } } },
    responses: {
      200: {
        description: 'The call was carried out.',
        headers: {
          'Cache-Control': { schema: { const: 'no-store' } },
          ...(isChange(call) ? { 'Idempotency-Replayed': { schema: { const: 'true' } } } : {}),
        },
        content: {
          'application/json': {
            schema: {
              type: 'object',
              required: ['ok', 'value'],
              properties: { ok: { const: true }, value: schemaOf(call.output, 'output') },
            },
          },
        },
      },
      ...Object.fromEntries(statuses.map((status) => [status, { $ref: `#/components/responses/Problem${status}` }])),
    },
  }
}

function accessOf({ permission, audit, work }: CallDefinition): string {
  const who =
    permission === 'public'
      ? 'Open to everybody.'
      : permission === 'signed-in'
        ? 'For whoever is signed in.'
        : `Asks for the permission \`${permission}\`.`
  if (audit !== undefined) return `${who} Leaves \`${audit}\` in the audit trail.`
  return work === 'read' ? `${who} Changes nothing.` : who
}

function headersOf(status: number): Readonly<Record<string, unknown>> {
  if (status === 401) return { 'WWW-Authenticate': { schema: { type: 'string' } } }
  if (status === 405) return { Allow: { schema: { type: 'string' } } }
  if (status === 429 || status === 503) return { 'Retry-After': { schema: { type: 'integer' } } }
  return {}
}

/** Secrets are bytes inside a process and text on the wire. Answers may gain members, so clients are not told otherwise. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Readonly<Record<string, unknown>> {
  const { $schema: _dialect, ...described } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema === secretBytes) {
        delete jsonSchema.anyOf
        Object.assign(jsonSchema, { type: 'string', maxLength: 1000 })
      }
      if (io === 'output' && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties
    },
  })
  return described
}

function subjectOf(name: string): string {
  return name.slice(0, name.indexOf('.'))
}
