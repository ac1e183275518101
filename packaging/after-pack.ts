import { join } from 'node:path'
import { flipFuses } from '@electron/fuses'
import type { AfterPackContext } from 'electron-builder'
import { fuses } from './fuses.ts'

/** Called by electron-builder once everything is in place, before anything is signed. */
export async function afterPack(context: AfterPackContext): Promise<void> {
  await flipFuses(programIn(context), fuses)
}

/** What flips fuses takes the application on macOS, and the program itself elsewhere. */
function programIn({ appOutDir, electronPlatformName, packager }: AfterPackContext): string {
  const name = packager.appInfo.productFilename
  if (electronPlatformName === 'darwin') return join(appOutDir, `${name}.app`)
  if (electronPlatformName === 'win32') return join(appOutDir, `${name}.exe`)
  return join(appOutDir, packager.config.linux?.executableName ?? name)
}
