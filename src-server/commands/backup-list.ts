import { resolve } from 'node:path'
import type { Command } from 'commander'
import { type ListedBackup, listBackups } from '../../src-core/backup/backup-names.ts'
import { DeskError } from '../../src-shared/errors.ts'
import { type CommandContext, defineCommand } from '../command.ts'
import { EXIT_CODES, type ExitCode } from '../exit-codes.ts'
import { jsonLine } from '../output.ts'
import type { CommonOptions } from '../sign-in.ts'

/** `token-desk backup list <folder>`: which backups there are. What is in them takes their passphrase. */
export function backupListCommand(context: CommandContext): Command {
  return defineCommand<CommonOptions>(
    {
      name: 'list',
      description: 'List the backups in a folder, the latest first.',
      argument: '<folder>',
      options: [],
      examples: ['token-desk backup list /var/backups'],
      signsIn: false,
    },
    context,
    list,
  )
}

async function list(
  options: CommonOptions,
  { surroundings, output }: CommandContext,
  named: string,
): Promise<ExitCode> {
  const folder = resolve(surroundings.workingFolder, named)
  const found = await listBackups(folder).catch((error: unknown) => {
    const message = `${folder} cannot be read. Check that the folder is there and that you may read it.`
    throw new DeskError({ code: 'NOT_FOUND', reason: 'no-backup', message }, { cause: error })
  })
  const lines = options.json === true ? found.map(jsonLine) : found.map(inWords)
  await output.write(lines.map((line) => `${line}\n`).join(''))
  return EXIT_CODES.done.code
}

function inWords({ file, bytes, changedAt }: ListedBackup): string {
  return `${new Date(changedAt).toISOString()} ${String(bytes).padStart(12)} ${file}`
}
