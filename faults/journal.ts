import type { Answer } from './subject.ts'

/** One operation that somebody asked for, and what became of it as far as who asked can know. */
export interface Entry {
  readonly number: number
  readonly call: string
  readonly input: unknown
  /** By which the desk knows the change again. */
  readonly key: string
  readonly effect: Effect
  outcome: 'open' | 'acknowledged' | 'refused'
}

/** What an operation leaves behind if it is carried out, as it can be looked for without any answer. */
export type Effect =
  | { readonly kind: 'token-made'; readonly name: string; made?: { readonly id: string; readonly digest: string } }
  | { readonly kind: 'token-changed'; readonly id: string; readonly fromVersion: number; readonly action: string }
  | { readonly kind: 'person-made'; readonly name: string; made?: { readonly id: string } }
  | { readonly kind: 'session-made'; made?: { readonly id: string; readonly digest: string } }
  | { readonly kind: 'policy-changed'; readonly fromVersion: number }

/** What the harness knows to have asked of one store, and what it was answered. */
export interface Journal {
  readonly entries: Entry[]
  /** Answers that may not be: they are failures, whatever stands in the store. */
  readonly wrong: string[]
}

/** What an answer says about whether the operation was carried out. */
export function outcomeOf(answer: Answer): Entry['outcome'] {
  if (!answer.answered) return 'open'
  if (answer.reply.ok) return 'acknowledged'
  const { code, reason } = answer.reply.error
  // A full or read-only disk is said to have changed nothing; a store that is lost in the middle leaves it open.
  if (code === 'STORE_UNREACHABLE') return reason === 'full' || reason === 'read-only' ? 'refused' : 'open'
  return code === 'INTERNAL' || code === 'CANCELLED' || code === 'STORE_CORRUPT' ? 'open' : 'refused'
}
