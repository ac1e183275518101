import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { _electron, type Page } from 'playwright-core'
import { startInChromium } from '../src-main/chromium.ts'
import { thisMachine } from '../src-main/shell/setup/machine.ts'
import { buildIfStale } from '../src-main/shell/setup/page-build.ts'
import { type FoundShell, setUpShell } from '../src-main/shell/setup/set-up-shell.ts'
import { hasDisplay, openVirtualDisplay } from './virtual-display.ts'

export interface LaunchOptions {
  /** The data folder to open. Without one a fresh folder is made, and removed by `close`. */
  readonly dataDir?: string
  /** Added to this process's environment for the application alone, such as `{ TZ: 'Europe/Prague' }`. */
  readonly env?: Readonly<Record<string, string>>
  /** Draws the window nowhere. There is no system clipboard then. */
  readonly headless?: boolean
}

export interface Launched {
  /** The application's one window. It has drawn its first screen. */
  readonly page: Page
  /** Which of the two shells runs. */
  readonly shell: FoundShell['name']
  readonly dataDir: string
  /** The value of DISPLAY that the window is on, for programs that look at the same clipboard. */
  readonly display: string | undefined
  /** Ends the application in order, as closing its window does, and removes what `launch` made. Can be repeated. */
  close(): Promise<void>
}

const projectFolder = fileURLToPath(new URL('..', import.meta.url))
const READY = 'html[data-ready="true"]'

/**
 * Starts the whole application as a person would have it and waits until it is usable: Electron where its binary is
 * present, else an installed browser, which is set up as `npm start` does. The page is built if it is stale. Without a
 * display, and unless `headless`, the window opens on a virtual one of its own.
 *
 * Works inside `playwright test` and in a plain `node script.ts`:
 *
 * ```ts
 * const { page, close } = await launch()
 * await page.getByLabel('Full name').fill('Ada Lovelace')
 * await close()
 * ```
 */
export async function launch(options: LaunchOptions = {}): Promise<Launched> {
  const machine = thisMachine()
  const quietly = { projectFolder, machine, say: () => {} }
  const found = await setUpShell({ ...quietly, forTests: true })
  await buildIfStale(quietly)

  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'token-desk-')))
  const own: Record<string, string | undefined> = { ...process.env, ...options.env }
  const virtual = options.headless === true || hasDisplay(own) ? null : await openVirtualDisplay()
  const environment = virtual === null ? own : { ...own, DISPLAY: virtual.name }
  const headless = options.headless === true || !hasDisplay(environment)
  try {
    const opened = await open(found, { dataDir, environment, headless })
    await opened.page.locator(READY).waitFor({ state: 'attached', timeout: 60_000 })
    const close = once(async () => {
      await opened.end()
      await virtual?.close()
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true })
    })
    return { page: opened.page, shell: found.name, dataDir, display: environment.DISPLAY, close }
  } catch (error) {
    await virtual?.close()
    throw error
  }
}

interface Start {
  readonly dataDir: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly headless: boolean
}

interface Opened {
  readonly page: Page
  end(): Promise<void>
}

function open(found: FoundShell, start: Start): Promise<Opened> {
  return found.name === 'electron' ? openElectron(found, start) : openBrowser(found, start)
}

async function openBrowser({ executablePath }: FoundShell, { dataDir, environment, headless }: Start): Promise<Opened> {
  return startInChromium({
    executablePath,
    arguments: ['--data-dir', dataDir],
    environment,
    headless,
    say: () => {},
  })
}

async function openElectron({ executablePath }: FoundShell, { dataDir, environment }: Start): Promise<Opened> {
  const application = await _electron.launch({
    executablePath,
    args: [projectFolder, `--data-dir=${dataDir}`],
    // Without this Playwright starts Electron unsandboxed, and the sandbox would never be tested.
    chromiumSandbox: process.getuid?.() !== 0,
    env: Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined)) as Record<
      string,
      string
    >,
  })
  const end = async () => {
    // What a test leaves unsaved is left: nobody is there to answer the system's own question.
    await application.evaluate(({ dialog }) => {
      dialog.showMessageBox = async () => ({ response: 1, checkboxChecked: false })
    })
    await application.close()
  }
  return { page: await application.firstWindow(), end }
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined
  return () => {
    done ??= work()
    return done
  }
}
