import { setTimeout as setTimer } from 'node:timers'
import { setTimeout } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { ServiceDesk } from '../../src-core/desk.ts'
import { toJson } from '../../src-core/remote/to-json.ts'
import { sendFailure } from './app.ts'
import { JSON_TYPE } from './media-types.ts'

export interface StoreCopyOptions {
  readonly desk: ServiceDesk
  readonly headTimeoutMs: number
}

/**
 * `POST /v1/store-copy`: takes the copy of a workstation's store while this one is empty, as JSON Lines, each as soon as
 * the ones before it are written. However long that takes, all of it is taken or nothing. Only whoever has the setup code
 * may take that long: the first line, which holds it, has to be short and to come within `headTimeoutMs`, as other bodies do.
 */
export function registerStoreCopy(app: FastifyInstance, { desk, headTimeoutMs }: StoreCopyOptions): void {
  app.register(async (scope) => {
    scope.addContentTypeParser('application/x-ndjson', (_request, body, done) => done(null, body))
    scope.post<{ Body: AsyncIterable<Buffer> }>(
      '/v1/store-copy',
      { config: { bodyTakesItsTime: true } },
      async (request, reply) => {
        const answer = await desk.receiveStore({
          lines: valuesOf(request.body, headTimeoutMs),
          origin: { address: request.callerAddress },
        })
        // What still comes after a refusal is thrown away: whoever sends it stops once it has read the answer, or is stopped.
        request.raw.resume()
        const late = setTimer(() => request.raw.destroy(), headTimeoutMs).unref()
        request.raw.once('close', () => clearTimeout(late))
        return answer.ok ? reply.type(JSON_TYPE).send(toJson(answer)) : sendFailure(request, reply, answer.error)
      },
    )
  })
}

/** A page of a thousand rows, or of fifty pictures, fits several times. */
const LONGEST_LINE_BYTES = 32 * 1024 * 1024
/** The setup code and the end of a trail. */
const LONGEST_HEAD_BYTES = 1024
/** How long nothing may come while something is waited for. */
const LONGEST_PAUSE_MS = 60_000
const LINE_FEED = 0x0a

/** The values of the lines; undefined for one that is none. Where the body breaks off or stalls, they end. */
async function* valuesOf(body: AsyncIterable<Buffer>, headTimeoutMs: number): AsyncGenerator<unknown> {
  let pieces: Buffer[] = []
  let bytes = 0
  let isHead = true
  const headBy = performance.now() + headTimeoutMs
  for await (const chunk of untilSilence(body, () => (isHead ? headBy - performance.now() : LONGEST_PAUSE_MS))) {
    let rest = chunk
    for (let end = rest.indexOf(LINE_FEED); end !== -1; end = rest.indexOf(LINE_FEED)) {
      if (isHead && bytes + end > LONGEST_HEAD_BYTES) return
      isHead = false
      yield parsed(Buffer.concat([...pieces, rest.subarray(0, end)]))
      pieces = []
      bytes = 0
      rest = rest.subarray(end + 1)
    }
    pieces.push(rest)
    bytes += rest.length
    if (bytes > (isHead ? LONGEST_HEAD_BYTES : LONGEST_LINE_BYTES)) return
  }
  // What has no line feed behind it is no line.
  if (bytes > 0) yield undefined
}

function parsed(line: Buffer): unknown {
  try {
    return JSON.parse(line.toString('utf8'))
  } catch {
    return undefined
  }
}

async function* untilSilence(body: AsyncIterable<Buffer>, patienceMs: () => number): AsyncGenerator<Buffer> {
  const pieces = body[Symbol.asyncIterator]()
  for (;;) {
    const patience = new AbortController()
    const silence = setTimeout(Math.max(0, patienceMs()), null, { signal: patience.signal, ref: false }).catch(
      () => null,
    )
    // A connection that breaks is silent, too.
    const next = await Promise.race([pieces.next().catch(() => null), silence])
    patience.abort()
    if (next === null || next.done === true) return
    yield next.value
  }
}
