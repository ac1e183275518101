import type { ClipboardItem, Clipboard as SystemClipboard } from 'electron'
import { DeskError } from '../../../src-shared/errors.ts'
import { pause, type Timers } from '../../timers.ts'
import type { Clipboard } from '../shell.ts'

export interface ElectronClipboardOptions {
  /** Electron's own, of the main process. */
  readonly clipboard: Pick<SystemClipboard, 'write' | 'has' | 'clear'>
  readonly ClipboardItem: new (items: Record<string, string | Blob>) => ClipboardItem
  readonly platform: NodeJS.Platform
  /** Whether the session is Wayland's, which takes the clipboard from the focused window only. */
  readonly isWayland: boolean
  /** Whether our window has the focus now. */
  isFocused(): boolean
  /** Clears the clipboard from outside the window; false where that cannot be done. Asked on Wayland only. */
  clearFromOutside(): Promise<boolean>
  readonly timers: Timers
}

/**
 * The system's clipboard, with secrets marked as such for its history and for clipboard managers. Whether a secret is
 * still there is asked by our own marker: nothing of the secret is kept for that, and nobody's text is read.
 *
 * `writeSecret` and `clear` reject with CLIPBOARD_UNAVAILABLE where the marker shows that they changed nothing. Where
 * that cannot be seen, on Wayland without the focus, `holdsSecret` goes on answering true until it can.
 */
export function electronClipboard(options: ElectronClipboardOptions): Clipboard {
  const { clipboard, platform, isWayland, timers } = options
  // Elsewhere the answer comes from this process itself and proves nothing.
  const isVerifiable = platform === 'win32' || platform === 'darwin'
  /** A clear that the compositor may have dropped without a word. */
  let isClearDoubtful = false

  /** Electron resolves even where another program held the clipboard and nothing happened. */
  async function untilMarked(wanted: boolean, act: () => Promise<void> | void): Promise<boolean> {
    for (const delayMs of [0, ...RETRY_DELAYS_MS]) {
      if (delayMs > 0) await pause(timers, delayMs)
      await act()
      if (!isVerifiable || (await clipboard.has(MARKER)) === wanted) return true
    }
    return false
  }

  const clearMarked = (): Promise<boolean> => untilMarked(false, () => clipboard.clear())

  return {
    async writeSecret(secret) {
      // The marker of an earlier secret would vouch for a write that never happened.
      if (isVerifiable && (await clipboard.has(MARKER)) && !(await clearMarked())) throw unavailable(NOT_TAKEN)
      const write = (): Promise<void> => clipboard.write([new options.ClipboardItem(marked(secret, platform))])
      if (!(await untilMarked(true, write))) throw unavailable(NOT_TAKEN)
      isClearDoubtful = false
    },
    async holdsSecret() {
      if (await clipboard.has(MARKER)) return true
      // With the focus the compositor tells the truth again.
      if (isClearDoubtful && options.isFocused()) isClearDoubtful = false
      return isClearDoubtful
    },
    async clear() {
      const wasFocused = options.isFocused()
      if (!(await clearMarked())) throw unavailable('The clipboard could not be cleared.')
      if (isWayland) isClearDoubtful = !(await options.clearFromOutside()) && !wasFocused
    },
    clearSynchronously: () => clipboard.clear(),
  }
}

/** Pauses before the second and third attempt, in milliseconds: long enough for another program to let go. */
const RETRY_DELAYS_MS = [40, 120]
const NOT_TAKEN = 'The clipboard did not take the token.'

/** A format of the operating system's own, by its name there. */
const format = (name: string): string => `electron application/osclipboard;format="${name}"`

/** One name for every copy, because Windows and X11 never forget a name and have room for few. */
const MARKER = format('com.token-desk.secret')

/** All entries of one write reach the system together. The text travels as bytes, so that no string of it is made. */
function marked(secret: Uint8Array, platform: NodeJS.Platform): Record<string, string | Blob> {
  return { ...hints(platform), [MARKER]: bytes([1]), 'text/plain': bytes(secret) }
}

/**
 * What tells each system, and programs that keep a history, to leave the content alone: the conventions of
 * nspasteboard.org, Microsoft's clipboard formats and Klipper's hint.
 */
function hints(platform: NodeJS.Platform): Record<string, string | Blob> {
  if (platform === 'darwin')
    return {
      [format('org.nspasteboard.ConcealedType')]: bytes([1]),
      [format('org.nspasteboard.TransientType')]: bytes([1]),
    }
  if (platform === 'win32')
    return {
      [format('ExcludeClipboardContentFromMonitorProcessing')]: bytes(ZERO_DWORD),
      [format('CanIncludeInClipboardHistory')]: bytes(ZERO_DWORD),
      [format('CanUploadToCloudClipboard')]: bytes(ZERO_DWORD),
    }
  return { [format('x-kde-passwordManagerHint')]: 'secret' }
}

const ZERO_DWORD = [0, 0, 0, 0]

function bytes(content: ArrayLike<number>): Blob {
  const copy = Uint8Array.from(content)
  const blob = new Blob([copy])
  copy.fill(0)
  return blob
}

function unavailable(message: string): DeskError {
  return new DeskError({ code: 'CLIPBOARD_UNAVAILABLE', message })
}
