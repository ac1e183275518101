import { DeskError } from '../../../src-shared/errors.ts'
import { processTimers, type Timers } from '../../timers.ts'
import type { Clipboard } from '../shell.ts'
import { clipboardHelper } from './clipboard-helper.ts'
import type { ClipboardRequest } from './clipboard-wire.ts'

export interface SystemClipboardOptions {
  /** Says where the display is; this process's own environment does not count. */
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly platform?: NodeJS.Platform
  /** How long one step may take. */
  readonly timeoutMs?: number
  readonly timers?: Timers
}

/** The clipboard, with what only the shell needs of it. */
export interface SystemClipboard extends Clipboard {
  /** Makes ready what copying needs, so that the first copy is as quick as the others. */
  start(): void
  /** Ends what was made ready. */
  end(): void
}

/**
 * The system's clipboard as text. It knows no marks for secrets, so whether a secret is still there is told by its
 * digest, and every write is verified by reading it back.
 *
 * @throws {DeskError} CLIPBOARD_UNAVAILABLE from each method that waits, where there is no clipboard or it does not
 *   answer in time.
 */
export function systemClipboard(options: SystemClipboardOptions): SystemClipboard {
  const { environment, platform = process.platform, timeoutMs = 5_000, timers = processTimers } = options
  const hasDisplay = platform !== 'linux' || Boolean(environment.DISPLAY) || Boolean(environment.WAYLAND_DISPLAY)
  const helper = clipboardHelper({ environment, timeoutMs, timers })
  const ask = async (request: ClipboardRequest): Promise<boolean> => {
    if (!hasDisplay) throw unavailable('There is no display, and so no clipboard to copy to.')
    try {
      return await helper.ask(request)
    } catch (cause) {
      throw unavailable(cause instanceof Error ? cause.message : 'The clipboard cannot be used.', cause)
    }
  }
  return {
    async writeSecret(secret) {
      if (!(await ask({ action: 'write', bytes: secret }))) throw unavailable('The clipboard did not take the token.')
    },
    async holdsSecret(digest) {
      const holds = await ask({ action: 'holds', bytes: digest })
      if (!holds) helper.renew()
      return holds
    },
    clear: async () => void (await ask({ action: 'clear', bytes: new Uint8Array() })),
    clearSynchronously() {
      if (hasDisplay) helper.clearSynchronously()
    },
    start() {
      if (hasDisplay) helper.start()
    },
    end: helper.end,
  }
}

function unavailable(message: string, cause?: unknown): DeskError {
  return new DeskError({ code: 'CLIPBOARD_UNAVAILABLE', message }, { cause })
}
