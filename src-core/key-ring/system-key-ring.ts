import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { KeychainProblem } from '../../src-shared/schemas/policy.ts'
import { SEALING_KEY_BYTES } from '../domain/sealed-value.ts'
import type { KeyRing, Log } from '../ports.ts'
import { inTurn } from './in-turn.ts'
import { NoKeychain } from './no-keychain.ts'

export interface SystemKeyRingOptions {
  /** The data folder, absolute: each has a key of its own. */
  readonly folder: string
  /** Says where the keychain is to be found. */
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly platform: NodeJS.Platform
  readonly log: Log
  /** What reaches the keychain. Another one in tests. */
  readonly processUrl?: URL
  readonly limits?: { readonly statusMs: number; readonly keyMs: number }
}

/** Long enough for a busy computer; and for a person who is asked to unlock the keychain. */
const USUAL_LIMITS = { statusMs: 10_000, keyMs: 60_000 }

/**
 * The keychain of the operating system, where Token Desk runs in Node: Keychain, Credential Manager, or a secret service.
 * It is asked by a process of its own, because the question can hold a process up for as long as the answer takes.
 */
export function systemKeyRing({
  folder,
  environment,
  platform,
  log,
  processUrl = new URL('./keychain-process.ts', import.meta.url),
  limits = USUAL_LIMITS,
}: SystemKeyRingOptions): KeyRing {
  const ask = (what: 'status' | 'key', limitMs: number): Promise<Answer> =>
    new Promise((resolve) => {
      execFile(
        process.execPath,
        [fileURLToPath(processUrl), what, folder],
        { encoding: 'buffer', env: { ...environment }, timeout: limitMs, killSignal: 'SIGKILL', windowsHide: true },
        (error, output, complaint) => {
          if (error === null) return resolve({ output })
          log.warn('The keychain cannot be used.', { detail: complaint.toString('utf8').trim().slice(0, 500) })
          resolve({ problem: error.killed === true ? 'late' : platform === 'linux' ? 'no-service' : 'not-usable' })
        },
      )
    })

  return inTurn({
    async status() {
      const answer = await ask('status', limits.statusMs)
      return 'problem' in answer ? { available: false, problem: answer.problem } : { available: true }
    },
    async key() {
      const answer = await ask('key', limits.keyMs)
      if ('problem' in answer) throw new NoKeychain(answer.problem)
      const key = Uint8Array.from(answer.output)
      answer.output.fill(0)
      if (key.length !== SEALING_KEY_BYTES) throw new NoKeychain('not-our-key')
      return key
    },
  })
}

type Answer = { readonly output: Buffer } | { readonly problem: KeychainProblem }
