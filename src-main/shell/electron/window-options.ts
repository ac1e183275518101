import type { BrowserWindowConstructorOptions, Session } from 'electron'
import type { WindowBounds } from '../shell.ts'

export interface WindowLook {
  /** Where to open; already made visible. */
  readonly bounds: WindowBounds
  readonly isDark: boolean
  readonly session: Session
  /** The built preload: one CommonJS file, which is all that a sandboxed page can load. */
  readonly preloadFile: string
  readonly developerTools: boolean
}

/** How the one window is made: hidden until there is something to see, and with nothing but its bridge. */
export function windowOptions(look: WindowLook): BrowserWindowConstructorOptions {
  const { x, y, width, height } = look.bounds
  return {
    ...(x === undefined || y === undefined ? {} : { x, y }),
    width,
    height,
    minWidth: smallest.width,
    minHeight: smallest.height,
    title: 'Token Desk',
    show: false,
    backgroundColor: backgroundColor(look.isDark),
    webPreferences: {
      session: look.session,
      preload: look.preloadFile,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: look.developerTools,
    },
  }
}

/** What the window shows before the page has drawn: the canvas of the page's own theme. */
export function backgroundColor(isDark: boolean): string {
  return isDark ? '#131519' : '#f5f6f8'
}

/** Below the width that the page is drawn for, because at a larger zoom it makes do with less. */
const smallest = { width: 640, height: 480 } as const
