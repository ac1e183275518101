import { type ExecFileOptions, execFile } from 'node:child_process'

export interface WaylandClearOptions {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly start?: Start
}

/** Starts a program and answers whether it ended well. */
export type Start = (program: string, given: readonly string[], options: ExecFileOptions) => Promise<boolean>

/** Whether the desktop is a Wayland session. */
export function isWaylandSession(
  platform: NodeJS.Platform,
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  return platform === 'linux' && (environment.WAYLAND_DISPLAY ?? '') !== ''
}

/**
 * Clears the clipboard of a Wayland session through wl-clipboard, where that is installed: compositors with its
 * protocol let it clear without the focus. By its absolute path and without a shell, so that nothing else of that name
 * is started.
 *
 * @returns whether it ended well.
 */
export function clearWaylandClipboard({ environment, start = startProgram }: WaylandClearOptions): Promise<boolean> {
  const { WAYLAND_DISPLAY, XDG_RUNTIME_DIR } = environment
  return start('/usr/bin/wl-copy', ['--clear'], {
    env: { WAYLAND_DISPLAY, XDG_RUNTIME_DIR },
    timeout: LONGEST_RUN_MS,
    killSignal: 'SIGKILL',
    shell: false,
  })
}

const LONGEST_RUN_MS = 2_000

function startProgram(program: string, given: readonly string[], options: ExecFileOptions): Promise<boolean> {
  return new Promise((resolve) => {
    execFile(program, given, options, (error) => resolve(error === null)).stdin?.end()
  })
}
