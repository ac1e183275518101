import { type CallDefinition, isChange } from '../src-shared/contract/calls.ts'
import { invalidInput } from '../src-shared/errors.ts'
import type { User } from '../src-shared/schemas/people.ts'
import { CHANGE_KEY, type KeyedChange, keyedChange } from './change-key.ts'
import type { DeskRequest } from './desk.ts'
import type { Clock, Random } from './ports.ts'
import type { Repositories } from './store/store.ts'

/** What ends a call that was answered before: not a refusal, but nothing of it happens again. */
export class AnsweredBefore extends Error {
  readonly value: unknown

  constructor(value: unknown) {
    super('The same change was carried out before.')
    this.value = value
  }
}

/** The change as its key knows it again; undefined where there is no key, or nothing that a repeat would do twice. */
export function keyedOf(
  call: CallDefinition,
  request: DeskRequest,
  operator: Pick<User, 'id'> | undefined,
): KeyedChange | undefined {
  const { changeKey, name, input } = request
  if (changeKey === undefined || !isChange(call)) return undefined
  if (!CHANGE_KEY.test(changeKey)) {
    const message = 'An Idempotency-Key has 16 to 128 letters, digits and signs: use a new UUID for each change.'
    throw invalidInput({}, message)
  }
  const whose = call.permission === 'public' ? '' : (operator?.id ?? '')
  return keyedChange(changeKey, { name: String(name), input, whose })
}

/** Ends the call with AnsweredBefore where the same change was carried out before. INVALID_INPUT where it was another one. */
export async function refuseRepeat(
  call: CallDefinition,
  keyed: KeyedChange | undefined,
  { answeredChanges }: Repositories,
  clock: Clock,
): Promise<void> {
  if (keyed === undefined) return
  const kept = await answeredChanges.find(keyed.digest, clock.now())
  // Parsed by the contract, as on the other side of a wire: secrets become bytes again.
  if (kept !== undefined) throw new AnsweredBefore(call.output.parse(keyed.open(kept)))
}

/** Keeps the answer to a change, in the transaction of the change. */
export async function keepAnswer(
  keyed: KeyedChange | undefined,
  answer: unknown,
  { answeredChanges }: Repositories,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
): Promise<void> {
  if (keyed === undefined) return
  const now = clock.now()
  await answeredChanges.record(keyed.answered(answer, now, random), now)
}
