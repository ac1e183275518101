import { addAbortSignal, type Readable } from 'node:stream'
import { type Command, Option } from 'commander'
import { DeskError } from '../../src-shared/errors.ts'
import type { Verification } from '../../src-shared/schemas/tokens.ts'
import { type CommandContext, defineCommand, moduleCodeIn } from '../command.ts'
import { EXIT_CODES, exitCodeHelp } from '../exit-codes.ts'
import { jsonLine, localTime, printable } from '../output.ts'
import { type CommonOptions, logOf, withSignIn } from '../sign-in.ts'
import type { Surroundings } from '../terminal.ts'

/** `token-desk verify`: would an API accept this secret now, and why not. */
export function verifyCommand(context: CommandContext): Command {
  return defineCommand<VerifyOptions>(
    {
      name: 'verify',
      description: 'Say whether a secret, read from standard input, is accepted now, and why not.',
      options: [new Option('--module <code>', 'ask whether it reaches this module too').argParser(moduleCodeIn)],
      examples: [
        'token-desk verify --user anna < secret.txt',
        'secret-tool lookup service portal | token-desk verify --module order-status --json',
      ],
      notes: `The secret is never an argument: arguments are seen by other programs and kept in histories.\n\n${exitCodeHelp()}`,
    },
    context,
    verify,
  )
}

interface VerifyOptions extends CommonOptions {
  readonly module?: string
}

async function verify(options: VerifyOptions, { surroundings, output, finish }: CommandContext) {
  logOf(options, surroundings).info('Waiting for the secret on standard input.')
  const secret = await readSecret(surroundings)
  const verification = await withSignIn(options, surroundings, ({ call }) =>
    call('tokens.verify', { secret, ...(options.module === undefined ? {} : { module: options.module }) }),
  )
  const verdict = verification.active ? EXIT_CODES.done.code : EXIT_CODES.notActive.code
  finish(verdict)
  await output.write(options.json ? `${jsonLine(verification)}\n` : inWords(verification, surroundings.timeZone))
  return verdict
}

/** As the contract takes it. What is longer is no secret, and its head is enough to say so. */
const SECRET_LIMIT_CHARACTERS = 10_000

async function readSecret(surroundings: Surroundings): Promise<string> {
  const { ask, input, inputIsTerminal, interrupted } = surroundings
  const text =
    inputIsTerminal && ask !== undefined ? await ask('Secret: ') : await readHead(addAbortSignal(interrupted, input))
  const secret = text.replace(/\r?\n$/, '').slice(0, SECRET_LIMIT_CHARACTERS)
  if (secret !== '') return secret
  throw new DeskError({
    code: 'INVALID_INPUT',
    reason: 'no-secret',
    message: 'There was no secret on standard input. For example: token-desk verify < secret.txt',
  })
}

async function readHead(input: Readable): Promise<string> {
  let text = ''
  input.setEncoding('utf8')
  for await (const piece of input) {
    text += String(piece)
    if (text.length > SECRET_LIMIT_CHARACTERS + 2) break
  }
  return text
}

function inWords({ active, reason, explanation, token }: Verification, timeZone: string): string {
  const time = localTime(timeZone)
  const facts: [string, string][] = [
    ['state', active ? 'active' : `not active (${reason})`],
    ['reason', explanation],
  ]
  if (token !== null) {
    const customer = token.owner.customer === null ? '' : `, ${token.owner.customer.name}`
    const modules = token.modules.map(({ code }) => code).join(', ')
    facts.push(
      ['token', `${token.id}  ${token.name}`],
      ['owner', `${token.owner.name} (${token.owner.kind} ${token.owner.id}${customer})`],
      ['modules', modules === '' ? 'none' : modules],
      ['expires', token.expiresAt === null ? 'never' : time(token.expiresAt)],
    )
  }
  return facts.map(([name, value]) => `${name.padEnd(8)} ${printable(value)}\n`).join('')
}
