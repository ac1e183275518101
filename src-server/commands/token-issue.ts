import { type Command, InvalidArgumentError, Option } from 'commander'
import { DeskError } from '../../src-shared/errors.ts'
import type { OwnerReference } from '../../src-shared/schemas/tokens.ts'
import { type Expiration, expirationChoice } from '../../src-shared/schemas/tokens.ts'
import { type CommandContext, defineCommand, oneOrMore } from '../command.ts'
import { EXIT_CODES } from '../exit-codes.ts'
import { giveSecret, refuseToShow, SHOW } from '../give-secret.ts'
import { localTime, printable } from '../output.ts'
import { findOwner, type OwnerQuestion } from '../owners.ts'
import { type CommonOptions, withSignIn } from '../sign-in.ts'

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
        SHOW,
      ],
      examples: [
        'token-desk token issue --contact anna@example.com --name "Example portal" --module order-status --expires 1-year > secret.txt',
        'token-desk token issue --technical-user warehouse --name "Stock export" --module catalogue --expires 90-days --json | store-it',
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
  refuseToShow(surroundings, options, 'Nothing was issued')
  await withSignIn(options, surroundings, async ({ call, operator }) => {
    const owner = await findOwner(question, operator, call)
    surroundings.interrupted.throwIfAborted()
    const { token, secret } = await call('tokens.issue', newToken(options, owner, surroundings.timeZone))
    await giveSecret({ token, secret, call, output, json: options.json === true })
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
