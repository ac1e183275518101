import { type Command, InvalidArgumentError, Option } from 'commander'
import type { InputOf, OutputOf } from '../../src-shared/contract/calls.ts'
import type { DeskCalls } from '../../src-shared/contract/index.ts'
import {
  type AuditAction,
  type AuditRecord,
  type AuditSubjectKind,
  auditAction,
  auditSubjectKind,
} from '../../src-shared/schemas/audit.ts'
import { type CommandContext, defineCommand, oneOrMore, wholeNumber } from '../command.ts'
import { EXIT_CODES } from '../exit-codes.ts'
import { type Page, writeListing } from '../listing.ts'
import { type Column, localTime } from '../output.ts'
import { type CommonOptions, type SignedIn, withSignIn } from '../sign-in.ts'

/** `token-desk audit list`: who did what, newest first. */
export function auditListCommand(context: CommandContext): Command {
  return defineCommand<AuditListOptions>(
    {
      name: 'list',
      description: 'List the audit trail, newest first, as a table or as JSON.',
      options: [
        new Option('--action <action...>', 'such as token.issued; may be repeated').argParser(
          oneOrMore(auditAction.options),
        ),
        new Option('--actor <id>', 'what this user did: USR-…'),
        new Option('--subject <kind:id>', 'what was done to this record: token:TKN-…, contact:CON-…').argParser(
          parseSubject,
        ),
        new Option('--limit <rows>', 'how many rows').argParser(wholeNumber(1, 1_000_000)).default(50).conflicts('all'),
        new Option('--all', 'all rows, page by page; with --json, one JSON object a line'),
      ],
      examples: [
        'token-desk audit list --action token.issued,token.shown --limit 100',
        'token-desk audit list --subject token:TKN-7Q4K-9M2X',
        'token-desk audit list --all --json > trail.jsonl',
      ],
    },
    context,
    listAudit,
  )
}

type AuditQuery = InputOf<DeskCalls, 'audit.list'>

interface AuditListOptions extends CommonOptions {
  readonly action?: readonly AuditAction[]
  readonly actor?: string
  readonly subject?: { readonly kind: AuditSubjectKind; readonly id: string }
  readonly limit: number
  readonly all?: true
}

/** The largest page that the contract gives. */
const PAGE_ROWS = 200

async function listAudit(options: AuditListOptions, { surroundings, output, errors }: CommandContext) {
  const query: AuditQuery = {
    limit: options.all ? PAGE_ROWS : Math.min(options.limit, PAGE_ROWS),
    ...(options.action === undefined ? {} : { action: [...options.action] }),
    ...(options.actor === undefined ? {} : { actorId: options.actor }),
    ...(options.subject === undefined ? {} : { subject: options.subject }),
  }
  await withSignIn(options, surroundings, async ({ call }) => {
    const { written, more } = await writeListing(
      pageOf(await call('audit.list', query), query, call),
      {
        columns: columns(surroundings.timeZone),
        json: options.json === true,
        all: options.all === true,
        limit: options.limit,
        interrupted: surroundings.interrupted,
      },
      output,
    )
    if (options.json) return
    if (written === 0) await errors.write('No record matches.\n')
    if (more) await errors.write(`The newest ${written} are shown. For more: --limit <rows>, or --all.\n`)
  })
  return EXIT_CODES.done.code
}

function pageOf(
  answer: OutputOf<DeskCalls, 'audit.list'>,
  query: AuditQuery,
  call: SignedIn['call'],
): Page<AuditRecord> {
  const before = answer.nextBefore
  const next =
    before === null ? undefined : async () => pageOf(await call('audit.list', { ...query, before }), query, call)
  return { rows: answer.rows, next }
}

function parseSubject(text: string): AuditListOptions['subject'] {
  const separator = text.indexOf(':')
  const kind = auditSubjectKind.safeParse(text.slice(0, separator))
  const id = text.slice(separator + 1)
  if (separator > 0 && kind.success && id !== '') return { kind: kind.data, id }
  throw new InvalidArgumentError(`Give kind:id, where kind is one of ${auditSubjectKind.options.join(', ')}.`)
}

function columns(timeZone: string): readonly Column<AuditRecord>[] {
  const time = localTime(timeZone)
  return [
    { title: '#', value: (record) => String(record.sequence) },
    { title: 'WHEN', value: (record) => time(record.at) },
    { title: 'WHO', value: (record) => record.actor?.name ?? '–' },
    { title: 'ACTION', value: (record) => record.action },
    { title: 'WHAT', value: (record) => record.subject?.id ?? '–' },
    { title: 'NAME', value: (record) => record.subject?.name ?? '–' },
    { title: 'DETAILS', value: (record) => detailsOf(record) },
  ]
}

function detailsOf({ details }: AuditRecord): string {
  return Object.entries(details)
    .map(([name, value]) => `${name}=${Array.isArray(value) ? value.join(',') : String(value)}`)
    .join(' ')
}
