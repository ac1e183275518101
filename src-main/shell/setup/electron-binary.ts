import { join } from 'node:path'
import type { Machine } from './machine.ts'

export interface ElectronSearch {
  readonly machine: Machine
  readonly projectFolder: string
  say(line: string): void
}

const probeTimeoutMs = 3_000
const startTimeoutMs = 15_000
const fetchTimeoutMs = 300_000
const unreachableForMs = 6 * 60 * 60 * 1000

/**
 * The path of an Electron binary that starts on this machine, fetched if its release server answers; null otherwise.
 * It never loads the package `electron` itself: in plain Node that downloads without a limit of time.
 */
export async function findElectron(search: ElectronSearch): Promise<string | null> {
  const { machine, say } = search
  const here = binaryPath(search)
  if (machine.exists(here)) return (await starts(search, here)) ? found(search, here) : null
  if (machine.environment.ELECTRON_OVERRIDE_DIST_PATH) {
    say(`ELECTRON_OVERRIDE_DIST_PATH holds no Electron (${here} is missing).`)
    return null
  }
  if (!(await fetchBinary(search)) || !machine.exists(here)) return null
  return (await starts(search, here)) ? found(search, here) : null
}

function found({ say }: ElectronSearch, path: string): string {
  say(`The window opens in Electron, ${path}.`)
  return path
}

function binaryPath({ machine, projectFolder }: ElectronSearch): string {
  const names: Partial<Record<NodeJS.Platform, string>> = {
    darwin: 'Electron.app/Contents/MacOS/Electron',
    win32: 'electron.exe',
  }
  const folder = machine.environment.ELECTRON_OVERRIDE_DIST_PATH || join(projectFolder, 'node_modules/electron/dist')
  return join(folder, names[machine.platform] ?? 'electron')
}

/** As Node it needs neither a display nor a sandbox, but all of its libraries. */
async function starts({ machine, say }: ElectronSearch, path: string): Promise<boolean> {
  const { exitCode, output } = await machine.run({
    file: path,
    args: ['-p', 'process.versions.electron'],
    environment: { ELECTRON_RUN_AS_NODE: '1' },
    timeoutMs: startTimeoutMs,
  })
  if (exitCode === 0 && /^\d+\.\d+\.\d+/.test(output.trim())) return true
  say(`${path} does not start on this machine, most likely because libraries are missing.`)
  return false
}

async function fetchBinary(search: ElectronSearch): Promise<boolean> {
  const { machine, projectFolder, say } = search
  const version = await packageVersion(search)
  if (version === null) return false
  const note = join(projectFolder, 'node_modules/.cache/token-desk/electron-unreachable')
  const noted = Number(await machine.read(note))
  const age = machine.now() - noted
  if (noted > 0 && age >= 0 && age < unreachableForMs) {
    say('Electron is not installed, and its release server did not answer a while ago.')
    return false
  }
  if (!(await serverAnswers(machine, version))) {
    await remember(search, note)
    say('Electron is not installed, and its release server does not answer.')
    return false
  }
  say(`Fetching Electron ${version}.`)
  const { exitCode } = await machine.run({
    file: process.execPath,
    args: [join(projectFolder, 'node_modules/electron/install.js')],
    // Node uses a proxy of the environment only when told to.
    environment: { NODE_USE_ENV_PROXY: '1' },
    timeoutMs: fetchTimeoutMs,
    logFile: join(projectFolder, 'node_modules/.cache/token-desk/install-electron.log'),
  })
  if (exitCode === 0) {
    await machine.remove(note)
    return true
  }
  await remember(search, note)
  say('Electron could not be fetched.')
  return false
}

/** Where nothing can be written, as in packages that another account has installed, the server is asked each time. */
async function remember({ machine }: ElectronSearch, note: string): Promise<void> {
  await machine.write(note, String(machine.now())).catch(() => undefined)
}

async function packageVersion({ machine, projectFolder }: ElectronSearch): Promise<string | null> {
  const text = await machine.read(join(projectFolder, 'node_modules/electron/package.json'))
  return text === null ? null : ((JSON.parse(text) as { version?: string }).version ?? null)
}

async function serverAnswers(machine: Machine, version: string): Promise<boolean> {
  const { environment } = machine
  // Behind a proxy a direct line proves nothing, and a mirror lays out its files as it likes: the fetch itself tells.
  if (environment.HTTPS_PROXY || environment.https_proxy) return true
  if (environment.ELECTRON_MIRROR || environment.npm_config_electron_mirror) return true
  const file = `https://github.com/electron/electron/releases/download/v${version}/SHASUMS256.txt`
  return machine.reaches(file, probeTimeoutMs)
}
