import { isMarkedAsUntransferable, type MessagePort, type Transferable } from 'node:worker_threads'
import type { Desk } from '../../src-core/desk.ts'
import type { KeyRing, Log } from '../../src-core/ports.ts'
import { DeskError, type Failure, type Reply } from '../../src-shared/errors.ts'
import { distantKeyRing } from './key-ring-wire.ts'
import { type FromWorker, type ToWorker, toPlainError } from './messages.ts'

/**
 * The worker's end of the wire: opens the desk, answers the calls that arrive on the port, passes announcements and
 * log lines on, and closes the port once the desk is closed or could not be opened.
 */
export async function serveDesk(port: MessagePort, open: (log: Log, keyRing: KeyRing) => Promise<Desk>): Promise<void> {
  const send = (message: FromWorker, transfer: Transferable[] = []): void => port.postMessage(message, transfer)
  const log: Log = {
    info: (message, facts = {}) => send({ kind: 'log', level: 'info', message, facts }),
    warn: (message, facts = {}) => send({ kind: 'log', level: 'warn', message, facts }),
    error: (message, error) => send({ kind: 'bug', message, error: toPlainError(error) }),
  }
  const keyRing = distantKeyRing(send)
  let desk: Desk
  try {
    desk = await open(log, keyRing)
  } catch (error) {
    send({ kind: 'refused', error: refusal(error, log) })
    port.close()
    return
  }
  desk.listen((event) => send({ kind: 'event', event }))
  port.on('message', (message: ToWorker) => {
    switch (message.kind) {
      case 'call':
        desk.call(message.request).then(
          (reply) => sendReply(send, message.id, reply),
          (error: unknown) => {
            log.error('The desk rejected a call.', error)
            send({ kind: 'reply', id: message.id, reply: { ok: false, error: INTERNAL } })
          },
        )
        return
      case 'key-ring':
        return keyRing.hear(message)
      case 'close':
        desk
          .close()
          .catch((error: unknown) => log.error('The desk could not be closed in order.', error))
          .finally(() => {
            send({ kind: 'closed' })
            port.close()
          })
        return
    }
  })
  send({ kind: 'opened' })
}

const INTERNAL: Failure = { code: 'INTERNAL', message: 'Something went wrong. The log has the details.' }

function refusal(error: unknown, log: Log): Failure {
  if (error instanceof DeskError) {
    if (error.cause !== undefined) log.error(`The store was not opened: ${error.message}`, error.cause)
    return error.toFailure()
  }
  log.error('The store could not be opened.', error)
  return { code: 'INTERNAL', message: 'The store could not be opened. The log has the details.' }
}

/** Bytes are handed over, not copied: what a reply holds in bytes is a secret, and no second copy may stay behind. */
function sendReply(send: (message: FromWorker, transfer: Transferable[]) => void, id: number, reply: Reply): void {
  const transfer: ArrayBuffer[] = []
  send({ kind: 'reply', id, reply: reply.ok ? { ok: true, value: movable(reply.value, transfer) } : reply }, transfer)
}

/** The same value with every byte array in a buffer of its own, listed in `transfer`. */
function movable(value: unknown, transfer: ArrayBuffer[]): unknown {
  if (value instanceof Uint8Array) {
    const alone = standsAlone(value) ? value : moved(value)
    transfer.push(alone.buffer as ArrayBuffer)
    return alone
  }
  if (Array.isArray(value)) return value.map((item) => movable(item, transfer))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, movable(item, transfer)]))
}

function standsAlone(bytes: Uint8Array): boolean {
  return (
    bytes.buffer instanceof ArrayBuffer &&
    bytes.byteLength === bytes.buffer.byteLength &&
    !isMarkedAsUntransferable(bytes.buffer)
  )
}

/** A part of a larger buffer, such as Node's pool, cannot be handed over: it moves, and its old place is zeroed. */
function moved(bytes: Uint8Array): Uint8Array {
  const alone = Uint8Array.from(bytes)
  bytes.fill(0)
  return alone
}
