import type { KeyRing } from '../ports.ts'

/** The same key ring, asked for one key at a time: two that make the first key at once would make two. */
export function inTurn({ status, key }: KeyRing): KeyRing {
  let last: Promise<unknown> = Promise.resolve()
  return {
    status,
    key() {
      const turn = last.then(key)
      last = turn.catch(() => {})
      return turn
    },
  }
}
