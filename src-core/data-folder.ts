import { chmodSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import envPaths from 'env-paths'
import { DeskError } from '../src-shared/errors.ts'
import { makeFolder } from './store/sqlite/make-folder.ts'

/** What decides where the data lives: the command line without program and script, the environment, the folder to start from. */
export interface DataFolderRequest {
  readonly arguments: readonly string[]
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly workingFolder: string
}

/**
 * The absolute path of the data folder: `--data-dir <path>` or `--data-dir=<path>`, else `TOKEN_DESK_DATA`, else the
 * platform's application-data folder. Nothing is made yet.
 *
 * @throws {DeskError} INVALID_INPUT where `--data-dir` is given without a path.
 */
export function findDataFolder(request: DataFolderRequest): string {
  const asked = dataFolderArgument(request.arguments) ?? request.environment.TOKEN_DESK_DATA
  if (asked === undefined || asked === '') return envPaths('Token Desk', { suffix: '' }).data
  return resolve(request.workingFolder, asked)
}

/**
 * Makes the folder, readable by this account only. A folder that is there already keeps its content and is closed to
 * others again.
 *
 * @throws {DeskError} STORE_UNREACHABLE, reason `not-a-folder`, `read-only` or `unusable`, with words for the person.
 */
export function prepareDataFolder(folder: string): void {
  try {
    makeFolder(folder)
    if (!statSync(folder).isDirectory()) throw notAFolder(folder)
    // Windows has no such modes: there the folder lies in the person's own profile.
    if (process.platform !== 'win32') chmodSync(folder, 0o700)
  } catch (error) {
    throw folderProblem(folder, error)
  }
}

function dataFolderArgument(given: readonly string[]): string | undefined {
  const { tokens } = parseArgs({
    args: [...given],
    options: { 'data-dir': { type: 'string' } },
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  // The desktop adds switches of its own to the command line, so what is not ours is passed over.
  const found = tokens.findLast((token) => token.kind === 'option' && token.name === 'data-dir')
  if (found?.kind !== 'option') return undefined
  if (found.value === undefined || found.value === '' || (!found.inlineValue && found.value.startsWith('--')))
    throw new DeskError({ code: 'INVALID_INPUT', message: 'Give --data-dir a folder: --data-dir /path/to/folder.' })
  return found.value
}

function notAFolder(folder: string): DeskError {
  return new DeskError({
    code: 'STORE_UNREACHABLE',
    reason: 'not-a-folder',
    message: `The data folder ${folder} is a file. Choose another folder, or move that file away.`,
  })
}

function folderProblem(folder: string, error: unknown): DeskError {
  if (error instanceof DeskError) return error
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EEXIST' || code === 'ENOTDIR') return notAFolder(folder)
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return new DeskError(
      {
        code: 'STORE_UNREACHABLE',
        reason: 'read-only',
        message: `Token Desk may not write to the data folder ${folder}.`,
      },
      { cause: error },
    )
  return new DeskError(
    { code: 'STORE_UNREACHABLE', reason: 'unusable', message: `The data folder ${folder} could not be made.` },
    { cause: error },
  )
}
