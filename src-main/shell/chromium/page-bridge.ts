import type { BrowserContext, Frame, Page } from 'playwright-core'
import type { PageEvent } from '../../../src-shared/contract/events.ts'
import type { Reply } from '../../../src-shared/errors.ts'

/** The name under which the wire appears for a moment, until the page's own script has taken it away. */
const wireName = 'tokenDeskWire'
const eventName = 'token-desk:event'

export interface BridgeEnds {
  /** The only origin whose page is answered. */
  readonly origin: string
  /** The page of the window; null until there is one. */
  page(): Page | null
  answer(name: unknown, input: unknown): Promise<Reply>
  /** Whether the person may look behind the page: only while somebody works on it. */
  readonly developerTools: boolean
  /** The person is at the window again. */
  onPresence(): void
}

/**
 * Gives the page `window.tokenDesk`, as the preload does in Electron, and keeps it from leaving. A message is accepted
 * only from the main frame of our page at our origin; whatever else finds the wire is refused.
 */
export async function installBridge(context: BrowserContext, ends: BridgeEnds): Promise<void> {
  await context.exposeBinding(wireName, async (source, message: unknown): Promise<string | null> => {
    const { page, frame } = source
    if (!isTrusted(ends, page, frame)) return JSON.stringify(refusal)
    const [kind, name, input] = parse(message)
    if (kind === 'call') return JSON.stringify(await ends.answer(name, input))
    if (kind === 'presence') ends.onPresence()
    return null
  })
  await context.addInitScript(prepareWindow, { wireName, eventName, developerTools: ends.developerTools })
}

/** Tells the page. Never rejects: an announcement to a page that is not there is lost. */
export async function announceTo(page: Page, event: PageEvent): Promise<void> {
  await page
    .evaluate(([name, detail]) => void window.dispatchEvent(new CustomEvent(name, { detail })), [
      eventName,
      event,
    ] as const)
    .catch(() => undefined)
}

const refusal: Reply = { ok: false, error: { code: 'FORBIDDEN', message: 'This page may not call Token Desk.' } }

function isTrusted(ends: BridgeEnds, page: Page, frame: Frame): boolean {
  const ours = ends.page()
  if (ours === null || page !== ours || frame !== ours.mainFrame()) return false
  return URL.canParse(frame.url()) && new URL(frame.url()).origin === ends.origin
}

function parse(message: unknown): readonly unknown[] {
  if (typeof message !== 'string') return []
  try {
    const parts: unknown = JSON.parse(message)
    return Array.isArray(parts) ? parts : []
  } catch {
    return []
  }
}

/** Runs in every document of the browser, before anything of the page. It can use nothing from outside itself. */
function prepareWindow(names: {
  readonly wireName: string
  readonly eventName: string
  readonly developerTools: boolean
}): void {
  type Wire = (message: string) => Promise<string | null>
  const host = window as unknown as Record<string, Wire | undefined>
  const wire = host[names.wireName]
  delete host[names.wireName]
  if (window.top !== window || wire === undefined) return

  const listeners = new Set<(event: unknown) => void>()
  const bridge = Object.freeze({
    async call(name: string, input: unknown): Promise<unknown> {
      return JSON.parse((await wire(JSON.stringify(['call', name, input]))) ?? 'null')
    },
    listen(listener: (event: unknown) => void): () => void {
      // Two of the same are heard twice, and each is ended alone.
      const own = (event: unknown) => listener(event)
      listeners.add(own)
      return () => void listeners.delete(own)
    },
  })
  Object.defineProperty(window, 'tokenDesk', { value: bridge, enumerable: true })
  window.addEventListener(names.eventName, (event) => {
    for (const listener of [...listeners]) listener((event as CustomEvent<unknown>).detail)
  })

  Object.defineProperty(window, 'open', { value: () => null })
  const { navigation } = window as unknown as {
    navigation: { addEventListener(name: 'navigate', listener: (event: LeavingEvent) => void): void }
  }
  interface LeavingEvent extends Event {
    readonly navigationType: string
    readonly downloadRequest: string | null
    readonly destination: { readonly sameDocument: boolean }
  }
  navigation.addEventListener('navigate', (event) => {
    if (event.downloadRequest === null && (event.destination.sameDocument || event.navigationType === 'reload')) return
    event.preventDefault()
    event.stopImmediatePropagation()
  })

  // The page believes itself focused at all times here, so what the person does tells that they are back.
  let lastPresence = 0
  const tell = () => {
    if (Date.now() - lastPresence < 5_000) return
    lastPresence = Date.now()
    void wire(JSON.stringify(['presence']))
  }
  for (const name of ['focus', 'pointerdown', 'keydown'] as const)
    window.addEventListener(name, tell, { capture: true })

  // The window has no menu and no developer tools, as in the product.
  if (names.developerTools) return
  window.addEventListener('contextmenu', (event) => event.preventDefault(), { capture: true })
  window.addEventListener(
    'keydown',
    (event) => {
      const inspects =
        (event.ctrlKey || event.metaKey) && (event.shiftKey || event.altKey) && /^Key[CIJ]$/.test(event.code)
      const source = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.code === 'KeyU'
      if (event.key === 'F12' || inspects || source) event.preventDefault()
    },
    { capture: true },
  )
}
