import { join } from 'node:path'
import { findElectron } from './electron-binary.ts'
import { findBrowser } from './installed-browser.ts'
import { type Machine, thisMachine } from './machine.ts'
import { canInstallPackages, installPackages } from './system-packages.ts'

/** The program in which the window opens. */
export interface FoundShell {
  readonly name: 'electron' | 'chromium'
  readonly executablePath: string
}

export interface ShellSetup {
  /** The folder that holds package.json and node_modules. */
  readonly projectFolder: string
  /** Hears each step as one plain line. */
  say(line: string): void
  /** For the end-to-end suite: also sees to a virtual display and an independent reader of the clipboard. */
  readonly forTests?: boolean
  readonly machine?: Machine
}

/** Nothing can show the window. The message is one sentence that says what to install. */
export class NoShellError extends Error {
  override readonly name = 'NoShellError'
}

/**
 * Finds what shows the window, or sets it up: Electron's binary, else an installed Chrome, Edge or Chromium, else, on
 * Debian and Ubuntu as root, the system's own Chromium. `TOKEN_DESK_SHELL=electron|chromium` allows one of them only.
 * Every step is bounded in time. Rejects with NoShellError.
 */
export async function setUpShell(setup: ShellSetup): Promise<FoundShell> {
  const machine = setup.machine ?? thisMachine()
  const wanted = wantedShell(machine)
  const steps = { machine, projectFolder: setup.projectFolder, say: (line: string) => setup.say(line) }

  const electron = wanted === 'chromium' ? null : await findElectron(steps)
  if (electron !== null) {
    if (setup.forTests === true) await seeToPackages(steps, [])
    return { name: 'electron', executablePath: electron }
  }
  if (wanted === 'electron')
    throw new NoShellError(
      'TOKEN_DESK_SHELL asks for Electron, but its binary is not here and could not be fetched: run "npx install-electron" where its release server can be reached, or set ELECTRON_OVERRIDE_DIST_PATH to an unpacked Electron.',
    )

  const found = findBrowser(machine)
  if (found !== null) {
    if (setup.forTests === true) await seeToPackages(steps, [])
    return chosen(steps, found)
  }
  await seeToPackages(steps, [await chromiumPackage(machine)])
  const installed = findBrowser(machine)
  if (installed === null) throw new NoShellError(await whatToInstall(machine))
  return chosen(steps, installed)
}

interface Steps {
  readonly machine: Machine
  readonly projectFolder: string
  say(line: string): void
}

function wantedShell(machine: Machine): FoundShell['name'] | null {
  const wanted = machine.environment.TOKEN_DESK_SHELL
  if (wanted === undefined || wanted === '') return null
  if (wanted === 'electron' || wanted === 'chromium') return wanted
  throw new NoShellError(`TOKEN_DESK_SHELL is "${wanted}", but can only be "electron" or "chromium".`)
}

function chosen(steps: Steps, executablePath: string): FoundShell {
  steps.say(`The window opens in the browser ${executablePath}.`)
  return { name: 'chromium', executablePath }
}

/** Installs what is missing of a browser, a virtual display and a clipboard reader, where this process may. */
async function seeToPackages(steps: Steps, browser: readonly string[]): Promise<void> {
  const { machine } = steps
  if (machine.platform !== 'linux') return
  const tools = [
    ['/usr/bin/Xvfb', 'xvfb'],
    ['/usr/bin/xclip', 'xclip'],
  ] as const
  const packages = [...browser, ...tools.filter(([path]) => !machine.exists(path)).map(([, name]) => name)]
  if (packages.length === 0 || !(await canInstallPackages(machine))) return
  const logFile = join(steps.projectFolder, 'node_modules/.cache/token-desk/apt-get.log')
  await installPackages({ machine, packages, logFile, say: (line) => steps.say(line) })
}

/** On Ubuntu the browser has another name, and comes as a snap. */
async function chromiumPackage(machine: Machine): Promise<string> {
  const release = await machine.read('/etc/os-release')
  return /^ID="?ubuntu"?$/m.test(release ?? '') ? 'chromium-browser' : 'chromium'
}

async function whatToInstall(machine: Machine): Promise<string> {
  const need = 'Token Desk found neither Electron nor a browser to open its window in'
  if (machine.platform === 'linux' && machine.exists('/usr/bin/apt-get'))
    return `${need}: install one with "sudo apt-get install ${await chromiumPackage(machine)}" and start again.`
  return `${need}: install Chrome, Edge or Chromium (or set CHROME_PATH to one) and start again.`
}
