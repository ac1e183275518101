import { existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Makes a folder, and those above it that are missing, readable by this account only. A folder that is there stays.
 *
 * One after the other by hand: Node's own way tries for ever where the system answers "no such file" for a folder in
 * one that is there, as it does in /proc.
 *
 * @throws {Error} the system's own, where it refuses or where a file is in the way.
 */
export function makeFolder(folder: string): void {
  for (const missing of missingFolders(folder)) {
    try {
      mkdirSync(missing, { mode: 0o700 })
    } catch (error) {
      // Somebody else may have made it meanwhile.
      if (!existsSync(missing)) throw error
    }
  }
  // All are there: this only refuses a file in its place.
  mkdirSync(folder, { recursive: true })
}

/** The topmost first. */
function missingFolders(folder: string): readonly string[] {
  if (existsSync(folder)) return []
  const above = dirname(folder)
  return above === folder ? [folder] : [...missingFolders(above), folder]
}
