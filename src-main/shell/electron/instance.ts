import { join } from 'node:path'
import type { App } from 'electron'
import { makeFolder } from '../../../src-core/store/sqlite/make-folder.ts'

/**
 * Keeps the engine's own files inside the data folder and holds that folder for this process. The lock belongs to the
 * folder, so two data folders can be open side by side. To be called before the application is ready, with a data
 * folder that exists.
 *
 * @returns false where another process holds it; that one has been told, and shows its window.
 */
export function claimDataFolder(app: Pick<App, 'setPath' | 'requestSingleInstanceLock'>, dataFolder: string): boolean {
  const folder = join(dataFolder, 'electron')
  makeFolder(folder)
  app.setPath('userData', folder)
  app.setPath('sessionData', folder)
  return app.requestSingleInstanceLock()
}

/** Shows the window when somebody starts Token Desk again. What the other start was given is nobody's we know: unread. */
export function onSecondStart(app: Pick<App, 'on'>, show: () => void): void {
  app.on('second-instance', () => show())
  // The Dock's way of saying the same.
  app.on('activate', () => show())
}
