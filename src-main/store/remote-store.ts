import { randomUUID } from 'node:crypto'
import type { Desk, DeskRequest } from '../../src-core/desk.ts'
import type { Clock, Log } from '../../src-core/ports.ts'
import type { RemoteDesk } from '../../src-core/remote/remote-desk.ts'
import type { DeskEvent } from '../../src-shared/contract/events.ts'
import { jobCalls } from '../../src-shared/contract/jobs.ts'
import { DeskError, type Failure, type Reply } from '../../src-shared/errors.ts'
import type { Timers } from '../timers.ts'
import { changeKeys } from './change-keys.ts'
import { announcementsAfter, EVERYTHING_CHANGED, STARTS_SESSION, treatmentOf } from './remote-calls.ts'

export interface RemoteStoreOptions {
  readonly desk: RemoteDesk
  readonly clock: Clock
  readonly timers: Timers
  readonly log: Log
  /** The connection was lost, is tried again at another time, or is there again. */
  onLinkChanged(): void
  /** For tests that have no time. */
  readonly retryDelaysMs?: readonly number[]
}

/** How the connection to a service stands. `triesAt`: milliseconds since 1970, or null while it is tried. */
export type Link =
  | { readonly state: 'connected' }
  | { readonly state: 'lost'; readonly problem: Failure; readonly triesAt: number | null }

/** The desk of a service that may be out of reach for a while. */
export interface RemoteStore extends Desk {
  link(): Link
  /** Tries at once instead of at the next time, and answers how the connection stands then. */
  tryNow(): Promise<Link>
}

/** How long to wait before the next attempts; the last one again and again. */
const RETRY_DELAYS_MS: readonly number[] = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000]
/** For how long a change is tried before the person hears that it did not go through, or that nobody knows. */
const CHANGE_TRIED_FOR_MS = 20_000

/**
 * Keeps a window at work over a connection that comes and goes.
 *
 * - A reading call waits until the service is back, and is asked then: what a screen shows stays as it is meanwhile.
 * - A change keeps its key through all its attempts, so that the service carries it out once. After 20 s it fails: with
 *   what stands in the way where nothing has left this machine, else with `outcome-unknown`. The same change asked again
 *   goes on under the same key.
 * - Sign-in, lock and sign-out are asked once; while the connection is lost, lock and sign-out do not wait for it.
 *
 * @throws {DeskError} where the service cannot be used at all: STORE_UNREACHABLE or VERSION_MISMATCH, with the reason.
 */
export async function openRemoteStore(options: RemoteStoreOptions): Promise<RemoteStore> {
  const { desk, clock, timers, log, onLinkChanged } = options
  const { retryDelaysMs = RETRY_DELAYS_MS } = options
  const first = await desk.call(PROBE)
  if (!first.ok) {
    await desk.close()
    throw new DeskError(first.error)
  }
  const listeners = new Set<(event: DeskEvent) => void>()
  const keys = changeKeys(clock)
  const waiting = new Set<() => void>()
  let link: Link = { state: 'connected' }
  let closed = false
  let delays = 0
  let cancelTimer = (): void => {}
  let probing: Promise<void> | null = null

  function announce(events: readonly DeskEvent[]): void {
    for (const event of events) for (const listener of listeners) listener(event)
  }
  // What others change; what is changed here is announced at once, whether or not the stream is there.
  desk.listen((event) => announce([event]))
  desk.onBroken(() => void look())

  function lose(problem: Failure): void {
    if (closed || link.state === 'lost') return
    log.warn('The connection to the service is lost.', { reason: problem.reason ?? '' })
    delays = 0
    waitForNext(problem)
  }

  function waitForNext(problem: Failure): void {
    const delayMs = retryDelaysMs[Math.min(delays, retryDelaysMs.length - 1)] ?? 0
    delays += 1
    link = { state: 'lost', problem, triesAt: clock.now() + delayMs }
    cancelTimer()
    cancelTimer = timers.after(delayMs, () => void probe())
    onLinkChanged()
  }

  function probe(): Promise<void> {
    probing ??= probeOnce().finally(() => {
      probing = null
    })
    return probing
  }

  async function probeOnce(): Promise<void> {
    if (closed || link.state === 'connected') return
    cancelTimer()
    link = { state: 'lost', problem: link.problem, triesAt: null }
    onLinkChanged()
    const outcome = await desk.attempt(PROBE)
    if (closed) return
    if (!outcome.answered) return waitForNext(outcome.error)
    regain()
  }

  function regain(): void {
    if (link.state === 'connected') return
    link = { state: 'connected' }
    cancelTimer()
    log.info('The connection to the service is there again.')
    onLinkChanged()
    letGo()
    announce(EVERYTHING_CHANGED)
  }

  /** Finds out whether the service is there, where something hints that it is not. */
  async function look(): Promise<void> {
    if (closed || link.state === 'lost') return
    const outcome = await desk.attempt(PROBE)
    if (!outcome.answered) lose(outcome.error)
  }

  function letGo(): void {
    for (const go of [...waiting]) go()
  }

  /** Until the connection is there again, the store is closed, or the time is up. */
  function untilConnected(limitMs?: number): Promise<void> {
    if (closed || link.state === 'connected') return Promise.resolve()
    return new Promise((resolve) => {
      const go = () => {
        cancel()
        waiting.delete(go)
        resolve()
      }
      const cancel = limitMs === undefined ? () => {} : timers.after(limitMs, go)
      waiting.add(go)
    })
  }

  async function read(request: DeskRequest): Promise<Reply> {
    for (;;) {
      await untilConnected()
      if (closed) return CLOSED
      const outcome = await desk.attempt(request)
      if (outcome.answered) return outcome.reply
      lose(outcome.error)
    }
  }

  async function change(request: DeskRequest): Promise<Reply> {
    const until = clock.now() + CHANGE_TRIED_FOR_MS
    const { key, isOpen } = keys.take(request)
    let mayHaveArrived = isOpen
    // Somebody waits for this: it does not wait for the next turn.
    void probe()
    for (;;) {
      await untilConnected(until - clock.now())
      if (closed || link.state === 'lost') break
      const outcome = await desk.attempt(request, key)
      if (outcome.answered) return outcome.reply
      mayHaveArrived ||= outcome.sent
      lose(outcome.error)
    }
    if (mayHaveArrived) {
      keys.leaveOpen(request, key)
      return UNKNOWN_OUTCOME
    }
    return link.state === 'lost' && !closed ? { ok: false, error: link.problem } : CLOSED
  }

  async function once(request: DeskRequest): Promise<Reply> {
    if (link.state === 'lost' && !STARTS_SESSION.has(String(request.name))) return { ok: false, error: link.problem }
    const key = STARTS_SESSION.has(String(request.name)) ? randomUUID() : undefined
    let outcome = await desk.attempt(request, key)
    // A connection that was kept may have been closed by the other end long ago: that shows only when it is used.
    if (!outcome.answered && outcome.error.reason === 'interrupted') outcome = await desk.attempt(request, key)
    if (outcome.answered) {
      regain()
      return outcome.reply
    }
    lose(outcome.error)
    return { ok: false, error: outcome.error }
  }

  async function treat(request: DeskRequest, name: string): Promise<Reply> {
    switch (treatmentOf(name)) {
      case 'read': {
        const reply = await read(request)
        if (name === 'jobs.get' && hasEnded(reply)) announce(EVERYTHING_CHANGED)
        return reply
      }
      case 'change': {
        const reply = await change(request)
        if (reply.ok) announce(announcementsAfter(name))
        return reply
      }
      case 'session':
        return once(request)
    }
  }

  return {
    call: async (request) => (closed ? CLOSED : treat(request, String(request.name))),
    listen(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    link: () => link,
    async tryNow() {
      await probe()
      return link
    },
    async close() {
      if (closed) return
      closed = true
      cancelTimer()
      letGo()
      listeners.clear()
      await desk.close()
    },
  }
}

/** Public, cheap, and answered by every service whoever asks. */
const PROBE: DeskRequest = { name: 'sessions.state', input: {}, session: null }

const CLOSED = { ok: false, error: { code: 'CANCELLED', message: 'The connection to this store is closed.' } } as const
const UNKNOWN_OUTCOME: Reply = {
  ok: false,
  error: {
    code: 'STORE_UNREACHABLE',
    reason: 'outcome-unknown',
    message:
      'The connection broke before the service answered. It is not known whether this was done. Look first, or save the same again at once: it is then done once at most.',
  },
}

/** Once what a job changed can be seen. */
function hasEnded(reply: Reply): boolean {
  const job = reply.ok ? jobCalls['jobs.get'].output.safeParse(reply.value) : null
  return job?.success === true && job.data.state !== 'running'
}
