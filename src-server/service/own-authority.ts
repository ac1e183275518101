// Has to come first: the library that follows looks for it while it is loaded.
import 'reflect-metadata'
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { hostname } from 'node:os'
import { join } from 'node:path'
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
  X509Certificate as X509Issuer,
} from '@peculiar/x509'
import type { Clock } from '../../src-core/ports.ts'
import { makeFolder } from '../../src-core/store/sqlite/make-folder.ts'
import { DeskError } from '../../src-shared/errors.ts'
import type { TlsPaths } from './tls-files.ts'

/** A certificate of the service's own making, and the authority that clients have to be told of. */
export interface OwnTls extends TlsPaths {
  readonly authority: string
  /** SHA-256 of the authority's certificate, as tools print it: pairs of hexadecimal digits with colons. */
  readonly authorityFingerprint: string
}

const DAY_MS = 24 * 60 * 60 * 1000
const AUTHORITY_LIFE_MS = 3650 * DAY_MS
/** Browsers take no longer one from an authority that they were told of. */
const CERTIFICATE_LIFE_MS = 397 * DAY_MS
/** How long before it lapses a certificate is made anew. */
const RENEWAL_MS = 30 * DAY_MS
/** Clocks of clients may be late. */
const LATE_CLOCKS_MS = DAY_MS

const NAMES_ALWAYS = ['localhost', '127.0.0.1', '::1']
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

/**
 * Finds or makes, in `<folder>/tls`, an authority and a certificate for this machine's names and `names`. The authority
 * stays, so that clients need to be told of it once; the certificate is made anew before it lapses and when names change.
 *
 * @throws {DeskError} STORE_UNREACHABLE, reason `tls-own`, where the files cannot be read or written.
 */
export async function keepOwnTls(
  folder: string,
  { names, clock }: { readonly names: readonly string[]; readonly clock: Clock },
): Promise<OwnTls> {
  const files = filesIn(join(folder, 'tls'))
  try {
    makeFolder(join(folder, 'tls'))
    const authority = keptAuthority(files, clock) ?? (await makeAuthority(files, clock))
    const wanted = [...new Set([...NAMES_ALWAYS, hostname(), ...names].map((name) => name.toLowerCase()))]
    if (!isStillGood(files, authority.certificate, wanted, clock))
      await makeCertificate(files, authority, wanted, clock)
    return {
      certificate: files.certificate,
      key: files.key,
      authority: files.authority,
      authorityFingerprint: authority.certificate.fingerprint256,
    }
  } catch (error) {
    const message = `The service’s own certificate in ${join(folder, 'tls')} cannot be used. Look at the files there, or move them away to have new ones made.`
    throw new DeskError({ code: 'STORE_UNREACHABLE', reason: 'tls-own', message }, { cause: error })
  }
}

interface Files extends TlsPaths {
  readonly authority: string
  readonly authorityKey: string
}

interface Authority {
  readonly certificate: X509Certificate
  readonly key: KeyObject
}

function filesIn(folder: string): Files {
  return {
    authority: join(folder, 'ca.pem'),
    authorityKey: join(folder, 'ca-key.pem'),
    certificate: join(folder, 'server.pem'),
    key: join(folder, 'server-key.pem'),
  }
}

function keptAuthority(files: Files, clock: Clock): Authority | undefined {
  if (!existsSync(files.authority) || !existsSync(files.authorityKey)) return undefined
  const certificate = new X509Certificate(readFileSync(files.authority))
  const key = createPrivateKey(readFileSync(files.authorityKey))
  if (!certificate.checkPrivateKey(key)) throw new Error(`${files.authorityKey} is the key of another authority.`)
  // It must outlive whatever it signs.
  return lastsFor(certificate, CERTIFICATE_LIFE_MS, clock) ? { certificate, key } : undefined
}

function isStillGood(files: Files, authority: X509Certificate, names: readonly string[], clock: Clock): boolean {
  if (!existsSync(files.certificate) || !existsSync(files.key)) return false
  const certificate = new X509Certificate(readFileSync(files.certificate))
  return (
    certificate.checkPrivateKey(createPrivateKey(readFileSync(files.key))) &&
    certificate.verify(authority.publicKey) &&
    lastsFor(certificate, RENEWAL_MS, clock) &&
    names.every((name) => (isIP(name) === 0 ? certificate.checkHost(name) : certificate.checkIP(name)) !== undefined)
  )
}

async function makeAuthority(files: Files, clock: Clock): Promise<Authority> {
  const keys = await newKeys()
  const certificate = await X509CertificateGenerator.createSelfSigned({
    // A name of its own for each, so that one that was made anew is told from the one before.
    name: [{ CN: [`Token Desk authority ${Buffer.from(crypto.getRandomValues(new Uint8Array(4))).toString('hex')}`] }],
    notBefore: new Date(clock.now() - LATE_CLOCKS_MS),
    notAfter: new Date(clock.now() + AUTHORITY_LIFE_MS),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  writePrivately(files.authorityKey, await pemOfKey(keys.privateKey))
  writePrivately(files.authority, `${certificate.toString('pem')}\n`)
  return {
    certificate: new X509Certificate(certificate.toString('pem')),
    key: createPrivateKey(await pemOfKey(keys.privateKey)),
  }
}

async function makeCertificate(
  files: Files,
  authority: Authority,
  names: readonly string[],
  clock: Clock,
): Promise<void> {
  const keys = await newKeys()
  const authorityPem = authority.certificate.toString()
  const issuer = new X509Issuer(authorityPem)
  const pkcs8 = authority.key.export({ type: 'pkcs8', format: 'der' })
  const certificate = await X509CertificateGenerator.create({
    subject: [{ CN: ['Token Desk service'] }],
    issuer: issuer.subjectName,
    notBefore: new Date(clock.now() - LATE_CLOCKS_MS),
    notAfter: new Date(clock.now() + CERTIFICATE_LIFE_MS),
    signingAlgorithm: ALGORITHM,
    publicKey: keys.publicKey,
    signingKey: await crypto.subtle.importKey('pkcs8', pkcs8, ALGORITHM, false, ['sign']),
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension(
        names.map((name) => ({ type: isIP(name) === 0 ? ('dns' as const) : ('ip' as const), value: name })),
      ),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      await AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    ],
  })
  writePrivately(files.key, await pemOfKey(keys.privateKey))
  // The authority goes along, for clients that know it by its fingerprint.
  writePrivately(files.certificate, `${certificate.toString('pem')}\n${authorityPem}`)
}

function lastsFor(certificate: X509Certificate, lifeMs: number, clock: Clock): boolean {
  return Date.parse(certificate.validTo) - clock.now() > lifeMs
}

// Not said by name: the library asks for the global types, which Node itself does not name.
function newKeys() {
  return crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
}

async function pemOfKey(key: Awaited<ReturnType<typeof newKeys>>['privateKey']): Promise<string> {
  const pkcs8 = Buffer.from(await crypto.subtle.exportKey('pkcs8', key))
  return createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' }).export({
    type: 'pkcs8',
    format: 'pem',
  }) as string
}

/** Whole or not at all, and for this account's eyes only from the first byte. */
function writePrivately(path: string, text: string): void {
  writeFileSync(`${path}.new`, text, { mode: 0o600, flush: true })
  renameSync(`${path}.new`, path)
}
