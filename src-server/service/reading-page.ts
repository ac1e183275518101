import { readFile } from 'node:fs/promises'
import type { FastifyInstance } from 'fastify'
import { JSON_TYPE } from './media-types.ts'
import { openApiDocument } from './openapi.ts'
import { PROBLEM_KINDS, RequestRefusal } from './problems.ts'

/**
 * `/openapi.json`, a page at `/docs` to read it, and `/problems/<kind>`, where the type of each problem leads. The page
 * asks nobody but this service, and runs nothing but its own files.
 */
export function registerReadingPage(app: FastifyInstance, { version }: { readonly version: string }): void {
  const document = JSON.stringify(openApiDocument(version))
  app.get('/openapi.json', async (_request, reply) => reply.type(JSON_TYPE).send(document))
  app.get('/docs', async (_request, reply) =>
    reply.header('content-security-policy', PAGE_POLICY).type('text/html; charset=utf-8').send(PAGE),
  )
  app.get('/docs/start.js', async (_request, reply) => reply.type(SCRIPT_TYPE).send(START))
  for (const [file, type] of Object.entries(FILES)) {
    let content: Promise<Buffer> | undefined
    app.get(`/docs/${file}`, async (_request, reply) => {
      content ??= readFile(new URL(import.meta.resolve(`swagger-ui-dist/${file}`)))
      return reply
        .header('cache-control', 'private, max-age=3600')
        .type(type)
        .send(await content)
    })
  }
  app.get<{ Params: { kind: string } }>('/problems/:kind', async ({ params }, reply) => {
    const kind = Object.hasOwn(PROBLEM_KINDS, params.kind) ? PROBLEM_KINDS[params.kind] : undefined
    if (kind === undefined) throw new RequestRefusal('unknown-path', 'There is no such kind of problem.')
    return reply.type(JSON_TYPE).send({ type: `/problems/${params.kind}`, ...kind })
  })
}

const SCRIPT_TYPE = 'text/javascript; charset=utf-8'
/** What the page needs of Swagger UI. */
const FILES = { 'swagger-ui.css': 'text/css; charset=utf-8', 'swagger-ui-bundle.js': SCRIPT_TYPE }

const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>Token Desk service</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/docs/swagger-ui.css">
  </head>
  <body>
    <div id="reading"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`

/** For reading only: nothing is sent from the page, so that no session's secret is ever typed into a browser. */
const START = `SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#reading',
  supportedSubmitMethods: [],
  validatorUrl: null,
  docExpansion: 'none',
  defaultModelsExpandDepth: -1,
  plugins: [() => ({ wrapComponents: { authorizeBtn: () => () => null, authorizeOperationBtn: () => () => null } })],
})
`
