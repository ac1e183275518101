import type { Command } from 'commander'
import type { Checkpoint } from '../../src-core/domain/audit-chain.ts'
import { DeskError } from '../../src-shared/errors.ts'
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
        'Write the number and the hash of the last record. Kept elsewhere, it shows later that nothing before was changed.',
      options: [],
      examples: ['token-desk audit checkpoint > checkpoint-2026-11.json'],
    },
    context,
    async (options, { surroundings, output }) => {
      const checkpoint = await withSignIn(options, surroundings, async ({ call }): Promise<Checkpoint> => {
        const { rows } = await call('audit.list', { limit: 1 })
        const [last] = rows
        if (last === undefined)
          throw new DeskError({ code: 'NOT_FOUND', message: 'The audit trail has no record yet.' })
        return { sequence: last.sequence, at: last.at, hash: last.hash }
      })
      await output.write(`${jsonLine(checkpoint)}\n`)
      return EXIT_CODES.done.code
    },
  )
}
