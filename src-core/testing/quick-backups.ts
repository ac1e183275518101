import type { BackupOptions } from '../open-desk.ts'

/** Backups as a workstation makes them, without what makes guessing expensive. For tests only. */
export function quickBackups(folder: string): BackupOptions {
  return { version: '0.0.0-test', workFolder: folder, plan: 'in-settings', workFactor: 2 }
}
