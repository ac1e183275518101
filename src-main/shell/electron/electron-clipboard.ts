import type { Clipboard as ElectronClipboard } from 'electron'

/** The few members of Electron's clipboard that secrets need. */
export type SystemClipboard = Pick<ElectronClipboard, 'write' | 'has' | 'clear'>
