import { createHash } from 'node:crypto'
import type { Clock, Log } from '../../src-core/ports.ts'
import type { ClipboardState } from '../../src-shared/contract/desktop.ts'
import { DeskError } from '../../src-shared/errors.ts'
import type { Clipboard } from '../shell/shell.ts'
import { endOf, isOver, leftMs, type SpanOfTime } from '../span-of-time.ts'
import { pause, type Timers } from '../timers.ts'
import type { ClipboardMarker } from './clipboard-marker.ts'

export interface SecretClipboardOptions {
  readonly clipboard: Clipboard
  /** Remembers over a crash that a secret is on the clipboard; never the secret itself. */
  readonly marker: ClipboardMarker
  readonly clock: Clock
  readonly timers: Timers
  readonly log: Log
  onChange(state: ClipboardState): void
}

/**
 * The one thing that puts secrets on the clipboard, and takes them off again:
 * `idle → holding(deadline) → cleared | left-alone | failed`. Success is what the clipboard shows afterwards, never
 * what a call returned.
 */
export interface SecretClipboard {
  /**
   * Puts the secret there for `holdMs` and starts the count-down. Replaces an earlier one.
   *
   * @throws {DeskError} CLIPBOARD_UNAVAILABLE where that is not certain: then whatever may have arrived is cleared again.
   */
  copy(secret: Uint8Array, holdMs: number): Promise<{ clearsAt: string }>
  state(): ClipboardState
  /** Clears now what is held, or could not be cleared before, if it is still ours. */
  clear(): Promise<ClipboardState>
  /** The person has read how it ended. What could not be cleared is still tried again on every `check`. */
  dismiss(): ClipboardState
  /** Clears what is over its deadline, and tries again what failed: on focus, after a sleep. */
  check(): Promise<void>
  /** Clears what a run that died has left behind. */
  recover(): Promise<void>
  /** Everything that can be done without waiting, for the moment at which the session ends. */
  clearSynchronously(): void
}

/** Pauses before the second, third and fourth attempt, in milliseconds. */
const RETRY_DELAYS_MS = [100, 300, 800]

const FAILED_MESSAGE =
  'The clipboard could not be cleared and may still hold the secret. Copy something else to overwrite it.'

export function createSecretClipboard(options: SecretClipboardOptions): SecretClipboard {
  const { clipboard, marker, clock, timers, log } = options
  let state: State = { state: 'idle' }
  /** What may still be on the clipboard and is ours. Outlives a dismissed warning. */
  let held: Held | null = null
  /** What the person was warned about already, and has read. */
  let dismissed: Held | null = null
  let cancelTimer = (): void => {}
  let clearing: { readonly what: Held; readonly outcome: Promise<void> } | null = null
  let lastTurn: Promise<unknown> = Promise.resolve()

  function enter(next: State): void {
    state = next
    options.onChange(shown(next))
  }

  /** One step on the clipboard at a time, so that clearing an older secret never hits a newer one. */
  function inTurn<T>(step: () => Promise<T>): Promise<T> {
    const turn = lastTurn.then(step)
    lastTurn = turn.catch(() => {})
    return turn
  }

  function armTimer(what: Held): void {
    cancelTimer()
    cancelTimer = timers.after(leftMs(what.span, clock.now()), () => void clearAway(what))
  }

  async function put(secret: Uint8Array, holdMs: number): Promise<{ clearsAt: string }> {
    const digest = createHash('sha256').update(secret).digest()
    const what: Held = { digest, span: { beganAt: clock.now(), lengthMs: holdMs }, isKnown: true }
    try {
      // So that there is never a second secret to look for, should this one not arrive.
      if (held !== null && (await clipboard.holdsSecret(held.digest))) await clipboard.clear()
    } catch (error) {
      log.error('The clipboard did not let go of the secret before.', error)
      throw unavailable(error)
    }
    // Marked before it is written: a crash in between costs a needless look at the next start, not a secret left over.
    marker.write({ digest, clearsAt: endOf(what.span) })
    held = what
    try {
      await clipboard.writeSecret(secret)
    } catch (error) {
      log.error('The clipboard did not take the secret.', error)
      held = { ...what, isKnown: false }
      cancelTimer()
      if (state.state !== 'idle') enter({ state: 'idle' })
      // It may have arrived all the same: behind a program that was slow to answer, for one.
      void clearAway(held)
      throw unavailable(error)
    }
    armTimer(what)
    const clearsAt = endOf(what.span)
    enter({ state: 'holding', clearsAt })
    return { clearsAt: new Date(clearsAt).toISOString() }
  }

  /** Clears `what` unless a newer copy has taken its place. A second wish during the first joins it. */
  function clearAway(what: Held): Promise<void> {
    if (clearing?.what === what) return clearing.outcome
    const outcome = attempts(what).finally(() => {
      if (clearing?.what === what) clearing = null
    })
    clearing = { what, outcome }
    return outcome
  }

  async function attempts(what: Held): Promise<void> {
    let asked = false
    for (const delayMs of [0, ...RETRY_DELAYS_MS]) {
      if (delayMs > 0) await pause(timers, delayMs)
      const outcome = await inTurn(async () => {
        if (held !== what) return 'replaced'
        try {
          if (!(await clipboard.holdsSecret(what.digest))) return 'gone'
          asked = true
          await clipboard.clear()
          return (await clipboard.holdsSecret(what.digest)) ? 'still-there' : 'gone'
        } catch (error) {
          log.error('The clipboard could not be cleared at this attempt.', error)
          return 'still-there'
        }
      })
      if (outcome === 'replaced') return
      if (outcome === 'gone') return settle(what, endedBy(what, asked))
    }
    if (held !== what) return
    cancelTimer()
    log.warn('The clipboard could not be cleared; trying again whenever the window is used.')
    if (dismissed !== what) enter({ state: 'failed' })
  }

  function settle(what: Held, next: State): void {
    if (held !== what) return
    held = null
    cancelTimer()
    marker.remove()
    enter(next)
  }

  return {
    copy: (secret, holdMs) => inTurn(() => put(secret, holdMs)),
    state: () => shown(state),
    async clear() {
      // A copy that is on its way to the clipboard is waited for, and cleared with the rest.
      await inTurn(async () => {})
      if (held !== null) await clearAway(held)
      return shown(state)
    },
    dismiss() {
      if (state.state === 'failed') dismissed = held
      if (state.state !== 'holding' && state.state !== 'idle') enter({ state: 'idle' })
      return shown(state)
    },
    async check() {
      // What is on its way to the clipboard is not overdue.
      await inTurn(async () => {})
      if (held === null) return
      if (state.state !== 'holding' || isOver(held.span, clock.now())) await clearAway(held)
    },
    async recover() {
      const left = marker.read()
      if (left === null) return
      held = { digest: left.digest, span: { beganAt: left.clearsAt, lengthMs: 0 }, isKnown: false }
      await clearAway(held)
    },
    clearSynchronously() {
      // The marker stays, because nobody can look whether it worked: the next start does.
      if (held !== null) clipboard.clearSynchronously()
    },
  }
}

interface Held {
  /** SHA-256 of the secret. */
  readonly digest: Uint8Array
  readonly span: SpanOfTime
  /** Whether the person was told that it is there. Where not, there is nothing to tell either once it is not. */
  readonly isKnown: boolean
}

type State =
  | { readonly state: 'idle' }
  | { readonly state: 'holding'; readonly clearsAt: number }
  | { readonly state: 'cleared' }
  | { readonly state: 'left-alone' }
  | { readonly state: 'failed' }

function endedBy({ isKnown }: Held, isClearedByUs: boolean): State {
  if (isClearedByUs) return { state: 'cleared' }
  return isKnown ? { state: 'left-alone' } : { state: 'idle' }
}

function shown(state: State): ClipboardState {
  switch (state.state) {
    case 'holding':
      return { state: 'holding', clearsAt: new Date(state.clearsAt).toISOString() }
    case 'failed':
      return { state: 'failed', message: FAILED_MESSAGE }
    default:
      return state
  }
}

function unavailable(cause: unknown): DeskError {
  return new DeskError(
    {
      code: 'CLIPBOARD_UNAVAILABLE',
      message: 'The clipboard did not take the secret. Try again, or press Show and write it down.',
    },
    { cause },
  )
}
