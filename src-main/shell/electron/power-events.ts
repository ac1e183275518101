import type { PowerMonitor } from 'electron'
import type { Timers } from '../../timers.ts'
import type { SystemEvent } from '../shell.ts'

export interface PowerWatch {
  /** Usable only once the application is ready. */
  readonly monitor: Pick<PowerMonitor, 'on' | 'getSystemIdleState'>
  readonly platform: NodeJS.Platform
  readonly timers: Timers
  tell(event: SystemEvent): void
  /** The system is about to shut down and waits a little for an orderly end. Not on Windows, where windows are told. */
  onShutdown(): void
}

/** How often Linux is asked whether the screen is locked, because it tells nobody. */
const LOOK_EVERY_MS = 3_000
/** Only `locked` counts here, which does not depend on it; the engine wants a number of seconds above zero. */
const IDLE_THRESHOLD_SECONDS = 3_600

/** Passes on what the operating system tells about locking, sleep and its own end. */
export function watchPower({ monitor, platform, timers, tell, onShutdown }: PowerWatch): void {
  monitor.on('lock-screen', () => tell('lock'))
  // Another person's session comes to the front: for this one it is as good as locked.
  monitor.on('user-did-resign-active', () => tell('lock'))
  monitor.on('suspend', () => tell('suspend'))
  monitor.on('resume', () => tell('resume'))
  monitor.on('shutdown', (event?: Preventable) => {
    event?.preventDefault()
    onShutdown()
  })
  if (platform === 'linux') watchLock(monitor, timers, () => tell('lock'))
}

/** electron.d.ts knows no argument of `shutdown`, its text calls `preventDefault` of one. */
interface Preventable {
  preventDefault(): void
}

function watchLock(monitor: Pick<PowerMonitor, 'getSystemIdleState'>, timers: Timers, onLock: () => void): void {
  let wasLocked = false
  const look = (): void => {
    const isLocked = monitor.getSystemIdleState(IDLE_THRESHOLD_SECONDS) === 'locked'
    if (isLocked && !wasLocked) onLock()
    wasLocked = isLocked
    timers.after(LOOK_EVERY_MS, look)
  }
  timers.after(LOOK_EVERY_MS, look)
}
