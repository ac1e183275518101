import { cpus, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { bulkLines } from './bulk.ts'
import { type BenchData, benchData } from './data.ts'
import { firstPageLines, postgresFirstPageLines } from './first-page.ts'
import { importingLines } from './importing.ts'
import { issuingLines } from './issuing.ts'
import { mainThreadLines } from './main-thread.ts'
import { openingLines } from './opening.ts'
import { overviewLines } from './overview.ts'
import { searchLines } from './search.ts'
import { serviceLines } from './service.ts'
import { type BenchLine, skipped, tableOf } from './table.ts'
import { verificationLines } from './verification.ts'
import { windowLines } from './window.ts'

/**
 * `npm run bench`: one table, a line for each line of architecture.md's performance budget that exists by now. Figures
 * are printed, never asserted: a busy machine is no fault of the code.
 *
 * To add a measurement: a file that exports a function like `verificationLines`, and a line in MEASUREMENTS.
 */
const MEASUREMENTS: Readonly<Record<string, (data: BenchData) => Promise<BenchLine[]>>> = {
  verification: verificationLines,
  'first-page': firstPageLines,
  'first-page-postgres': postgresFirstPageLines,
  overview: overviewLines,
  search: searchLines,
  issuing: issuingLines,
  importing: importingLines,
  bulk: bulkLines,
  'main-thread': mainThreadLines,
  opening: openingLines,
  service: serviceLines,
  window: windowLines,
}

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean' },
    quick: { type: 'boolean' },
    only: { type: 'string' },
    help: { type: 'boolean' },
  },
})
const wanted = options.only?.split(',') ?? Object.keys(MEASUREMENTS)
const unknown = wanted.filter((name) => !Object.hasOwn(MEASUREMENTS, name))

if (options.help || unknown.length > 0) {
  process.stderr.write(`node bench/run.ts [--quick] [--json] [--only ${Object.keys(MEASUREMENTS).join(',')}]
  --quick  50,000 tokens instead of 1,000,000
  --json   the lines as JSON
  --only   some of the measurements
`)
  process.exitCode = options.help ? 0 : 2
} else await measure()

async function measure(): Promise<void> {
  const data = benchData({ quick: options.quick === true })
  process.on('exit', () => data.dispose())
  process.on('SIGINT', () => process.exit(130))
  const lines: BenchLine[] = []
  const load = [busy()]
  for (const name of wanted) {
    process.stderr.write(`measuring ${name} …\n`)
    lines.push(...(await linesOf(name, data)))
  }
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.version}, busy ${[...load, busy()].join(' → ')}`
  if (options.json) process.stdout.write(`${JSON.stringify({ machine, size: data.size, lines }, null, 2)}\n`)
  else process.stdout.write(`${tableOf(lines)}\n\n${machine}\n`)
}

/** The load average: above the number of processors, times tell more about the machine than about the code. */
function busy(): string {
  return (loadavg()[0] ?? 0).toFixed(1)
}

/** A measurement that fails is a line that says so: the others still count. */
async function linesOf(name: string, data: BenchData): Promise<BenchLine[]> {
  try {
    return (await MEASUREMENTS[name]?.(data)) ?? []
  } catch (error) {
    return [skipped(name, '–', `failed: ${error instanceof Error ? error.message : String(error)}`)]
  }
}
