import { randomBytes } from 'node:crypto'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { CommandLine, SafeStorage } from 'electron'
import { SEALING_KEY_BYTES } from '../../../src-core/domain/sealed-value.ts'
import { inTurn } from '../../../src-core/key-ring/in-turn.ts'
import { NoKeychain } from '../../../src-core/key-ring/no-keychain.ts'
import type { KeyRing } from '../../../src-core/ports.ts'
import type { KeychainProblem } from '../../../src-shared/schemas/policy.ts'
import { type Timers, within } from '../../timers.ts'

export interface ElectronKeyRingOptions {
  readonly safeStorage: Pick<
    SafeStorage,
    'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync' | 'getSelectedStorageBackend'
  >
  readonly commandLine: Pick<CommandLine, 'getSwitchValue'>
  readonly platform: NodeJS.Platform
  /** Where the key lies, sealed by the keychain's own. */
  readonly file: string
  readonly timers: Timers
}

/** Long enough for a busy computer; and for a person who is asked to unlock the keychain. */
const LONGEST_STATUS_MS = 10_000
const LONGEST_KEY_MS = 60_000

/**
 * The keychain by Electron's safeStorage, which seals with a key of the keychain's. What it opens comes as text, which
 * cannot be wiped, so it is given one random key to seal, and values are sealed with that.
 */
export function electronKeyRing(options: ElectronKeyRingOptions): KeyRing {
  const { safeStorage, file, timers } = options

  async function problem(): Promise<KeychainProblem | null> {
    if (sealsWithoutKeychain(options)) return 'no-service'
    const available = await inTime(timers, LONGEST_STATUS_MS, safeStorage.isAsyncEncryptionAvailable())
    return available ? null : 'not-usable'
  }

  async function keep(key: string): Promise<void> {
    const sealed = await inTime(timers, LONGEST_KEY_MS, safeStorage.encryptStringAsync(key))
    writeFileSync(`${file}.new`, sealed, { mode: 0o600, flush: true })
    renameSync(`${file}.new`, file)
  }

  async function open(sealed: Buffer): Promise<Uint8Array> {
    const { result, shouldReEncrypt } = await inTime(timers, LONGEST_KEY_MS, safeStorage.decryptStringAsync(sealed))
    if (shouldReEncrypt) await keep(result)
    const key = Uint8Array.from(Buffer.from(result, 'base64'))
    if (key.length !== SEALING_KEY_BYTES) throw new NoKeychain('not-our-key')
    return key
  }

  async function make(): Promise<Uint8Array> {
    await keep(randomBytes(SEALING_KEY_BYTES).toString('base64'))
    // Opened at once: a key that cannot be had again must not seal anything.
    return open(readFileSync(file))
  }

  return inTurn({
    async status() {
      const found = await problem().catch(() => 'not-usable' as const)
      return found === null ? { available: true } : { available: false, problem: found }
    },
    async key() {
      try {
        const found = await problem()
        if (found !== null) throw new NoKeychain(found)
        const sealed = contentOf(file)
        return sealed === null ? await make() : await open(sealed)
      } catch (error) {
        throw new NoKeychain(error instanceof NoKeychain ? error.problem : 'not-usable', error)
      }
    },
  })
}

/** On Linux without a secret service, safeStorage falls back to a key that everybody has. */
function sealsWithoutKeychain({ safeStorage, commandLine, platform }: ElectronKeyRingOptions): boolean {
  if (platform !== 'linux') return false
  if (commandLine.getSwitchValue('password-store') === 'basic') return true
  const backend = safeStorage.getSelectedStorageBackend()
  return backend === 'basic_text' || backend === 'unknown'
}

async function inTime<T>(timers: Timers, limitMs: number, work: Promise<T>): Promise<T> {
  if ((await within(timers, limitMs, work)) === 'late') throw new NoKeychain('late')
  return work
}

function contentOf(file: string): Buffer | null {
  try {
    return readFileSync(file)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}
