import { execFile } from 'node:child_process'
import type { Timers } from '../../timers.ts'

export interface LockWatchOptions {
  readonly platform: NodeJS.Platform
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly timers: Timers
  onLock(): void
}

/** How often the login service is asked. It tells by itself only who listens on the system's bus. */
const LOOK_EVERY_MS = 3_000
const LONGEST_ANSWER_MS = 10_000

/**
 * Tells when the screen of this Linux session is locked, where `loginctl` can be asked about it. Where the first try
 * fails there is no second one.
 *
 * @returns what ends the watch.
 */
export function watchScreenLock({ platform, environment, timers, onLock }: LockWatchOptions): () => void {
  const session = environment.XDG_SESSION_ID
  if (platform !== 'linux' || !session) return () => {}
  let cancel = (): void => {}
  let isOver = false
  let wasLocked: boolean | null = null
  const look = async (): Promise<void> => {
    const isLocked = await lockedHint(session, environment)
    if (isOver || (isLocked === null && wasLocked === null)) return
    if (isLocked === true && wasLocked !== true) onLock()
    wasLocked = isLocked ?? wasLocked
    lookLater()
  }
  const lookLater = (): void => {
    cancel = timers.after(LOOK_EVERY_MS, () => void look())
  }
  lookLater()
  return () => {
    isOver = true
    cancel()
  }
}

/** Whether the session is marked as locked; null where nobody answers. */
function lockedHint(session: string, environment: LockWatchOptions['environment']): Promise<boolean | null> {
  return new Promise((resolve) => {
    const child = execFile(
      'loginctl',
      ['show-session', session, '--property=LockedHint', '--value'],
      { env: { ...environment }, timeout: LONGEST_ANSWER_MS },
      (error, output) => resolve(error === null ? output.trim() === 'yes' : null),
    )
    child.unref()
  })
}
