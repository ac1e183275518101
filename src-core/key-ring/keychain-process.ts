import { randomBytes } from 'node:crypto'
import { Entry } from '@napi-rs/keyring'

/*
 * Asks the keychain and ends: `status` only reaches it, `key` writes the key of a data folder to standard output, made if
 * it is not there. What goes wrong is one line on standard error.
 */

const [asked, folder = ''] = process.argv.slice(2)
try {
  const entry = new Entry('Token Desk', `Kept values of ${folder}`, {
    // By default the kernel's keys would stand in for a missing service, and they are gone with the next start.
    linux: { store: 'secret-service' },
  })
  if (asked === 'key') process.stdout.write(keyIn(entry))
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}

function keyIn(entry: Entry): Buffer {
  const kept = entry.getPassword()
  if (kept !== null) return Buffer.from(kept, 'base64')
  entry.setPassword(randomBytes(32).toString('base64'))
  // Read again, because what counts is what the keychain holds.
  const held = entry.getPassword()
  if (held === null) throw new Error('The keychain did not keep the key.')
  return Buffer.from(held, 'base64')
}
