import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium, type Page } from 'playwright-core'
import { setUpShell } from '../src-main/shell/setup/set-up-shell.ts'

/*
 * Starts one window, writes how many milliseconds after the start of this process it was drawn, and ends.
 * `start-once.ts window <folder>` opens Token Desk, `empty` an empty window of the same shell, `bare` one of the browser
 * alone. Each imports for itself, so that no other pays for it.
 */

/** One word, because of a page with nothing on it no browser says when it was drawn. */
const EMPTY_PAGE = '<!doctype html><html lang="en"><title>Empty</title><p>Empty</p></html>'
const [what = '', folder = ''] = process.argv.slice(2)
const starts: Readonly<Record<string, () => Promise<Started>>> = {
  window: startTokenDesk,
  empty: startShell,
  bare: startBrowser,
}
const start = starts[what]
if (start === undefined) throw new Error(`There is nothing to start by the name of "${what}".`)
const { page, close } = await start()
process.stdout.write(String((await drawnAt(page)) - performance.timeOrigin))
await close()
// What else the shell watches must not keep this process.
process.exit()

interface Started {
  readonly page: Page
  close(): Promise<void>
}

async function startTokenDesk(): Promise<Started> {
  const { launch } = await import('../e2e/launch.ts')
  return launch({ dataDir: folder, headless: true })
}

async function startShell(): Promise<Started> {
  const pageFolder = join(folder, 'page')
  await mkdir(pageFolder, { recursive: true })
  await writeFile(join(pageFolder, 'index.html'), EMPTY_PAGE)
  const executablePath = await browserPath()
  const { chromiumShell } = await import('../src-main/shell/chromium/chromium-shell.ts')
  const shell = chromiumShell({
    executablePath,
    profileFolder: join(folder, 'browser'),
    pageFolder,
    developmentServer: null,
    headless: true,
    isRoot: isRoot(),
    environment: process.env,
    say: () => {},
  })
  await shell.openWindow({ bounds: null, answer: async () => ({ ok: true, value: null }) })
  const page = shell.page()
  if (page === null) throw new Error('The window did not open.')
  return { page, close: () => shell.end() }
}

async function startBrowser(): Promise<Started> {
  const context = await chromium.launchPersistentContext(join(folder, 'browser'), {
    executablePath: await browserPath(),
    headless: true,
    chromiumSandbox: !isRoot(),
  })
  const page = context.pages()[0] ?? (await context.newPage())
  await page.setContent(EMPTY_PAGE)
  return { page, close: () => context.close() }
}

async function browserPath(): Promise<string> {
  const projectFolder = new URL('..', import.meta.url).pathname
  const { name, executablePath } = await setUpShell({ projectFolder, say: () => {} })
  if (name !== 'chromium') throw new Error('An empty window of Electron is not measured yet.')
  return executablePath
}

function isRoot(): boolean {
  return process.getuid?.() === 0
}

/** The time of day in milliseconds at which the largest thing on the page was drawn, as the browser noted it. */
function drawnAt(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const observe = () =>
          new PerformanceObserver((list) => {
            const last = list.getEntries().at(-1)
            if (last !== undefined) resolve(performance.timeOrigin + last.startTime)
          }).observe({ type: 'largest-contentful-paint', buffered: true })
        // Whatever stands on the page now is drawn by the frame after the next.
        requestAnimationFrame(() => requestAnimationFrame(observe))
      }),
  )
}
