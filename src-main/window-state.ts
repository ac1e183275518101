import { join } from 'node:path'
import { z } from 'zod'
import type { Log } from '../src-core/ports.ts'
import { privateFile } from './private-file.ts'
import type { ShellWindow, WindowBounds } from './shell/shell.ts'
import type { Timers } from './timers.ts'

/** Where the window was, from one run to the next. */
export interface WindowState {
  /** Null at the first start, or where the file does not make sense. */
  remembered(): WindowBounds | null
  /** Looks at the window every few seconds and writes down what has changed. */
  follow(window: ShellWindow): void
  /** Writes down where the window is now and stops looking. */
  close(): Promise<void>
}

const LOOK_EVERY_MS = 5_000

const pixels = z.number().int().min(-100_000).max(100_000)
const length = z.number().int().min(100).max(20_000)
const bounds = z.strictObject({
  x: pixels.optional(),
  y: pixels.optional(),
  width: length,
  height: length,
  maximized: z.boolean(),
})

/** Keeps the bounds in `<data folder>/window.json`. */
export function windowStateIn(dataFolder: string, { timers, log }: { timers: Timers; log: Log }): WindowState {
  const file = privateFile(join(dataFolder, 'window.json'), bounds, log)
  let followed: ShellWindow | null = null
  let saved = ''
  let cancelTimer = (): void => {}

  async function look(window: ShellWindow): Promise<void> {
    const found = bounds.safeParse(await window.bounds().catch(() => null))
    // A window that is gone, or half-way between two states, is remembered as it was before.
    if (!found.success || JSON.stringify(found.data) === saved) return
    saved = JSON.stringify(found.data)
    file.write(found.data)
  }

  function lookLater(window: ShellWindow): void {
    cancelTimer = timers.after(LOOK_EVERY_MS, () => {
      void look(window).then(() => {
        if (followed === window) lookLater(window)
      })
    })
  }

  return {
    remembered() {
      const last = file.read()
      if (last === null) return null
      saved = JSON.stringify(last)
      const { x, y, ...size } = last
      return { ...size, ...(x === undefined || y === undefined ? {} : { x, y }) }
    },
    follow(window) {
      followed = window
      lookLater(window)
    },
    async close() {
      const window = followed
      followed = null
      cancelTimer()
      if (window !== null) await look(window)
    },
  }
}
