import { randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, extname, isAbsolute, join } from 'node:path'
import { DeskError } from '../../src-shared/errors.ts'

export type FileBytes = Uint8Array | AsyncIterable<Uint8Array>

/** A file that the person keeps: a calendar, an export. */
export interface FileToSave {
  /** The name alone, such as `expirations.ics`. */
  readonly suggestedName: string
  /** All of it, or piece by piece where it is too much to be in memory at once. */
  readonly bytes: FileBytes
}

/**
 * Writes a file where the person has chosen, whole or not at all, readable by this account alone. What was there before
 * stays until all of it is written.
 *
 * @throws {DeskError} CONFLICT with the reason `file-not-saved`, and why in words.
 */
export async function saveAt(path: string, bytes: FileBytes): Promise<string> {
  const unfinished = join(dirname(path), `.${basename(path)}.${randomUUID()}`)
  try {
    await writeNew(unfinished, bytes)
    await rename(unfinished, path)
    return path
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined)
    throw notSaved(dirname(path), error)
  }
}

/**
 * Writes a file into a folder, under its name or the next one that is free: `expirations (2).ics`. Nothing is ever
 * overwritten. Answers the path.
 *
 * @throws {DeskError} CONFLICT with the reason `file-not-saved`, and why in words.
 */
export async function saveBeside(folder: string, { suggestedName, bytes }: FileToSave): Promise<string> {
  const name = basename(suggestedName)
  const ending = extname(name)
  for (let number = 1; ; number += 1) {
    const free = number === 1 ? name : `${basename(name, ending)} (${number})${ending}`
    const path = join(folder, free)
    try {
      await writeNew(path, bytes)
      return path
    } catch (error) {
      if (codeOf(error) === 'EEXIST' && number < MOST_NAMES) continue
      // What another file had would not be taken away: `wx` makes the file or fails.
      if (codeOf(error) !== 'EEXIST') await rm(path, { force: true }).catch(() => undefined)
      throw notSaved(folder, error)
    }
  }
}

/**
 * The person's folder for downloads: what the desktop names (XDG), else `Downloads` in the home folder, made where it is
 * missing; the home folder where it cannot be made.
 */
export async function downloadsFolder(
  home: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const named = environment.XDG_DOWNLOAD_DIR ?? (await namedByDesktop(home, environment))
  const folder = named !== undefined && isAbsolute(named) ? named : join(home, 'Downloads')
  try {
    await mkdir(folder, { recursive: true })
    return (await stat(folder)).isDirectory() ? folder : home
  } catch {
    return home
  }
}

const MOST_NAMES = 1_000

async function writeNew(path: string, bytes: FileBytes): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** `XDG_DOWNLOAD_DIR="$HOME/Téléchargements"` in the desktop's own list of folders. */
async function namedByDesktop(
  home: string,
  { XDG_CONFIG_HOME }: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  const list = join(XDG_CONFIG_HOME ?? join(home, '.config'), 'user-dirs.dirs')
  const text = await readFile(list, 'utf8').catch(() => '')
  return /^XDG_DOWNLOAD_DIR="(.*)"$/m.exec(text)?.[1]?.replace(/^\$HOME(?=\/|$)/, home)
}

const WHY: Readonly<Record<string, string>> = {
  ENOSPC: 'There is no room left on the disk.',
  EDQUOT: 'There is no room left on the disk.',
  EACCES: 'You may not write there.',
  EPERM: 'You may not write there.',
  EROFS: 'Nothing can be written there.',
  ENOENT: 'The folder is not there.',
  ENAMETOOLONG: 'The name is too long.',
}

function notSaved(folder: string, cause: unknown): DeskError {
  // Whoever gave the pieces has said why there are no more.
  if (cause instanceof DeskError) return cause
  const why = WHY[codeOf(cause) ?? '']
  return new DeskError(
    {
      code: 'CONFLICT',
      reason: 'file-not-saved',
      message: `The file could not be saved in ${folder}.${why === undefined ? '' : ` ${why}`}`,
    },
    { cause },
  )
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined
}
