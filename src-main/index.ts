import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import {
  app,
  BrowserWindow,
  ClipboardItem,
  clipboard,
  dialog,
  ipcMain,
  Menu,
  nativeTheme,
  powerMonitor,
  protocol,
  safeStorage,
  screen,
  session,
} from 'electron'
import { findDataFolder, prepareDataFolder } from '../src-core/data-folder.ts'
import type { Log } from '../src-core/ports.ts'
import { DeskError } from '../src-shared/errors.ts'
import { startApplication } from './application.ts'
import { refuseDebugging } from './shell/electron/debugging-switches.ts'
import { findDevelopmentServer } from './shell/electron/development-server.ts'
import { type ElectronShell, electronShell } from './shell/electron/electron-shell.ts'
import { claimDataFolder } from './shell/electron/instance.ts'
import { pageScheme } from './shell/electron/page-protocol.ts'
import { catchTheUncaught } from './shell/last-resort.ts'

/*
 * Electron starts here, from `out/main/index.js`. Nothing is awaited at the top of this module: the engine becomes
 * ready only after it has been run to its end, and what must happen before that happens in it.
 */

const given = process.argv.slice(1)
const refused = app.isPackaged
  ? refuseDebugging({
      arguments: [...given, ...process.execArgv],
      commandLine: app.commandLine,
      platform: process.platform,
    })
  : null
if (refused === null) start()
else {
  // Without a box, which takes its time: a debugger could come up meanwhile.
  process.stderr.write(`Token Desk does not start with --${refused}.\n`)
  app.exit(1)
}

function start(): void {
  app.enableSandbox()
  protocol.registerSchemesAsPrivileged([pageScheme])
  try {
    const developmentServer = findDevelopmentServer(given, app.isPackaged)
    // No name is looked up for the page, not even by a hint to connect early, of which no request tells.
    const known = developmentServer === null ? '' : `, EXCLUDE ${developmentServer.hostname}`
    app.commandLine.appendSwitch('host-resolver-rules', `MAP * ~NOTFOUND${known}`)

    const dataFolder = findDataFolder({ arguments: given, environment: process.env, workingFolder: process.cwd() })
    prepareDataFolder(dataFolder)
    if (claimDataFolder(app, dataFolder)) void run(dataFolder, developmentServer)
    else app.exit(0)
  } catch (error) {
    dialog.showErrorBox('Token Desk', words(error))
    app.exit(1)
  }
}

async function run(dataFolder: string, developmentServer: URL | null): Promise<void> {
  let log: Log | null = null
  let shell: ElectronShell | null = null
  const report = (what: string, error: unknown): void => {
    if (log !== null) log.error(what, error)
    else process.stderr.write(`${what} ${error instanceof Error ? (error.stack ?? error.message) : typeof error}\n`)
  }
  catchTheUncaught(process, {
    clearUp: () => shell?.endAtOnce(),
    report: (error) => report('Nobody caught this.', error),
    end(exitCode) {
      if (shell === null) app.exit(exitCode)
      else void shell.end(exitCode)
    },
  })
  await app.whenReady()
  shell = electronShell(
    {
      app,
      BrowserWindow,
      clipboard,
      ClipboardItem,
      dialog,
      ipcMain,
      Menu,
      nativeTheme,
      powerMonitor,
      safeStorage,
      screen,
      session,
    },
    {
      pageFolder: join(import.meta.dirname, '../renderer'),
      preloadFile: join(import.meta.dirname, '../preload/index.cjs'),
      developmentServer,
      platform: process.platform,
      environment: process.env,
      onProblem: (error) => report('The shell had a problem.', error),
    },
  )
  try {
    const application = await startApplication({
      shell,
      dataFolder,
      workerUrl: pathToFileURL(join(import.meta.dirname, 'worker.js')),
      version: app.getVersion(),
    })
    log = application.log
  } catch (error) {
    report('Token Desk could not start.', error)
    dialog.showErrorBox('Token Desk', words(error))
    await shell.end(1)
  }
}

function words(error: unknown): string {
  if (error instanceof DeskError) return error.message
  return error instanceof Error ? `Token Desk could not start: ${error.message}` : 'Token Desk could not start.'
}
