import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import type { Clock, Log } from '../../src-core/ports.ts'
import { DeskError } from '../../src-shared/errors.ts'
import { type TlsMaterial, tlsOptions } from './listener.ts'

/** Where the certificate, with the chain to its authority, and its private key lie, both in PEM. */
export interface TlsPaths {
  readonly certificate: string
  readonly key: string
}

/** A certificate that can be served, and when it lapses. */
export interface CheckedTls extends TlsMaterial {
  readonly lapsesAt: number
}

/** From how long before it lapses a certificate is warned about. */
export const LAPSE_WARNING_MS = 30 * 24 * 60 * 60 * 1000

/**
 * Reads a certificate and its key, and checks that they can be served.
 *
 * @throws {DeskError} INVALID_INPUT where a file is missing, cannot be read or is something else (`tls-file`), where the
 *   two do not belong together (`tls-pair`), and where the certificate is not valid now (`tls-lapsed`).
 */
export function readTls(paths: TlsPaths, { clock, log }: { readonly clock: Clock; readonly log: Log }): CheckedTls {
  const certificate = readText(paths.certificate, 'certificate')
  const key = readText(paths.key, 'private key')
  const parsed = parseCertificate(certificate, paths.certificate)
  const privateKey = parseKey(key, paths.key)
  if (!parsed.checkPrivateKey(privateKey))
    throw refusal('tls-pair', `The private key ${paths.key} does not belong to the certificate ${paths.certificate}.`)
  const lapsesAt = Date.parse(parsed.validTo)
  if (clock.now() >= lapsesAt)
    throw refusal('tls-lapsed', `The certificate ${paths.certificate} lapsed on ${day(lapsesAt)}. Put a new one there.`)
  const validFrom = Date.parse(parsed.validFrom)
  if (clock.now() < validFrom)
    throw refusal('tls-lapsed', `The certificate ${paths.certificate} is not valid before ${day(validFrom)}.`)
  tryOut({ certificate, key }, paths)
  if (process.platform !== 'win32' && (statSync(paths.key).mode & 0o007) !== 0)
    log.warn('Everybody on this machine can read the private key. Its file should be closed to others.', {
      file: paths.key,
    })
  return { certificate, key, lapsesAt }
}

function readText(path: string, what: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable'
    throw refusal('tls-file', `The ${what} ${path} cannot be read (${code}).`, error)
  }
}

function parseCertificate(text: string, path: string): X509Certificate {
  try {
    return new X509Certificate(text)
  } catch (error) {
    throw refusal('tls-file', `${path} is no certificate in PEM.`, error)
  }
}

function parseKey(text: string, path: string): KeyObject {
  try {
    return createPrivateKey(text)
  } catch (error) {
    const isLocked = /-----BEGIN ENCRYPTED |Proc-Type: 4,ENCRYPTED/.test(text)
    const problem = isLocked
      ? `The private key ${path} is protected by a passphrase. Give the service one without.`
      : `${path} is no private key in PEM.`
    // The cause stays behind: what a parser says of a key may hold a piece of it.
    throw refusal('tls-file', problem, isLocked ? error : undefined)
  }
}

/** What OpenSSL does not take, a key that is too short for one, would otherwise be found with the first connection. */
function tryOut(material: TlsMaterial, paths: TlsPaths): void {
  try {
    createSecureContext(tlsOptions(material))
  } catch (error) {
    throw refusal('tls-file', `The certificate ${paths.certificate} cannot be served with its key.`, error)
  }
}

function refusal(reason: 'tls-file' | 'tls-pair' | 'tls-lapsed', message: string, cause?: unknown): DeskError {
  return new DeskError({ code: 'INVALID_INPUT', reason, message }, cause === undefined ? {} : { cause })
}

function day(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}
