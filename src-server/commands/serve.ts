import { once } from 'node:events'
import { type Command, Option } from 'commander'
import type { BackupPlan } from '../../src-core/backup/scheduled-backups.ts'
import type { ServiceDesk } from '../../src-core/desk.ts'
import { jsonLog } from '../../src-core/json-log.ts'
import { keyFile, keyFileIn } from '../../src-core/key-ring/key-file.ts'
import { systemKeyRing } from '../../src-core/key-ring/system-key-ring.ts'
import { openDesk } from '../../src-core/open-desk.ts'
import type { Clock, Log } from '../../src-core/ports.ts'
import { type CommandContext, defineCommand } from '../command.ts'
import { EXIT_CODES, type ExitCode } from '../exit-codes.ts'
import { installedVersion } from '../installed-version.ts'
import { newPassphraseIn } from '../passphrase.ts'
import { type CertificateWatch, watchCertificate } from '../service/certificate-watch.ts'
import { keepOwnTls, type OwnTls } from '../service/own-authority.ts'
import { type Service, startService } from '../service/service.ts'
import { readSettings, SETTINGS, type Settings, unknownVariables } from '../service/settings.ts'
import { type CheckedTls, readTls } from '../service/tls-files.ts'
import { type CommonOptions, dataFolderOf } from '../sign-in.ts'
import type { Surroundings } from '../terminal.ts'

/** `token-desk serve`: the desk behind HTTPS, until it is told to stop. */
export function serveCommand(context: CommandContext): Command {
  return defineCommand<ServeOptions>(
    {
      name: 'serve',
      description: 'Serve the store to other machines over HTTPS.',
      options: [
        new Option('--config <file>', 'read settings from a YAML file (else TOKEN_DESK_CONFIG)'),
        ...Object.entries(SETTINGS).map(([name, { form, argument, description }]) => {
          const option = new Option(`--${name}${argument === undefined ? '' : ` ${argument}`}`, description)
          return form === 'list' ? option.argParser((text, earlier: string[] = []) => [...earlier, text]) : option
        }),
      ],
      examples: [
        'token-desk serve --tls-self-signed --data-dir /tmp/trial',
        'token-desk serve --database sqlite:/var/lib/token-desk --listen 0.0.0.0:8443 --tls-cert server.pem --tls-key key.pem',
        'token-desk serve --config /etc/token-desk/service.yaml',
      ],
      notes: NOTES,
      signsIn: false,
    },
    context,
    serve,
  )
}

interface ServeOptions extends CommonOptions {
  readonly config?: string
}

const NOTES = `Every setting stands under the same name in the file, and in capitals in the environment: TOKEN_DESK_TLS_CERT.
A flag counts more than the environment, the environment more than the file.

The log goes to standard output, one JSON object a line. SIGTERM or Ctrl+C lets what is under way be answered
and ends; a second one ends at once. SIGHUP reads the certificate again.`

const CLOCK: Clock = { now: () => Date.now() }

async function serve(options: ServeOptions, { surroundings, errors }: CommandContext): Promise<ExitCode> {
  const { environment, workingFolder, output } = surroundings
  const settings = readSettings({
    flags: flagsOf(options),
    environment,
    file: options.config ?? (environment.TOKEN_DESK_CONFIG || undefined),
    workingFolder,
  })
  const log = jsonLog({ write: (line) => void output.write(line) })
  for (const variable of unknownVariables(environment))
    log.warn('A variable of the environment looks like a setting and is none.', { variable })
  const folder = folderOf(settings, options, surroundings)
  const certificate = await certificateFor(settings, folder, log)
  const { database } = settings
  const plan = await backupPlan(settings)
  const desk = await openDesk({
    ...(database?.kind === 'postgres' ? { database: database.url } : { folder }),
    clock: CLOCK,
    log,
    firstRun: 'with-code',
    keyRing: systemKeyRing({ folder, log, environment, platform: process.platform }),
    checkpointKeyRing: keyFile(settings['checkpoint-key'] ?? keyFileIn(folder), log),
    keepsCheckpoints: true,
    ...(plan === undefined ? {} : { backups: { version: installedVersion(), workFolder: folder, plan } }),
  })
  try {
    const service = await startService({
      desk,
      log,
      version: installedVersion(),
      listen: settings.listen,
      tls: certificate?.served ?? null,
      proxies: settings['trust-proxy'],
      plainHttpBehindProxy: settings['plain-http-behind-proxy'],
      issuer: settings.issuer,
      ...(settings['metrics-from'] === undefined ? {} : { metricsFrom: settings['metrics-from'] }),
    })
    const watch = certificate && watchCertificate({ ...certificate, service, clock: CLOCK, log })
    const facts = startFacts(
      service,
      database?.kind === 'postgres' ? withoutPassword(database.url) : folder,
      certificate,
    )
    log.info('The service is listening.', facts)
    if (options.json !== true) await errors.write(inWords(facts))
    await sayHowToBegin(desk, errors)
    await untilTold(surroundings, watch)
    log.info('The service is stopping.')
    await service.stop()
    watch?.stop()
  } finally {
    // Writes what is buffered: last uses of tokens, and who was there.
    await desk.close()
  }
  log.info('The service has stopped.')
  return EXIT_CODES.done.code
}

/**
 * Who reaches an empty store over the network could be its first administrator, so that takes a code, which is told to
 * whoever started the service, and never to the log.
 */
async function sayHowToBegin(desk: ServiceDesk, errors: CommandContext['errors']): Promise<void> {
  const code = await desk.makeSetupCode()
  if (code === null) return
  await errors.write(
    `\nThe store is empty. To create the first administrator, give this setup code:\n\n  ${Buffer.from(code).toString('latin1')}\n\n`,
  )
  code.fill(0)
}

/**
 * How the service makes backups by itself; undefined where it makes none. The passphrase is read anew for each, and now, so
 * that a slip ends the start and not the first backup.
 */
async function backupPlan(settings: Settings): Promise<BackupPlan | undefined> {
  const { 'backup-folder': folder, 'backup-passphrase-file': file } = settings
  if (folder === undefined || file === undefined) return undefined
  const passphrase = () => newPassphraseIn(file)
  await passphrase()
  return { folder, everyMs: settings['backup-every-hours'] * HOUR_MS, keep: settings['backup-keep'], passphrase }
}

const HOUR_MS = 60 * 60_000

interface Certificate {
  readonly served: CheckedTls
  readonly own: OwnTls | undefined
  /** Finds or makes it again, and checks it. */
  read(): Promise<CheckedTls>
}

/** The certificate to serve; undefined where a proxy ends TLS. */
async function certificateFor(settings: Settings, folder: string, log: Log): Promise<Certificate | undefined> {
  const { 'tls-cert': certificate, 'tls-key': key } = settings
  if (certificate !== undefined && key !== undefined) {
    const read = async () => readTls({ certificate, key }, { clock: CLOCK, log })
    return { served: await read(), own: undefined, read }
  }
  if (!settings['tls-self-signed']) return undefined
  const keep = () => keepOwnTls(folder, { names: settings['tls-name'], clock: CLOCK })
  const own = await keep()
  return {
    served: readTls(own, { clock: CLOCK, log }),
    own,
    read: async () => readTls(await keep(), { clock: CLOCK, log }),
  }
}

/** The folder of the store, or where there is a database server, of what else is kept: the certificate of the service's own making. */
function folderOf({ database }: Settings, options: ServeOptions, surroundings: Surroundings): string {
  return database?.kind === 'sqlite' ? database.folder : dataFolderOf(options, surroundings)
}

function flagsOf(options: ServeOptions): Record<string, unknown> {
  // Commander names an option by its words joined: --tls-cert is tlsCert.
  const joined = (name: string) => name.replace(/-(.)/g, (_match, letter: string) => letter.toUpperCase())
  const given = options as Readonly<Record<string, unknown>>
  return Object.fromEntries(Object.keys(SETTINGS).map((name) => [name, given[joined(name)]]))
}

async function untilTold(surroundings: Surroundings, watch: CertificateWatch | undefined): Promise<void> {
  const { interrupted, insisted } = surroundings
  const stopListening = surroundings.onHangUp(() => void watch?.refresh())
  insisted.addEventListener('abort', () => surroundings.exit(EXIT_CODES.interrupted.code), { once: true })
  if (!interrupted.aborted) await once(interrupted, 'abort')
  stopListening()
}

type StartFacts = Readonly<Record<'address' | 'store', string>> &
  Readonly<Partial<Record<'authority' | 'authorityFingerprint' | 'proxies', string>>>

function startFacts(
  { address: { address, port } }: Service,
  store: string,
  certificate: Certificate | undefined,
): StartFacts {
  const place = `${address.includes(':') ? `[${address}]` : address}:${port}`
  if (certificate === undefined) return { address: place, store, proxies: 'plain HTTP from trusted proxies only' }
  const { own } = certificate
  const authority =
    own === undefined ? {} : { authority: own.authority, authorityFingerprint: own.authorityFingerprint }
  return { address: `https://${place}`, store, ...authority }
}

function withoutPassword(url: string): string {
  const { protocol, host, pathname } = new URL(url)
  return `${protocol}//${host}${pathname}`
}

function inWords({ address, store, authority, authorityFingerprint, proxies }: StartFacts): string {
  const lines = [`Token Desk listens at ${address}${proxies === undefined ? '' : `, ${proxies}`}.`, `Store: ${store}`]
  if (authority !== undefined)
    lines.push(
      `Certificate authority: ${authority}. Give this file to whoever connects.`,
      `Its SHA-256 fingerprint: ${authorityFingerprint}`,
    )
  return `${lines.join('\n')}\n`
}
