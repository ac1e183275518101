import type { CDPSession, Page } from 'playwright-core'
import type { ShellWindow, WindowBounds } from '../shell.ts'
import { visibleBounds } from '../visible-bounds.ts'
import { announceTo } from './page-bridge.ts'

/** The browser's window as the application sees it. */
export function chromiumWindow(page: Page, session: CDPSession, onFocus: (listener: () => void) => void): ShellWindow {
  return {
    announce: (event) => void announceTo(page, event),
    bounds: () => windowBounds(session),
    onFocus,
    focus: () => void page.bringToFront().catch(() => undefined),
  }
}

async function windowBounds(session: CDPSession): Promise<WindowBounds | null> {
  try {
    const { bounds } = await session.send('Browser.getWindowForTarget')
    const { left, top, width, height, windowState } = bounds
    if (width === undefined || height === undefined) return null
    const maximized = windowState === 'maximized' || windowState === 'fullscreen'
    return { ...(left === undefined || top === undefined ? {} : { x: left, y: top }), width, height, maximized }
  } catch {
    return null
  }
}

/** Brings a window back that would open where no screen is any more. */
export async function keepVisible(page: Page, session: CDPSession): Promise<void> {
  const { windowId, bounds } = await session.send('Browser.getWindowForTarget')
  if (bounds.windowState !== 'normal' || bounds.width === undefined || bounds.height === undefined) return
  const area = await page.evaluate(() => {
    const { availLeft = 0, availTop = 0 } = screen as Screen & { availLeft?: number; availTop?: number }
    return { x: availLeft, y: availTop, width: screen.availWidth, height: screen.availHeight }
  })
  const { left: x = 0, top: y = 0, width, height } = bounds
  const kept = visibleBounds({ x, y, width, height, maximized: false }, [area])
  if (kept.x !== undefined && kept.width === width && kept.height === height) return
  await session.send('Browser.setWindowBounds', {
    windowId,
    bounds: { left: kept.x ?? area.x, top: kept.y ?? area.y, width: kept.width, height: kept.height },
  })
}
