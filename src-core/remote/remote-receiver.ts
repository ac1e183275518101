import { request as httpsRequest } from 'node:https'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { deskCalls } from '../../src-shared/contract/index.ts'
import { VERSION_HEADER, versionHeader } from '../../src-shared/contract/version.ts'
import { DeskError, reply } from '../../src-shared/errors.ts'
import { type CopyHead, toLine } from '../copying/copied-lines.ts'
import { stopped } from '../copying/copy-store.ts'
import type { ReceivingService, ServicePlace } from '../copying/receiving-service.ts'
import type { StorePage } from '../store/store.ts'
import { problemOfError, unreachable } from './problems.ts'
import { remoteDesk } from './remote-desk.ts'
import { agentFor, httpsOrigin, trustOf } from './service-agent.ts'

/** How long nothing may move: a service may have to write much at once, at the end above all. */
const LONGEST_SILENCE_MS = 5 * 60_000

/**
 * A service over HTTPS that takes a copy of a store: one request, whose body is the copy line by line, as fast as the
 * service takes it.
 *
 * @throws {DeskError} INVALID_INPUT where the place is none.
 */
export function remoteReceiver({ address, trust: given }: ServicePlace, version: string): ReceivingService {
  const trust = trustOf(given) ?? undefined
  const service = httpsOrigin(address)
  const agent = agentFor(trust)
  const desk = remoteDesk({ origin: address, version, ...(trust === undefined ? {} : { trust }) })

  async function receive(head: CopyHead, pages: AsyncIterable<StorePage>, signal: AbortSignal): Promise<void> {
    const request = httpsRequest(new URL('/v1/store-copy', service), {
      agent,
      method: 'POST',
      headers: {
        'content-type': 'application/x-ndjson',
        accept: 'application/json',
        [VERSION_HEADER]: versionHeader(version),
      },
      timeout: LONGEST_SILENCE_MS,
      signal,
    })
    request.on('timeout', () => request.destroy(Object.assign(new Error('Nothing moved.'), { code: 'ETIMEDOUT' })))
    const body = Readable.from(linesOf(head, pages))
    const answer = new Promise<string>((resolve, reject) => {
      request.on('error', reject)
      request.on('response', (response) => {
        // A refusal comes before all is sent: nothing more is wanted then.
        body.destroy()
        const pieces: Buffer[] = []
        response.on('data', (piece: Buffer) => pieces.push(piece))
        response.on('error', reject)
        response.on('end', () => resolve(Buffer.concat(pieces).toString('utf8')))
      })
    })
    // Whatever ends the sending early, the answer is what counts, if there is one.
    const [sent, answered] = await Promise.allSettled([pipeline(body, request), answer])
    if (answered.status === 'fulfilled') return accept(answered.value)
    if (signal.aborted) throw stopped()
    if (sent.status === 'rejected' && sent.reason instanceof DeskError) throw sent.reason
    throw new DeskError(unreachable(problemOfError(answered.reason, trust !== undefined && 'authority' in trust)))
  }

  return {
    async compare(trail, setupCode) {
      const input = { trail, ...(setupCode === undefined ? {} : { setupCode }) }
      const answer = await desk.call({ name: 'store.compareTrail', input, session: null })
      if (!answer.ok) throw new DeskError(answer.error)
      return deskCalls['store.compareTrail'].output.parse(answer.value).standing
    },
    receive,
    async close() {
      await desk.close()
      agent.destroy()
    },
  }
}

async function* linesOf(head: CopyHead, pages: AsyncIterable<StorePage>): AsyncGenerator<string> {
  yield `${JSON.stringify(head)}\n`
  let count = 0
  for await (const page of pages) {
    yield `${JSON.stringify(toLine(page))}\n`
    count += 1
  }
  yield `${JSON.stringify({ pages: count })}\n`
}

/** @throws {DeskError} the refusal that was answered. */
function accept(text: string): void {
  const answer = reply.safeParse(jsonIn(text))
  if (!answer.success) throw new DeskError(unreachable('not-token-desk'))
  if (!answer.data.ok) throw new DeskError(answer.data.error)
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
