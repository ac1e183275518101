import { readFileSync } from 'node:fs'
import { join } from 'node:path'

// A keychain process that does what a file in its folder says.

const [asked, folder = ''] = process.argv.slice(2)
const plan = readFileSync(join(folder, 'plan'), 'utf8')
if (plan === 'hang') setInterval(() => {}, 1000)
else if (plan === 'crash') process.kill(process.pid, 'SIGSEGV')
else if (plan === 'refuse') {
  process.stderr.write('DBus error: nobody there\n')
  process.exitCode = 1
} else if (asked === 'key') process.stdout.write(Buffer.from(plan, 'hex'))
