import type { Desk } from '../../src-core/desk.ts'
import { deskCalls } from '../../src-shared/contract/index.ts'
import { DeskError, type Failure, type Reply } from '../../src-shared/errors.ts'
import { within } from '../timers.ts'
import { type OpeningOptions, openChosenStore, type StoreChoice } from './chosen-store.ts'
import { STARTS_SESSION } from './remote-calls.ts'
import type { Link, RemoteStore } from './remote-store.ts'

export interface ConnectionOptions extends OpeningOptions {
  readonly choice: StoreChoice
  /** Somebody signed in or unlocked. */
  onSessionStarted(): void
  /** The session was locked or ended, by whatever cause; called once for each start. */
  onSessionEnded(): void
}

/** Main's way to the desk: one store at a time, and the operator's session, whose secret never leaves this file. */
export interface Connection {
  /**
   * Asks the desk in the operator's name, once the store is open. In answers that start a session the secret is
   * already taken out. Never rejects; while the store cannot be used it answers why.
   */
  ask(name: string, input: unknown): Promise<Reply>
  /** Why the store cannot be used, or null, once the attempt under way has ended. */
  problem(): Promise<Failure | null>
  /** Tries again to open a store that could not be used. */
  retry(): Promise<Failure | null>
  /**
   * Goes over to another store: the session ends, and the store before is given up. Resolves once the new one is being
   * opened.
   */
  use(choice: StoreChoice): Promise<void>
  /**
   * Ends the session, gives the store up, does the work, and opens the store again, whatever became of the work. Nobody is
   * answered meanwhile.
   */
  whileClosed<T>(work: () => Promise<T>): Promise<T>
  /** How the connection to a service stands. A store at hand is always connected. */
  link(): Link
  /** Tries a lost connection at once. */
  tryLink(): Promise<Link>
  /** True between a sign-in or unlock and the next lock or sign-out. */
  isActive(): boolean
  /** Raised whenever a session starts or ends: two equal numbers are one uninterrupted stretch. */
  sessionNumber(): number
  close(): Promise<void>
}

/** Starts to open the store at once and does not wait for it. */
export function connect(options: ConnectionOptions): Connection {
  const { log } = options
  let session: Session = { state: 'signed-out' }
  let sessionNumber = 0
  let closed = false
  let lastSessionCall: Promise<unknown> = Promise.resolve()
  let choice = options.choice
  /** Raised whenever another store is chosen: what is opened for an earlier one is given up. */
  let choiceNumber = 0
  let openFailures = 0
  let cancelRetry = (): void => {}
  /** Ends the opening that is under way, where it waits for somebody else. */
  let stopOpening = (): void => {}
  let store: StoreState = { state: 'opening', outcome: open(0) }

  async function open(number: number): Promise<Failure | null> {
    const isChosen = () => number === choiceNumber && !closed
    if (!isChosen()) return CLOSED
    try {
      const desk = await openChosenStore(options, choice, {
        onStart: (stop) => (stopOpening = stop),
        onFailed(error) {
          if (!isChosen()) return
          if (store.state === 'open') store = { state: 'unusable', error }
          options.announce({ name: 'store.failed' })
        },
      })
      if (!isChosen()) {
        await desk.close()
        return CLOSED
      }
      desk.listen(options.announce)
      store = { state: 'open', desk }
      openFailures = 0
      return null
    } catch (error) {
      if (!isChosen()) return CLOSED
      if (!(error instanceof DeskError)) log.error('The store could not be opened.', error)
      const problem = error instanceof DeskError ? error.toFailure() : UNKNOWN_PROBLEM
      log.warn('The store could not be opened.', { code: problem.code, reason: problem.reason ?? '' })
      store = { state: 'unusable', error: problem }
      if (choice.kind === 'remote') openLater(number)
      return problem
    }
  }

  /** A service may come up by itself: it is tried again for as long as it is the choice, ever less often. */
  function openLater(number: number): void {
    cancelRetry()
    const delayMs = OPEN_RETRIES_MS[Math.min(openFailures, OPEN_RETRIES_MS.length - 1)] ?? 0
    openFailures += 1
    cancelRetry = options.timers.after(delayMs, async () => {
      if (number !== choiceNumber || store.state !== 'unusable') return
      const before = store.error
      const outcome = open(number)
      store = { state: 'opening', outcome }
      const now = await outcome
      // The page shows what stands in the way, and hears only when that is another thing.
      if (number === choiceNumber && now?.reason !== before.reason) options.announce({ name: 'session.changed' })
    })
  }

  async function giveUp(before: StoreState): Promise<void> {
    // What is still being opened sees by itself that it is not chosen any more.
    if (before.state === 'opening') await before.outcome
    if (before.state === 'open') await before.desk.close()
  }

  async function goOver(next: StoreChoice): Promise<void> {
    if (!closed) await reopen(next, async () => {})
  }

  /** Opens what is chosen next, once the store before is given up and the work between the two is over. */
  async function reopen<T>(next: StoreChoice, between: () => Promise<T>): Promise<{ readonly done: Promise<T> }> {
    const before = store
    const secret = secretOf(session)
    sessionStops({ state: 'signed-out' })
    if (secret !== null && before.state === 'open')
      await within(options.timers, LONGEST_SIGN_OUT_MS, endQuietly(before.desk, secret))
    cancelRetry()
    choiceNumber += 1
    stopOpening()
    choice = next
    openFailures = 0
    const number = choiceNumber
    const done = giveUp(before).then(between)
    const over = done.then(
      () => {},
      () => {},
    )
    store = { state: 'opening', outcome: over.then(() => open(number)) }
    options.onLinkChanged()
    options.announce({ name: 'session.changed' })
    return { done }
  }

  function remoteStore(): RemoteStore | null {
    return store.state === 'open' && 'link' in store.desk ? (store.desk as RemoteStore) : null
  }

  async function problem(): Promise<Failure | null> {
    if (store.state === 'opening') return store.outcome
    return store.state === 'unusable' ? store.error : null
  }

  async function ask(name: string, input: unknown): Promise<Reply> {
    // Not before a lock that is under way: the page would show again what it has hidden.
    if (name === 'sessions.state') return lastSessionCall.then(() => forward(name, input))
    // One after another, so that a second click never signs in, locks or unlocks with a secret that is dead by then.
    if (!SESSION_CALLS.has(name)) return forward(name, input)
    const turn = lastSessionCall.then(() => forward(name, input))
    lastSessionCall = turn.catch(() => {})
    return turn
  }

  async function forward(name: string, input: unknown): Promise<Reply> {
    const refusal = await problem()
    if (closed) return { ok: false, error: CLOSED }
    const asked = secretOf(session)
    if (refusal !== null || store.state !== 'open') {
      const refused: Reply = { ok: false, error: refusal ?? UNKNOWN_PROBLEM }
      followSession(name, asked, refused)
      return refused
    }
    const { desk } = store
    const reply = await desk.call({ name, input, session: asked })
    if (STARTS_SESSION.has(name)) return startSession(desk, name, reply)
    followSession(name, asked, reply)
    return reply
  }

  function startSession(desk: Desk, name: string, reply: Reply): Reply {
    if (!reply.ok) {
      followSession(name, secretOf(session), reply)
      return reply
    }
    const started = deskCalls['sessions.signIn'].output.parse(reply.value)
    const replaced = secretOf(session)
    // Unlocking ends the old session by itself; a sign-in over another session leaves one behind that nobody holds.
    if (replaced !== null && name !== 'sessions.unlock') void endQuietly(desk, replaced)
    if (session.state === 'active') sessionStops({ state: 'signed-out' })
    session = { state: 'active', secret: started.secret }
    sessionNumber += 1
    options.onSessionStarted()
    return { ok: true, value: { operator: started.operator } }
  }

  /** Keeps what main knows of the session in step with what the desk answered. */
  function followSession(name: string, asked: string | null, reply: Reply): void {
    if (asked === null || asked !== secretOf(session)) return
    const standing = standingAfter(name, reply)
    if (standing === 'signed-out') sessionStops({ state: 'signed-out' })
    if (standing === 'locked') sessionStops({ state: 'locked', secret: asked })
  }

  function sessionStops(next: Session): void {
    const wasActive = session.state === 'active'
    session = next
    if (!wasActive) return
    sessionNumber += 1
    options.onSessionEnded()
  }

  async function endQuietly(desk: Desk, secret: string): Promise<void> {
    const reply = await desk.call({ name: 'sessions.signOut', input: {}, session: secret })
    if (!reply.ok) log.warn('A replaced session could not be ended.', { code: reply.error.code })
  }

  return {
    ask,
    problem,
    use(next) {
      const turn = lastSessionCall.then(() => goOver(next))
      lastSessionCall = turn.catch(() => {})
      return turn
    },
    async whileClosed(work) {
      const turn = lastSessionCall.then(() => {
        if (closed) throw new DeskError(CLOSED)
        return reopen(choice, work)
      })
      lastSessionCall = turn.catch(() => {})
      const { done } = await turn
      return done
    },
    link: () => remoteStore()?.link() ?? CONNECTED,
    tryLink: async () => (await remoteStore()?.tryNow()) ?? CONNECTED,
    async retry() {
      if (store.state === 'unusable' && !closed) store = { state: 'opening', outcome: open(choiceNumber) }
      return problem()
    },
    isActive: () => session.state === 'active',
    sessionNumber: () => sessionNumber,
    async close() {
      if (closed) return
      closed = true
      cancelRetry()
      stopOpening()
      await problem()
      if (store.state === 'open') await store.desk.close()
    },
  }
}

type Session =
  | { readonly state: 'signed-out' }
  | { readonly state: 'active'; readonly secret: string }
  | { readonly state: 'locked'; readonly secret: string }

type StoreState =
  | { readonly state: 'opening'; readonly outcome: Promise<Failure | null> }
  | { readonly state: 'open'; readonly desk: Desk }
  | { readonly state: 'unusable'; readonly error: Failure }

const SESSION_CALLS: ReadonlySet<string> = new Set([...STARTS_SESSION, 'sessions.lock', 'sessions.signOut'])

/** How long to wait before a service that could not be opened is tried again; the last one again and again. */
const OPEN_RETRIES_MS = [2_000, 4_000, 8_000, 15_000, 30_000] as const
/** How long going over to another store waits for the record that the operator signed out. */
const LONGEST_SIGN_OUT_MS = 3_000

const CONNECTED: Link = { state: 'connected' }
const CLOSED: Failure = { code: 'CANCELLED', message: 'Token Desk is closing.' }
const UNKNOWN_PROBLEM: Failure = {
  code: 'STORE_UNREACHABLE',
  message: 'The token store could not be opened. The log has the details.',
}

function secretOf(session: Session): string | null {
  return session.state === 'signed-out' ? null : session.secret
}

/** What the session is after this answer, where the answer says so. */
function standingAfter(name: string, reply: Reply): 'signed-out' | 'locked' | 'unchanged' {
  // A wrong password at the lock is refused with the same code, and ends nothing.
  if (!reply.ok && reply.error.code === 'NOT_SIGNED_IN' && reply.error.reason !== 'bad-credentials') return 'signed-out'
  if (!reply.ok && reply.error.code === 'LOCKED') return 'locked'
  if (name === 'sessions.signOut') return 'signed-out'
  // A lock that the desk could not carry out still has to hide everything: the secret is dropped instead.
  if (name === 'sessions.lock') return reply.ok ? 'locked' : 'signed-out'
  if (name !== 'sessions.state' || !reply.ok) return 'unchanged'
  const state = deskCalls['sessions.state'].output.safeParse(reply.value)
  if (!state.success || state.data.session.state === 'active') return 'unchanged'
  return state.data.session.state
}
