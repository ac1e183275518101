import { type Command, InvalidArgumentError, Option } from 'commander'
import type { InputOf } from '../../src-shared/contract/calls.ts'
import type { DeskCalls } from '../../src-shared/contract/index.ts'
import {
  type OwnerKind,
  ownerKind,
  type TokenStatus,
  type TokenSummary,
  tokenStatus,
} from '../../src-shared/schemas/tokens.ts'
import { type CommandContext, defineCommand, oneOrMore, wholeNumber } from '../command.ts'
import { EXIT_CODES } from '../exit-codes.ts'
import { type Page, writeListing } from '../listing.ts'
import { type Column, localTime } from '../output.ts'
import { type CommonOptions, type SignedIn, withSignIn } from '../sign-in.ts'

/** `token-desk token list`: the tokens that the operator may see. */
export function tokenListCommand(context: CommandContext): Command {
  return defineCommand<TokenListOptions>(
    {
      name: 'list',
      description: 'List tokens, as a table or as JSON.',
      options: [
        new Option('--search <text>', 'part of a name, an id or an owner’s name'),
        new Option('--status <status...>', `${tokenStatus.options.join(', ')}`).argParser(
          oneOrMore(tokenStatus.options),
        ),
        new Option('--owner-kind <kind...>', `${ownerKind.options.join(', ')}`).argParser(oneOrMore(ownerKind.options)),
        new Option('--owner <id>', 'tokens of this user or contact: USR-… or CON-…'),
        new Option('--module <code>', 'tokens that reach this module'),
        new Option('--expiring-within <days>', 'active tokens that end within this many days').argParser(
          wholeNumber(1, 3650),
        ),
        new Option('--sort <column>', `${Object.keys(SORTS).join(', ')}, with :ascending or :descending after it`)
          .argParser(parseSort)
          .default({ by: 'createdAt', direction: 'descending' }, 'created:descending'),
        new Option('--limit <rows>', 'how many rows').argParser(wholeNumber(1, 1_000_000)).default(50).conflicts('all'),
        new Option('--all', 'all rows, page by page; with --json, one JSON object a line'),
      ],
      examples: [
        'token-desk token list --status active --expiring-within 30',
        'token-desk token list --search "Novák" --sort name',
        'token-desk token list --all --json | jq -r .id',
      ],
    },
    context,
    listTokens,
  )
}

type TokenQuery = InputOf<DeskCalls, 'tokens.list'>

interface TokenListOptions extends CommonOptions {
  readonly search?: string
  readonly status?: readonly TokenStatus[]
  readonly ownerKind?: readonly OwnerKind[]
  readonly owner?: string
  readonly module?: string
  readonly expiringWithin?: number
  readonly sort: NonNullable<TokenQuery['sort']>
  readonly limit: number
  readonly all?: true
}

const SORTS = {
  created: { by: 'createdAt', usually: 'descending' },
  name: { by: 'name', usually: 'ascending' },
  expires: { by: 'expiresAt', usually: 'ascending' },
  'last-access': { by: 'lastAccessAt', usually: 'descending' },
} as const

/** The largest page that the contract gives. */
const PAGE_ROWS = 200

async function listTokens(options: TokenListOptions, context: CommandContext) {
  const { surroundings, output, errors } = context
  const query = queryOf(options)
  await withSignIn(options, surroundings, async ({ call }) => {
    const first = await call('tokens.list', query)
    if (first.order !== 'as-asked' && !options.json)
      await errors.write('Too many tokens match to sort them so: the newest come first.\n')
    const { written, more } = await writeListing(
      pageOf(first, query, call),
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
    if (written === 0) await errors.write('No token matches.\n')
    if (more) await errors.write(`The first ${written} are shown. For more: --limit <rows>, or --all.\n`)
  })
  return EXIT_CODES.done.code
}

function queryOf(options: TokenListOptions): TokenQuery {
  return {
    sort: options.sort,
    limit: options.all ? PAGE_ROWS : Math.min(options.limit, PAGE_ROWS),
    ...(options.search === undefined ? {} : { search: options.search }),
    ...(options.status === undefined ? {} : { status: [...options.status] }),
    ...(options.ownerKind === undefined ? {} : { ownerKind: [...options.ownerKind] }),
    // The desk checks the form of an id and answers with a problem of this field.
    ...(options.owner === undefined ? {} : { ownerId: options.owner as NonNullable<TokenQuery['ownerId']> }),
    ...(options.module === undefined ? {} : { module: options.module }),
    ...(options.expiringWithin === undefined ? {} : { expiringWithinDays: options.expiringWithin }),
  }
}

function pageOf(
  answer: { readonly rows: TokenSummary[]; readonly nextCursor: string | null },
  query: TokenQuery,
  call: SignedIn['call'],
): Page<TokenSummary> {
  const cursor = answer.nextCursor
  const next =
    cursor === null ? undefined : async () => pageOf(await call('tokens.list', { ...query, cursor }), query, call)
  return { rows: answer.rows, next }
}

function parseSort(text: string): TokenListOptions['sort'] {
  const [name = '', direction] = text.split(':')
  if (!Object.hasOwn(SORTS, name)) throw new InvalidArgumentError(`Allowed are ${Object.keys(SORTS).join(', ')}.`)
  const sort = SORTS[name as keyof typeof SORTS]
  if (direction === undefined) return { by: sort.by, direction: sort.usually }
  if (direction === 'ascending' || direction === 'descending') return { by: sort.by, direction }
  throw new InvalidArgumentError('The direction is ascending or descending.')
}

function columns(timeZone: string): readonly Column<TokenSummary>[] {
  const time = localTime(timeZone)
  return [
    { title: 'STATUS', value: (token) => token.status },
    { title: 'ID', value: (token) => token.id },
    { title: 'TOKEN', value: (token) => token.hint },
    { title: 'NAME', value: (token) => token.name },
    { title: 'OWNER', value: (token) => token.owner.name },
    { title: 'CUSTOMER', value: (token) => token.owner.customer?.name ?? '–' },
    { title: 'MODULES', value: (token) => token.modules.map(({ code }) => code).join(',') || '–' },
    { title: 'CREATED', value: (token) => time(token.createdAt) },
    { title: 'EXPIRES', value: (token) => time(token.expiresAt) },
    { title: 'LAST ACCESS', value: (token) => time(token.lastAccessAt) },
  ]
}
