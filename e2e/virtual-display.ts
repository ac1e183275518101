import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'

/** A screen in memory, with a clipboard of its own. */
export interface VirtualDisplay {
  /** The value for DISPLAY, such as `:99`. */
  readonly name: string
  close(): Promise<void>
}

const XVFB = '/usr/bin/Xvfb'

/** Whether a window can be opened without a virtual display. */
export function hasDisplay(environment: Readonly<Record<string, string | undefined>>): boolean {
  return process.platform !== 'linux' || Boolean(environment.DISPLAY) || Boolean(environment.WAYLAND_DISPLAY)
}

/** Starts Xvfb on a free number; null where it is not installed. Ends with this process at the latest. */
export async function openVirtualDisplay(): Promise<VirtualDisplay | null> {
  if (!existsSync(XVFB)) return null
  // Xvfb chooses a number that is free and writes it to the third stream once it answers.
  // Without -noreset it starts afresh whenever its last client goes, and refuses whoever comes just then.
  const child = spawn(XVFB, ['-displayfd', '3', '-screen', '0', '1440x1000x24', '-nolisten', 'tcp', '-noreset'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  const onExit = () => child.kill('SIGKILL')
  process.once('exit', onExit)
  const number = await firstLine(child)
  return {
    name: `:${number}`,
    close: () =>
      new Promise((resolve) => {
        process.off('exit', onExit)
        child.once('exit', () => resolve())
        child.kill('SIGTERM')
      }),
  }
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    child.stdio[3]?.on('data', (piece: Buffer) => {
      text += piece.toString('utf8')
      if (text.includes('\n')) resolve(text.trim())
    })
    child.once('error', reject)
    child.once('exit', (exitCode) => reject(new Error(`Xvfb ended with ${exitCode}.`)))
  })
}
