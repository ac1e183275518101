import { lockInstance } from '../single-instance.ts'

/** A process of its own that holds a data folder, and says each time somebody else asked for it. */
const lock = await lockInstance(process.argv[2] ?? '', () => process.stdout.write('asked\n'))
process.stdout.write(lock === null ? 'refused\n' : 'holding\n')
// The lock itself does not keep a process from ending.
if (lock !== null) setInterval(() => {}, 60_000)
