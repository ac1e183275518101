import { randomBytes } from 'node:crypto'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { openDesk, storeExists } from '../../src-core/open-desk.ts'
import { fillWithBenchData, takeAway } from '../../src-core/store/bench/bench-data.ts'
import type { BenchSize } from '../../src-core/store/bench/bench-plan.ts'
import { DeskError } from '../../src-shared/errors.ts'
import { calendarDate } from '../../src-shared/schemas/common.ts'
import { type CommandContext, defineCommand, wholeNumber } from '../command.ts'
import { EXIT_CODES } from '../exit-codes.ts'
import { jsonLine } from '../output.ts'
import { type CommonOptions, connect, dataFolderOf, logOf, passwordFromFile } from '../sign-in.ts'

/** `token-desk bench-data`: a large store whose content follows from its seed, to measure with. */
export function benchDataCommand(context: CommandContext): Command {
  const count = (flags: string, description: string, standard: number) =>
    new Option(flags, description).argParser(wholeNumber(LEAST, 5_000_000)).default(standard)
  return defineCommand<BenchDataOptions>(
    {
      name: 'bench-data',
      description: 'Make a large store to measure with, the same one for the same figures and seed.',
      options: [
        count('--tokens <count>', 'how many tokens', 1_000_000),
        count('--contacts <count>', 'how many contacts', 200_000),
        count('--users <count>', 'how many users, technical ones among them', 20_000),
        count('--customers <count>', 'how many customers', 10_000),
        new Option('--seed <number>', 'what the content follows from').argParser(wholeNumber(0, 2 ** 31)).default(1),
        new Option('--as-of <day>', 'the day against which tokens are expired or not, as YYYY-MM-DD')
          .argParser(parseDay)
          .default(new Date().toISOString().slice(0, 10), 'today'),
      ],
      examples: ['token-desk bench-data --tokens 1000000 --data-dir /tmp/large'],
      notes: `The store gets an administrator “${USERNAME}”, with the password in TOKEN_DESK_PASSWORD_FILE or a new one
that is printed once. Every secret in it follows from the seed, so anybody can know it: never use such a
store for anything real.`,
      signsIn: false,
    },
    context,
    makeBenchData,
  )
}

interface BenchDataOptions extends CommonOptions, BenchSize {}

const USERNAME = 'bench'
/** Among fewer users there would be no technical one. */
const LEAST = 8

async function makeBenchData(options: BenchDataOptions, { surroundings, output }: CommandContext) {
  const folder = dataFolderOf(options, surroundings)
  if (storeExists(folder))
    throw new DeskError({
      code: 'CONFLICT',
      reason: 'store-exists',
      message: `There is a store in ${folder} already, and it stays as it is. Choose an empty folder with --data-dir.`,
    })
  const given = await passwordFromFile(surroundings)
  const password = given ?? randomBytes(18).toString('base64url')
  const startedAt = performance.now()
  await makeAdministrator(folder, password, options, surroundings)
  const { tokens, contacts, users, customers, seed, asOf } = options
  const size: BenchSize = { tokens, contacts, users, customers, seed, asOf }
  await fillWithBenchData(folder, size, (step) => {
    surroundings.interrupted.throwIfAborted()
    if (options.verbose) surroundings.errors.write(`${step}\n`)
  })
  const seconds = Math.round((performance.now() - startedAt) / 100) / 10
  const access = { username: USERNAME, ...(given === undefined ? { password } : {}) }
  if (options.json) await output.write(`${jsonLine({ folder, ...access, ...size, seconds })}\n`)
  else await output.write(inWords(folder, access, seconds))
  return EXIT_CODES.done.code
}

function inWords(folder: string, access: Readonly<Record<string, string>>, seconds: number): string {
  const lines = Object.entries(access).map(([name, value]) => `${name.padEnd(8)} ${value}`)
  return `${[`Made a store in ${folder} in ${seconds} s.`, ...lines].join('\n')}\n`
}

function parseDay(text: string): string {
  if (calendarDate.safeParse(text).success) return text
  throw new InvalidArgumentError('Give a day as YYYY-MM-DD.')
}

async function makeAdministrator(
  folder: string,
  password: string,
  options: BenchDataOptions,
  surroundings: CommandContext['surroundings'],
): Promise<void> {
  const desk = await openDesk({ folder, log: logOf(options, surroundings) })
  let isEmpty = false
  try {
    const call = connect(desk, null)
    const { secret } = await call('sessions.createAdministrator', {
      fullName: 'Bench Administrator',
      username: USERNAME,
      password,
    })
    await connect(desk, secret)('sessions.signOut', {})
  } catch (error) {
    // A store that nobody can sign in to would stand in the way of the next try. One with people in it is somebody's.
    isEmpty = (await connect(desk, null)('sessions.state', {})).store === 'empty'
    throw error
  } finally {
    await desk.close()
    if (isEmpty) takeAway(folder)
  }
}
