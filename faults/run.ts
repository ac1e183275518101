import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { choices as choicesOf } from './choices.ts'
import { deck } from './deck.ts'
import type { Fault } from './fault.ts'
import { clock } from './kinds/clock.ts'
import { damage } from './kinds/damage.ts'
import { fullDisk } from './kinds/full-disk.ts'
import { kill } from './kinds/kill.ts'
import { droppedConnections, stoppedServer } from './kinds/postgres.ts'
import { readOnly } from './kinds/read-only.ts'
import { lineOf, playRound, type Round, tableOf } from './round.ts'
import { setUpStages } from './stages.ts'

/**
 * `npm run faults`: starts real desks, works with them, lets things go wrong at moments that a seed chooses, and checks
 * after each that everything acknowledged is there, nothing is half there, and the next start works or says what is wrong.
 *
 * To add a fault: a file in kinds/, and a line in FAULTS.
 */
const FAULTS: readonly Fault[] = [kill, fullDisk, readOnly, damage, clock, droppedConnections, stoppedServer]

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '30' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    help: { type: 'boolean' },
  },
})
const seconds = Number(options.seconds)
const seed = Number(options.seed)
const wanted = FAULTS.filter(({ name }) => options.only === undefined || options.only.split(',').includes(name))

if (options.help || !(seconds > 0) || !Number.isInteger(seed) || wanted.length === 0) {
  process.stderr.write(`node faults/run.ts [--seconds 30] [--seed 1] [--only "${FAULTS.map(({ name }) => name).join(',')}"]
  Each kind of fault happens once, however short the time; then they go on until it is over.
`)
  process.exitCode = options.help ? 0 : 2
} else process.exitCode = await run()

async function run(): Promise<number> {
  const begun = performance.now()
  const elapsedSeconds = () => (performance.now() - begun) / 1000
  const choices = choicesOf(seed)
  say(`Seed ${seed}, ${seconds} s, ${cpus().length} processors, Node ${process.version}`)
  const stages = await setUpStages(choices)
  const rounds: Round[] = []
  try {
    for (const card of deck(wanted, stages.all, choices)) {
      if (elapsedSeconds() >= seconds && rounds.length >= wanted.length) break
      const round = await playRound(card, choices.split())
      rounds.push(round)
      say(lineOf(round, elapsedSeconds()))
      if (round.isLost) break
    }
  } finally {
    await stages.dispose()
  }
  const failures = rounds.reduce((sum, { problems }) => sum + problems.length, 0)
  say(`\n${tableOf(rounds)}\n`)
  say(`full disk: ${stages.disk.fills}; read-only folder: ${stages.disk.closes}`)
  if (failures > 0)
    say(`${failures} failures. To see them again: npm run faults -- --seconds ${seconds} --seed ${seed}`)
  return failures > 0 ? 1 : 0
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
