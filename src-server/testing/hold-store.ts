import { openDesk } from '../../src-core/open-desk.ts'

/** A process that has a store open until its standard input ends. Says so in one line. */
const desk = await openDesk({ folder: process.argv[2] ?? '' })
process.stdout.write('open\n')
process.stdin.resume()
process.stdin.on('end', () => void desk.close())
