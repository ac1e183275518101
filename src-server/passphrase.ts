import { resolve } from 'node:path'
import { DeskError } from '../src-shared/errors.ts'
import { newPassword } from '../src-shared/schemas/people.ts'
import { readHead } from './sign-in.ts'
import type { Surroundings } from './terminal.ts'

/**
 * The passphrase of a backup: from the file that is named, without the line end after it, else from the terminal, twice
 * where a new one is made. Never an argument, which every program of the machine can read.
 *
 * @throws {DeskError} INVALID_INPUT.
 */
export async function passphraseFor(
  file: string | undefined,
  surroundings: Surroundings,
  { isNew }: { readonly isNew: boolean },
): Promise<string> {
  const path = file === undefined ? undefined : resolve(surroundings.workingFolder, file)
  const passphrase = await (path === undefined ? asked(surroundings, isNew) : passphraseIn(path))
  return isNew ? checked(passphrase) : passphrase
}

/** The same from a file alone, by its absolute path, for a new backup. */
export async function newPassphraseIn(path: string): Promise<string> {
  return checked(await passphraseIn(path))
}

async function passphraseIn(path: string): Promise<string> {
  try {
    return (await readHead(path, LIMIT_BYTES)).replace(/\r?\n$/, '')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable'
    throw wrong('passphrase-file', `The passphrase file ${path} cannot be read (${code}).`)
  }
}

function checked(passphrase: string): string {
  const parsed = newPassword.safeParse(passphrase)
  if (parsed.success) return parsed.data
  throw wrong('weak-passphrase', `The passphrase: ${parsed.error.issues[0]?.message ?? 'Choose another one.'}`)
}

const LIMIT_BYTES = 8192

async function asked({ ask }: Surroundings, isNew: boolean): Promise<string> {
  if (ask === undefined)
    throw wrong(
      'no-passphrase',
      'There is no terminal to ask for the passphrase on. Name a file that holds it and that only you can read: --passphrase-file <file>.',
    )
  const passphrase = await ask('Passphrase of the backup: ')
  if (isNew && (await ask('The same once more: ')) !== passphrase)
    throw wrong('passphrases-differ', 'The two passphrases differ. Nothing was done.')
  return passphrase
}

function wrong(reason: string, message: string): DeskError {
  return new DeskError({ code: 'INVALID_INPUT', reason, message })
}
