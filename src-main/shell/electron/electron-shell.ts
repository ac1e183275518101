import { basename, extname, join } from 'node:path'
import type { BrowserWindow, OpenDialogOptions, SaveDialogOptions, Session } from 'electron'
import type { LeaveQuestion } from '../../../src-shared/contract/desktop.ts'
import { processTimers } from '../../timers.ts'
import { readPageFiles } from '../page-files.ts'
import { saveAt } from '../save-file.ts'
import type { Shell, SystemEvent } from '../shell.ts'
import { visibleBounds } from '../visible-bounds.ts'
import { applicationMenu } from './application-menu.ts'
import { serveCalls } from './call-channel.ts'
import { isServedBy } from './development-server.ts'
import { electronClipboard } from './electron-clipboard.ts'
import { electronKeyRing } from './electron-key-ring.ts'
import { type ElectronWindow, electronWindow } from './electron-window.ts'
import { onSecondStart } from './instance.ts'
import { isPageAddress, pageOrigin, servePage } from './page-protocol.ts'
import { watchPower } from './power-events.ts'
import { quitOrder } from './quit-order.ts'
import { secureKeyboardEntry } from './secure-entry.ts'
import { isTrustedSender } from './sender.ts'
import { clearWaylandClipboard, isWaylandSession } from './wayland-clear.ts'
import { guardContents, guardSession } from './window-guards.ts'
import { backgroundColor, windowOptions } from './window-options.ts'
import { listenToZoomKeys } from './zoom-keys.ts'

/** The part of Electron that the shell is made of. Handed in, so that a test needs no Electron. */
export type Electron = Pick<
  typeof import('electron'),
  | 'app'
  | 'BrowserWindow'
  | 'clipboard'
  | 'ClipboardItem'
  | 'dialog'
  | 'ipcMain'
  | 'Menu'
  | 'nativeTheme'
  | 'powerMonitor'
  | 'safeStorage'
  | 'screen'
  | 'session'
>

export interface ElectronShellOptions {
  /** The built page. Not read while a development server answers. */
  readonly pageFolder: string
  /** The built preload, one CommonJS file. */
  readonly preloadFile: string
  readonly developmentServer: URL | null
  readonly platform: NodeJS.Platform
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Hears what failed and was survived. */
  onProblem(error: unknown): void
}

/** The desktop that installers ship, with what only its entry needs. */
export interface ElectronShell extends Shell {
  /** Brings the window to the front, once it is open. */
  focus(): void
  /** Ends with this exit code, after what must be finished is finished. */
  end(exitCode: number): Promise<void>
  /** Does what needs no waiting, for a process whose end may not come in order. */
  endAtOnce(): void
}

/**
 * The desktop in Electron. To be made once, when the application is ready, after the scheme of the page was registered
 * (`pageScheme`) and the data folder was claimed (`claimDataFolder`).
 */
export function electronShell(electron: Electron, options: ElectronShellOptions): ElectronShell {
  const { app } = electron
  const { platform, environment, developmentServer } = options
  const systemListeners: ((event: SystemEvent) => void)[] = []
  const tell = (event: SystemEvent): void => {
    for (const listener of systemListeners) listener(event)
  }
  let opened: ElectronWindow | null = null
  let shown: BrowserWindow | null = null
  const focus = (): void => opened?.focus()
  let isSessionOver = false
  const order = quitOrder({
    app,
    onEnding: () => opened?.leave(),
    question() {
      const unsaved = opened?.unsaved() ?? null
      if (unsaved === null || shown === null || isSessionOver) return null
      // A question over a window that nobody sees would be answered by nobody.
      focus()
      return askToLeave(electron.dialog, shown, unsaved)
    },
    onProblem: options.onProblem,
  })

  if (developmentServer === null) setMenu(electron, platform)
  app.on('web-contents-created', (_event, contents) =>
    guardContents(contents, (address) => developmentServer !== null && isServedBy(developmentServer, address)),
  )
  onSecondStart(app, focus)
  watchPower({
    monitor: electron.powerMonitor,
    platform,
    timers: processTimers,
    tell,
    onShutdown() {
      order.endSession()
      void order.end(0)
    },
  })

  return {
    name: 'electron',
    clipboard: electronClipboard({
      clipboard: electron.clipboard,
      ClipboardItem: electron.ClipboardItem,
      platform,
      isWayland: isWaylandSession(platform, environment),
      isFocused: () => opened?.isFocused() ?? false,
      clearFromOutside: () => clearWaylandClipboard({ environment }),
      timers: processTimers,
    }),
    keyRing: (dataFolder) =>
      electronKeyRing({
        safeStorage: electron.safeStorage,
        commandLine: app.commandLine,
        platform,
        file: join(dataFolder, 'kept-values.key'),
        timers: processTimers,
      }),
    async openWindow({ bounds, answer }) {
      const session = await pageSession(electron, options)
      const areas = electron.screen.getAllDisplays().map(({ workArea }) => workArea)
      const primary = electron.screen.getPrimaryDisplay().workArea
      const visible = visibleBounds(bounds, [primary, ...areas])
      const window = new electron.BrowserWindow(
        windowOptions({
          bounds: visible,
          isDark: electron.nativeTheme.shouldUseDarkColors,
          session,
          preloadFile: options.preloadFile,
          developerTools: !app.isPackaged,
        }),
      )
      const origin = developmentServer?.origin ?? pageOrigin
      serveCalls(electron.ipcMain, {
        isTrusted: (event) => isTrustedSender(event, window.isDestroyed() ? null : window.webContents, origin),
        answer,
      })
      dress(electron, window, platform)
      showWhenDrawn(window, visible.maximized)
      window.on('close', (event) => {
        event.preventDefault()
        order.wish()
      })
      window.on('query-session-end', () => order.endSession())
      window.on('session-end', () => {
        isSessionOver = true
        order.endSession()
      })
      window.webContents.on('render-process-gone', (_event, { reason }) => {
        if (reason === 'clean-exit') return
        options.onProblem(new Error(`The page broke down: ${reason}.`))
        void order.end(1)
      })
      shown = window
      opened = electronWindow(window)
      await window.loadURL(`${origin}/`)
      return opened
    },
    saveFile: async (file) => {
      const path = await chooseFileToSave(electron.dialog, shown, file.suggestedName)
      return path === null ? null : saveAt(path, file.bytes)
    },
    chooseFileToSave: (suggestedName) => chooseFileToSave(electron.dialog, shown, suggestedName),
    chooseBackup: () => chooseBackup(electron.dialog, shown),
    onSystemEvent: (listener) => void systemListeners.push(listener),
    onQuit: order.onQuit,
    onSessionEnd: order.onSessionEnd,
    quit: () => void order.end(0),
    focus,
    end: order.end,
    endAtOnce: order.endSession,
  }
}

/** The system's own question, over the window. Escape stays, and so does Enter. */
async function askToLeave(
  dialog: Electron['dialog'],
  window: BrowserWindow,
  { title, text, stay, leave }: LeaveQuestion,
): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message: title,
    detail: text,
    buttons: [stay, leave],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  })
  return response === 1
}

/** The system's own dialog, over the window, which asks before it lets a file take another's place. */
async function chooseFileToSave(
  dialog: Electron['dialog'],
  window: BrowserWindow | null,
  suggestedName: string,
): Promise<string | null> {
  const ending = extname(suggestedName).slice(1)
  const options: SaveDialogOptions = {
    defaultPath: basename(suggestedName),
    ...(ending === '' ? {} : { filters: [{ name: ending.toUpperCase(), extensions: [ending] }] }),
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  }
  const asked = await (window === null || window.isDestroyed()
    ? dialog.showSaveDialog(options)
    : dialog.showSaveDialog(window, options))
  return asked.canceled || asked.filePath === '' ? null : asked.filePath
}

async function chooseBackup(dialog: Electron['dialog'], window: BrowserWindow | null): Promise<string | null> {
  const options: OpenDialogOptions = {
    filters: [{ name: 'AGE', extensions: ['age'] }],
    properties: ['openFile', 'dontAddToRecent'],
  }
  const asked = await (window === null || window.isDestroyed()
    ? dialog.showOpenDialog(options)
    : dialog.showOpenDialog(window, options))
  return asked.canceled ? null : (asked.filePaths[0] ?? null)
}

function setMenu({ Menu }: Pick<Electron, 'Menu'>, platform: NodeJS.Platform): void {
  const template = applicationMenu(platform)
  Menu.setApplicationMenu(template === null ? null : Menu.buildFromTemplate(template))
}

/** A session in memory, which answers the page's scheme and nothing else. */
async function pageSession(
  { session, app }: Pick<Electron, 'session' | 'app'>,
  { pageFolder, developmentServer }: ElectronShellOptions,
): Promise<Session> {
  const ours = session.fromPartition('token-desk', { cache: false })
  const isOurs = (address: string): boolean =>
    developmentServer === null ? isPageAddress(address) : isServedBy(developmentServer, address)
  const isDeveloperTool = (address: string): boolean => !app.isPackaged && address.startsWith('devtools://')
  await guardSession(ours, {
    allowed: (address) => isOurs(address) || isDeveloperTool(address),
    isOffline: developmentServer === null,
  })
  if (developmentServer === null) servePage(ours.protocol, await readPageFiles(pageFolder))
  return ours
}

/** What only a window that exists can be given. */
function dress({ app, nativeTheme }: Pick<Electron, 'app' | 'nativeTheme'>, window: BrowserWindow, platform: string) {
  // Before it is shown for the first time; Linux has no such thing.
  if (platform === 'win32' || platform === 'darwin') window.setContentProtection(true)
  secureKeyboardEntry(app, window, platform)
  listenToZoomKeys(window.webContents, platform)
  nativeTheme.on('updated', () => {
    if (!window.isDestroyed()) window.setBackgroundColor(backgroundColor(nativeTheme.shouldUseDarkColors))
  })
}

function showWhenDrawn(window: BrowserWindow, isMaximized: boolean): void {
  window.once('ready-to-show', () => {
    // Maximizing shows a window, so it waits as well.
    if (isMaximized) window.maximize()
    window.show()
  })
}
