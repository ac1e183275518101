import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { keepOwnTls } from '../service/own-authority.ts'
import { type CheckedTls, readTls } from '../service/tls-files.ts'

export const QUIET = { info: () => {}, warn: () => {}, error: () => {} }
export const CLOCK = { now: () => Date.now() }

/** A certificate for the loopback and the authority that it comes from. For tests only. */
export interface TrialTls extends CheckedTls {
  readonly authority: string
  readonly authorityFingerprint: string
}

export async function trialTls(): Promise<TrialTls> {
  const folder = mkdtempSync(join(tmpdir(), 'token-desk-tls-'))
  try {
    const own = await keepOwnTls(folder, { names: [], clock: CLOCK })
    const { authorityFingerprint } = own
    const authority = readFileSync(own.authority, 'utf8')
    return { ...readTls(own, { clock: CLOCK, log: QUIET }), authority, authorityFingerprint }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
