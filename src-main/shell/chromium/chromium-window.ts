import type { CDPSession, Page } from 'playwright-core'
import type { PageEvent } from '../../../src-shared/contract/events.ts'
import type { ShellWindow, WindowBounds } from '../shell.ts'
import { visibleBounds } from '../visible-bounds.ts'
import type { LeaveDialog } from './leave-dialog.ts'
import { announceTo } from './page-bridge.ts'

/** What makes something go from the screen, which no open question may hold up. */
const HIDING: ReadonlySet<PageEvent['name']> = new Set(['session.locking', 'session.changed', 'reveal.ended'])

/** The browser's window as the application sees it. */
export function chromiumWindow(
  page: Page,
  {
    session,
    leaving,
    onFocus,
  }: Pick<ShellWindow, 'onFocus'> & {
    readonly session: CDPSession
    readonly leaving: LeaveDialog
  },
): ShellWindow {
  return {
    announce(event) {
      if (HIDING.has(event.name)) leaving.takeBack()
      void announceTo(page, event)
    },
    bounds: () => windowBounds(session),
    onFocus,
    focus: () => void page.bringToFront().catch(() => undefined),
    // The browser asks in its own words: no page may give it others.
    setUnsaved: (question) => void page.evaluate(askBeforeUnload, question !== null).catch(() => undefined),
  }
}

/** Runs in the page. */
function askBeforeUnload(asks: boolean): void {
  window.onbeforeunload = asks ? (event) => event.preventDefault() : null
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
