import type { Command } from 'commander'
import { NoKeychain } from '../../src-core/key-ring/no-keychain.ts'
import { type CommandContext, defineCommand } from '../command.ts'
import { EXIT_CODES } from '../exit-codes.ts'
import { jsonLine } from '../output.ts'
import { type CommonOptions, withSignIn } from '../sign-in.ts'

/** `token-desk audit checkpoint`: what the trail holds now, to be kept where nobody of this machine can write. */
export function auditCheckpointCommand(context: CommandContext): Command {
  return defineCommand<CommonOptions>(
    {
      name: 'checkpoint',
      description:
        'Write the number and the hash of the last record, signed. Kept elsewhere, it shows later that nothing before was changed.',
      options: [],
      examples: ['token-desk audit checkpoint > checkpoint-2026-11.json'],
    },
    context,
    async (options, { surroundings, output, errors }) => {
      const { checkpoint, fingerprint, unsignedBecause } = await withSignIn(options, surroundings, ({ call }) =>
        call('audit.checkpoint', {}),
      )
      await output.write(`${jsonLine(checkpoint)}\n`)
      await errors.write(
        unsignedBecause === null
          ? `Signed with the key ${fingerprint}.\n`
          : `Not signed: ${new NoKeychain(unsignedBecause).message}\n`,
      )
      return EXIT_CODES.done.code
    },
  )
}
