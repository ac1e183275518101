import type { FastifyInstance } from 'fastify'
import { RequestRefusal } from './problems.ts'

/** Takes JSON in UTF-8 and nothing else, in this part of the application: no form that another site could send. */
export function takeJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser(
    /^application\/json(?:;\s*charset="?utf-8"?)?$/i,
    { parseAs: 'buffer' },
    (request, body, done) => {
      const text = decoded(body as Buffer)
      const refuse = () => done(new RequestRefusal('malformed-request', 'The body is not JSON in UTF-8.'))
      if (text === undefined) return refuse()
      parse(request, text, (error, value) => (error === null || error === undefined ? done(null, value) : refuse()))
    },
  )
}

/** A form with each parameter as often as it was sent: what repeats one must be told from what does not (RFC 6749, 3.2). */
export type Form = URLSearchParams

/** Takes forms in UTF-8 and nothing else, in this part of the application. The body is a `Form`. */
export function takeForms(app: FastifyInstance): void {
  app.addContentTypeParser(
    /^application\/x-www-form-urlencoded(?:;\s*charset="?utf-8"?)?$/i,
    { parseAs: 'buffer' },
    (_request, body, done) => {
      const text = decoded(body as Buffer)
      if (text === undefined) done(new RequestRefusal('malformed-request', 'The body is not a form in UTF-8.'))
      else done(null, new URLSearchParams(text))
    },
  )
}

function decoded(body: Buffer): string | undefined {
  try {
    return UTF_8.decode(body)
  } catch {
    return undefined
  }
}

const UTF_8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false })
