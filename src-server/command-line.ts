import { Command, CommanderError } from 'commander'
import { DeskError, type Failure } from '../src-shared/errors.ts'
import type { CommandContext } from './command.ts'
import { auditCheckpointCommand } from './commands/audit-checkpoint.ts'
import { auditExportCommand } from './commands/audit-export.ts'
import { auditListCommand } from './commands/audit-list.ts'
import { auditVerifyCommand } from './commands/audit-verify.ts'
import { backupCheckCommand } from './commands/backup-check.ts'
import { backupListCommand } from './commands/backup-list.ts'
import { backupMakeCommand } from './commands/backup-make.ts'
import { backupRestoreCommand } from './commands/backup-restore.ts'
import { benchDataCommand } from './commands/bench-data.ts'
import { explainCommand } from './commands/explain.ts'
import { serveCommand } from './commands/serve.ts'
import { storeCopyCommand } from './commands/store-copy.ts'
import { tokenIssueCommand } from './commands/token-issue.ts'
import { tokenListCommand } from './commands/token-list.ts'
import { tokenReplaceCommand } from './commands/token-replace.ts'
import { tokenWithdrawCommands } from './commands/token-withdraw.ts'
import { verifyCommand } from './commands/verify.ts'
import { EXIT_CODES, type ExitCode, exitCodeHelp, exitCodeOf } from './exit-codes.ts'
import { installedVersion } from './installed-version.ts'
import { jsonLine, OutputClosed, outputTo, printable } from './output.ts'
import type { Surroundings } from './terminal.ts'

/**
 * Runs one command: `argv` is what follows the program's name. Never rejects: every failure is one line on standard
 * error (an object `{ "error": { code, message, … } }` with `--json`) and an exit code of `EXIT_CODES`.
 *
 * To add a command: a file in `commands/` that exports a function like `verifyCommand`, a line in `programFor`, a test.
 */
export async function run(argv: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  const output = outputTo(surroundings.output)
  const errors = outputTo(surroundings.errors)
  let code: ExitCode = EXIT_CODES.done.code
  const context: CommandContext = {
    surroundings,
    output,
    errors,
    finish(found) {
      code = found
    },
  }
  const written: string[] = []
  try {
    refuseSecrets(argv)
    await programFor(context, (text) => void written.push(text)).parseAsync(argv, { from: 'user' })
    return code
  } catch (error) {
    if (isHelp(error)) {
      const asked = error.code !== 'commander.help' || argv.includes('help')
      await quietly((asked ? output : errors).write(written.join('')))
      return asked ? EXIT_CODES.done.code : EXIT_CODES.wrongUsage.code
    }
    if (error instanceof OutputClosed) return code
    const failure = failureOf(error, surroundings)
    await quietly(errors.write(argv.includes('--json') ? `${jsonLine({ error: failure })}\n` : `${inWords(failure)}\n`))
    return exitCodeOf(failure.code)
  }
}

function programFor(context: CommandContext, writeHelp: (text: string) => void): Command {
  const { columns } = context.surroundings
  const group = (name: string, description: string, commands: readonly Command[]) =>
    commands.reduce((parent, command) => parent.addCommand(command), new Command(name).description(description))
  const program = new Command('token-desk')
    .description('Hand out, watch and withdraw the bearer tokens of a business system’s APIs.')
    .version(installedVersion())
    .addCommand(verifyCommand(context))
    .addCommand(explainCommand(context))
    .addCommand(
      group('token', 'Tokens: list, issue, replace, disable, enable, remove, delete, undo.', [
        tokenListCommand(context),
        tokenIssueCommand(context),
        tokenReplaceCommand(context),
        ...tokenWithdrawCommands(context),
      ]),
    )
    .addCommand(
      group('audit', 'The audit trail: list, export, verify, checkpoint.', [
        auditListCommand(context),
        auditExportCommand(context),
        auditVerifyCommand(context),
        auditCheckpointCommand(context),
      ]),
    )
    .addCommand(
      group('backup', 'Backups of the whole store: make, check, list, restore.', [
        backupMakeCommand(context),
        backupCheckCommand(context),
        backupListCommand(context),
        backupRestoreCommand(context),
      ]),
    )
    .addCommand(group('store', 'The store as a whole: copy.', [storeCopyCommand(context)]))
    .addCommand(serveCommand(context))
    .addCommand(benchDataCommand(context))
    .addHelpText('after', `\n${ENVIRONMENT_HELP}\n\n${exitCodeHelp()}`)
  for (const command of everyCommandOf(program))
    command.exitOverride().configureOutput({
      writeOut: writeHelp,
      writeErr: writeHelp,
      // Said once, in `run`, in the form that was asked for.
      outputError: () => {},
      getOutHelpWidth: () => columns ?? 100,
      getErrHelpWidth: () => columns ?? 100,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
  return program
}

const ENVIRONMENT_HELP = `Environment:
  TOKEN_DESK_USER           who signs in, where --user does not say
  TOKEN_DESK_PASSWORD_FILE  a file that holds the password; without it the terminal is asked
  TOKEN_DESK_DATA           the folder of the store, where --data-dir does not say`

function everyCommandOf(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommandOf)]
}

/**
 * Arguments are seen by every program of this machine and kept in shells' histories, so a secret among them is refused
 * before anything looks at it, and is not repeated.
 *
 * @throws {DeskError} INVALID_INPUT, reason `secret-in-arguments`.
 */
function refuseSecrets(argv: readonly string[]): void {
  const looksLikeSecret = (argument: string) => /td[utcso]_[0-9A-Za-z]{8}/.test(argument)
  const namesSecret = (argument: string) => /^--?(secret|token|password|passphrase|pass)(=|$)/i.test(argument)
  if (!argv.some((argument) => looksLikeSecret(argument) || namesSecret(argument))) return
  throw new DeskError({
    code: 'INVALID_INPUT',
    reason: 'secret-in-arguments',
    message:
      'A secret is never an argument: other programs can see it, and it stays in the shell’s history. Remove the token if it is a real one. Give secrets on standard input, a password in TOKEN_DESK_PASSWORD_FILE.',
  })
}

/** `commander.help` comes where a command is missing, and after the command `help`. */
function isHelp(error: unknown): error is CommanderError {
  return (
    error instanceof CommanderError &&
    ['commander.helpDisplayed', 'commander.help', 'commander.version'].includes(error.code)
  )
}

function failureOf(error: unknown, { interrupted, errors }: Surroundings): Failure {
  if (error instanceof CommanderError)
    return { code: 'INVALID_INPUT', reason: 'usage', message: error.message.replace(/^error: /, '') }
  if (error instanceof DeskError) return error.toFailure()
  if (interrupted.aborted) return { code: 'CANCELLED', message: 'Interrupted.' }
  // A bug: the stack is what whoever mends it needs. It holds no input, because inputs are never put into errors.
  errors.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  return { code: 'INTERNAL', message: 'Something went wrong.' }
}

function inWords({ code, message, reason, fields }: Failure): string {
  const problems = Object.entries(fields ?? {}).map(([field, problem]) => `${field}: ${problem.message}`)
  return printable(`token-desk: ${[code, reason].filter(Boolean).join(' ')}: ${[message, ...problems].join(' ')}`)
}

/** Whoever does not read what is said last misses it; that is no failure. */
async function quietly(writing: Promise<void>): Promise<void> {
  await writing.catch(() => {})
}
