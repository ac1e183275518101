import { existsSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { type Command, Option } from 'commander'
import { backupName, keepLatest } from '../../src-core/backup/backup-names.ts'
import { recordBackup } from '../../src-core/backup/record-backup.ts'
import { backupThreads } from '../../src-core/backup/threaded.ts'
import { openStore, storeExists } from '../../src-core/open-desk.ts'
import { DeskError } from '../../src-shared/errors.ts'
import { manifestInWords, placeOf, progressOn, whoAsks } from '../backup-words.ts'
import { type CommandContext, defineCommand, wholeNumber } from '../command.ts'
import { EXIT_CODES, type ExitCode } from '../exit-codes.ts'
import { installedVersion } from '../installed-version.ts'
import { jsonLine } from '../output.ts'
import { passphraseFor } from '../passphrase.ts'
import { type CommonOptions, logOf } from '../sign-in.ts'

/** `token-desk backup make`: the whole store as one encrypted file. */
export function backupMakeCommand(context: CommandContext): Command {
  return defineCommand<BackupMakeOptions>(
    {
      name: 'make',
      description: 'Make a backup: the whole store as one file, encrypted by a passphrase.',
      options: [
        new Option('--to <file or folder>', 'where to; in a folder it is named after the time').makeOptionMandatory(),
        new Option(
          '--database <url>',
          'sqlite:<file or folder>, or postgres://… (else TOKEN_DESK_DATABASE, else the data folder)',
        ),
        new Option('--passphrase-file <file>', 'a file that holds the passphrase (else the terminal is asked)'),
        new Option('--keep <count>', 'afterwards keep so many backups in the folder, the latest').argParser(
          wholeNumber(1, 10_000),
        ),
      ],
      examples: [
        'token-desk backup make --to /media/stick',
        'token-desk backup make --database postgres://desk@db.example/desk --to /var/backups --keep 14 --passphrase-file /etc/token-desk/passphrase',
      ],
      notes: `The file is in the age format (https://age-encryption.org/v1). Nobody can open it without the passphrase, and nobody
can recover that. Sessions are left out. Of a SQLite store nobody else may have it open: the service and the application
make backups of theirs by themselves.`,
      signsIn: false,
    },
    context,
    make,
  )
}

interface BackupMakeOptions extends CommonOptions {
  readonly to: string
  readonly database?: string
  readonly passphraseFile?: string
  readonly keep?: number
}

async function make(options: BackupMakeOptions, { surroundings, output }: CommandContext): Promise<ExitCode> {
  const { store: source, folder } = placeOf(options, surroundings)
  // Opening would make one.
  if ('folder' in source && !storeExists(folder))
    throw new DeskError({ code: 'NOT_FOUND', reason: 'no-store', message: `There is no store in ${folder}.` })
  const madeAt = Date.now()
  const to = fileFor(resolve(surroundings.workingFolder, options.to), madeAt)
  const passphrase = await passphraseFor(options.passphraseFile, surroundings, { isNew: true })
  const madeBy = whoAsks()
  const store = await openStore(source, { log: logOf(options, surroundings) })
  try {
    const made = await backupThreads().make(
      { source, workFolder: folder, to, passphrase, madeAt, madeBy, version: installedVersion() },
      (made) => store.change(({ audit }) => audit.append(recordBackup(made, { to, madeBy }))),
      progressOn(options, surroundings),
    )
    const dropped = options.keep === undefined ? 0 : await keepLatest(dirname(to), options.keep)
    await output.write(
      options.json === true
        ? `${jsonLine({ file: to, bytes: made.bytes, dropped, ...made.manifest })}\n`
        : `The backup is ${to}.\n${manifestInWords(made.manifest)}`,
    )
  } finally {
    await store.close()
  }
  return EXIT_CODES.done.code
}

function fileFor(to: string, madeAt: number): string {
  if (statSync(to, { throwIfNoEntry: false })?.isDirectory() === true) return join(to, backupName(madeAt))
  if (!existsSync(to)) return to
  const message = `There is a file ${to} already. It was not touched. Give another name, or a folder.`
  throw new DeskError({ code: 'CONFLICT', reason: 'file-there', message })
}
