import { generateKeyPairSync, X509Certificate } from 'node:crypto'
import { chmodSync, copyFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { temporaryFolder } from '../../src-main/testing/temporary-folder.ts'
import { CLOCK, QUIET } from '../testing/own-tls.ts'
import { watchCertificate } from './certificate-watch.ts'
import { keepOwnTls } from './own-authority.ts'
import { readTls, type TlsPaths } from './tls-files.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const readAt = (paths: TlsPaths, days = 0) =>
  readTls(paths, { clock: { now: () => Date.now() + days * DAY_MS }, log: QUIET })
const refused = (reason: string, words: RegExp) =>
  expect.objectContaining({ code: 'INVALID_INPUT', reason, message: expect.stringMatching(words) })

async function ownTls(folder = temporaryFolder(), names: readonly string[] = []) {
  return keepOwnTls(folder, { names, clock: CLOCK })
}
function written(text: string): string {
  const path = join(temporaryFolder(), 'file.pem')
  writeFileSync(path, text, { mode: 0o600 })
  return path
}

test('a certificate and its key are taken, with the day on which the certificate lapses', async () => {
  const { lapsesAt } = readAt(await ownTls())
  expect((lapsesAt - Date.now()) / DAY_MS).toBeCloseTo(397, 0)
})

test('a file that is missing, a folder, or something else is named', async () => {
  const own = await ownTls()
  const missing = join(temporaryFolder(), 'not-there.pem')
  expect(() => readAt({ ...own, certificate: missing })).toThrow(
    refused('tls-file', /not-there\.pem cannot be read \(ENOENT\)/),
  )
  expect(() => readAt({ ...own, key: temporaryFolder() })).toThrow(refused('tls-file', /cannot be read \(EISDIR\)/))
  expect(() => readAt({ ...own, certificate: written('words') })).toThrow(
    refused('tls-file', /is no certificate in PEM/),
  )
  expect(() => readAt({ ...own, key: written('words') })).toThrow(refused('tls-file', /is no private key in PEM/))
  expect(() => readAt({ ...own, key: own.certificate })).toThrow(refused('tls-file', /is no private key in PEM/))
})

test('a key with a passphrase is refused', async () => {
  const own = await ownTls()
  const { privateKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  })
  expect(() => readAt({ ...own, key: written(privateKey) })).toThrow(refused('tls-file', /passphrase/))
})

test('a certificate and a key that do not belong together are refused', async () => {
  const [one, other] = [await ownTls(), await ownTls()]
  expect(() => readAt({ certificate: one.certificate, key: other.key })).toThrow(refused('tls-pair', /does not belong/))
})

test('a certificate that has lapsed, or is not valid yet, is refused', async () => {
  const own = await ownTls()
  expect(() => readAt(own, 396)).not.toThrow()
  expect(() => readAt(own, 398)).toThrow(refused('tls-lapsed', /lapsed on 20\d\d-\d\d-\d\d/))
  expect(() => readAt(own, -3)).toThrow(refused('tls-lapsed', /not valid before/))
})

test('a key that everybody can read is warned about', async () => {
  const own = await ownTls()
  const warn = vi.fn()
  readTls(own, { clock: CLOCK, log: { ...QUIET, warn } })
  expect(warn).not.toHaveBeenCalled()
  chmodSync(own.key, 0o644)
  readTls(own, { clock: CLOCK, log: { ...QUIET, warn } })
  expect(warn).toHaveBeenCalledWith(expect.stringContaining('private key'), { file: own.key })
})

test('a certificate is warned about from 30 days before it lapses', async () => {
  const own = await ownTls()
  const warn = vi.fn()
  const watchAfter = async (days: number) =>
    watchCertificate({
      read: async () => readAt(own),
      served: readAt(own),
      service: { replaceTls: () => {} },
      clock: { now: () => Date.now() + days * DAY_MS },
      log: { ...QUIET, warn },
    }).stop()
  await watchAfter(366)
  expect(warn).not.toHaveBeenCalled()
  await watchAfter(368)
  expect(warn).toHaveBeenCalledWith('The certificate lapses soon.', { days: 28 })
})

test('a certificate that was replaced is served, and one that cannot be served leaves the one before', async () => {
  const own = await ownTls()
  const served: string[] = []
  const errors = vi.fn()
  const watch = watchCertificate({
    read: async () => readAt(own),
    served: readAt(own),
    service: { replaceTls: ({ certificate }) => void served.push(certificate) },
    clock: CLOCK,
    log: { ...QUIET, error: errors },
  })
  await watch.refresh()
  expect(served).toEqual([])
  const other = await ownTls()
  for (const file of ['certificate', 'key'] as const) copyFileSync(other[file], own[file])
  await watch.refresh()
  expect(served).toEqual([readFileSync(other.certificate, 'utf8')])
  writeFileSync(own.key, 'half a k')
  await watch.refresh()
  expect(served).toHaveLength(1)
  expect(errors).toHaveBeenCalledTimes(1)
  watch.stop()
})

test('the service’s own authority stays, its keys are for this account alone, and the certificate has the names', async () => {
  const folder = temporaryFolder()
  const first = await ownTls(folder)
  const again = await ownTls(folder)
  expect(readAt(again)).toEqual(readAt(first))
  const named = await ownTls(folder, ['desk.example', '192.0.2.7'])
  expect(named.authorityFingerprint).toBe(first.authorityFingerprint)
  const certificate = new X509Certificate(readFileSync(named.certificate))
  for (const name of ['localhost', 'desk.example']) expect(certificate.checkHost(name)).toBeDefined()
  for (const address of ['127.0.0.1', '::1', '192.0.2.7']) expect(certificate.checkIP(address)).toBeDefined()
  expect(certificate.checkHost('other.example')).toBeUndefined()
  for (const file of ['ca-key.pem', 'server-key.pem'])
    expect(statSync(join(folder, 'tls', file)).mode & 0o777).toBe(0o600)
})

test('the service’s own certificate is made anew before it lapses, and the authority before it could not sign one', async () => {
  const folder = temporaryFolder()
  const after = (days: number) => keepOwnTls(folder, { names: [], clock: { now: () => Date.now() + days * DAY_MS } })
  const first = await after(0)
  const certificate = () => readFileSync(first.certificate, 'utf8')
  const before = certificate()
  await after(360)
  expect(certificate()).toBe(before)
  const renewed = await after(370)
  expect(certificate()).not.toBe(before)
  expect(renewed.authorityFingerprint).toBe(first.authorityFingerprint)
  expect((await after(3400)).authorityFingerprint).not.toBe(first.authorityFingerprint)
})

test('files of the service’s own that are damaged are said, and left as they are', async () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'tls'))
  for (const file of ['ca.pem', 'ca-key.pem']) writeFileSync(join(folder, 'tls', file), 'words')
  await expect(ownTls(folder)).rejects.toMatchObject({ code: 'STORE_UNREACHABLE', reason: 'tls-own' })
  expect(readFileSync(join(folder, 'tls/ca-key.pem'), 'utf8')).toBe('words')
})
