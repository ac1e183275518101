import clipboard from 'clipboardy'

/**
 * A process of its own for one look at the system clipboard: what it starts can hang, is told where the display is by
 * its environment alone, and ends with it. `write` takes the text from standard input, `read` gives it to standard
 * output.
 */
async function run(action: string | undefined): Promise<void> {
  if (action === 'read') process.stdout.write(await clipboard.read())
  else if (action === 'write') await clipboard.write(await standardInput())
  else throw new Error('Expected read or write.')
}

async function standardInput(): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of process.stdin) pieces.push(piece as Buffer)
  return Buffer.concat(pieces).toString('utf8')
}

await run(process.argv[2])
