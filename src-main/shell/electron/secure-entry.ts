import type { App, BrowserWindow } from 'electron'

/**
 * While the window has the focus no other program of the person's session can read along on the keyboard. macOS only;
 * held no longer than that, because it hinders other programs.
 */
export function secureKeyboardEntry(
  app: Pick<App, 'setSecureKeyboardEntryEnabled'>,
  window: Pick<BrowserWindow, 'on'>,
  platform: string,
): void {
  if (platform !== 'darwin') return
  window.on('focus', () => app.setSecureKeyboardEntryEnabled(true))
  window.on('blur', () => app.setSecureKeyboardEntryEnabled(false))
  window.on('closed', () => app.setSecureKeyboardEntryEnabled(false))
}
