import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { open, rm, stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Decrypter, Encrypter } from 'age-encryption'
import { createTarDecoder, createTarPacker, type ParsedTarEntry } from 'modern-tar'
import { DeskError } from '../../src-shared/errors.ts'
import { normalisePassword } from '../domain/passwords.ts'
import { toDeskError } from '../store/driver-errors.ts'
import { schemaVersion, storeMigrations } from '../store/migrations/index.ts'
import { BACKUP_FORMAT, type BackupManifest, backupManifest } from './manifest.ts'
import {
  backupMissing,
  damagedBackup,
  newerBackup,
  notABackup,
  notWritten,
  stopped,
  wrongPassphrase,
} from './refusals.ts'

/*
 * One backup is one file: a tar of a manifest and of a store as a SQLite file, encrypted by a passphrase in the age format
 * (https://age-encryption.org/v1). What it takes to open one by hand is `age` and `tar`. All of it goes through in pieces,
 * so that memory does not grow with the store.
 */

const MANIFEST = 'manifest.json'
const CONTENT = 'token-desk.sqlite'

export interface SealOptions {
  readonly manifest: BackupManifest
  /** The SQLite file. */
  readonly content: string
  readonly passphrase: string
  /** A file that is not there yet. Durable once the promise resolves, and gone where it rejects. */
  readonly to: string
  /** The cost of a guess, as a power of two. The format's usual one unless given. */
  readonly workFactor?: number | undefined
  readonly signal?: AbortSignal | undefined
  onBytes?(bytes: number): void
}

/** Writes the file, readable by this account only. Answers how large it is. */
export async function sealBackup(options: SealOptions): Promise<number> {
  const { manifest, content, to, passphrase, workFactor, signal } = options
  const encrypter = new Encrypter()
  encrypter.setPassphrase(normalisePassword(passphrase))
  if (workFactor !== undefined) encrypter.setScryptWorkFactor(workFactor)
  const { readable, controller } = createTarPacker()
  const pack = async (): Promise<void> => {
    const text = Buffer.from(JSON.stringify(manifest, undefined, 2), 'utf8')
    const header = { type: 'file', mode: 0o600, mtime: new Date(manifest.madeAt) } as const
    await new Blob([text]).stream().pipeTo(controller.add({ ...header, name: MANIFEST, size: text.length }))
    const bytes = Readable.toWeb(createReadStream(content)) as ReadableStream<Uint8Array>
    await bytes
      .pipeThrough(counting(options.onBytes))
      .pipeTo(controller.add({ ...header, name: CONTENT, size: manifest.content.bytes }))
    controller.finalize()
  }
  const packing = pack().catch((error: unknown) => controller.error(error))
  try {
    const sealed = Readable.fromWeb((await encrypter.encrypt(readable)) as never)
    await pipeline(sealed, createWriteStream(to, { flags: 'wx', mode: 0o600, flush: true }), { signal })
    await packing
    return (await stat(to)).size
  } catch (error) {
    // A file that was there before is not ours to take away.
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) await rm(to, { force: true })
    throw signal?.aborted === true ? stopped() : notWritten(to, error)
  }
}

/** A backup whose passphrase was right, opened as far as its manifest. */
export interface OpenedBackup {
  readonly manifest: BackupManifest
  /** Reads the rest, once, and refuses what is not what the manifest says. `to` is a file that is not there yet; null looks only. */
  takeContent(options: { readonly to: string | null; onBytes?(bytes: number): void }): Promise<void>
  close(): Promise<void>
}

/**
 * @throws {DeskError} NOT_FOUND (`no-backup`), INVALID_INPUT (`wrong-passphrase`), STORE_CORRUPT (`not-a-backup`,
 *   `backup-damaged`), STORE_TOO_NEW, CANCELLED. Nothing has been written then.
 */
export async function openBackup(path: string, passphrase: string, signal?: AbortSignal): Promise<OpenedBackup> {
  await refuseOthers(path)
  const file = createReadStream(path, signal === undefined ? {} : { signal })
  const inWords = (error: unknown): unknown => {
    if (signal?.aborted === true) return stopped()
    if (error instanceof DeskError) return error
    if (isOfFile(error)) return backupMissing(path, error)
    return damagedBackup(error)
  }
  try {
    const decrypter = new Decrypter()
    decrypter.addPassphrase(normalisePassword(passphrase))
    const opened = await decrypter
      .decrypt(Readable.toWeb(file) as ReadableStream<Uint8Array>)
      .catch((error: unknown) => {
        throw isWrongPassphrase(error) ? wrongPassphrase() : error
      })
    const entries = opened.pipeThrough(createTarDecoder({ strict: true })).getReader()
    const manifest = await manifestIn(await entryOf(entries, MANIFEST))
    return {
      manifest,
      async takeContent({ to, onBytes }) {
        try {
          const entry = await entryOf(entries, CONTENT)
          await take(entry, manifest, to, onBytes, signal)
          // Not before the very end is it known that nothing was cut off.
          if (!(await entries.read()).done) throw new Error('There is more inside than there should be.')
        } catch (error) {
          throw inWords(error)
        }
      },
      close: async () => {
        await entries.cancel().catch(() => {})
        file.destroy()
      },
    }
  } catch (error) {
    file.destroy()
    throw inWords(error)
  }
}

type Entries = ReadableStreamDefaultReader<ParsedTarEntry>

async function entryOf(entries: Entries, name: string): Promise<ParsedTarEntry> {
  const { value } = await entries.read()
  if (value?.header.name !== name) throw new Error(`${name} is not where it should be.`)
  return value
}

async function manifestIn({ header, body }: ParsedTarEntry): Promise<BackupManifest> {
  if (header.size > LARGEST_MANIFEST_BYTES) throw new Error('The manifest is too large.')
  const said: unknown = await new Response(body).json()
  const { format } = backupManifest.pick({ format: true }).parse(said)
  if (format > BACKUP_FORMAT) throw newerBackup()
  const manifest = backupManifest.parse(said)
  if (manifest.schema > schemaVersion(storeMigrations)) throw newerBackup()
  return manifest
}

const LARGEST_MANIFEST_BYTES = 64 * 1024

async function take(
  { body }: ParsedTarEntry,
  { content }: BackupManifest,
  to: string | null,
  onBytes: ((bytes: number) => void) | undefined,
  signal: AbortSignal | undefined,
): Promise<void> {
  const hash = createHash('sha256')
  let bytes = 0
  const looked = Readable.fromWeb(body as never).map((piece: Uint8Array) => {
    hash.update(piece)
    bytes += piece.length
    onBytes?.(bytes)
    return piece
  })
  if (to === null) for await (const _piece of looked);
  else {
    const file = createWriteStream(to, { flags: 'wx', mode: 0o600, flush: true })
    await pipeline(looked, file, { signal }).catch((error: unknown) => {
      throw toDeskError(error)
    })
  }
  if (bytes !== content.bytes || hash.digest('hex') !== content.sha256)
    throw new Error('The content is not what the manifest says.')
}

/** The first words of every file in this format. */
const AGE = 'age-encryption.org/v1\n'

async function refuseOthers(path: string): Promise<void> {
  const head = Buffer.alloc(AGE.length)
  try {
    const file = await open(path, 'r')
    try {
      await file.read(head, 0, head.length, 0)
    } finally {
      await file.close()
    }
  } catch (error) {
    throw backupMissing(path, error)
  }
  if (head.toString('latin1') !== AGE) throw notABackup(path)
}

function isWrongPassphrase(error: unknown): boolean {
  return error instanceof Error && error.message === "no identity matched any of the file's recipients"
}

function isOfFile(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error
}

function counting(onBytes: ((bytes: number) => void) | undefined): TransformStream<Uint8Array, Uint8Array> {
  let bytes = 0
  return new TransformStream({
    transform(piece, controller) {
      bytes += piece.length
      onBytes?.(bytes)
      controller.enqueue(piece)
    },
  })
}
