import { type Command, Option } from 'commander'
import { type Overlap, overlap } from '../../src-shared/schemas/tokens.ts'
import { type CommandContext, defineCommand } from '../command.ts'
import { EXIT_CODES } from '../exit-codes.ts'
import { giveSecret, refuseToShow, SHOW } from '../give-secret.ts'
import { localTime, printable } from '../output.ts'
import { type CommonOptions, withSignIn } from '../sign-in.ts'
import { tokenOf } from '../token-argument.ts'

/** `token-desk token replace`: makes the successor of a token, which ends after an overlap (BY-2). */
export function tokenReplaceCommand(context: CommandContext): Command {
  return defineCommand<TokenReplaceOptions>(
    {
      name: 'replace',
      description:
        'Replace a token by a new one of the same name, owner, modules and length of life. The new secret is written to standard output, once.',
      argument: '<id>',
      options: [
        new Option('--overlap <time>', 'for how long the old one still works')
          .choices(overlap.options)
          .default('7-days'),
        SHOW,
      ],
      examples: [
        'token-desk token replace TKN-7Q4K-9M2X > secret.txt',
        'token-desk token replace TKN-7Q4K-9M2X --overlap none --json | store-it',
      ],
      notes: 'The secret goes to standard output; everything else goes to standard error.',
    },
    context,
    replaceToken,
  )
}

interface TokenReplaceOptions extends CommonOptions {
  readonly overlap: Overlap
  readonly show?: true
}

async function replaceToken(
  options: TokenReplaceOptions,
  { surroundings, output, errors }: CommandContext,
  argument: string,
) {
  refuseToShow(surroundings, options, 'Nothing was replaced')
  const { timeZone } = surroundings
  await withSignIn(options, surroundings, async ({ call }) => {
    const { id, version } = await tokenOf(argument, call)
    surroundings.interrupted.throwIfAborted()
    const { token, replaced, secret } = await call('tokens.rotate', { id, version, overlap: options.overlap, timeZone })
    const json = options.json === true
    await giveSecret({ token, secret, call, output, json, more: { replaced } })
    if (json) return
    const end =
      replaced.status === 'removed'
        ? 'is removed'
        : replaced.expiresAt === null
          ? 'has no end'
          : `ends ${localTime(timeZone)(replaced.expiresAt)}`
    await errors.write(
      `${printable(`Issued ${token.id} “${token.name}” in the place of ${replaced.id}, which ${end}.`)}\n`,
    )
  })
  return EXIT_CODES.done.code
}
