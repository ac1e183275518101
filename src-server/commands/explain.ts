import { createReadStream } from 'node:fs'
import { resolve } from 'node:path'
import { addAbortSignal, pipeline, Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { type Command, Option } from 'commander'
import { digestOfSecret } from '../../src-core/domain/secret.ts'
import { explanationOf } from '../../src-core/domain/verification.ts'
import { DeskError } from '../../src-shared/errors.ts'
import { type Explained, explainSecrets } from '../../src-shared/explain-secrets.ts'
import { collectSecrets } from '../../src-shared/secret-search.ts'
import { type CommandContext, defineCommand, moduleCodeIn } from '../command.ts'
import { EXIT_CODES } from '../exit-codes.ts'
import { jsonLine, localTime, printable } from '../output.ts'
import { askForSignIn, type CommonOptions, type SignedIn } from '../sign-in.ts'
import { refusalToRead, unreadableFile } from '../unreadable-file.ts'

/** `token-desk explain`: why the tokens in a log or a configuration work, or do not (BY-1). */
export function explainCommand(context: CommandContext): Command {
  return defineCommand<ExplainOptions>(
    {
      name: 'explain',
      description:
        'Find every token of ours in a file or on standard input, and say of each in a sentence why it works or does not.',
      options: [
        new Option(
          '--file <file>',
          'a log, a configuration or anything else, however long, packed by gzip or not (else standard input)',
        ),
        new Option('--module <code>', 'also ask whether each token reaches this module').argParser(moduleCodeIn),
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
  // Before anything is read: a terminal that was read to its end answers no question any more.
  const signIn = await askForSignIn(options, surroundings)
  const source =
    options.file === undefined
      ? addAbortSignal(interrupted, input)
      : createReadStream(resolve(workingFolder, options.file), { highWaterMark: PIECE_BYTES, signal: interrupted })
  const { secrets, beyond } = await secretsIn(source, options.file)
  await signIn(async ({ call }) => {
    if (options.module !== undefined) await refuseUnknownModule(options.module, call)
    const digestOf = (secret: string) => Buffer.from(digestOfSecret(secret)).toString('hex')
    for await (const some of explainSecrets(secrets, options.module ?? null, { call, digestOf }))
      for (const explained of some) {
        const { hint, lines, reason, token } = explained
        const sentence = sentenceOf(explained, localTime(timeZone))
        await output.write(
          options.json
            ? `${jsonLine({ hint, lines, active: reason === 'active', reason, token: token?.id ?? null, sentence })}\n`
            : printable(`${hint}…  line ${lines.join(', ')}  ${sentence}`).concat('\n'),
        )
      }
  })
  if (secrets.size === 0) await errors.write('There is no token of Token Desk in it.\n')
  if (beyond > 0) await errors.write(`${beyond} more were found and not looked at.\n`)
  return EXIT_CODES.done.code
}

/** Of a module that is not there every token would be said not to reach it, as though that were the token's fault. */
async function refuseUnknownModule(code: string, call: SignedIn['call']): Promise<void> {
  const modules = await call('modules.list', {})
  if (modules.some((module) => module.code === code)) return
  throw new DeskError({
    code: 'INVALID_INPUT',
    reason: 'unknown-module',
    message: `There is no module “${code}”, but ${modules.map((module) => module.code).join(', ')}.`,
  })
}

/** Each secret once, with the first lines in which it stands. */
async function secretsIn(source: Readable, file: string | undefined) {
  const collection = collectSecrets()
  try {
    for await (const piece of unpacked(source)) collection.add(Buffer.from(piece as Uint8Array).toString('latin1'))
  } catch (error) {
    const named = file ?? 'Standard input'
    if (error instanceof Error && 'code' in error && DAMAGED.test(String(error.code)))
      throw unreadableFile(`${named} cannot be read (${error.code}).`, error)
    throw refusalToRead(named, error)
  }
  return collection.end()
}

/** Packed by gzip and not whole. */
const DAMAGED = /^Z_\w+$/

/** What gzip packed, as rotated logs are, is unpacked on the way. */
async function* unpacked(source: Readable): AsyncIterable<unknown> {
  const pieces: AsyncIterator<unknown> = source[Symbol.asyncIterator]()
  const first = await pieces.next()
  if (first.done) return
  const whole = Readable.from(beginningWith(first.value, pieces))
  const [one, two] = first.value as Uint8Array
  yield* one === 0x1f && two === 0x8b ? pipeline(whole, createGunzip(), () => undefined) : whole
}

async function* beginningWith(first: unknown, others: AsyncIterator<unknown>): AsyncIterable<unknown> {
  yield first
  yield* { [Symbol.asyncIterator]: () => others }
}

/** The reason with what is known of it: since when, by whom, whose token it is. */
function sentenceOf({ reason, token, withdrawnBy }: Explained, time: (instant: string | null) => string): string {
  const by = withdrawnBy === null ? '' : ` by ${withdrawnBy}`
  if (reason === 'not-allowed') return 'Your role does not allow you to look at this token.'
  if (reason === 'no-token')
    return 'This is no token, but the secret of a resource server or of a session: renew it, or end the session.'
  if (token === null) return reason === 'deleted' ? `This token has been deleted${by}.` : explanationOf(reason)
  const whose = `“${token.name}” of ${token.owner.name} (${token.id})`
  switch (reason) {
    case 'active':
      return token.lastAccessAt === null
        ? `${whose} is accepted and has never been used.`
        : `${whose} is accepted; it was last used on ${time(token.lastAccessAt)}.`
    case 'expired':
      return `${whose} expired on ${time(token.expiresAt)}.`
    case 'disabled':
      return `${whose} was disabled on ${time(token.disabledAt)}${by}${because(token.disableReason)}`
    case 'removed':
      return `${whose} was removed on ${time(token.removedAt)}${by}${because(WITHDRAWN_FOR[token.withdrawalReason ?? 'other'])}`
    default:
      return `${whose}: ${explanationOf(reason)}`
  }
}

const WITHDRAWN_FOR = {
  compromised: 'somebody may have it',
  'no-longer-needed': 'no longer needed',
  replaced: 'replaced by another',
  other: null,
} as const

function because(reason: string | null): string {
  return reason === null ? '.' : `. Reason: ${reason}.`
}
