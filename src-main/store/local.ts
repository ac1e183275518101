import { Worker } from 'node:worker_threads'
import type { Desk, DeskRequest } from '../../src-core/desk.ts'
import type { Clock, KeyRing, Log } from '../../src-core/ports.ts'
import type { DeskEvent } from '../../src-shared/contract/events.ts'
import { DeskError, type Failure, type Reply } from '../../src-shared/errors.ts'
import { type Timers, within } from '../timers.ts'
import { answerKeyRing } from './key-ring-wire.ts'
import { type FromWorker, fromPlainError, type KeyRingAnswer, type ToWorker, type WorkerStart } from './messages.ts'

export interface LocalDeskOptions {
  /** The data folder, absolute. */
  readonly folder: string
  /** Of this program, which services are told. */
  readonly version: string
  readonly workerUrl: URL
  readonly log: Log
  readonly clock: Clock
  readonly timers: Timers
  /** Asked for the desk, whose thread has no way to a keychain. */
  readonly keyRing: KeyRing
  /** The thread had stopped and works again. What ran in it (jobs, imports) is gone; what was durable is there. */
  onRestarted(): void
  /** The thread stopped and is not started again. Every later call answers this failure. */
  onFailed(error: Failure): void
}

const RESTARTS_ALLOWED = 3
const RESTARTS_COUNTED_FOR_MS = 60_000
const LONGEST_CLOSE_MS = 10_000

/**
 * The desk of the local store in a worker thread (DC-2). A thread that dies is started again, at most three times a
 * minute; calls that were in flight answer INTERNAL.
 *
 * @throws {DeskError} where the store cannot be opened, with the code, reason and message that the desk gave.
 */
export async function openLocalDesk(options: LocalDeskOptions): Promise<Desk> {
  const { log, clock, timers } = options
  const listeners = new Set<(event: DeskEvent) => void>()
  const restarts: number[] = []
  const start = (): Promise<DeskThread> =>
    startThread(options, {
      onEvent: (event) => {
        for (const listener of listeners) listener(event)
      },
      onDied: restart,
    })
  const first = await start().catch((error: unknown) => {
    throw error instanceof ThreadDied ? new DeskError(STOPPED, { cause: error }) : error
  })
  let state: State = { state: 'running', thread: Promise.resolve(first) }

  function restart(): void {
    if (state.state !== 'running') return
    const now = clock.now()
    restarts.push(now)
    if (restarts.filter((at) => at > now - RESTARTS_COUNTED_FOR_MS).length > RESTARTS_ALLOWED) {
      fail(STOPPED)
      return
    }
    log.warn('The store’s thread stopped and is started again.', { restarts: restarts.length })
    const thread = start()
    state = { state: 'running', thread }
    thread.then(
      () => options.onRestarted(),
      (error: unknown) => {
        if (error instanceof ThreadDied) restart()
        else fail(error instanceof DeskError ? error.toFailure() : STOPPED)
      },
    )
  }

  function fail(error: Failure): void {
    if (state.state !== 'running') return
    state = { state: 'failed', error }
    log.warn('The store cannot be used.', { code: error.code, reason: error.reason ?? '' })
    options.onFailed(error)
  }

  async function call(request: DeskRequest): Promise<Reply> {
    if (state.state === 'closed') return { ok: false, error: CLOSED }
    if (state.state === 'failed') return { ok: false, error: state.error }
    try {
      const thread = await state.thread
      return await thread.call(request)
    } catch (error) {
      // The thread did not come up: whoever waited for it is told why, or asks the next one.
      if (error instanceof ThreadDied) return call(request)
      return { ok: false, error: error instanceof DeskError ? error.toFailure() : STOPPED }
    }
  }

  return {
    call,
    listen(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    async close() {
      if (state.state === 'running') state = { state: 'closed', done: stop(state.thread) }
      if (state.state === 'closed') await state.done
    },
  }

  async function stop(thread: Promise<DeskThread>): Promise<void> {
    const running = await thread.catch(() => undefined)
    await running?.close(timers)
    listeners.clear()
  }
}

type State =
  | { readonly state: 'running'; readonly thread: Promise<DeskThread> }
  | { readonly state: 'failed'; readonly error: Failure }
  | { readonly state: 'closed'; readonly done: Promise<void> }

const STOPPED: Failure = {
  code: 'STORE_UNREACHABLE',
  reason: 'store-stopped',
  message: 'The token store stopped and could not be started again. Try again, or start Token Desk anew.',
}
const CLOSED: Failure = { code: 'CANCELLED', message: 'Token Desk is closing.' }
const IN_FLIGHT: Failure = {
  code: 'INTERNAL',
  reason: 'store-stopped',
  message: 'The token store stopped before it answered. Check whether the change was made before you repeat it.',
}
const UNREADABLE: Failure = { code: 'INVALID_INPUT', message: 'Some fields need another look.' }

/** The thread ended before it said whether the store can be used. */
class ThreadDied extends Error {}

/** One thread, from its start to its end. */
interface DeskThread {
  call(request: DeskRequest): Promise<Reply>
  close(timers: Timers): Promise<void>
}

function startThread(
  { folder, version, workerUrl, log, keyRing }: LocalDeskOptions,
  { onEvent, onDied }: { onEvent(event: DeskEvent): void; onDied(): void },
): Promise<DeskThread> {
  return new Promise((resolve, reject) => {
    const start: WorkerStart = { folder, version }
    const worker = new Worker(workerUrl, { workerData: start, name: 'token-desk-store' })
    const pending = new Map<number, (reply: Reply) => void>()
    const ended = new Promise<void>((end) => worker.once('exit', () => end()))
    let phase: 'opening' | 'open' | 'refused' | 'closing' = 'opening'
    let lastId = 0
    const send = (message: ToWorker): void => worker.postMessage(message)
    /** The key is handed over, not copied, so that what the desk zeroes is all there was. */
    const sendAnswer = (id: number, answer: KeyRingAnswer): void => {
      const transfer = answer.kind === 'key' ? [answer.key.buffer] : []
      worker.postMessage({ kind: 'key-ring', id, answer } satisfies ToWorker, transfer)
    }

    const thread: DeskThread = {
      call(request) {
        return new Promise((answer) => {
          const id = ++lastId
          pending.set(id, answer)
          try {
            send({ kind: 'call', id, request })
          } catch {
            // Only plain data crosses to another thread; anything else is not an input of the contract.
            pending.delete(id)
            answer({ ok: false, error: UNREADABLE })
          }
        })
      },
      async close(timers) {
        phase = 'closing'
        send({ kind: 'close' })
        if ((await within(timers, LONGEST_CLOSE_MS, ended)) === 'done') return
        log.warn('The store’s thread did not finish in time and was stopped.')
        await worker.terminate()
      },
    }

    worker.on('message', (message: FromWorker) => {
      switch (message.kind) {
        case 'opened':
          phase = 'open'
          return resolve(thread)
        case 'refused':
          phase = 'refused'
          // Only once the thread has let go of the files may somebody try again.
          void worker.terminate().then(() => reject(new DeskError(message.error)))
          return
        case 'reply':
          pending.get(message.id)?.(message.reply)
          pending.delete(message.id)
          return
        case 'event':
          return onEvent(message.event)
        case 'key-ring':
          void answerKeyRing(keyRing, message.asks, log).then((answer) => sendAnswer(message.id, answer))
          return
        case 'log':
          return log[message.level](message.message, message.facts)
        case 'bug':
          return log.error(message.message, fromPlainError(message.error))
        case 'closed':
          void worker.terminate()
          return
      }
    })
    worker.on('messageerror', (error) => log.error('A message of the store’s thread could not be read.', error))
    worker.on('error', (error) => log.error('The store’s thread failed.', error))
    worker.once('exit', () => {
      for (const answer of pending.values()) answer({ ok: false, error: IN_FLIGHT })
      pending.clear()
      if (phase === 'opening') reject(new ThreadDied('The store’s thread ended while it opened the store.'))
      if (phase === 'open') onDied()
    })
  })
}
