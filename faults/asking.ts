import { digestOfSecret } from '../src-core/domain/secret.ts'
import type { InputOf, NameOf, OutputOf } from '../src-shared/contract/calls.ts'
import { type DeskCalls, deskCalls } from '../src-shared/contract/index.ts'
import type { Failure } from '../src-shared/errors.ts'
import type { Choices } from './choices.ts'
import { type Effect, type Entry, type Journal, outcomeOf } from './journal.ts'
import type { Subject } from './subject.ts'

/** One client's way to ask a desk: each change is in the journal before it is sent. */
export interface Asking {
  isSignedIn(): boolean
  /** With what it would leave behind, where it is a change. Who signs in by it is signed in. */
  ask<N extends NameOf<DeskCalls>>(name: N, input: InputOf<DeskCalls, N>, effect?: Effect): Promise<Outcome<N>>
  /** Asks once more for each change that was not answered, under its key: it has to be carried out once in all. */
  repeatOpen(): Promise<void>
}

export interface AskingParts {
  readonly subject: Subject
  readonly journal: Journal
  readonly choices: Choices
  onAcknowledged(): void
  nextNumber(): number
}

export type Outcome<N extends NameOf<DeskCalls>> =
  | { readonly kind: 'done'; readonly value: OutputOf<DeskCalls, N> }
  | { readonly kind: 'refused'; readonly error: Failure }
  | { readonly kind: 'open' }

/** What none of these operations may be answered: who asks keeps to the rules, and each token is changed by one client. */
const UNEXPECTED: ReadonlySet<string> = new Set(['INTERNAL', 'CONFLICT', 'INVALID_INPUT', 'FORBIDDEN', 'POLICY'])

export function asking({ subject, journal, choices, onAcknowledged, nextNumber }: AskingParts): Asking {
  let session: string | null = null
  const own: Entry[] = []

  async function ask<N extends NameOf<DeskCalls>>(
    name: N,
    input: InputOf<DeskCalls, N>,
    effect?: Effect,
  ): Promise<Outcome<N>> {
    const entry: Entry | undefined = effect && {
      number: nextNumber(),
      call: name,
      input,
      key: choices.key(),
      effect,
      outcome: 'open',
    }
    if (entry === undefined) return asked(name, input)
    journal.entries.push(entry)
    own.push(entry)
    return attempt(name, entry)
  }

  async function attempt<N extends NameOf<DeskCalls>>(name: N, entry: Entry): Promise<Outcome<N>> {
    const outcome = await asked(name, entry.input as InputOf<DeskCalls, N>, entry)
    if (outcome.kind === 'done') {
      noteMade(entry.effect, outcome.value)
      entry.outcome = 'acknowledged'
      onAcknowledged()
    } else if (outcome.kind === 'refused') entry.outcome = 'refused'
    return outcome
  }

  async function asked<N extends NameOf<DeskCalls>>(
    name: N,
    input: InputOf<DeskCalls, N>,
    entry?: Entry,
  ): Promise<Outcome<N>> {
    const answer = await subject.ask({
      name,
      input,
      session: name === 'sessions.signIn' ? null : session,
      ...(entry === undefined ? {} : { changeKey: entry.key }),
    })
    const outcome = outcomeOf(answer)
    if (answer.answered && !answer.reply.ok) {
      const { code, reason = '', message } = answer.reply.error
      if (UNEXPECTED.has(code)) journal.wrong.push(`${name} was answered ${code} ${reason}: ${message}`)
      if (code === 'NOT_SIGNED_IN' || code === 'LOCKED') session = null
      return outcome === 'open' ? { kind: 'open' } : { kind: 'refused', error: answer.reply.error }
    }
    if (!answer.answered || !answer.reply.ok) return { kind: 'open' }
    const value = deskCalls[name].output.parse(answer.reply.value) as OutputOf<DeskCalls, N>
    if (name === 'sessions.signIn') session = (value as OutputOf<DeskCalls, 'sessions.signIn'>).secret
    return { kind: 'done', value }
  }

  return {
    isSignedIn: () => session !== null,
    ask,
    async repeatOpen() {
      for (const entry of own.splice(0)) {
        if (entry.outcome !== 'open') continue
        const outcome = await attempt(entry.call as NameOf<DeskCalls>, entry)
        if (outcome.kind !== 'done')
          journal.wrong.push(`${entry.call} was asked again with its key and not answered: ${JSON.stringify(outcome)}`)
      }
    },
  }
}

/** Whether the desk could do what it was asked, or had another reason than its store not to. */
export function isServed(outcome: Outcome<NameOf<DeskCalls>>): boolean {
  return outcome.kind === 'done' || (outcome.kind === 'refused' && outcome.error.code !== 'STORE_UNREACHABLE')
}

/** Notes of an answer by what the row in the store is known. */
function noteMade(effect: Effect, value: unknown): void {
  if (effect.kind === 'token-made') {
    const { token, secret } = value as OutputOf<DeskCalls, 'tokens.issue'>
    effect.made = {
      id: token.id,
      digest: Buffer.from(digestOfSecret(Buffer.from(secret).toString('latin1'))).toString('hex'),
    }
  }
  if (effect.kind === 'person-made') effect.made = { id: (value as { id: string }).id }
  if (effect.kind === 'session-made') {
    const { sessionId, secret } = value as OutputOf<DeskCalls, 'sessions.signIn'>
    effect.made = { id: sessionId, digest: Buffer.from(digestOfSecret(secret)).toString('hex') }
  }
}
