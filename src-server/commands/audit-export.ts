import { type Command, Option } from 'commander'
import { stringify } from 'csv-stringify/sync'
import type { AuditRecord } from '../../src-shared/schemas/audit.ts'
import { auditRecords } from '../audit-records.ts'
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
        await call('audit.noteExport', { format: options.csv ? 'csv' : 'json-lines' })
        if (options.csv) await output.write(stringify([CSV_TITLES]))
        let lines = ''
        for await (const record of auditRecords(call, surroundings.interrupted)) {
          lines += options.csv ? csvLine(record) : `${JSON.stringify(record)}\n`
          written += 1
          if (lines.length < PIECE_LENGTH) continue
          await output.write(lines)
          lines = ''
        }
        await output.write(lines)
      })
      await errors.write(`${written} records.\n`)
      return EXIT_CODES.done.code
    },
  )
}

const PIECE_LENGTH = 64 * 1024
const CSV_TITLES = [
  'sequence',
  'at',
  'actor',
  'actor id',
  'action',
  'subject',
  'subject id',
  'address',
  'details',
  'hash',
]

function csvLine({ sequence, at, actor, action, subject, address, details, hash }: AuditRecord): string {
  const cells = [
    String(sequence),
    at,
    actor?.name,
    actor?.id,
    action,
    subject?.name,
    subject?.id,
    address,
    JSON.stringify(details),
    hash,
  ]
  // A name that begins like a formula must not become one in a spreadsheet.
  return stringify([cells], { escape_formulas: true })
}
