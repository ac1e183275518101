import { createHmac, hash, hkdfSync, timingSafeEqual } from 'node:crypto'
import { type DeskError, invalidInput } from '../src-shared/errors.ts'
import { sealValue, unsealValue } from './domain/sealed-value.ts'
import type { Random } from './ports.ts'
import { toJson } from './remote/to-json.ts'
import type { AnsweredChange } from './store/store.ts'

/** How long the answer to a change is kept for whoever asks again with the same key, in milliseconds. */
export const ANSWER_KEPT_MS = 15 * 60_000

/**
 * What an idempotency key may look like: 16 to 128 characters that travel in a header, a UUID for one. It has to be hard
 * to guess, because answers are sealed with it.
 */
export const CHANGE_KEY = /^[A-Za-z0-9._~+/=:-]{16,128}$/

/** A change that its client gave a key, by which it is known again. */
export interface KeyedChange {
  /** Finds the answer. Made of the key and of whose it is, and gives neither away. */
  readonly digest: Uint8Array
  /** The answer as it is kept: what was asked can be compared with it, and what was answered opened, with the key alone. */
  answered(value: unknown, now: number, random: Random): AnsweredChange
  /** What was answered then, as JSON. INVALID_INPUT where something else was asked with this key. */
  open(kept: Pick<AnsweredChange, 'question' | 'sealed'>): unknown
}

/**
 * The store never holds the key itself, so that whoever has the store alone can open no answer, which may be a new
 * token's secret, and can try out no input, which may be a password. `whose` is the user who asks, empty where nobody is
 * signed in: a session may be locked and opened between two attempts, and goes on under another secret then.
 */
export function keyedChange(key: string, asked: { name: string; input: unknown; whose: string }): KeyedChange {
  const digest = hash('sha256', JSON.stringify(['change', key, asked.whose]), 'buffer')
  const keyFor = (use: string) => new Uint8Array(hkdfSync('sha256', key, digest, `token-desk ${use}`, 32))
  const question = createHmac('sha256', keyFor('question'))
    .update(JSON.stringify([asked.name, inOrder(asked.input)]))
    .digest()
  const about = digest.toString('hex')
  return {
    digest,
    answered: (value, now, random) => {
      const text = Buffer.from(toJson({ ok: true, value }))
      const sealed = sealValue(text, keyFor('answer'), about, random)
      text.fill(0)
      return { digest, question, sealed, expiresAt: now + ANSWER_KEPT_MS }
    },
    open: (kept) => {
      if (!timingSafeEqual(kept.question, question)) throw otherChange()
      const text = unsealValue(kept.sealed, keyFor('answer'), about)
      if (text === undefined) throw new Error('The kept answer to a change cannot be opened.')
      const { value } = JSON.parse(Buffer.from(text).toString('utf8')) as { value: unknown }
      text.fill(0)
      return value
    },
  }
}

function otherChange(): DeskError {
  const message = 'This Idempotency-Key was used for something else. Use a new one for each change.'
  return invalidInput({}, message)
}

/** The same input, its members in one order. */
function inOrder(input: unknown): unknown {
  if (Array.isArray(input)) return input.map(inOrder)
  if (typeof input !== 'object' || input === null) return input
  return Object.entries(input)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, value]) => [name, inOrder(value)])
}
