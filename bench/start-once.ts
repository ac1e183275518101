import { chromium } from 'playwright-core'
import { setUpShell } from '../src-main/shell/setup/set-up-shell.ts'

/**
 * Starts one window, writes how many milliseconds after the start of this process it was usable, and ends.
 * `start-once.ts empty <folder>` opens a bare window of the same browser, `start-once.ts window <folder>` Token Desk.
 */
const [what, folder = ''] = process.argv.slice(2)
const close = what === 'empty' ? await openEmptyWindow() : await openTokenDesk()
process.stdout.write(String(performance.now()))
await close()

async function openTokenDesk(): Promise<() => Promise<void>> {
  // Imported here, so that the empty window does not pay for it.
  const { launch } = await import('../e2e/launch.ts')
  const { close } = await launch({ dataDir: folder, headless: true })
  return close
}

async function openEmptyWindow(): Promise<() => Promise<void>> {
  const { name, executablePath } = await setUpShell({
    projectFolder: new URL('..', import.meta.url).pathname,
    say: () => {},
  })
  if (name !== 'chromium') throw new Error('An empty window of Electron is not measured yet.')
  const isRoot = process.getuid?.() === 0
  const context = await chromium.launchPersistentContext(folder, {
    executablePath,
    headless: true,
    chromiumSandbox: !isRoot,
  })
  const page = context.pages()[0] ?? (await context.newPage())
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)))
  return () => context.close()
}
