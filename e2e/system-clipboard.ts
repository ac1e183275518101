import { spawn } from 'node:child_process'

const TIMEOUT_MS = 5_000

/**
 * The clipboard's text as another program of the system sees it (xclip, pbpaste, PowerShell), or null where it is
 * empty or has no owner. `display` is the value of DISPLAY, on Linux.
 */
export async function readSystemClipboard(display = process.env.DISPLAY): Promise<string | null> {
  const [file, ...args] = readerFor(process.platform)
  const text = await run(file, args, null, display)
  return text === null || text === '' ? null : text
}

/** Puts a text on the clipboard as another program does, as somebody who copies something else. */
export async function writeSystemClipboard(text: string, display = process.env.DISPLAY): Promise<void> {
  const [file, ...args] = writerFor(process.platform)
  if ((await run(file, args, text, display)) === null) throw new Error('The system clipboard could not be written.')
}

type Command = readonly [string, ...string[]]

function readerFor(platform: NodeJS.Platform): Command {
  if (platform === 'darwin') return ['pbpaste']
  if (platform === 'win32') return ['powershell', '-NoProfile', '-Command', 'Get-Clipboard -Raw']
  return ['xclip', '-selection', 'clipboard', '-out']
}

function writerFor(platform: NodeJS.Platform): Command {
  if (platform === 'darwin') return ['pbcopy']
  if (platform === 'win32') return ['powershell', '-NoProfile', '-Command', '$input | Set-Clipboard']
  return ['xclip', '-selection', 'clipboard', '-in']
}

/** What the program wrote, or null where it ended with an error: xclip does so when there is nothing to read. */
function run(file: string, args: readonly string[], input: string | null, display?: string): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      env: { ...process.env, ...(display === undefined ? {} : { DISPLAY: display }) },
      // xclip lives on to serve what it was given, and would hold an output that somebody waits for.
      stdio: input === null ? ['ignore', 'pipe', 'ignore'] : ['pipe', 'ignore', 'ignore'],
    })
    const pieces: Buffer[] = []
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`${file} did not answer.`))
    }, TIMEOUT_MS)
    child.stdout?.on('data', (piece: Buffer) => pieces.push(piece))
    child.once('error', reject)
    child.once(input === null ? 'close' : 'exit', (exitCode) => {
      clearTimeout(timer)
      resolve(exitCode === 0 ? Buffer.concat(pieces).toString('utf8') : null)
    })
    // A program that ends before it has read everything tells by its exit code what became of it.
    child.stdin?.once('error', () => undefined)
    child.stdin?.end(input)
  })
}
