import type { BrowserWindow, Rectangle } from 'electron'
import { EVENT_CHANNEL } from '../../../src-shared/bridge.ts'
import type { LeaveQuestion } from '../../../src-shared/contract/desktop.ts'
import type { ShellWindow, WindowBounds } from '../shell.ts'

/** The few members of Electron's window that Token Desk uses once it is open. */
export interface OpenWindow
  extends Pick<
    BrowserWindow,
    | 'isDestroyed'
    | 'isMinimized'
    | 'isMaximized'
    | 'isFullScreen'
    | 'isVisible'
    | 'isFocused'
    | 'getNormalBounds'
    | 'restore'
    | 'show'
    | 'hide'
    | 'focus'
    | 'on'
  > {
  readonly webContents: Pick<BrowserWindow['webContents'], 'isDestroyed' | 'send'>
}

/** The window as the application sees it, and its last moment. */
export interface ElectronWindow extends ShellWindow {
  isFocused(): boolean
  /** What a person is asked before the window closes; null where nothing would be lost. */
  unsaved(): LeaveQuestion | null
  /** Notes where the window is and takes it off the screen: the application is ending. */
  leave(): void
}

/** Nothing here throws when the window is gone. */
export function electronWindow(window: OpenWindow): ElectronWindow {
  let last: WindowBounds | null = null
  let unsaved: LeaveQuestion | null = null
  return {
    announce(event) {
      if (window.isDestroyed() || window.webContents.isDestroyed()) return
      try {
        window.webContents.send(EVENT_CHANNEL, event)
      } catch {
        // The page's process ended in this moment: announcements to a page that is not there are lost.
      }
    },
    async bounds() {
      return last ?? (window.isDestroyed() ? null : boundsOf(window))
    },
    onFocus: (listener) => void window.on('focus', listener),
    focus() {
      if (window.isDestroyed() || last !== null) return
      if (window.isMinimized()) window.restore()
      window.show()
      window.focus()
    },
    setUnsaved(question) {
      unsaved = question
    },
    unsaved: () => (window.isDestroyed() ? null : unsaved),
    isFocused: () => !window.isDestroyed() && window.isFocused(),
    leave() {
      if (window.isDestroyed() || last !== null) return
      // Asked first: some desktops forget that a hidden window was maximized.
      last = boundsOf(window)
      window.hide()
    },
  }
}

function boundsOf(window: Pick<BrowserWindow, 'getNormalBounds' | 'isMaximized' | 'isFullScreen'>): WindowBounds {
  const { x, y, width, height }: Rectangle = window.getNormalBounds()
  return { x, y, width, height, maximized: window.isMaximized() || window.isFullScreen() }
}
