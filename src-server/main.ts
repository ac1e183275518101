import { run } from './command-line.ts'
import { listenToSignals } from './signals.ts'
import { surroundingsOf } from './terminal.ts'

/** The entry of the command line, in a Node that reads TypeScript. What is under way ends in good order. */
process.exitCode = await run(process.argv.slice(2), surroundingsOf(process, listenToSignals(process)))
// A standard input that nobody ended would keep the process waiting.
process.stdin.destroy()
