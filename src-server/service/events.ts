import { PassThrough } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import type { Desk } from '../../src-core/desk.ts'
import type { OutputOf } from '../../src-shared/contract/calls.ts'
import type { DeskCalls } from '../../src-shared/contract/index.ts'
import { DeskError } from '../../src-shared/errors.ts'
import { sessionOf } from './contract-calls.ts'

/**
 * `GET /v1/events`: what is announced, as server-sent events, to whoever is signed in. An event says only what has
 * changed, never to what: lists are fetched again, by those who may. Jobs are not among them, they are asked for. A
 * comment comes every 15 s; the stream ends with the session, and when it is locked.
 */
export function registerEvents(app: FastifyInstance, { desk }: { readonly desk: Desk }): void {
  const open = new Map<PassThrough, string>()
  // A stream would never come to its end by itself, and the stop waits for what is under way.
  app.addHook('preClose', async () => {
    for (const stream of open.keys()) stream.end()
  })
  app.get('/v1/events', { exposeHeadRoute: false }, async (request, reply) => {
    const session = sessionOf(request)
    const standing = await standingOf(desk, session)
    if (standing === 'signed-out' || session === null)
      throw new DeskError({ code: 'NOT_SIGNED_IN', message: 'Sign in first.' })
    if (standing === 'locked') throw new DeskError({ code: 'LOCKED', message: 'Token Desk is locked.' })
    makeRoom(open, session)
    const stream = new PassThrough()
    open.set(stream, session)
    const send = (text: string): void => {
      // Whoever does not read does not fill the memory.
      if (stream.writableLength > MOST_UNREAD_BYTES) stream.destroy()
      else stream.write(text)
    }
    const endWithSession = async (): Promise<void> => {
      const now = await standingOf(desk, session).catch(() => 'unknown' as const)
      if (now === 'signed-out' || now === 'locked') stream.end()
      else if (stream.writable) send(':\n\n')
    }
    const stopListening = desk.listen((event) => {
      if (event.name === 'job.changed') return
      send(`data: ${JSON.stringify({ name: event.name })}\n\n`)
      if (event.name === 'session.changed') void endWithSession()
    })
    const heartbeat = setInterval(() => void endWithSession(), HEARTBEAT_MS).unref()
    stream.once('close', () => {
      clearInterval(heartbeat)
      stopListening()
      open.delete(stream)
    })
    request.raw.once('close', () => stream.destroy())
    send(':\n\n')
    return reply.type('text/event-stream; charset=utf-8').header('x-accel-buffering', 'no').send(stream)
  })
}

const HEARTBEAT_MS = 15_000
const MOST_UNREAD_BYTES = 64 * 1024
/** Of one session: a window needs one, and may have lost some that the service does not know of yet. */
const STREAMS_OF_A_SESSION = 4

function makeRoom(open: ReadonlyMap<PassThrough, string>, session: string): void {
  const own = [...open].filter(([, of]) => of === session).map(([stream]) => stream)
  for (const oldest of own.slice(0, Math.max(0, own.length - STREAMS_OF_A_SESSION + 1))) oldest.end()
}

type Standing = OutputOf<DeskCalls, 'sessions.state'>['session']['state']

/** Asking puts off no lock. */
async function standingOf(desk: Desk, session: string | null): Promise<Standing> {
  const reply = await desk.call({ name: 'sessions.state', input: {}, session })
  if (!reply.ok) throw new DeskError(reply.error)
  return (reply.value as OutputOf<DeskCalls, 'sessions.state'>).session.state
}
