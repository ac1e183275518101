import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { createHash, timingSafeEqual } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { DeskError } from '../../../src-shared/errors.ts'
import type { Clipboard } from '../shell.ts'

export interface SystemClipboardOptions {
  /** Says where the display is; this process's own environment does not count. */
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly platform?: NodeJS.Platform
  readonly timeoutMs?: number
}

const program = fileURLToPath(new URL('./clipboard-process.ts', import.meta.url))

/**
 * The system's clipboard as text. It knows no marks for secrets, so whether a secret is still there is told by its
 * digest, and every write is verified by reading it back.
 *
 * @throws {DeskError} CLIPBOARD_UNAVAILABLE from each method that waits, where there is no clipboard or it does not
 *   answer in time.
 */
export function systemClipboard(options: SystemClipboardOptions): Clipboard {
  const { environment, platform = process.platform, timeoutMs = 5_000 } = options
  const reach = () => {
    if (platform === 'linux' && !environment.DISPLAY && !environment.WAYLAND_DISPLAY)
      throw unavailable('There is no display, and so no clipboard to copy to.')
  }
  const read = async () => {
    reach()
    return runProgram('read', new Uint8Array(), environment, timeoutMs)
  }
  const write = async (text: Uint8Array) => {
    reach()
    ;(await runProgram('write', text, environment, timeoutMs)).fill(0)
  }
  const holds = async (digest: Uint8Array) => {
    const text = await read()
    const found = createHash('sha256').update(text).digest()
    text.fill(0)
    return found.length === digest.length && timingSafeEqual(found, digest)
  }
  return {
    async writeSecret(secret) {
      await write(secret)
      if (!(await holds(createHash('sha256').update(secret).digest())))
        throw unavailable('The clipboard did not take the token.')
    },
    holdsSecret: holds,
    clear: () => write(new Uint8Array()),
    clearSynchronously() {
      spawnSync(process.execPath, [program, 'write'], {
        env: { ...environment },
        input: '',
        stdio: ['pipe', 'ignore', 'ignore'],
        timeout: timeoutMs,
        killSignal: 'SIGKILL',
        windowsHide: true,
      })
    },
  }
}

function runProgram(
  action: 'read' | 'write',
  input: Uint8Array,
  environment: Readonly<Record<string, string | undefined>>,
  timeoutMs: number,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, action], {
      env: { ...environment },
      stdio: ['pipe', 'pipe', 'ignore'],
      // A group of its own, so that a helper that hangs is ended as well.
      detached: process.platform !== 'win32',
      windowsHide: true,
    })
    const pieces: Buffer[] = []
    const timer = setTimeout(() => {
      endGroup(child)
      reject(unavailable('The clipboard did not answer.'))
    }, timeoutMs)
    child.stdout.on('data', (piece: Buffer) => pieces.push(piece))
    child.once('error', (cause) => {
      clearTimeout(timer)
      reject(unavailable('The clipboard cannot be used.', cause))
    })
    // Not "close": the helper that serves the clipboard lives on, and may hold what it inherited.
    child.once('exit', (exitCode) => {
      clearTimeout(timer)
      if (exitCode !== 0) return reject(unavailable('The clipboard cannot be used.'))
      child.stdout.once('end', () => resolve(Buffer.concat(pieces)))
      if (child.stdout.readableEnded) resolve(Buffer.concat(pieces))
    })
    child.stdin.once('error', () => undefined)
    child.stdin.end(input)
  })
}

function endGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL')
  } catch {
    // It ended by itself meanwhile.
  }
}

function unavailable(message: string, cause?: unknown): DeskError {
  return new DeskError({ code: 'CLIPBOARD_UNAVAILABLE', message }, { cause })
}
