import { homedir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, type CDPSession, chromium, type Page } from 'playwright-core'
import { systemKeyRing } from '../../../src-core/key-ring/system-key-ring.ts'
import { processTimers } from '../../timers.ts'
import { finishOnce } from '../finish-once.ts'
import { readPageFiles } from '../page-files.ts'
import { downloadsFolder, saveBeside } from '../save-file.ts'
import type { Shell, ShellWindow, SystemEvent, WindowBounds } from '../shell.ts'
import { usualBounds } from '../visible-bounds.ts'
import { browserArguments, unwantedDefaults } from './browser-arguments.ts'
import { endedInOrder, prepareProfile } from './browser-profile.ts'
import { chromiumWindow, keepVisible } from './chromium-window.ts'
import { answerDialogs } from './leave-dialog.ts'
import { watchScreenLock } from './lock-watch.ts'
import { installBridge } from './page-bridge.ts'
import { guardRequests } from './request-guard.ts'
import { watchSleep } from './sleep-watch.ts'
import { systemClipboard } from './system-clipboard.ts'

/** The window's page as Playwright drives it, for whoever starts the shell. */
export type ChromiumPage = Page

export interface ChromiumShellOptions {
  readonly executablePath: string
  /** The browser's own profile, nobody else's. Made where it is missing. */
  readonly profileFolder: string
  /** The built page. Not read while a development server answers. */
  readonly pageFolder: string
  readonly developmentServer: URL | null
  readonly headless: boolean
  readonly isRoot: boolean
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Hears what happens, one plain line at a time. */
  say(line: string): void
}

/** The browser shell, with what only whoever starts it needs. */
export interface ChromiumShell extends Shell {
  /** The window's page, for the end-to-end tests; null until it is open. */
  page(): ChromiumPage | null
  /** Resolves when all is over: 0 after an orderly end, 1 where the browser died. */
  readonly ended: Promise<number>
  /** Ends in order: what must be finished is finished, then the browser closes. */
  end(exitCode?: number): Promise<void>
  /** For a process that is about to end without waiting. */
  endAtOnce(): void
}

const finishLimitMs = 15_000
const lastWordLimitMs = 2000
const background = '#f6f7f9'
/** A name that no resolver knows (RFC 6761): should a request ever leave, it arrives nowhere. */
const builtOrigin = 'https://token-desk.invalid'

/** The desktop that runs from source: an installed Chrome, Edge or Chromium, driven through a pipe. */
export function chromiumShell(options: ChromiumShellOptions): ChromiumShell {
  const say = options.say
  const finishing = finishOnce(finishLimitMs, (error) => say(`Ending: ${words(error)}`))
  const systemListeners: ((event: SystemEvent) => void)[] = []
  const outcome = Promise.withResolvers<number>()
  const clipboard = systemClipboard({ environment: options.environment })
  let opened: Opened | null = null

  const tell = (event: SystemEvent) => {
    for (const listener of systemListeners) listener(event)
  }
  const stopSleepWatch = watchSleep({ now: () => Date.now() }, () => {
    tell('suspend')
    tell('resume')
  })
  const stopLockWatch = watchScreenLock({
    platform: process.platform,
    environment: options.environment,
    timers: processTimers,
    onLock: () => tell('lock'),
  })
  let exitCode: number | null = null
  const end = async (wanted: number) => {
    // The first reason counts: what ends next, ends because of it.
    exitCode ??= wanted
    await finishing.finish()
    stopSleepWatch()
    stopLockWatch()
    clipboard.end()
    await opened?.context.close().catch(() => undefined)
    outcome.resolve(exitCode)
  }
  const onWindowEnd = (how: WindowEnd) => {
    if (exitCode !== null) return
    if (how !== 'closed') say(`${whatEnded[how]} Token Desk ends; start it again.`)
    void end(how === 'closed' ? 0 : 1)
  }
  return {
    name: 'chromium',
    clipboard,
    keyRing: (folder, log) =>
      systemKeyRing({ folder, log, environment: options.environment, platform: process.platform }),
    async openWindow({ bounds, answer }) {
      opened = await openBrowser(options, bounds, answer, onWindowEnd)
      // Not before: the window is what a person waits for.
      clipboard.start()
      return opened.window
    },
    // A browser has no dialog for it that a program could open: the folder for downloads is where people look.
    saveFile: async (file) => saveBeside(await downloadsFolder(homedir(), options.environment), file),
    chooseFileToSave: async (name) => join(await downloadsFolder(homedir(), options.environment), name),
    chooseBackup: async () => null,
    onSystemEvent: (listener) => void systemListeners.push(listener),
    onQuit: finishing.onQuit,
    onSessionEnd: finishing.onSessionEnd,
    quit: () => void end(0),
    page: () => opened?.page ?? null,
    ended: outcome.promise,
    async end(wanted = 0) {
      await end(wanted)
      await outcome.promise
    },
    endAtOnce: finishing.finishAtOnce,
  }
}

interface Opened {
  readonly context: BrowserContext
  readonly page: Page
  readonly window: ShellWindow
}

async function openBrowser(
  options: ChromiumShellOptions,
  remembered: WindowBounds | null,
  answer: Parameters<Shell['openWindow']>[0]['answer'],
  onEnd: (how: WindowEnd) => void,
): Promise<Opened> {
  const { developmentServer, isRoot, say } = options
  const origin = developmentServer?.origin ?? builtOrigin
  if (isRoot) say('The browser runs without its sandbox, because this is the root account.')
  const reading = developmentServer === null ? readPageFiles(options.pageFolder) : null
  // Where it fails the browser is not started either.
  reading?.catch(() => undefined)
  await prepareProfile(options.profileFolder)
  const context = await launch(options, remembered ?? usualBounds)
  try {
    const presence: (() => void)[] = []
    const page = context.pages()[0] ?? (await context.newPage())
    const [session] = await Promise.all([
      context.newCDPSession(page),
      context.grantPermissions([]),
      guardRequests(context, { origin, files: await reading }),
      installBridge(context, {
        origin,
        page: () => page,
        developerTools: developmentServer !== null,
        answer,
        onPresence: () => {
          for (const listener of presence) listener()
        },
      }),
    ])
    keepToOnePage(context, page, origin)
    const leaving = answerDialogs(page, { isWatched: !options.headless })
    await watchEnd(context, page, session, options.profileFolder, onEnd)
    await page.goto(`${origin}/`)
    // Nothing lies behind the page to which "back" could lead.
    await session.send('Page.resetNavigationHistory')
    if (!options.headless) await keepVisible(page, session)
    const window = chromiumWindow(page, { session, leaving, onFocus: (listener) => void presence.push(listener) })
    return { context, page, window }
  } catch (error) {
    await context.close().catch(() => undefined)
    throw error
  }
}

function launch(options: ChromiumShellOptions, bounds: WindowBounds): Promise<BrowserContext> {
  return chromium.launchPersistentContext(options.profileFolder, {
    executablePath: options.executablePath,
    headless: options.headless,
    viewport: options.headless ? { width: bounds.width, height: bounds.height } : null,
    chromiumSandbox: !options.isRoot,
    ignoreDefaultArgs: [...unwantedDefaults],
    args: [
      ...browserArguments({
        background,
        bounds,
        isRoot: options.isRoot,
        developmentHost: options.developmentServer?.host ?? null,
      }),
    ],
    env: Object.fromEntries(Object.entries(options.environment).filter(([, value]) => value !== undefined)) as Record<
      string,
      string
    >,
    acceptDownloads: false,
    serviceWorkers: 'block',
    // Whoever starts the shell hears signals and ends it in order.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    timeout: 30_000,
  })
}

/** Other windows and tabs close at once, and a page that went elsewhere is brought back. */
function keepToOnePage(context: BrowserContext, page: Page, origin: string): void {
  context.on('page', (other) => {
    if (other !== page) void other.close().catch(() => undefined)
  })
  page.on('framenavigated', (frame) => {
    if (frame !== page.mainFrame() || frame.url().startsWith(`${origin}/`)) return
    void page.goto(`${origin}/`).catch(() => undefined)
  })
}

/** How the window went: a person closed it, its page broke down, or the browser died. */
type WindowEnd = 'closed' | 'broke-down' | 'died'

const whatEnded = {
  'broke-down': 'The page broke down.',
  died: 'The browser ended unexpectedly.',
} as const

/**
 * Tells a person's closing of the window from the browser's death. The page closes either way, but only a browser that
 * lives says that the window is gone. With its only window it ends itself, and then that word may not get through: what
 * it wrote into its profile tells.
 */
async function watchEnd(
  context: BrowserContext,
  page: Page,
  session: CDPSession,
  profileFolder: string,
  onEnd: (how: WindowEnd) => void,
): Promise<void> {
  page.on('crash', () => onEnd('broke-down'))
  context.on('close', async () => onEnd((await endedInOrder(profileFolder, lastWordLimitMs)) ? 'closed' : 'died'))
  const { targetInfo } = await session.send('Target.getTargetInfo')
  const browser = await context.browser()?.newBrowserCDPSession()
  browser?.on('Target.targetDestroyed', ({ targetId }) => {
    if (targetId === targetInfo.targetId) onEnd('closed')
  })
  await browser?.send('Target.setDiscoverTargets', { discover: true })
}

function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
