import type { Clock } from '../src-core/ports.ts'
import type { Shell, ShellWindow } from './shell/shell.ts'
import type { Timers } from './timers.ts'

/** What Token Desk is composed from. */
export interface ApplicationOptions {
  readonly shell: Shell
  /** Absolute path, as `findDataFolder` answers it; made by `startApplication` where it is missing. */
  readonly dataFolder: string
  /** The built or source file of `store/worker.ts`: `new URL('./store/worker.ts', import.meta.url)` from source. */
  readonly workerUrl: URL
  readonly version: string
  readonly clock?: Clock
  readonly timers?: Timers
}

/** The running application. */
export interface Application {
  readonly window: ShellWindow
  /**
   * Ends every reveal, clears the clipboard, signs out, and gives the store up. The shell's quit does the same; both
   * together do it once. The window is the shell's to close.
   */
  close(): Promise<void>
}

/**
 * Composes everything, once, by hand, and opens the window. A store that cannot be opened does not end the
 * application: the page is told why and can try again.
 *
 * @throws {DeskError} STORE_UNREACHABLE where not even the data folder can be made.
 */
export async function startApplication(_options: ApplicationOptions): Promise<Application> {
  throw new Error('The parts of the application are not composed yet.')
}
