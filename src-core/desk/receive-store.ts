import { changedNames } from '../../src-shared/contract/events.ts'
import { DeskError, invalidInput } from '../../src-shared/errors.ts'
import { type CopyHead, copyEnd, copyHead, fromLine } from '../copying/copied-lines.ts'
import { putPages } from '../copying/copy-store.ts'
import type { Origin } from '../desk.ts'
import { ADDRESS_FORGIVEN_MS } from '../domain/sign-in-delays.ts'
import type { Clock } from '../ports.ts'
import { storeProblem } from '../store/driver-errors.ts'
import type { Store, StorePage } from '../store/store.ts'
import { addressKey } from './attempt-key.ts'
import { checkAddress } from './attempts.ts'
import type { FirstRun } from './first-run.ts'

export interface ReceivingDesk {
  readonly store: Pick<Store, 'read' | 'change'>
  readonly firstRun: FirstRun
  readonly clock: Clock
}

/**
 * Takes the copy of another store into an empty one, in one transaction: all that the lines hold, or nothing. Whoever has
 * the setup code of the first run may: the copy brings its own administrators. As with `copyStore`, the trail gets no
 * record of it, which would make it another trail.
 *
 * @param lines the values of the lines, as `copied-lines.ts` has them.
 * @throws {DeskError} INVALID_INPUT for a wrong setup code and for lines that are no copy, CONFLICT (`not-empty`) where the
 *   store is not empty, STORE_CORRUPT where the trail is not sound, TOO_MANY_ATTEMPTS.
 */
export async function receiveStore(
  lines: AsyncIterable<unknown>,
  origin: Origin | undefined,
  desk: ReceivingDesk,
): Promise<void> {
  const iterator = lines[Symbol.asyncIterator]()
  const first = await iterator.next()
  const head = copyHead.safeParse(first.done === true ? undefined : first.value)
  if (!head.success) throw notACopy()
  await checkCode(head.data.setupCode, origin, desk)
  await desk.store.change(async (repositories) => {
    const { copying, users, announcements } = repositories
    // Asked again where nobody can come in between.
    if (!(await users.isEmpty()) || (await copying.trail()).records > 0) throw notEmpty()
    await putPages(copying, pagesOf(iterator)).catch((error: unknown) => {
      // What the database does not take, because it refers to nothing for one, was no copy of a store.
      throw error instanceof DeskError || storeProblem(error) !== undefined ? error : notACopy(error)
    })
    if (!(await hasTrail(copying, head.data.trail))) throw notACopy()
    await desk.firstRun.end(repositories)
    await announcements.publish([...changedNames])
  })
}

/**
 * Refuses a setup code that is not good, which counts against the address that it came from. A wrong one leaves no record:
 * with it the trail would not be empty any more, and nothing could be copied here.
 */
export async function checkCode(
  given: string,
  origin: Origin | undefined,
  { store, firstRun, clock }: ReceivingDesk,
): Promise<void> {
  await checkAddress('first-run', { read: (work) => store.read(work), clock, origin })
  const now = clock.now()
  if (await store.read((repositories) => firstRun.isGood(given, now, repositories))) return
  const address = origin?.address
  if (address != null)
    await store.change(({ attempts }) => attempts.add(addressKey(address), now, now + ADDRESS_FORGIVEN_MS))
  const message = 'The setup code is not right. The service printed one where it was started.'
  throw invalidInput({ setupCode: { rule: 'wrongSetupCode', message } }, message)
}

/** The pages up to the last line, without which it is no copy. */
async function* pagesOf(lines: AsyncIterator<unknown>): AsyncGenerator<StorePage> {
  for (let pages = 0; ; pages += 1) {
    const { value, done } = await lines.next()
    if (done === true) throw notACopy()
    const page = fromLine(value)
    if (page !== undefined) {
      yield page
      continue
    }
    const end = copyEnd.safeParse(value)
    if (!end.success || end.data.pages !== pages || (await lines.next()).done !== true) throw notACopy()
    return
  }
}

async function hasTrail(
  copying: { trail(): Promise<{ readonly records: number; readonly hash: Uint8Array }> },
  wanted: CopyHead['trail'],
): Promise<boolean> {
  const { records, hash } = await copying.trail()
  return records === wanted.records && Buffer.from(hash).toString('hex') === wanted.hash
}

function notACopy(cause?: unknown): DeskError {
  const message =
    'This is not a whole copy of a store: it broke off, or something is wrong with it. Nothing was changed.'
  return new DeskError({ code: 'INVALID_INPUT', reason: 'not-a-copy', message }, { cause })
}

function notEmpty(): DeskError {
  return new DeskError({
    code: 'CONFLICT',
    reason: 'not-empty',
    message: 'This server is not empty any more. Nothing was changed.',
  })
}
