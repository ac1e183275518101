import { EventEmitter } from 'node:events'
import type { Electron } from '../electron-shell.ts'
import { type FakeSystemClipboard, fakeSystemClipboard } from './fake-system-clipboard.ts'

/** As much of Electron as the shell uses, made by hand. A test is the engine, the person and the operating system. */
export interface FakeElectron {
  readonly electron: Electron
  readonly app: EventEmitter
  readonly powerMonitor: EventEmitter
  readonly clipboard: FakeSystemClipboard
  /** All that happened, in order, one short text each. */
  readonly happened: string[]
  /** What each dialog for saving was asked with. It is cancelled until a file is chosen. */
  readonly saveDialogs: readonly (readonly unknown[])[]
  readonly openDialogs: readonly (readonly unknown[])[]
  chooseFile(path: string): void
  /** What was asked in a box of the system. It stands until it is answered with the number of a button. */
  readonly questions: readonly (readonly unknown[])[]
  answerQuestion(button: number): void
  readonly window: () => FakeWindow
  /** The handlers and settings of the one session that was made. */
  readonly session: () => FakeSession
  /** The page asks on this channel. */
  invoke(channel: string, frame: unknown, ...given: readonly unknown[]): unknown
}

export interface FakeFrame {
  readonly origin: string
  readonly parent: FakeFrame | null
}

export interface FakeWindow extends EventEmitter {
  readonly options: { readonly [name: string]: unknown; readonly webPreferences: Record<string, unknown> }
  readonly webContents: EventEmitter & { mainFrame: FakeFrame; sent: unknown[]; openHandler: () => unknown }
  destroyed: boolean
  focused: boolean
}

export interface FakeSession {
  readonly partition: string
  readonly options: unknown
  readonly set: Record<string, unknown>
  readonly events: EventEmitter
  protocolHandler(request: { method: string; url: string }): Response | Promise<Response>
}

export function fakeElectron({ isPackaged = true, pageOrigin = 'app://bundle' } = {}): FakeElectron {
  const happened: string[] = []
  const note = (text: string) => void happened.push(text)
  const app = Object.assign(new EventEmitter(), {
    isPackaged,
    exit: (exitCode: number) => note(`exit ${exitCode}`),
    quit: () => note('quit'),
    setSecureKeyboardEntryEnabled: (enabled: boolean) => note(`secure entry ${enabled}`),
  })
  const powerMonitor = Object.assign(new EventEmitter(), { getSystemIdleState: () => 'active' })
  const clipboard = fakeSystemClipboard()
  const handlers = new Map<string, (event: unknown, ...given: readonly unknown[]) => unknown>()
  const saveDialogs: (readonly unknown[])[] = []
  const openDialogs: (readonly unknown[])[] = []
  const questions: (readonly unknown[])[] = []
  let answerQuestion: (button: number) => void = () => missing('question')
  let saveAnswer = { canceled: true, filePath: '' }
  let window: FakeWindow | null = null
  let session: FakeSession | null = null

  function openWindow(options: FakeWindow['options']): FakeWindow {
    note('window made')
    window = fakeWindow(options, pageOrigin, note)
    app.emit('web-contents-created', {}, window.webContents)
    return window
  }
  const electron = {
    app,
    BrowserWindow: openWindow,
    clipboard: clipboard.system,
    ClipboardItem: clipboard.ClipboardItem,
    dialog: {
      async showSaveDialog(...given: readonly unknown[]) {
        saveDialogs.push(given)
        return saveAnswer
      },
      async showOpenDialog(...given: readonly unknown[]) {
        openDialogs.push(given)
        return { canceled: saveAnswer.canceled, filePaths: saveAnswer.canceled ? [] : [saveAnswer.filePath] }
      },
      showMessageBox(...given: readonly unknown[]) {
        questions.push(given)
        return new Promise((answer) => {
          answerQuestion = (button) => answer({ response: button, checkboxChecked: false })
        })
      },
    },
    ipcMain: {
      handle(channel: string, handler: (event: unknown, ...given: readonly unknown[]) => unknown) {
        if (handlers.has(channel)) throw new Error('Attempted to register a second handler.')
        handlers.set(channel, handler)
      },
    },
    Menu: {
      buildFromTemplate: (template: unknown) => template,
      setApplicationMenu: (menu: unknown) => note(menu === null ? 'no menu' : 'menu'),
    },
    nativeTheme: Object.assign(new EventEmitter(), { shouldUseDarkColors: false }),
    powerMonitor,
    screen: {
      getPrimaryDisplay: () => ({ workArea: { x: 0, y: 0, width: 1920, height: 1040 } }),
      getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1040 } }],
    },
    session: {
      fromPartition(partition: string, options: unknown) {
        const made = fakeSession(partition, options)
        session = made.seen
        return made.electron
      },
    },
  }
  return {
    electron: electron as unknown as Electron,
    app,
    powerMonitor,
    clipboard,
    happened,
    saveDialogs,
    openDialogs,
    chooseFile(path) {
      saveAnswer = { canceled: false, filePath: path }
    },
    questions,
    answerQuestion: (button) => answerQuestion(button),
    window: () => window ?? missing('window'),
    session: () => session ?? missing('session'),
    invoke: (channel, senderFrame, ...given) =>
      (handlers.get(channel) ?? missing(`handler of ${channel}`))({ senderFrame }, ...given),
  }
}

function fakeWindow(options: FakeWindow['options'], origin: string, note: (text: string) => void): FakeWindow {
  let zoomLevel = 0
  const webContents = Object.assign(new EventEmitter(), {
    mainFrame: { origin, parent: null },
    sent: [] as unknown[],
    openHandler: (): unknown => 'not set',
    send(...message: unknown[]) {
      this.sent.push(message)
    },
    isDestroyed: () => window.destroyed,
    setWindowOpenHandler(handler: () => unknown) {
      this.openHandler = handler
    },
    setWebRTCIPHandlingPolicy: (policy: string) => note(`webrtc ${policy}`),
    getZoomLevel: () => zoomLevel,
    setZoomLevel: (level: number) => {
      zoomLevel = level
    },
  })
  const window = Object.assign(new EventEmitter(), {
    options,
    webContents,
    destroyed: false,
    focused: true,
    isDestroyed: () => window.destroyed,
    isFocused: () => window.focused,
    isMinimized: () => false,
    isMaximized: () => false,
    isFullScreen: () => false,
    getNormalBounds: () => ({ x: 10, y: 20, width: 1000, height: 700 }),
    show: () => note('show'),
    hide: () => note('hide'),
    focus: () => note('focus'),
    restore: () => note('restore'),
    maximize: () => note('maximize'),
    setContentProtection: (enabled: boolean) => note(`content protection ${enabled}`),
    setBackgroundColor: (color: string) => note(`background ${color}`),
    loadURL: async (url: string) => note(`load ${url}`),
  })
  return window
}

function fakeSession(partition: string, options: unknown): { seen: FakeSession; electron: unknown } {
  const set: Record<string, unknown> = {}
  const events = new EventEmitter()
  const keep = (name: string) => (value: unknown) => {
    set[name] = value
  }
  let handler: FakeSession['protocolHandler'] = () => missing('protocol handler')
  const electron = Object.assign(events, {
    setPermissionCheckHandler: keep('permissionCheck'),
    setPermissionRequestHandler: keep('permissionRequest'),
    setDevicePermissionHandler: keep('devicePermission'),
    setDisplayMediaRequestHandler: keep('displayMedia'),
    setSpellCheckerEnabled: keep('spellChecker'),
    setProxy: async (proxy: unknown) => keep('proxy')(proxy),
    webRequest: { onBeforeRequest: keep('beforeRequest') },
    protocol: {
      handle(scheme: string, answer: FakeSession['protocolHandler']) {
        set.scheme = scheme
        handler = answer
      },
    },
  })
  return { seen: { partition, options, set, events, protocolHandler: (request) => handler(request) }, electron }
}

function missing(what: string): never {
  throw new Error(`There is no ${what} yet.`)
}
