import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface ParentWatch {
  readonly projectFolder: string
  readonly platform: NodeJS.Platform
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Who started this process, or who has adopted it since. */
  parentId(): number
  /** The command line of a process, or null where it cannot be told. */
  commandLineOf(processId: number): string | null
  /** Does some work again and again. It does not keep the process from ending. */
  every(intervalMs: number, work: () => void): void
  onGone(): void
}

const LOOK_EVERY_MS = 1_000

/**
 * Tells when the shell in which npm runs one of this project's scripts is gone. Whoever ends npm ends that shell, and
 * the shell passes nothing on: the window would stay open and hold its folder, with nobody left who started it.
 *
 * Only that shell counts. Who starts Token Desk in the background and goes away does it on purpose, and `nohup npm start &`
 * leaves npm and its shell where they are.
 */
export function watchNpm(watch: ParentWatch): void {
  const { platform, environment, parentId, commandLineOf, every, onGone } = watch
  if (platform === 'win32') return
  const script = environment.npm_lifecycle_script
  if (!script || environment.npm_package_json !== join(watch.projectFolder, 'package.json')) return
  const parent = parentId()
  // npm's variables are inherited by everything below it, so they alone do not tell that npm is the one.
  if (commandLineOf(parent)?.includes(script) !== true) return
  let isGone = false
  every(LOOK_EVERY_MS, () => {
    if (isGone || parentId() === parent) return
    isGone = true
    onGone()
  })
}

/** The real parent of this process. */
export const processParent: Pick<ParentWatch, 'parentId' | 'commandLineOf' | 'every'> = {
  parentId: () => process.ppid,
  commandLineOf(processId) {
    try {
      if (process.platform === 'linux') return readFileSync(`/proc/${processId}/cmdline`, 'utf8').replaceAll('\0', ' ')
      return execFileSync('ps', ['-o', 'args=', '-p', String(processId)], { encoding: 'utf8', timeout: 2_000 })
    } catch {
      return null
    }
  },
  every: (intervalMs, work) => void setInterval(work, intervalMs).unref(),
}
