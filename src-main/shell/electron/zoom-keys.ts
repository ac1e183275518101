import type { Input, WebContents } from 'electron'

export type ZoomedContents = Pick<WebContents, 'on' | 'getZoomLevel' | 'setZoomLevel'>

/** Each level is 20 % of the one before; the window is usable up to 200 % and a little beyond. */
const LEVELS = { smallest: -3, largest: 5 } as const

/**
 * Ctrl with plus, minus and nought, and Ctrl with the mouse wheel, as people know them from a browser. Without a menu
 * nothing else listens to them; on macOS the menu does.
 */
export function listenToZoomKeys(contents: ZoomedContents, platform: string): void {
  const by = (step: number): void => {
    const level = contents.getZoomLevel() + step
    contents.setZoomLevel(Math.min(Math.max(level, LEVELS.smallest), LEVELS.largest))
  }
  contents.on('zoom-changed', (_event, direction) => by(direction === 'in' ? 1 : -1))
  if (platform === 'darwin') return
  contents.on('before-input-event', (event, input) => {
    const wish = zoomWish(input)
    if (wish === null) return
    event.preventDefault()
    if (wish === 'usual') contents.setZoomLevel(0)
    else by(wish === 'larger' ? 1 : -1)
  })
}

function zoomWish(
  input: Pick<Input, 'type' | 'key' | 'code' | 'control' | 'alt' | 'meta'>,
): 'larger' | 'smaller' | 'usual' | null {
  if (input.type !== 'keyDown' || !input.control || input.alt || input.meta) return null
  if (input.key === '+' || input.key === '=') return 'larger'
  if (input.key === '-') return 'smaller'
  // On French and Czech keyboards the digit needs Shift.
  return input.key === '0' || input.code === 'Digit0' || input.code === 'Numpad0' ? 'usual' : null
}
