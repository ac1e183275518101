import { resolve } from 'node:path'
import { type Command, Option } from 'commander'
import { backupThreads } from '../../src-core/backup/threaded.ts'
import { manifestInWords, progressOn } from '../backup-words.ts'
import { type CommandContext, defineCommand } from '../command.ts'
import { EXIT_CODES, type ExitCode } from '../exit-codes.ts'
import { jsonLine } from '../output.ts'
import { passphraseFor } from '../passphrase.ts'
import type { CommonOptions } from '../sign-in.ts'

/** `token-desk backup check <file>`: whether a backup is whole, without restoring it. */
export function backupCheckCommand(context: CommandContext): Command {
  return defineCommand<BackupCheckOptions>(
    {
      name: 'check',
      description: 'Read a backup to its end, say what it holds, and whether every byte is as it was.',
      argument: '<file>',
      options: [
        new Option('--passphrase-file <file>', 'a file that holds the passphrase (else the terminal is asked)'),
      ],
      examples: ['token-desk backup check /media/stick/token-desk-20261126T120000Z.age'],
      signsIn: false,
    },
    context,
    check,
  )
}

interface BackupCheckOptions extends CommonOptions {
  readonly passphraseFile?: string
}

async function check(
  options: BackupCheckOptions,
  { surroundings, output }: CommandContext,
  named: string,
): Promise<ExitCode> {
  const file = resolve(surroundings.workingFolder, named)
  const passphrase = await passphraseFor(options.passphraseFile, surroundings, { isNew: false })
  const manifest = await backupThreads().check(file, passphrase, progressOn(options, surroundings))
  await output.write(
    options.json === true ? `${jsonLine(manifest)}\n` : `The backup is whole.\n${manifestInWords(manifest)}`,
  )
  return EXIT_CODES.done.code
}
