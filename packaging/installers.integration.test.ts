import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { extractAll, getRawHeader, listPackage } from '@electron/asar'
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { noKeyRing } from '../src-core/key-ring/no-key-ring.ts'
import { thisMachine } from '../src-main/shell/setup/machine.ts'
import { buildIfStale } from '../src-main/shell/setup/page-build.ts'
import { openLocalDesk } from '../src-main/store/local.ts'
import { processTimers } from '../src-main/timers.ts'
import { billOfMaterials, electronVersion, sqliteVersion } from './bill-of-materials.ts'
import { licenceList, refusedLicences } from './licences.ts'
import { shippedPackages } from './shipped-packages.ts'

// What the installers hold, packed for real with a stand-in for Electron's own files, whose binary need not be there.

const PROJECT = fileURLToPath(new URL('..', import.meta.url))
const TARGET = `${process.platform}-${process.arch}`
const MEBIBYTE = 1024 * 1024

let home: string
/** Where the application lies as an installer puts it. */
let packed: string
let resources: string

// Windows and macOS lay it out in other ways, and their own builds are looked at where they are made: docs/release.md.
const onLinux = test.runIf(process.platform === 'linux')

beforeAll(async () => {
  if (process.platform !== 'linux') return
  home = mkdtempSync(join(tmpdir(), 'token-desk-installers-'))
  await buildIfStale({ machine: thisMachine(), projectFolder: PROJECT, say: () => {} })
  writeFileSync(join(PROJECT, 'out/licences.txt'), licenceList(shippedPackages()))
  makeStandIn(join(home, 'electron'))
  execFileSync(
    process.execPath,
    [
      join(PROJECT, 'node_modules/electron-builder/cli.js'),
      ...['--linux', 'dir', `--${process.arch}`, '--publish', 'never'],
      `-c.electronDist=${join(home, 'electron')}`,
      `-c.directories.output=${home}`,
    ],
    { cwd: PROJECT, stdio: 'pipe' },
  )
  packed = join(home, process.arch === 'x64' ? 'linux-unpacked' : `linux-${process.arch}-unpacked`)
  resources = join(packed, 'resources')
}, 120_000)

afterAll(() => {
  if (home !== undefined) rmSync(home, { recursive: true, force: true })
})

onLinux('DC-6 · the archive holds the bundle and what stands beside it for this platform, and nothing else', () => {
  const found = listPackage(join(resources, 'app.asar'), { isPack: false }).map((path) => path.slice(1))
  const files = found.filter((path) => !found.some((other) => other.startsWith(`${path}/`)))
  expect(files.sort()).toEqual([...expectedFiles()].sort())
})

onLinux('DC-6 · beside the archive lie the two native files, the licences and what Electron brings', () => {
  const argon2 = argon2Package()
  expect(filesBelow(packed).sort()).toEqual(
    [
      'LICENSE.electron.txt',
      'LICENSE.token-desk.txt',
      'LICENSES.chromium.html',
      'THIRD-PARTY-LICENCES.txt',
      'locales/en-US.pak',
      'resources/app.asar',
      `resources/app.asar.unpacked/node_modules/@node-rs/${argon2}/${argon2.replace('argon2-', 'argon2.')}.node`,
      `resources/app.asar.unpacked/node_modules/better-sqlite3/prebuilds/${TARGET}.node`,
      'token-desk',
    ].sort(),
  )
})

onLinux('DC-6 · without Electron the application is at most 15 MiB', () => {
  const own = filesBelow(resources).map((path) => statSync(join(resources, path)).size)
  expect(own.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(15 * MEBIBYTE)
})

onLinux('DC-6 · every file of the archive has its digest in it', () => {
  const { header } = getRawHeader(join(resources, 'app.asar'))
  const files = filesOf(header as Entry)
  expect(files.length).toBe(expectedFiles().length)
  expect(files.filter(({ link, integrity }) => link === undefined && integrity?.algorithm !== 'SHA256')).toEqual([])
})

onLinux('DC-6 · the fuses are as they were chosen, each of them', async () => {
  const wire = await getCurrentFuseWire(join(packed, 'token-desk'))
  const state = (fuse: FuseV1Options) => wire[fuse as keyof typeof wire]
  const on = [
    FuseV1Options.EnableCookieEncryption,
    FuseV1Options.EnableEmbeddedAsarIntegrityValidation,
    FuseV1Options.OnlyLoadAppFromAsar,
    FuseV1Options.WasmTrapHandlers,
  ]
  const off = [
    FuseV1Options.RunAsNode,
    FuseV1Options.EnableNodeOptionsEnvironmentVariable,
    FuseV1Options.EnableNodeCliInspectArguments,
    FuseV1Options.LoadBrowserProcessSpecificV8Snapshot,
    FuseV1Options.GrantFileProtocolExtraPrivileges,
  ]
  expect(on.map(state)).toEqual(on.map(() => FuseState.ENABLE))
  expect(off.map(state)).toEqual(off.map(() => FuseState.DISABLE))
})

onLinux(
  'DC-6 · the desk runs from what is packed: it opens a store, hashes a password, makes a logo and issues a token',
  async () => {
    const unpacked = extracted()
    const failures: unknown[] = []
    const desk = await openLocalDesk({
      folder: mkdtempSync(join(home, 'data-')),
      version: '0.0.0-test',
      workerUrl: pathToFileURL(join(unpacked, 'out/main/worker.js')),
      log: { info: () => {}, warn: () => {}, error: (_what, error) => void failures.push(error) },
      clock: { now: () => Date.now() },
      timers: processTimers,
      keyRing: noKeyRing,
      onRestarted: () => {},
      onFailed: (error) => void failures.push(error),
    })
    try {
      const first = { fullName: 'Ada', username: 'ada', password: 'seven grey herons over Brno' }
      const made = answerOf(await desk.call({ name: 'sessions.createAdministrator', input: first, session: null }))
      const session = made.secret as string
      const ask = async (name: string, input: unknown) => answerOf(await desk.call({ name, input, session }))
      const file = readFileSync(join(PROJECT, 'resources/icon.png'))
      const { image } = await ask('logos.prepare', { file: file.toString('base64') })
      expect(image).toMatch(/^(data:image\/png;base64,)?iVBORw0KGgo/)
      const owner = { kind: 'user', id: (made.operator as { id: string }).id }
      const issued = await ask('tokens.issue', { owner, name: 'Packed', timeZone: 'UTC', logo: image })
      expect((issued.token as { logoVersion: number }).logoVersion).toBe(1)
    } finally {
      await desk.close()
    }
    expect(failures).toEqual([])
  },
)

onLinux('DC-6 · the program itself finds all that it needs in what is packed', () => {
  const unpacked = extracted()
  writeFileSync(join(unpacked, 'electron.mjs'), FAKE_ELECTRON)
  writeFileSync(join(unpacked, 'hooks.mjs'), FAKE_HOOKS)
  const data = mkdtempSync(join(home, 'data-'))
  const { status, stderr, stdout } = spawnSync(
    process.execPath,
    ['--import', join(unpacked, 'hooks.mjs'), join(unpacked, 'out/main/index.js'), '--data-dir', data],
    { encoding: 'utf8', timeout: 30_000 },
  )
  expect({ status, stderr, stdout }).toEqual({ status: 0, stderr: '', stdout: 'open already\n' })
})

test('DC-6 · there is a package for Windows, for macOS and for the families of Linux, and macOS grants no more than a just-in-time compiler needs', () => {
  const configuration = parse(readFileSync(join(PROJECT, 'electron-builder.yml'), 'utf8')) as Record<
    'win' | 'mac' | 'linux',
    { target: string[] }
  > & { readonly electronVersion: string; readonly afterPack: string }
  expect([configuration.win.target, configuration.mac.target, configuration.linux.target]).toEqual([
    ['nsis'],
    ['dmg', 'zip'],
    ['deb', 'rpm', 'AppImage'],
  ])
  expect(configuration.electronVersion).toBe(electronVersion())
  const entitlements = readFileSync(join(PROJECT, 'packaging/entitlements.mac.plist'), 'utf8')
  expect(entitlements.match(/<key>(.*)<\/key>/g)).toEqual(['<key>com.apple.security.cs.allow-jit</key>'])
})

onLinux('DC-6 · all that ships has a licence under which it may, and the words of it ship along', () => {
  const packages = shippedPackages()
  expect(refusedLicences(packages)).toEqual([])
  expect(refusedLicences([{ ...packages[0]!, name: 'x', licence: 'GPL-3.0-only' }])).toEqual(['x: GPL-3.0-only'])
  const words = readFileSync(join(packed, 'THIRD-PARTY-LICENCES.txt'), 'utf8')
  for (const { name, version } of packages) expect(words).toContain(`\n${name} ${version}\n`)
})

onLinux('DC-6 · the bill of materials names every package, and what is inside Electron and the database', () => {
  const packages = shippedPackages()
  const bill = JSON.parse(billOfMaterials(packages, { version: '1.2.3', sqlite: sqliteVersion() })) as {
    readonly specVersion: string
    readonly components: readonly { readonly name: string; readonly version: string }[]
  }
  const named = bill.components.map(({ name, version }) => `${name} ${version}`)
  for (const { name, version } of packages) expect(named).toContain(`${name} ${version}`)
  expect(named).toEqual(expect.arrayContaining([`electron ${electronVersion()}`, `sqlite ${sqliteVersion()}`]))
  expect(bill.components.map(({ name }) => name)).toEqual(expect.arrayContaining(['chromium', 'node']))
})

/** Every file that the archive should hold, by the rules of electron-builder.yml. */
function expectedFiles(): readonly string[] {
  const own = ['main', 'preload', 'renderer'].flatMap((part) =>
    filesBelow(join(PROJECT, 'out', part))
      .filter((path) => path !== 'packages.json')
      .map((path) => `out/${part}/${path}`),
  )
  const argon2 = argon2Package()
  const modules = [
    ...of(
      'better-sqlite3',
      (path) =>
        ['package.json', `prebuilds/${TARGET}.node`].includes(path) ||
        /^lib\/(index|binding|database|sqlite-error|util)\.js$|^lib\/methods\/[a-z]+\.js$/.test(path),
    ),
    ...of('@node-rs/argon2', (path) => ['package.json', 'index.js'].includes(path)),
    ...of(`@node-rs/${argon2}`, (path) => path === 'package.json' || path.endsWith('.node')),
    ...of('sharp', (path) => ['package.json'].includes(path) || /^dist\/[a-z]+\.mjs$/.test(path)),
    ...of('@img/colour', (path) => ['package.json', 'index.cjs', 'color.cjs'].includes(path)),
    ...of(
      '@img/sharp-wasm32',
      (path) => ['package.json', 'index.cjs', 'versions.json'].includes(path) || /^lib\/.*\.(js|wasm)$/.test(path),
    ),
    ...['package.json', 'index.js', 'dist/emnapi.cjs.js', 'dist/emnapi.cjs.min.js'].map(
      (path) => `node_modules/@emnapi/runtime/${path}`,
    ),
    ...of('detect-libc', (path) => /^(package\.json|lib\/[a-z-]+\.js)$/.test(path)),
    ...of('semver', (path) =>
      /^(package\.json|index\.js|preload\.js|range\.bnf|(classes|functions|internal|ranges)\/.*\.js)$/.test(path),
    ),
  ]
  return ['package.json', ...own, ...new Set(modules)]
}

function of(name: string, ships: (path: string) => boolean): readonly string[] {
  const folder = join(PROJECT, 'node_modules', name)
  return filesBelow(folder)
    .filter((path) => !path.startsWith('node_modules/') && ships(path))
    .map((path) => `node_modules/${name}/${path}`)
}

/** The one that is installed for this machine. */
function argon2Package(): string {
  const found = readdirSync(join(PROJECT, 'node_modules/@node-rs')).filter((name) =>
    name.startsWith(`argon2-${TARGET}`),
  )
  expect(found).toHaveLength(1)
  return found[0] ?? ''
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
}

interface Entry {
  readonly files?: Readonly<Record<string, Entry>>
  readonly link?: string
  readonly integrity?: { readonly algorithm: string }
}

function filesOf(entry: Entry): Entry[] {
  return entry.files === undefined ? [entry] : Object.values(entry.files).flatMap(filesOf)
}

/** What is packed, as files: Node outside Electron does not look into an archive. */
function extracted(): string {
  const folder = join(home, 'extracted')
  if (!existsSync(folder)) extractAll(join(resources, 'app.asar'), folder)
  return folder
}

function answerOf(reply: { readonly ok: boolean; readonly value?: unknown; readonly error?: unknown }) {
  if (!reply.ok) throw new Error(JSON.stringify(reply.error))
  return reply.value as Record<string, unknown>
}

/** A folder like the one that Electron is installed from: its program is no more than a wire of nine fuses. */
function makeStandIn(folder: string): void {
  mkdirSync(join(folder, 'resources'), { recursive: true })
  mkdirSync(join(folder, 'locales'))
  const wire = Buffer.concat([
    Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'),
    Buffer.from([1, 9]),
    Buffer.from('101101001'),
  ])
  writeFileSync(join(folder, 'electron'), Buffer.concat([Buffer.from('#!/bin/sh\n'), wire]), { mode: 0o755 })
  for (const name of ['locales/en-US.pak', 'LICENSE', 'LICENSES.chromium.html']) writeFileSync(join(folder, name), '')
}

/** As much of Electron as runs before it is ready: another window has the data folder, and the program ends. */
const FAKE_ELECTRON = `
const nothing = new Proxy(function () {}, { get: (_, name) => (name === 'then' ? undefined : nothing), apply: () => nothing })
export const app = new Proxy({
  isPackaged: true,
  commandLine: { hasSwitch: () => false, getSwitchValue: () => '', appendSwitch: () => {} },
  requestSingleInstanceLock: () => { process.stdout.write('open already\\n'); return false },
  exit: (code) => process.exit(code),
}, { get: (given, name) => given[name] ?? nothing })
export const protocol = nothing, dialog = nothing, session = nothing, screen = nothing, safeStorage = nothing
export const BrowserWindow = nothing, ClipboardItem = nothing, clipboard = nothing, ipcMain = nothing, Menu = nothing
export const nativeTheme = nothing, powerMonitor = nothing, shell = nothing, Notification = nothing
`
const FAKE_HOOKS = `
import { registerHooks } from 'node:module'
registerHooks({
  resolve: (name, context, next) =>
    name === 'electron' ? { url: new URL('electron.mjs', import.meta.url).href, shortCircuit: true } : next(name, context),
})
`
