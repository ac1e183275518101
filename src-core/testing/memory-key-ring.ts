import { randomBytes } from 'node:crypto'
import type { KeychainProblem } from '../../src-shared/schemas/policy.ts'
import { NoKeychain } from '../key-ring/no-keychain.ts'
import type { KeyRing } from '../ports.ts'

/** A keychain in memory, which a test takes away and brings back. */
export interface MemoryKeyRing extends KeyRing {
  key: KeyRing['key']
  /** From now on there is none, for this reason. */
  takeAway(problem: KeychainProblem): void
  bringBack(): void
  /** The entry is lost, and another key is made in its place. */
  changeKey(): void
  /** What was handed out, by whom it is to be zeroed. */
  readonly handedOut: readonly Uint8Array[]
}

export function memoryKeyRing(): MemoryKeyRing {
  let key = randomBytes(32)
  let missing: KeychainProblem | null = null
  const handedOut: Uint8Array[] = []
  return {
    status: async () => (missing === null ? { available: true } : { available: false, problem: missing }),
    async key() {
      if (missing !== null) throw new NoKeychain(missing)
      const copy = Uint8Array.from(key)
      handedOut.push(copy)
      return copy
    },
    takeAway(problem) {
      missing = problem
    },
    bringBack() {
      missing = null
    },
    changeKey() {
      key = randomBytes(32)
    },
    handedOut,
  }
}
