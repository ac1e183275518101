import type { PowerMonitor } from 'electron'
import type { SystemEvent } from '../shell.ts'

/** Passes on what the operating system tells about locking and sleep. Only once the application is ready. */
export function watchPower(monitor: Pick<PowerMonitor, 'on'>, tell: (event: SystemEvent) => void): void {
  monitor.on('suspend', () => tell('suspend'))
}
