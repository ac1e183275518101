import { Command, InvalidArgumentError, Option } from 'commander'
import { moduleCode } from '../src-shared/schemas/tokens.ts'
import type { ExitCode } from './exit-codes.ts'
import type { Output } from './output.ts'
import type { CommonOptions } from './sign-in.ts'
import type { Surroundings } from './terminal.ts'

/** What a command is run with. */
export interface CommandContext {
  readonly surroundings: Surroundings
  readonly output: Output
  /** Everything that is not the answer itself: remarks and errors. */
  readonly errors: Output
  /** Says how the run ends. A verdict is said before it is written, so that it stands also where nobody reads it. */
  finish(code: ExitCode): void
}

/** A command with the options that every command takes, after its own. `work` answers with the exit code. */
export function defineCommand<Options extends CommonOptions>(
  definition: {
    readonly name: string
    readonly description: string
    /** What follows the command's name, once: `<file>`. */
    readonly argument?: string
    readonly options: readonly Option[]
    readonly examples: readonly string[]
    /** More to say in `--help`, after the examples. */
    readonly notes?: string
    /** False where nobody signs in. */
    readonly signsIn?: false
  },
  context: CommandContext,
  work: (options: Options, context: CommandContext, argument: string) => Promise<ExitCode>,
): Command {
  const command = new Command(definition.name).description(definition.description).allowExcessArguments(false)
  if (definition.argument !== undefined) command.argument(definition.argument)
  const common = definition.signsIn === false ? [JSON_OPTION, DATA_FOLDER] : [JSON_OPTION, DATA_FOLDER, USER]
  for (const option of [...definition.options, ...common, VERBOSE]) command.addOption(option)
  const examples = definition.examples.map((example) => `  $ ${example}`).join('\n')
  command.addHelpText('after', `\nExamples:\n${examples}${definition.notes ? `\n\n${definition.notes}` : ''}`)
  return command.action(async () => context.finish(await work(command.opts<Options>(), context, command.args[0] ?? '')))
}

const JSON_OPTION = new Option('--json', 'answer, and report errors, as JSON')
const DATA_FOLDER = new Option('--data-dir <folder>', 'where the store is (else TOKEN_DESK_DATA, else the usual place)')
const USER = new Option('--user <username>', 'who signs in (else TOKEN_DESK_USER)')
const VERBOSE = new Option('--verbose', 'show the log on standard error')

/** An option's value as a whole number from `smallest` to `largest`. */
export function wholeNumber(smallest: number, largest: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
    if (value >= smallest && value <= largest) return value
    throw new InvalidArgumentError(`Give a whole number from ${smallest} to ${largest}.`)
  }
}

/** An option's value as the code of a module. Whether there is such a module is for the desk to say. */
export function moduleCodeIn(text: string): string {
  if (moduleCode.safeParse(text).success) return text
  throw new InvalidArgumentError('A module is written in a–z, 0–9 and -.')
}

/** An option that can be given several times, or once with commas: `--status active,expired`. */
export function oneOrMore<Value extends string>(choices?: readonly Value[]) {
  return (text: string, earlier: readonly Value[] | undefined): readonly Value[] => {
    const given = text.split(',').map((value) => value.trim()) as Value[]
    const unknown = choices === undefined ? undefined : given.find((value) => !choices.includes(value))
    if (unknown !== undefined) throw new InvalidArgumentError(`Allowed are ${choices?.join(', ')}.`)
    return [...(earlier ?? []), ...given]
  }
}
