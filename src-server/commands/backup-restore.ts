import { resolve } from 'node:path'
import { type Command, Option } from 'commander'
import { backupThreads } from '../../src-core/backup/threaded.ts'
import { DeskError } from '../../src-shared/errors.ts'
import { manifestInWords, placeOf, progressOn, whoAsks } from '../backup-words.ts'
import { type CommandContext, defineCommand } from '../command.ts'
import { EXIT_CODES, type ExitCode } from '../exit-codes.ts'
import { jsonLine } from '../output.ts'
import { passphraseFor } from '../passphrase.ts'
import type { CommonOptions } from '../sign-in.ts'
import type { Surroundings } from '../terminal.ts'

/** `token-desk backup restore <file>`: a backup becomes a store again, of either kind. */
export function backupRestoreCommand(context: CommandContext): Command {
  return defineCommand<BackupRestoreOptions>(
    {
      name: 'restore',
      description: 'Restore a backup into a new store. Says what it holds first, and asks.',
      argument: '<file>',
      options: [
        new Option(
          '--database <url>',
          'sqlite:<folder>, or postgres://… with no store in it (else TOKEN_DESK_DATABASE, else the data folder)',
        ),
        new Option('--replace', 'take the place of a SQLite store that is there, which is copied first'),
        new Option('--yes', 'do not ask'),
        new Option('--passphrase-file <file>', 'a file that holds the passphrase (else the terminal is asked)'),
      ],
      examples: [
        'token-desk backup restore token-desk-20261126T120000Z.age --data-dir /var/lib/token-desk',
        'token-desk backup restore token-desk-20261126T120000Z.age --database postgres://desk@db.example/desk --yes --passphrase-file /etc/token-desk/passphrase',
      ],
      notes: `A backup of a SQLite store can be restored into PostgreSQL, and the other way round. All of it is restored or nothing.
Whoever was signed in signs in again. With --replace, the store that was there is kept in the folder “backups”.`,
      signsIn: false,
    },
    context,
    restore,
  )
}

interface BackupRestoreOptions extends CommonOptions {
  readonly database?: string
  readonly replace?: true
  readonly yes?: true
  readonly passphraseFile?: string
}

async function restore(
  options: BackupRestoreOptions,
  { surroundings, output, errors }: CommandContext,
  named: string,
): Promise<ExitCode> {
  const file = resolve(surroundings.workingFolder, named)
  const { store: target, folder } = placeOf(options, surroundings)
  const passphrase = await passphraseFor(options.passphraseFile, surroundings, { isNew: false })
  const threads = backupThreads()
  const manifest = await threads.manifest(file, passphrase)
  if (options.json !== true) await errors.write(manifestInWords(manifest))
  if (options.yes !== true) await confirm(surroundings)
  const { before } = await threads.restore(
    {
      file,
      passphrase,
      target,
      workFolder: folder,
      replace: options.replace === true,
      restoredAt: Date.now(),
      restoredBy: whoAsks(),
    },
    progressOn(options, surroundings),
  )
  await output.write(
    options.json === true
      ? `${jsonLine({ restored: manifest, before })}\n`
      : `Restored.${before === null ? '' : ` The store that was there is ${before}.`}\n`,
  )
  return EXIT_CODES.done.code
}

/** @throws {DeskError} INVALID_INPUT where nobody can be asked, CANCELLED where they would rather not. */
async function confirm({ ask }: Surroundings): Promise<void> {
  if (ask === undefined)
    throw new DeskError({
      code: 'INVALID_INPUT',
      reason: 'not-confirmed',
      message: 'Nothing was restored: there is no terminal to ask on. Give --yes where that is what you want.',
    })
  const said = await ask('Restore this? Type yes: ')
  if (said.trim().toLowerCase() !== 'yes') throw new DeskError({ code: 'CANCELLED', message: 'Nothing was restored.' })
}
