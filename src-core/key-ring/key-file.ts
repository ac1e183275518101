import { randomBytes, randomUUID } from 'node:crypto'
import { link, open, readFile, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { SEALING_KEY_BYTES } from '../domain/sealed-value.ts'
import type { KeyRing, Log } from '../ports.ts'
import { makeFolder } from '../store/sqlite/make-folder.ts'
import { inTurn } from './in-turn.ts'
import { NoKeychain } from './no-keychain.ts'

/** The key file of a service in its data folder, unless its settings name another one. */
export function keyFileIn(folder: string): string {
  return join(folder, 'checkpoints.key')
}

/**
 * A key in a file, for a service, which has no person to unlock a keychain. Made on first use, for this account alone; one
 * that others can read is not used.
 */
export function keyFile(path: string, log: Log, platform: NodeJS.Platform = process.platform): KeyRing {
  const key = async (): Promise<Uint8Array> => {
    try {
      await makeWhereMissing(path)
      // Windows has no such bits: what the folder allows counts there.
      if (platform !== 'win32' && ((await stat(path)).mode & 0o077) !== 0) throw new NoKeychain('file-open-to-others')
      const kept = await readFile(path)
      const bytes = Uint8Array.from(kept)
      kept.fill(0)
      if (bytes.length !== SEALING_KEY_BYTES) throw new NoKeychain('file-not-usable')
      return bytes
    } catch (error) {
      log.warn('The key file cannot be used.', { path, detail: error instanceof Error ? error.message : '' })
      throw error instanceof NoKeychain ? error : new NoKeychain('file-not-usable', error)
    }
  }
  return inTurn({ status: async () => ({ available: true }), key })
}

/** Whole or not at all, and never over one that is there: of two that make the first one at once, one is kept. */
async function makeWhereMissing(path: string): Promise<void> {
  const known = await stat(path).catch(() => undefined)
  if (known !== undefined) return
  makeFolder(dirname(path))
  const unfinished = `${path}.${randomUUID()}`
  const file = await open(unfinished, 'wx', 0o600)
  try {
    await file.writeFile(randomBytes(SEALING_KEY_BYTES))
    await file.sync()
  } finally {
    await file.close()
  }
  try {
    await link(unfinished, path)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    await rm(unfinished, { force: true })
  }
}
