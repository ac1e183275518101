import { type Command, Option } from 'commander'
import { trailHead, trailLines } from '../../src-core/trail-files.ts'
import type { OutputOf } from '../../src-shared/contract/calls.ts'
import type { DeskCalls } from '../../src-shared/contract/index.ts'
import { type CommandContext, defineCommand } from '../command.ts'
import { EXIT_CODES } from '../exit-codes.ts'
import { type CommonOptions, withSignIn } from '../sign-in.ts'

/** `token-desk audit export`: the whole trail, oldest first. */
export function auditExportCommand(context: CommandContext): Command {
  return defineCommand<CommonOptions & { readonly csv?: true }>(
    {
      name: 'export',
      description: 'Write the whole audit trail, oldest first, as JSON Lines: what can be verified without Token Desk.',
      options: [new Option('--csv', 'as a table for a spreadsheet instead')],
      examples: ['token-desk audit export > trail.jsonl', 'token-desk audit export --csv > trail.csv'],
    },
    context,
    async (options, { surroundings, output, errors }) => {
      let written = 0
      await withSignIn(options, surroundings, async ({ call }) => {
        const format = options.csv ? 'csv' : 'json-lines'
        await call('audit.noteExport', { format })
        await output.write(trailHead(format))
        for (let after: number | null = 0; after !== null; ) {
          surroundings.interrupted.throwIfAborted()
          const page: OutputOf<DeskCalls, 'audit.export'> = await call('audit.export', { after })
          await output.write(trailLines(format, page.rows))
          written += page.rows.length
          after = page.nextAfter
        }
      })
      await errors.write(`${written} records.\n`)
      return EXIT_CODES.done.code
    },
  )
}
