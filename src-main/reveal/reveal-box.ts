import { randomUUID } from 'node:crypto'
import type { Clock } from '../../src-core/ports.ts'
import { DeskError } from '../../src-shared/errors.ts'
import type { ResourceServerId, TokenId, UserId } from '../../src-shared/schemas/ids.ts'
import { isOver, type SpanOfTime } from '../span-of-time.ts'
import type { Timers } from '../timers.ts'

/** What a secret is of: a token, a person who chooses a password with it, or a resource server. */
export type RevealSubject =
  | { readonly kind: 'token'; readonly id: TokenId }
  | { readonly kind: 'setup-code'; readonly userId: UserId }
  | { readonly kind: 'resource-server'; readonly id: ResourceServerId }

export interface RevealBoxOptions {
  readonly clock: Clock
  readonly timers: Timers
  /** Writes the audit record. Rejects with DeskError where it cannot: then nothing is revealed. */
  note(subject: RevealSubject, how: 'shown' | 'copied'): Promise<void>
  /** For how long a copied secret may stay on the clipboard, by the policy of now. */
  holdMs(): Promise<number>
  /** Puts a copy of the secret on the clipboard; the bytes are zeroed afterwards. Rejects where it is not there. */
  putOnClipboard(secret: Uint8Array, holdMs: number): Promise<{ clearsAt: string }>
  /** A reveal ended without the dialog's doing: its time was up, or everything was ended. */
  onEnded(revealId: string): void
}

/** Holds new secrets until they are copied, closed, or out of time. Ended is ended: REVEAL_GONE for ever after. */
export interface RevealBox {
  /** Takes the bytes over and answers the reveal's id. They end `lifeMs` from now, whatever happens in between. */
  hold(secret: Uint8Array, subject: RevealSubject, lifeMs: number): string
  /** The secret as text. May be asked again until the reveal ends; each time is recorded. */
  show(revealId: string): Promise<{ secret: string }>
  /** Ends the reveal with the secret on the clipboard. A second press during the first gets the same answer. */
  copy(revealId: string): Promise<{ clearsAt: string }>
  /** Ends the reveal. One that has ended stays so. */
  close(revealId: string): void
  endAll(): void
  /** How often everything was ended: between two equal numbers nothing was. */
  endings(): number
  /** Ends what is out of time. For the moment after a sleep, in which timers stood still. */
  checkDeadlines(): void
}

export function createRevealBox(options: RevealBoxOptions): RevealBox {
  const { clock, timers, note, onEnded } = options
  const reveals = new Map<string, Reveal>()
  let endings = 0

  /** The reveal, unless it has ended or its time is up by now. */
  function find(revealId: string): Reveal {
    const reveal = reveals.get(revealId)
    if (reveal === undefined) throw gone()
    if (!isOver(reveal.life, clock.now())) return reveal
    end(revealId, reveal)
    onEnded(revealId)
    throw gone()
  }

  function end(revealId: string, reveal: Reveal): void {
    reveals.delete(revealId)
    reveal.cancelTimer()
    reveal.secret.fill(0)
  }

  function endLoudly(revealId: string): void {
    const reveal = reveals.get(revealId)
    if (reveal === undefined) return
    end(revealId, reveal)
    onEnded(revealId)
  }

  async function carryOutCopy(revealId: string, { subject }: Reveal): Promise<{ clearsAt: string }> {
    const holdMs = await options.holdMs()
    await note(subject, 'copied')
    // The record took its time: lock, sign-out or the deadline may have ended the reveal meanwhile. From here on nothing
    // is waited for before the clipboard has it, so that whoever ends reveals and then clears the clipboard gets both.
    const { secret } = find(revealId)
    const handedOver = Uint8Array.from(secret)
    try {
      return await options.putOnClipboard(handedOver, holdMs)
    } finally {
      handedOver.fill(0)
    }
  }

  return {
    hold(secret, subject, lifeMs) {
      const revealId = randomUUID()
      const life = { beganAt: clock.now(), lengthMs: lifeMs }
      const cancelTimer = timers.after(lifeMs, () => endLoudly(revealId))
      reveals.set(revealId, { state: 'open', secret, subject, life, cancelTimer })
      return revealId
    },
    async show(revealId) {
      await note(find(revealId).subject, 'shown')
      return { secret: Buffer.from(find(revealId).secret).toString('latin1') }
    },
    async copy(revealId) {
      const reveal = find(revealId)
      if (reveal.state === 'copying') return reveal.outcome
      const outcome = carryOutCopy(revealId, reveal)
      reveals.set(revealId, { ...reveal, state: 'copying', outcome })
      try {
        const copied = await outcome
        const done = reveals.get(revealId)
        if (done !== undefined) end(revealId, done)
        return copied
      } catch (error) {
        const still = reveals.get(revealId)
        if (still !== undefined) reveals.set(revealId, { ...still, state: 'open' })
        throw error
      }
    },
    close(revealId) {
      const reveal = reveals.get(revealId)
      if (reveal !== undefined) end(revealId, reveal)
    },
    endings: () => endings,
    endAll() {
      endings += 1
      for (const revealId of [...reveals.keys()]) endLoudly(revealId)
    },
    checkDeadlines() {
      for (const [revealId, reveal] of [...reveals]) if (isOver(reveal.life, clock.now())) endLoudly(revealId)
    },
  }
}

/** A reveal that has not ended. One that has is not kept at all. */
type Reveal = RevealBasis &
  ({ readonly state: 'open' } | { readonly state: 'copying'; readonly outcome: Promise<{ clearsAt: string }> })

interface RevealBasis {
  readonly secret: Uint8Array
  readonly subject: RevealSubject
  readonly life: SpanOfTime
  cancelTimer(): void
}

export function gone(): DeskError {
  return new DeskError({ code: 'REVEAL_GONE', message: 'This secret can no longer be shown or copied.' })
}
