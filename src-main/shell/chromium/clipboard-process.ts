import { createHash, timingSafeEqual } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import clipboard from 'clipboardy'
import { type ClipboardRequest, clipboardAnswers, readRequests } from './clipboard-wire.ts'

/*
 * A process of its own for the system clipboard: what it starts can hang, is told where the display is by its
 * environment alone, and ends with it. Without an argument it answers requests one after another until its standard
 * input ends; with `clear` it clears and ends.
 */

/** A program that serves the clipboard may take a moment to begin, so that an early look finds what was there before. */
const looksAfterWritingMs = [0, 10, 20, 40, 80, 160, 320, 640]

async function answer({ action, bytes }: ClipboardRequest): Promise<boolean> {
  switch (action) {
    case 'holds':
      return holds(bytes)
    case 'clear':
      await clipboard.write('')
      return true
    case 'write': {
      const digest = createHash('sha256').update(bytes).digest()
      await clipboard.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8'))
      for (const waitMs of looksAfterWritingMs) {
        await pause(waitMs)
        if (await holds(digest)) return true
      }
      return false
    }
  }
}

async function holds(digest: Uint8Array): Promise<boolean> {
  const found = createHash('sha256')
    .update(await clipboard.read())
    .digest()
  return found.length === digest.length && timingSafeEqual(found, digest)
}

function serve(): void {
  let lastTurn = Promise.resolve()
  readRequests(process.stdin, (request) => {
    lastTurn = lastTurn.then(async () => {
      const outcome = await answer(request).catch(() => null)
      request.bytes.fill(0)
      const said = outcome === null ? clipboardAnswers.failed : outcome ? clipboardAnswers.yes : clipboardAnswers.no
      process.stdout.write(Uint8Array.of(said))
    })
  })
  // Whoever asked is gone: nothing that is under way matters any more.
  process.stdin.once('end', () => process.exit())
  process.stdout.once('error', () => process.exit())
}

if (process.argv[2] === 'clear') clipboard.writeSync('')
else serve()
