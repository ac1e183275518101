import { randomBytes } from 'node:crypto'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { CommandLine, SafeStorage } from 'electron'
import { SEALING_KEY_BYTES } from '../../../src-core/domain/sealed-value.ts'
import { inTurn } from '../../../src-core/key-ring/in-turn.ts'
import { noKeychain } from '../../../src-core/key-ring/no-keychain.ts'
import type { KeyRing } from '../../../src-core/ports.ts'
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

  async function problem(): Promise<string | null> {
    if (sealsWithoutKeychain(options)) return NO_SERVICE
    const available = await inTime(timers, LONGEST_STATUS_MS, safeStorage.isAsyncEncryptionAvailable())
    return available ? null : NOT_USABLE
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
    if (key.length !== SEALING_KEY_BYTES) throw noKeychain(NOT_A_KEY)
    return key
  }

  async function make(): Promise<Uint8Array> {
    await keep(randomBytes(SEALING_KEY_BYTES).toString('base64'))
    // Opened at once: a key that cannot be had again must not seal anything.
    return open(readFileSync(file))
  }

  return inTurn({
    async status() {
      const reason = await problem().catch(() => NOT_USABLE)
      return reason === null ? { available: true } : { available: false, reason }
    },
    async key() {
      try {
        const reason = await problem()
        if (reason !== null) throw noKeychain(reason)
        const sealed = contentOf(file)
        return sealed === null ? await make() : await open(sealed)
      } catch (error) {
        throw noKeychain(error instanceof Error && 'reason' in error ? error.message : NOT_USABLE, error)
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
  if ((await within(timers, limitMs, work)) === 'late') throw noKeychain(LATE)
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

const NO_SERVICE = 'No secret service, such as GNOME Keyring or KWallet, answers on this computer.'
const NOT_USABLE = 'The keychain of this computer cannot be used.'
const NOT_A_KEY = 'The keychain of this computer opened something else than Token Desk’s key.'
const LATE = 'The keychain of this computer did not answer in time. Unlock it and try again.'
