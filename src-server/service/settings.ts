import { readFileSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { isMap, isScalar, LineCounter, parseDocument } from 'yaml'
import { z } from 'zod'
import { DeskError } from '../../src-shared/errors.ts'
import { isAddressRange } from './addresses.ts'

/** Where the service keeps what it knows. */
export type Database =
  | { readonly kind: 'sqlite'; readonly folder: string }
  | { readonly kind: 'postgres'; readonly url: string }

const path = z.string().min(1)
const addresses = z.array(z.string().refine(isAddressRange, 'Give an address or a range of them: 10.0.0.0/8.'))

/** Every setting of the service. The same names stand in the file, in the flags, and, in capitals, in the environment. */
const settingsSchema = z.strictObject({
  database: z
    .string()
    .refine(isDatabase, 'Give sqlite:<file or folder>, or postgres://<user>@<host>/<database>.')
    .transform(databaseOf)
    .optional(),
  listen: z
    .string()
    .refine(isPlace, 'Give an address and a port: 127.0.0.1:8443, or [::]:8443.')
    .transform(placeOf)
    .default({ host: '127.0.0.1', port: 8443 }),
  'tls-cert': path.optional(),
  'tls-key': path.optional(),
  'tls-self-signed': z.boolean().default(false),
  'tls-name': z.array(z.string().regex(/^[A-Za-z0-9.:*-]{1,253}$/, 'Give a host name or an address.')).default([]),
  'trust-proxy': addresses.default([]),
  'plain-http-behind-proxy': z.boolean().default(false),
  'metrics-from': addresses.optional(),
  'checkpoint-key': path.optional(),
  'backup-folder': path.optional(),
  'backup-passphrase-file': path.optional(),
  'backup-every-hours': z.coerce.number().int().min(1).max(744).default(24),
  'backup-keep': z.coerce.number().int().min(1).max(1_000).default(14),
  issuer: z.string().refine(isOrigin, 'Give https:// and a host, without a path: https://desk.example.com.').optional(),
})
export type Settings = z.output<typeof settingsSchema>
type SettingName = keyof Settings

interface SettingWords {
  readonly form: 'text' | 'path' | 'database' | 'list' | 'switch'
  readonly argument?: string
  readonly description: string
}

/** What each setting is, in the words of `--help`. */
export const SETTINGS: Readonly<Record<SettingName, SettingWords>> = {
  database: {
    form: 'database',
    argument: '<url>',
    description: 'sqlite:<file or folder>, or postgres://… (else the data folder)',
  },
  listen: { form: 'text', argument: '<address:port>', description: 'where to listen (else 127.0.0.1:8443)' },
  'tls-cert': { form: 'path', argument: '<file>', description: 'the certificate with its chain, in PEM' },
  'tls-key': { form: 'path', argument: '<file>', description: 'the private key of the certificate, in PEM' },
  'tls-self-signed': {
    form: 'switch',
    description: 'for trials: make and keep an authority and a certificate in the data folder',
  },
  'tls-name': {
    form: 'list',
    argument: '<name>',
    description: 'a further host name or address in that certificate (repeatable)',
  },
  'trust-proxy': {
    form: 'list',
    argument: '<cidr>',
    description: 'the address of a proxy whose X-Forwarded headers count (repeatable)',
  },
  'plain-http-behind-proxy': {
    form: 'switch',
    description: 'take plain HTTP from those proxies, where X-Forwarded-Proto says https',
  },
  'metrics-from': {
    form: 'list',
    argument: '<cidr>',
    description: 'who may read /metrics (repeatable; else this machine)',
  },
  'checkpoint-key': {
    form: 'path',
    argument: '<file>',
    description: 'the key that signs checkpoints of the audit trail, 32 bytes (else one in the data folder)',
  },
  'backup-folder': {
    form: 'path',
    argument: '<folder>',
    description: 'make backups by itself, into this folder',
  },
  'backup-passphrase-file': {
    form: 'path',
    argument: '<file>',
    description: 'the passphrase that they are encrypted with',
  },
  'backup-every-hours': { form: 'text', argument: '<hours>', description: 'how often (else 24)' },
  'backup-keep': { form: 'text', argument: '<count>', description: 'how many to keep, the latest (else 14)' },
  issuer: {
    form: 'text',
    argument: '<url>',
    description: 'where clients find the service (else where it listens)',
  },
}

/** What may decide a setting, the strongest first: flags, environment, file. */
export interface SettingSources {
  /** By the setting's name. */
  readonly flags: Readonly<Record<string, unknown>>
  readonly environment: Readonly<Record<string, string | undefined>>
  /** The file that `--config` or `TOKEN_DESK_CONFIG` names. */
  readonly file: string | undefined
  readonly workingFolder: string
}

/**
 * Reads, checks and joins the settings.
 *
 * @throws {DeskError} INVALID_INPUT, reason `configuration`, which names the flag, the variable or the line of the file.
 */
export function readSettings(sources: SettingSources): Settings {
  const given = { ...fromFile(sources), ...fromEnvironment(sources), ...fromFlags(sources) }
  const parsed = settingsSchema.safeParse(
    Object.fromEntries(Object.entries(given).map(([name, { value }]) => [name, value])),
  )
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const name = String(issue?.code === 'unrecognized_keys' ? issue.keys[0] : issue?.path[0])
    const where = given[name]?.where ?? name
    throw wrong(
      issue?.code === 'unrecognized_keys' ? `${where}: there is no such setting.` : `${where}: ${issue?.message}`,
    )
  }
  checkTogether(parsed.data)
  return parsed.data
}

/** Names in the environment that look like settings and are none: a slip, or another program's. */
export function unknownVariables(environment: SettingSources['environment']): readonly string[] {
  const known = new Set([...Object.keys(SETTINGS).map(variableOf), ...OTHER_VARIABLES])
  return Object.keys(environment).filter((name) => name.startsWith(VARIABLE_PREFIX) && !known.has(name))
}

/** RFC 8414, section 2: https, no query, no fragment; and no path, because the endpoints have theirs. */
function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).protocol === 'https:' && new URL(text).origin === text
}

interface Given {
  readonly value: unknown
  /** Where it was said, as a person would look for it. */
  readonly where: string
}

function checkTogether(settings: Settings): void {
  const { 'tls-cert': certificate, 'tls-key': key, 'tls-self-signed': isOwn, 'trust-proxy': proxies } = settings
  const isPlain = settings['plain-http-behind-proxy']
  if ((certificate === undefined) !== (key === undefined))
    throw wrong('A certificate needs its key, and a key its certificate: give both tls-cert and tls-key.')
  if (isOwn && certificate !== undefined)
    throw wrong('tls-self-signed makes a certificate, and tls-cert gives one: choose.')
  if (settings['tls-name'].length > 0 && !isOwn)
    throw wrong('tls-name is for the certificate that tls-self-signed makes. One of your own has its names.')
  if ((settings['backup-folder'] === undefined) !== (settings['backup-passphrase-file'] === undefined))
    throw wrong('Backups need a folder and a passphrase: give both backup-folder and backup-passphrase-file.')
  if (isPlain && proxies.length === 0)
    throw wrong('plain-http-behind-proxy needs to know whose plain HTTP to take: give trust-proxy.')
  if (!isOwn && certificate === undefined && !isPlain)
    throw wrong(
      'Only HTTPS is served, so there has to be a certificate: give tls-cert and tls-key, or tls-self-signed for trials. Behind a proxy that ends TLS, give trust-proxy and plain-http-behind-proxy.',
    )
}

function fromFlags({ flags, workingFolder }: SettingSources): Record<string, Given> {
  const given = Object.entries(flags).filter(([, value]) => value !== undefined)
  for (const [name, value] of given) if (name === 'database') refusePassword(value)
  return Object.fromEntries(
    given.map(([name, value]) => [name, { value: resolved(name, value, workingFolder), where: `--${name}` }]),
  )
}

const PASSWORD_BEFORE_HOST = /^\w+:\/\/[^/@]*:[^/@]+@/
const PASSWORD_IN_QUERY = /[?&](ssl)?password=/i

function refusePassword(value: unknown): void {
  if (typeof value === 'string' && (PASSWORD_BEFORE_HOST.test(value) || PASSWORD_IN_QUERY.test(value)))
    throw wrong(
      'A password is never an argument: other programs can see it. Give the database in TOKEN_DESK_DATABASE or in the file, or leave the password to PGPASSFILE.',
    )
}

/**
 * A store's place as a flag gives it, else the environment; a path counts from the working folder.
 *
 * @throws {DeskError} INVALID_INPUT where neither gives one, or it is none.
 */
export function databaseGiven(
  flag: string | undefined,
  { environment, workingFolder }: Pick<SettingSources, 'environment' | 'workingFolder'>,
): Database {
  refusePassword(flag)
  const given = resolved('database', flag ?? environment[variableOf('database')] ?? '', workingFolder)
  if (typeof given === 'string' && isDatabase(given)) return databaseOf(given)
  throw wrong('Give the store as sqlite:<file or folder>, or postgres://<user>@<host>/<database>.')
}

function fromEnvironment({ environment, workingFolder }: SettingSources): Record<string, Given> {
  const entries = Object.entries(SETTINGS).flatMap(([name, { form }]) => {
    const text = environment[variableOf(name)]
    if (text === undefined || text === '') return []
    const value = resolved(name, fromText(text, form), workingFolder)
    return [[name, { value, where: variableOf(name) }] as const]
  })
  return Object.fromEntries(entries)
}

function fromText(text: string, form: SettingWords['form']): unknown {
  if (form === 'list') return text.split(/[\s,]+/).filter((part) => part !== '')
  if (form === 'switch') return text === 'true' ? true : text === 'false' ? false : text
  return text
}

function fromFile({ file, workingFolder }: SettingSources): Record<string, Given> {
  if (file === undefined) return {}
  const place = resolve(workingFolder, file)
  const lines = new LineCounter()
  const document = parseDocument(readText(place), { lineCounter: lines, prettyErrors: false })
  const lineOf = (offset: number | undefined) => `${place}, line ${lines.linePos(offset ?? 0).line}`
  const [problem] = document.errors
  if (problem !== undefined) throw wrong(`${lineOf(problem.pos[0])}: ${problem.message}`)
  const { contents } = document
  if (contents === null) return {}
  if (!isMap(contents)) throw wrong(`${lineOf(contents.range?.[0])}: Give settings as name: value, one a line.`)
  return Object.fromEntries(
    contents.items.map(({ key, value }) => {
      const name = isScalar(key) ? String(key.value) : String(key)
      const where = `${lineOf(isScalar(key) ? key.range?.[0] : undefined)}: ${name}`
      const plain: unknown = value === null ? null : (value as { toJSON(): unknown }).toJSON()
      return [name, { value: resolved(name, plain, dirname(place)), where }]
    }),
  )
}

function readText(place: string): string {
  try {
    return readFileSync(place, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable'
    throw wrong(`The configuration file ${place} cannot be read (${code}).`, error)
  }
}

/** Paths count from where they are written: the working folder, or the folder of the file. */
function resolved(name: string, value: unknown, folder: string): unknown {
  const form = Object.hasOwn(SETTINGS, name) ? SETTINGS[name as SettingName].form : undefined
  if (typeof value !== 'string' || value === '') return value
  if (form === 'path') return resolve(folder, value)
  const sqlite = form === 'database' ? /^sqlite:(?:\/\/)?(.+)$/s.exec(value)?.[1] : undefined
  return sqlite === undefined ? value : `sqlite:${resolve(folder, sqlite)}`
}

const STORE_FILE = 'token-desk.sqlite'

function isDatabase(text: string): boolean {
  if (/^postgres(ql)?:\/\//.test(text)) return URL.canParse(text)
  return /^sqlite:./s.test(text)
}

function databaseOf(text: string): Database {
  if (!text.startsWith('sqlite:')) return { kind: 'postgres', url: text }
  const place = text.slice('sqlite:'.length)
  return { kind: 'sqlite', folder: basename(place) === STORE_FILE ? dirname(place) : place }
}

const PLACE = /^(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9.-]+)):(\d{1,5})$/

function isPlace(text: string): boolean {
  const port = PLACE.exec(text)?.[3]
  return port !== undefined && Number(port) <= 65_535
}

function placeOf(text: string): { host: string; port: number } {
  const [, bracketed, host, port] = PLACE.exec(text) ?? []
  const name = bracketed ?? host ?? ''
  // The name stands for two addresses, and the first one is what everybody means by it.
  return { host: name === 'localhost' ? '127.0.0.1' : name, port: Number(port) }
}

const VARIABLE_PREFIX = 'TOKEN_DESK_'
/** Of the command line, and of the desktop that is started from the same shell. */
const OTHER_VARIABLES = ['CONFIG', 'DATA', 'USER', 'PASSWORD_FILE', 'SHELL'].map((name) => VARIABLE_PREFIX + name)

function variableOf(name: string): string {
  return VARIABLE_PREFIX + name.toUpperCase().replaceAll('-', '_')
}

function wrong(message: string, cause?: unknown): DeskError {
  return new DeskError(
    { code: 'INVALID_INPUT', reason: 'configuration', message },
    cause === undefined ? {} : { cause },
  )
}
