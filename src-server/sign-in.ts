import { existsSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { resolve } from 'node:path'
import { findDataFolder } from '../src-core/data-folder.ts'
import type { Desk } from '../src-core/desk.ts'
import { keyFile, keyFileIn } from '../src-core/key-ring/key-file.ts'
import { systemKeyRing } from '../src-core/key-ring/system-key-ring.ts'
import { openDesk, storeExists } from '../src-core/open-desk.ts'
import type { Log } from '../src-core/ports.ts'
import type { Call } from '../src-shared/contract/calls.ts'
import { type DeskCalls, deskCalls } from '../src-shared/contract/index.ts'
import type { Operator } from '../src-shared/contract/sessions.ts'
import { DeskError } from '../src-shared/errors.ts'
import type { Surroundings } from './terminal.ts'

/** What every command takes. */
export interface CommonOptions {
  readonly json?: true
  readonly dataDir?: string
  readonly user?: string
  readonly verbose?: true
}

/** What a command works with once its operator is signed in. */
export interface SignedIn {
  readonly call: Call<DeskCalls>
  readonly operator: Operator
}

/**
 * Asks who it is, opens the store, signs in, does the work, signs out and gives the store up, whatever happens.
 * The password is asked for first: a window that stays at a question must not keep others out of the store.
 *
 * @throws {DeskError} what signing in, the store or the work refuses.
 */
export async function withSignIn<T>(
  options: CommonOptions,
  surroundings: Surroundings,
  work: (session: SignedIn) => Promise<T>,
): Promise<T> {
  const signIn = await askForSignIn(options, surroundings)
  return signIn(work)
}

/**
 * The first half of `withSignIn`, for a command that has to ask before it reads anything: asks who it is, and answers
 * with what then does all the rest.
 *
 * @throws {DeskError} STORE_UNREACHABLE, NOT_SIGNED_IN, or what asking on the terminal refuses.
 */
export async function askForSignIn(
  options: CommonOptions,
  surroundings: Surroundings,
): Promise<<T>(work: (session: SignedIn) => Promise<T>) => Promise<T>> {
  const folder = dataFolderOf(options, surroundings)
  if (!storeExists(folder)) throw noStore(folder)
  const username = usernameOf(options, surroundings)
  const password = await passwordFor(username, surroundings)
  return (work) => signedIn({ folder, username, password }, options, surroundings, work)
}

async function signedIn<T>(
  { folder, username, password }: { readonly folder: string; readonly username: string; readonly password: string },
  options: CommonOptions,
  surroundings: Surroundings,
  work: (session: SignedIn) => Promise<T>,
): Promise<T> {
  const log = logOf(options, surroundings)
  const keyRing = systemKeyRing({ folder, log, environment: surroundings.environment, platform: process.platform })
  const ownKeyFile = keyFileIn(folder)
  // Of a store that the service serves: its checkpoints are signed with the same key, whoever asks for one.
  const checkpointKeyRing = existsSync(ownKeyFile) ? keyFile(ownKeyFile, log) : keyRing
  const desk = await openDesk({ folder, log, keyRing, checkpointKeyRing })
  try {
    const { secret, operator } = await connect(desk, null)('sessions.signIn', { username, password })
    const call = connect(desk, secret)
    try {
      return await work({ call, operator })
    } finally {
      // What became of the work is what the person has to know; a session that stays ends by itself.
      await call('sessions.signOut', {}).catch((error: unknown) => log.error('Signing out failed.', error))
    }
  } finally {
    await desk.close()
  }
}

/** The absolute path of the folder in which the store lies. */
export function dataFolderOf(options: CommonOptions, surroundings: Surroundings): string {
  return findDataFolder({
    arguments: options.dataDir === undefined ? [] : [`--data-dir=${options.dataDir}`],
    environment: surroundings.environment,
    workingFolder: surroundings.workingFolder,
  })
}

/** The desk as typed calls that reject with DeskError. */
export function connect(desk: Desk, session: string | null): Call<DeskCalls> {
  return async (name, input) => {
    const reply = await desk.call({ name, input, session })
    if (!reply.ok) throw new DeskError(reply.error)
    return deskCalls[name].output.parse(reply.value) as never
  }
}

/** The log of a command: nothing, unless the person asked to see it. It is never given an input or a secret. */
export function logOf(options: CommonOptions, surroundings: Surroundings): Log {
  const write = (level: string, message: string) => {
    if (options.verbose) surroundings.errors.write(`${level} ${message}\n`)
  }
  return {
    info: (message, facts) => write('info', withFacts(message, facts)),
    warn: (message, facts) => write('warn', withFacts(message, facts)),
    error: (message, error) => write('error', `${message} ${error instanceof Error ? error.stack : String(error)}`),
  }
}

/**
 * The password from the file that `TOKEN_DESK_PASSWORD_FILE` names, without the line end after it; undefined where no
 * file is named.
 *
 * @throws {DeskError} NOT_SIGNED_IN, reason `password-file`, where the file cannot be read.
 */
export async function passwordFromFile(surroundings: Surroundings): Promise<string | undefined> {
  const named = surroundings.environment.TOKEN_DESK_PASSWORD_FILE
  if (named === undefined || named === '') return undefined
  const path = resolve(surroundings.workingFolder, named)
  try {
    const text = await readHead(path, PASSWORD_FILE_LIMIT_BYTES)
    return text.replace(/\r?\n$/, '')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable'
    throw new DeskError(
      {
        code: 'NOT_SIGNED_IN',
        reason: 'password-file',
        message: `The password file ${path} cannot be read (${code}).`,
      },
      { cause: error },
    )
  }
}

/** Longer than any password that the desk takes; the rest of a wrong file is not read. */
const PASSWORD_FILE_LIMIT_BYTES = 8192

/** The beginning of a file, or of a pipe, as text. */
export async function readHead(path: string, limitBytes: number): Promise<string> {
  const file = await open(path, 'r')
  try {
    const buffer = Buffer.alloc(limitBytes)
    let length = 0
    // From where it stands, piece by piece: what is named may be a pipe, as of a password manager.
    for (let bytesRead = -1; bytesRead !== 0 && length < limitBytes; length += bytesRead)
      bytesRead = (await file.read(buffer, length, limitBytes - length, null)).bytesRead
    return buffer.toString('utf8', 0, length)
  } finally {
    await file.close()
  }
}

function usernameOf(options: CommonOptions, { environment }: Surroundings): string {
  const username = options.user ?? environment.TOKEN_DESK_USER
  if (username !== undefined && username !== '') return username
  throw new DeskError({
    code: 'NOT_SIGNED_IN',
    reason: 'no-user',
    message: 'Say who signs in: --user <username>, or the environment variable TOKEN_DESK_USER.',
  })
}

async function passwordFor(username: string, surroundings: Surroundings): Promise<string> {
  const fromFile = await passwordFromFile(surroundings)
  if (fromFile !== undefined) return fromFile
  if (surroundings.ask !== undefined) return surroundings.ask(`Password of ${username}: `)
  throw new DeskError({
    code: 'NOT_SIGNED_IN',
    reason: 'no-password',
    message:
      'There is no terminal to ask for the password on. Set TOKEN_DESK_PASSWORD_FILE to a file that holds it and that only you can read.',
  })
}

function noStore(folder: string): DeskError {
  return new DeskError({
    code: 'STORE_UNREACHABLE',
    reason: 'no-store',
    message: `There is no store in ${folder}. Start Token Desk once to make one, or say where it is: --data-dir <folder>.`,
  })
}

function withFacts(message: string, facts: Readonly<Record<string, string | number | boolean>> | undefined): string {
  if (facts === undefined) return message
  return [message, ...Object.entries(facts).map(([name, value]) => `${name}=${value}`)].join(' ')
}
