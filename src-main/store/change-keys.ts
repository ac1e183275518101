import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import type { DeskRequest } from '../../src-core/desk.ts'
import type { Clock } from '../../src-core/ports.ts'

/** Keys by which a service knows a change again, and the changes of which nobody knows whether they were carried out. */
export interface ChangeKeys {
  /** The key for a change. `isOpen`: the very same one was left without an answer, and goes on under its key. */
  take(request: DeskRequest): { readonly key: string; readonly isOpen: boolean }
  /** All attempts are over without an answer, and one of them may have arrived. */
  leaveOpen(request: DeskRequest, key: string): void
}

/** A little less than the quarter of an hour for which a service keeps an answer: a later one would be another change to it. */
const OPEN_FOR_MS = 14 * 60_000

/** Keeps no input: a keyed digest, which is of no use outside this run, tells the same change from another one. */
export function changeKeys(clock: Clock): ChangeKeys {
  const digestKey = randomBytes(32)
  const open = new Map<string, { readonly key: string; readonly since: number }>()
  // Without the session, which is another one after a lock; whose change it is, the service looks at.
  const digestOf = ({ name, input }: DeskRequest): string =>
    createHmac('sha256', digestKey)
      .update(JSON.stringify([name, input]))
      .digest('hex')
  return {
    take(request) {
      for (const [digest, { since }] of open) if (clock.now() - since > OPEN_FOR_MS) open.delete(digest)
      const digest = digestOf(request)
      const left = open.get(digest)
      open.delete(digest)
      return { key: left?.key ?? randomUUID(), isOpen: left !== undefined }
    },
    leaveOpen: (request, key) => void open.set(digestOf(request), { key, since: clock.now() }),
  }
}
