import { createReadStream } from 'node:fs'
import { resolve } from 'node:path'
import { addAbortSignal, type Readable } from 'node:stream'
import { type Command, Option } from 'commander'
import { DeskError } from '../../src-shared/errors.ts'
import type { Verification } from '../../src-shared/schemas/tokens.ts'
import { collectSecrets } from '../../src-shared/secret-search.ts'
import { type CommandContext, defineCommand } from '../command.ts'
import { EXIT_CODES } from '../exit-codes.ts'
import { jsonLine, localTime, printable } from '../output.ts'
import { type CommonOptions, type SignedIn, withSignIn } from '../sign-in.ts'

/** `token-desk explain`: why the tokens in a log or a configuration work, or do not (BY-1). */
export function explainCommand(context: CommandContext): Command {
  return defineCommand<ExplainOptions>(
    {
      name: 'explain',
      description:
        'Find every token of ours in a file or on standard input, and say of each in a sentence why it works or does not.',
      options: [
        new Option('--file <file>', 'a log, a configuration or anything else, however long (else standard input)'),
        new Option('--module <code>', 'also ask whether each token reaches this module'),
      ],
      examples: ['token-desk explain --file /var/log/nginx/error.log', 'pbpaste | token-desk explain --json'],
      notes: 'What is read is kept nowhere, and no secret is repeated: of each only its first characters are shown.',
    },
    context,
    explain,
  )
}

interface ExplainOptions extends CommonOptions {
  readonly file?: string
  readonly module?: string
}

const PIECE_BYTES = 1024 * 1024

async function explain(options: ExplainOptions, { surroundings, output, errors }: CommandContext) {
  const { input, interrupted, workingFolder, timeZone } = surroundings
  const source =
    options.file === undefined
      ? addAbortSignal(interrupted, input)
      : createReadStream(resolve(workingFolder, options.file), { highWaterMark: PIECE_BYTES, signal: interrupted })
  const { secrets, beyond } = await secretsIn(source, options.file)
  await withSignIn(options, surroundings, async ({ call }) => {
    for (const [secret, lines] of secrets) {
      const verification = await call('tokens.verify', { secret, module: options.module })
      const finding = {
        hint: secret.slice(0, 8),
        lines,
        active: verification.active,
        reason: verification.reason,
        token: verification.token?.id ?? null,
        sentence: await sentenceOf(verification, { call, time: localTime(timeZone) }),
      }
      await output.write(
        options.json
          ? `${jsonLine(finding)}\n`
          : printable(`${finding.hint}…  line ${lines.join(', ')}  ${finding.sentence}`).concat('\n'),
      )
    }
  })
  if (secrets.size === 0) await errors.write('There is no token of Token Desk in it.\n')
  if (beyond > 0) await errors.write(`${beyond} more were found and not looked at.\n`)
  return EXIT_CODES.done.code
}

/** Each secret once, with the first lines in which it stands. */
async function secretsIn(source: Readable, file: string | undefined) {
  const collection = collectSecrets()
  try {
    for await (const piece of source) collection.add(Buffer.from(piece as Uint8Array).toString('latin1'))
  } catch (error) {
    if (
      error instanceof Error &&
      'code' in error &&
      (error.code === 'ENOENT' || error.code === 'EISDIR' || error.code === 'EACCES')
    )
      throw new DeskError({
        code: 'INVALID_INPUT',
        reason: 'unreadable-file',
        message: `${file} cannot be read (${error.code}).`,
      })
    throw error
  }
  return collection.end()
}

/** The reason with what is known of it: since when, by whom, whose token it is. */
async function sentenceOf(
  { reason, explanation, token }: Verification,
  { call, time }: { readonly call: SignedIn['call']; readonly time: (instant: string | null) => string },
): Promise<string> {
  if (token === null) return explanation
  const whose = `“${token.name}” of ${token.owner.name} (${token.id})`
  switch (reason) {
    case 'active':
      return token.lastAccessAt === null
        ? `${whose} is accepted and has never been used.`
        : `${whose} is accepted; it was last used on ${time(token.lastAccessAt)}.`
    case 'expired':
      return `${whose} expired on ${time(token.expiresAt)}.`
    case 'disabled':
      return `${whose} was disabled on ${time(token.disabledAt)}${await by('token.disabled', token.id, call)}.`
    case 'removed':
      return `${whose} was removed on ${time(token.removedAt)}${await by('token.removed', token.id, call)}.`
    default:
      return `${whose}: ${explanation}`
  }
}

/** Who did it, where whoever asks may read the audit trail. */
async function by(action: 'token.disabled' | 'token.removed', id: string, call: SignedIn['call']): Promise<string> {
  try {
    const { rows } = await call('audit.list', { action: [action], subject: { kind: 'token', id }, limit: 1 })
    const name = rows[0]?.actor?.name
    return name === undefined ? '' : ` by ${name}`
  } catch (error) {
    if (error instanceof DeskError && error.code === 'FORBIDDEN') return ''
    throw error
  }
}
