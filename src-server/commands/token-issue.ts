import { type Command, InvalidArgumentError, Option } from 'commander'
import { DeskError } from '../../src-shared/errors.ts'
import type { OwnerReference } from '../../src-shared/schemas/tokens.ts'
import { type Expiration, expirationChoice, type TokenSummary } from '../../src-shared/schemas/tokens.ts'
import { type CommandContext, defineCommand, oneOrMore } from '../command.ts'
import { EXIT_CODES } from '../exit-codes.ts'
import { jsonLine, localTime, type Output, printable } from '../output.ts'
import { findOwner, type OwnerQuestion } from '../owners.ts'
import { type CommonOptions, type SignedIn, withSignIn } from '../sign-in.ts'

/** `token-desk token issue`: makes a token and gives its secret out, once. */
export function tokenIssueCommand(context: CommandContext): Command {
  return defineCommand<TokenIssueOptions>(
    {
      name: 'issue',
      description: 'Issue a token. Its secret is written to standard output, once, and kept nowhere.',
      options: [
        ownerOption('--contact <who>', 'for a contact: CON-…, an e-mail address or a full name'),
        ownerOption('--technical-user <who>', 'for a technical user: USR-… or a username'),
        ownerOption('--for-user <who>', 'for a user: USR-… or a username'),
        ownerOption('--self', 'for yourself'),
        new Option('--name <name>', 'what the token is for').makeOptionMandatory(),
        new Option(
          '--expires <when>',
          `${EXPIRATIONS.join(', ')} or a date as YYYY-MM-DD (without it: today)`,
        ).argParser(parseExpiration),
        new Option('--module <code...>', 'a module that the token reaches; may be repeated').argParser(oneOrMore()),
        new Option('--show', 'show the secret although standard output is a terminal'),
      ],
      examples: [
        'token-desk token issue --contact anna@example.com --name "Example portal" --expires 1-year > secret.txt',
        'token-desk token issue --technical-user warehouse --name "Stock export" --module stock --expires none --json | store-it',
        'token-desk token issue --self --name "Trying out" --show',
      ],
      notes: 'The secret goes to standard output; everything else goes to standard error.',
    },
    context,
    issueToken,
  )
}

interface TokenIssueOptions extends CommonOptions {
  readonly contact?: string
  readonly technicalUser?: string
  readonly forUser?: string
  readonly self?: true
  readonly name: string
  readonly expires?: Expiration
  readonly module?: readonly string[]
  readonly show?: true
}

const OWNER_OPTIONS = ['contact', 'technicalUser', 'forUser', 'self'] as const
const EXPIRATIONS = expirationChoice.options.filter((choice) => choice !== 'custom')

function ownerOption(flags: string, description: string): Option {
  const option = new Option(flags, description)
  return option.conflicts(OWNER_OPTIONS.filter((name) => name !== option.attributeName()))
}

async function issueToken(options: TokenIssueOptions, { surroundings, output, errors }: CommandContext) {
  const question = ownerQuestion(options)
  // Before anything is issued: a secret that must not be shown could never be had again.
  if (surroundings.outputIsTerminal && !options.show) throw wouldShow()
  await withSignIn(options, surroundings, async ({ call, operator }) => {
    const owner = await findOwner(question, operator, call)
    surroundings.interrupted.throwIfAborted()
    const { token, secret } = await call('tokens.issue', newToken(options, owner, surroundings.timeZone))
    try {
      await reveal({ token, secret, call, output, json: options.json === true })
    } finally {
      secret.fill(0)
    }
    const until =
      token.expiresAt === null ? 'without an end' : `until ${localTime(surroundings.timeZone)(token.expiresAt)}`
    if (!options.json)
      await errors.write(
        `${printable(`Issued ${token.id} “${token.name}” for ${token.owner.name}, valid ${until}.`)}\n`,
      )
  })
  return EXIT_CODES.done.code
}

function newToken(options: TokenIssueOptions, owner: OwnerReference, timeZone: string) {
  return {
    owner,
    name: options.name,
    timeZone,
    ...(options.expires === undefined ? {} : { expiration: options.expires }),
    ...(options.module === undefined ? {} : { modules: [...options.module] }),
  }
}

/** Records that the secret is shown, then writes it. Where either fails, nobody has the secret, and that is said. */
async function reveal(request: {
  readonly token: TokenSummary
  readonly secret: Uint8Array
  readonly call: SignedIn['call']
  readonly output: Output
  readonly json: boolean
}): Promise<void> {
  const { token, secret, call, output, json } = request
  // One buffer, so that nothing but it holds the secret, and it is emptied once it is written.
  const bytes = json
    ? Buffer.concat([Buffer.from(`{"token":${jsonLine(token)},"secret":"`), secret, Buffer.from('"}\n')])
    : Buffer.concat([secret, Buffer.from('\n')])
  try {
    await call('tokens.noteReveal', { id: token.id, how: 'shown' })
    await output.write(bytes)
  } catch (error) {
    const refusal = error instanceof DeskError ? error.toFailure() : undefined
    throw new DeskError(
      {
        code: refusal?.code ?? 'INTERNAL',
        reason: 'secret-lost',
        message: `${token.id} was issued, but its secret could not be written and cannot be had again. Remove that token.`,
      },
      { cause: error },
    )
  } finally {
    bytes.fill(0)
  }
}

function ownerQuestion(options: TokenIssueOptions): OwnerQuestion {
  if (options.contact !== undefined) return { kind: 'contact', who: options.contact }
  if (options.technicalUser !== undefined) return { kind: 'technical-user', who: options.technicalUser }
  if (options.forUser !== undefined) return { kind: 'user', who: options.forUser }
  if (options.self) return { kind: 'self' }
  throw new DeskError({
    code: 'INVALID_INPUT',
    reason: 'no-owner',
    message: 'Say whose token it is: --contact, --technical-user, --for-user or --self.',
  })
}

function parseExpiration(text: string): Expiration {
  const choice = EXPIRATIONS.find((known) => known === text)
  if (choice !== undefined) return { choice }
  // Whether the day exists, and lies within the policy, is for the desk to say.
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return { choice: 'custom', date: text }
  throw new InvalidArgumentError(`Give ${EXPIRATIONS.join(', ')} or a date as YYYY-MM-DD.`)
}

function wouldShow(): DeskError {
  return new DeskError({
    code: 'INVALID_INPUT',
    reason: 'would-show-secret',
    message:
      'Nothing was issued: the secret would appear on this terminal. Send standard output to a file or a program, or add --show.',
  })
}
