import { run } from './command-line.ts'
import { surroundingsOf } from './terminal.ts'

/** The entry of the command line, in a Node that reads TypeScript. */
const interruption = new AbortController()
// What is under way ends in good order: signed out, the store given up. It is only a moment, so asking twice changes nothing.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => interruption.abort(new Error('Interrupted.')))

process.exitCode = await run(process.argv.slice(2), surroundingsOf(process, interruption.signal))
// A standard input that nobody ended would keep the process waiting.
process.stdin.destroy()
