import { createHash, randomUUID } from 'node:crypto'
import { readdirSync, statSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join, relative } from 'node:path'
import type { Machine } from './machine.ts'

export interface PageBuild {
  readonly machine: Pick<Machine, 'run' | 'read' | 'write'>
  readonly projectFolder: string
  say(line: string): void
}

const buildTimeoutMs = 300_000
/** All that goes into `out/`. */
const sources = [
  'src-shared',
  'src-core',
  'src-main',
  'src-preload',
  'src-renderer',
  'electron.vite.config.ts',
  'package-lock.json',
]

/**
 * Builds `out/` where it is missing or older than what it is made of. It is built aside and put in place whole, so that
 * a window that opens meanwhile, or a second build, never meets half of it.
 *
 * @throws {Error} where the build fails; its words are in the log file that the message names.
 */
export async function buildIfStale({ machine, projectFolder, say }: PageBuild): Promise<void> {
  const note = join(projectFolder, 'out/built-from.txt')
  const state = stateOf(projectFolder)
  if ((await machine.read(note)) === state) return
  say('Building the page.')
  const out = join(projectFolder, 'out')
  const aside = join(out, `building-${randomUUID()}`)
  const logFile = join(out, 'build.log')
  try {
    const { exitCode } = await machine.run({
      file: process.execPath,
      args: [join(projectFolder, 'node_modules/electron-vite/bin/electron-vite.js'), 'build', '--outDir', aside],
      timeoutMs: buildTimeoutMs,
      logFile,
    })
    if (exitCode !== 0) throw new Error(`The page could not be built: see ${logFile}.`)
    await putInPlace(aside, out)
  } finally {
    await rm(aside, { recursive: true, force: true })
  }
  await machine.write(note, state)
}

/** Exchanges each folder in `out` for the one of the same name that was built aside. */
async function putInPlace(aside: string, out: string): Promise<void> {
  const replaced = join(aside, 'replaced')
  await mkdir(replaced)
  for (const part of ['main', 'preload', 'renderer']) await exchange(join(out, part), join(aside, part), replaced)
}

/** Another build may put its own there between the two steps: then that one is taken away as well. */
async function exchange(place: string, built: string, replaced: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    await rename(place, join(replaced, randomUUID())).catch((error: unknown) => {
      if (codeOf(error) !== 'ENOENT') throw error
    })
    try {
      return await rename(built, place)
    } catch (error) {
      const isTaken = ['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(codeOf(error))
      if (!isTaken || attempt === 5) throw error
    }
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

/**
 * The files, their sizes and when each was last changed: any edit, addition, removal or renaming gives another text. Nobody
 * else waits at this moment, and one after the other they are looked at in a fifth of the time.
 */
function stateOf(projectFolder: string): string {
  const lines: string[] = []
  for (const source of sources) {
    for (const path of filesIn(join(projectFolder, source))) {
      const { size, mtimeMs } = statSync(path)
      lines.push(`${relative(projectFolder, path)} ${size} ${mtimeMs}`)
    }
  }
  return `${createHash('sha256').update(lines.sort().join('\n')).digest('hex')}\n`
}

/** Walked folder by folder: Node's own recursive listing takes six times as long. */
function filesIn(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
    const inside = join(path, entry.name)
    if (entry.isDirectory()) return filesIn(inside)
    return entry.isFile() && !/\.test\.tsx?$/.test(entry.name) ? [inside] : []
  })
}
