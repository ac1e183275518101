import type { ClientRequest } from 'node:http'
import { type Agent, request as httpsRequest } from 'node:https'
import { changedNames, type DeskEvent, deskEvent } from '../../src-shared/contract/events.ts'
import { VERSION_HEADER, versionHeader } from '../../src-shared/contract/version.ts'

/** The announcements of a service, heard for as long as somebody listens and is signed in. */
export interface EventStream {
  listen(listener: (event: DeskEvent) => void): () => void
  /** Whose announcements: the session that was let in last. */
  follow(session: string): void
  close(): void
}

export interface EventStreamOptions {
  readonly service: URL
  readonly agent: Agent
  /** The version of this program, which the service is told. */
  readonly version: string
  /** The stream broke off, though nothing is wrong with the session: the first sign of a connection that is lost. */
  onBroken(): void
}

/**
 * Hears `GET /v1/events` and connects again when it breaks off; then everything is announced, because nobody knows what
 * was missed. One that is refused, because the session has ended or is locked, is asked for again with the next session.
 */
export function eventStream({ service, agent, version, onBroken }: EventStreamOptions): EventStream {
  const listeners = new Set<(event: DeskEvent) => void>()
  let wanted: string | undefined
  /** No stream is for this one any more: it has ended, or goes on under another secret once it is unlocked. */
  let refused: string | undefined
  let request: ClientRequest | undefined
  let timer: NodeJS.Timeout | undefined
  let failures = 0
  let missed = false

  const tell = (event: DeskEvent): void => {
    for (const listener of listeners) listener(event)
  }

  function connect(): void {
    if (wanted === undefined || wanted === refused || listeners.size === 0 || request !== undefined) return
    clearTimeout(timer)
    const session = wanted
    const asking = httpsRequest(new URL('/v1/events', service), {
      agent,
      headers: {
        accept: 'text/event-stream',
        authorization: `Bearer ${session}`,
        [VERSION_HEADER]: versionHeader(version),
      },
      timeout: SILENCE_MS,
    })
    request = asking
    asking.on('timeout', () => asking.destroy())
    asking.on('error', () => {})
    asking.on('close', () => over(asking))
    asking.on('response', (response) => {
      if (response.statusCode !== 200) {
        // Not for this session any more. What is wrong with the service itself may be over soon.
        if ((response.statusCode ?? 0) < 500) {
          refused = session
          tell({ name: 'session.changed' })
        }
        asking.destroy()
        return
      }
      failures = 0
      if (missed) for (const name of changedNames) tell({ name })
      missed = false
      let rest = ''
      response.setEncoding('utf8')
      response.on('data', (piece: string) => {
        const lines = (rest + piece).split('\n')
        rest = (lines.pop() ?? '').slice(-LONGEST_LINE)
        for (const line of lines) if (line.startsWith('data: ')) hear(line.slice(6))
      })
      response.on('error', () => {})
    })
    asking.end()
  }

  function hear(text: string): void {
    try {
      const event = deskEvent.safeParse(JSON.parse(text))
      // A newer service may announce what this end does not know.
      if (event.success) tell(event.data)
    } catch {
      // Not JSON: not for us.
    }
  }

  function over(ended: ClientRequest): void {
    if (request !== ended) return
    request = undefined
    missed = true
    if (wanted === refused || listeners.size === 0) return
    onBroken()
    timer = setTimeout(connect, Math.min(LONGEST_RETRY_MS, 500 * 2 ** failures)).unref()
    failures += 1
  }

  function drop(): void {
    clearTimeout(timer)
    const dropped = request
    request = undefined
    dropped?.destroy()
  }

  return {
    listen(listener) {
      const heard = (event: DeskEvent): void => listener(event)
      listeners.add(heard)
      connect()
      return () => {
        listeners.delete(heard)
        if (listeners.size === 0) drop()
      }
    },
    follow(session) {
      if (session === wanted) return
      wanted = session
      // Between one session and the next something may be missed.
      missed ||= request !== undefined
      drop()
      connect()
    },
    close() {
      listeners.clear()
      drop()
    },
  }
}

/** The service says something every 15 s. */
const SILENCE_MS = 45_000
const LONGEST_RETRY_MS = 30_000
const LONGEST_LINE = 4096
