import type { KeyRing, Log } from '../../src-core/ports.ts'
import type { LeaveQuestion } from '../../src-shared/contract/desktop.ts'
import type { PageEvent } from '../../src-shared/contract/events.ts'
import type { Reply } from '../../src-shared/errors.ts'
import type { FileToSave } from './save-file.ts'

/** What Token Desk needs of a desktop. Two implementations: electron/ is the product, chromium/ runs from source. */
export interface Shell {
  readonly name: 'electron' | 'chromium'
  readonly clipboard: Clipboard
  /** The way to the operating system's keychain, for the store in this folder. Nothing is asked before its first use. */
  keyRing(dataFolder: string, log: Log): KeyRing
  /** Opens the one window. Calls from its page, and from nowhere else, reach `answer`. */
  openWindow(window: {
    readonly bounds: WindowBounds | null
    answer(name: unknown, input: unknown): Promise<Reply>
  }): Promise<ShellWindow>
  /**
   * Saves a file where the person wants it, readable by this account alone, and answers its path; null where they would
   * rather not. Rejects with DeskError where it cannot be written.
   */
  saveFile(file: FileToSave): Promise<string | null>
  /** Has the person choose where a file is to be written that is not there yet, or may be replaced; null where they would rather not. */
  chooseFileToSave(suggestedName: string): Promise<string | null>
  /** Has the person choose a backup; null where they would rather not, or where this desktop has no dialog for it. */
  chooseBackup(): Promise<string | null>
  /** Hears what the operating system tells: not every desktop tells everything. */
  onSystemEvent(listener: (event: SystemEvent) => void): void
  /** `finish` is awaited once before the application ends, whichever way it ends. */
  onQuit(finish: () => Promise<void>): void
  /** What can still be done when the session ends and nothing is waited for: synchronous work only. */
  onSessionEnd(finish: () => void): void
  quit(): void
}

/** `lock` and `suspend` end every reveal and lock the desk; `resume` checks deadlines that passed during sleep. */
export type SystemEvent = 'lock' | 'suspend' | 'resume'

export interface WindowBounds {
  readonly x?: number
  readonly y?: number
  readonly width: number
  readonly height: number
  readonly maximized: boolean
}

export interface ShellWindow {
  /** Tells the page that something changed. Lost if the page is not there. */
  announce(event: PageEvent): void
  /** Where the window is now, to be remembered; null once it is gone. */
  bounds(): Promise<WindowBounds | null>
  onFocus(listener: () => void): void
  focus(): void
  /**
   * A person who closes the window is asked this first, once; null asks nothing. Nobody is asked where the end comes from
   * elsewhere: a signal, an error, or the end of the session.
   */
  setUnsaved(question: LeaveQuestion | null): void
}

/** The system clipboard, as far as secrets need it. Only main touches it. */
export interface Clipboard {
  /** Puts the secret there, marked as one where the system knows such marks. Rejects if it is verifiably not there. */
  writeSecret(secret: Uint8Array): Promise<void>
  /**
   * Whether the clipboard still holds what Token Desk put there. Electron asks for its marker and needs no digest;
   * the browser shell compares SHA-256 of the clipboard's text with `digest`.
   */
  holdsSecret(digest: Uint8Array): Promise<boolean>
  clear(): Promise<void>
  /** The same without waiting or knowing, for the moment at which the session ends. */
  clearSynchronously(): void
}
