import { type Command, InvalidArgumentError, Option } from 'commander'
import { endOfDayIn } from '../../src-core/domain/days.ts'
import { calendarDate } from '../../src-shared/schemas/common.ts'
import { type TokenSummary, type WithdrawalReason, withdrawalReason } from '../../src-shared/schemas/tokens.ts'
import { type CommandContext, defineCommand } from '../command.ts'
import { EXIT_CODES } from '../exit-codes.ts'
import { jsonLine, localTime, printable } from '../output.ts'
import { type CommonOptions, type SignedIn, withSignIn } from '../sign-in.ts'
import { tokenIdIn, tokenOf } from '../token-argument.ts'

/**
 * `token-desk token disable | enable | remove | delete | undo`: what becomes of a token (MP-6, MP-7, AK-6, AK-7, BY-5).
 * Each takes effect at once and asks nothing: a removal and a deletion can be taken back for half an hour.
 */
export function tokenWithdrawCommands(context: CommandContext): readonly Command[] {
  const command = <Options extends CommonOptions>(
    definition: Omit<Parameters<typeof defineCommand>[0], 'argument'>,
    work: (request: Request<Options>) => Promise<Changed>,
  ) =>
    defineCommand<Options>({ ...definition, argument: '<id>' }, context, (options, _, id) =>
      changeToken(options, context, (call) => work({ options, id, call, timeZone: context.surroundings.timeZone })),
    )
  return [
    command<DisableOptions>(
      {
        name: 'disable',
        description: 'Disable a token: its calls get an error until it is enabled again.',
        options: [
          new Option('--reason <words>', 'why, for whoever looks at it'),
          new Option('--until <day>', 'the last day on which it is disabled, as YYYY-MM-DD').argParser(parseDay),
        ],
        examples: ['token-desk token disable TKN-7Q4K-9M2X --reason "Loops since Monday" --until 2026-12-01'],
      },
      async ({ options: { reason, until }, id, call, timeZone }) => {
        const disabled = {
          ...(await present(id, call)),
          ...(reason === undefined ? {} : { reason }),
          ...(until === undefined ? {} : { until: new Date(endOfDayIn(until, timeZone)).toISOString() }),
        }
        return { done: 'Disabled', token: await call('tokens.disable', disabled) }
      },
    ),
    command(
      {
        name: 'enable',
        description: 'Enable a disabled token: its calls are accepted again.',
        options: [],
        examples: ['token-desk token enable TKN-7Q4K-9M2X'],
      },
      async ({ id, call }) => ({ done: 'Enabled', token: await call('tokens.enable', await present(id, call)) }),
    ),
    command<WithdrawOptions>(
      {
        name: 'remove',
        description: 'Remove a token for good: the row stays, with its date. Can be undone for half an hour.',
        options: [REASON],
        examples: ['token-desk token remove TKN-7Q4K-9M2X --reason compromised'],
      },
      async ({ options: { reason }, id, call }) => ({
        done: 'Removed',
        token: await call('tokens.remove', { ...(await present(id, call)), reason }),
      }),
    ),
    command<WithdrawOptions>(
      {
        name: 'delete',
        description: 'Delete a token for good: only the audit trail still knows it. Can be undone for half an hour.',
        options: [REASON],
        examples: ['token-desk token delete TKN-7Q4K-9M2X'],
      },
      async ({ options: { reason }, id, call }) => {
        const token = await tokenOf(id, call)
        const answer = await call('tokens.delete', { id: token.id, version: token.version, reason })
        return { done: 'Deleted', token: { ...token, undoableUntil: answer.undoableUntil }, answer }
      },
    ),
    command(
      {
        name: 'undo',
        description: 'Take a removal or a deletion of the last half hour back. A compromised token stays withdrawn.',
        options: [],
        examples: ['token-desk token undo TKN-7Q4K-9M2X'],
      },
      async ({ id, call }) => ({
        done: 'Took back the withdrawal of',
        token: await call('tokens.reinstate', { id: tokenIdIn(id) }),
      }),
    ),
  ]
}

interface Request<Options> {
  readonly options: Options
  /** As it was given. */
  readonly id: string
  readonly call: SignedIn['call']
  readonly timeZone: string
}

/** The token as a change names it: by its id and the version that was seen. */
async function present(id: string, call: SignedIn['call']): Promise<Pick<TokenSummary, 'id' | 'version'>> {
  const token = await tokenOf(id, call)
  return { id: token.id, version: token.version }
}

interface DisableOptions extends CommonOptions {
  readonly reason?: string
  /** A day of the calendar. */
  readonly until?: string
}

interface WithdrawOptions extends CommonOptions {
  readonly reason: WithdrawalReason
}

/** Why a token is withdrawn. That it was replaced is for replacing to say. */
const REASON = new Option('--reason <why>', 'why it is withdrawn; what was compromised stays withdrawn')
  .choices(withdrawalReason.options.filter((reason) => reason !== 'replaced'))
  .default('other')

interface Changed {
  /** As the sentence begins. */
  readonly done: string
  readonly token: TokenSummary
  /** What is answered as JSON, where it is not the token. */
  readonly answer?: object
}

async function changeToken(
  options: CommonOptions,
  { surroundings, output }: CommandContext,
  work: (call: SignedIn['call']) => Promise<Changed>,
) {
  const { done, token, answer = token } = await withSignIn(options, surroundings, ({ call }) => work(call))
  await output.write(options.json ? `${jsonLine(answer)}\n` : inWords(done, token, localTime(surroundings.timeZone)))
  return EXIT_CODES.done.code
}

function inWords(done: string, token: TokenSummary, timeOf: (instant: string) => string): string {
  const until =
    token.status === 'disabled' && token.disabledUntil !== null ? `, until ${timeOf(token.disabledUntil)}` : ''
  const lines = [`${done} ${token.id} “${token.name}” of ${token.owner.name}${until}.`]
  if (token.undoableUntil !== null)
    lines.push(`Until ${timeOf(token.undoableUntil)} it can be taken back: token-desk token undo ${token.id}`)
  return lines.map((line) => `${printable(line)}\n`).join('')
}

function parseDay(text: string): string {
  if (calendarDate.safeParse(text).success) return text
  throw new InvalidArgumentError('Give a day that exists, as YYYY-MM-DD.')
}
