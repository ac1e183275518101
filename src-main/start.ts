import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { RunningInChromium } from './chromium.ts'
import { catchTheUncaught } from './shell/last-resort.ts'
import { developmentPolicy } from './shell/page-files.ts'
import { keepCompiled } from './shell/setup/compile-cache.ts'
import { thisMachine } from './shell/setup/machine.ts'
import { processParent, watchNpm } from './shell/setup/npm-parent.ts'
import { buildIfStale } from './shell/setup/page-build.ts'
import { setUpShell } from './shell/setup/set-up-shell.ts'
import { onWishToEnd } from './shell/wish-to-end.ts'

/*
 * `npm start` and `npm run dev`: finds or sets up what shows the window, builds what is stale, and opens it.
 * `--dev` serves the page with hot reload; everything else on the command line goes to the application.
 */

const projectFolder = fileURLToPath(new URL('..', import.meta.url))
const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
const say = (line: string) => console.log(line)

async function start(given: readonly string[]): Promise<number> {
  keepCompiled(projectFolder)
  const { values } = parseArgs({ args: [...given], options: { dev: { type: 'boolean' } }, strict: false })
  const machine = thisMachine()
  const shell = await setUpShell({ projectFolder, machine, say })
  const development = values.dev === true ? await serveForDevelopment() : null
  if (development === null || shell.name === 'electron') await buildIfStale({ machine, projectFolder, say })
  const forApplication = given.filter((argument) => argument !== '--dev')
  try {
    return shell.name === 'electron'
      ? await openInElectron(shell.executablePath, forApplication, development?.url)
      : await openInBrowser(shell.executablePath, forApplication, development?.url)
  } finally {
    await development?.close()
  }
}

function openInElectron(executablePath: string, given: readonly string[], server: URL | undefined): Promise<number> {
  const development = server === undefined ? [] : [`--dev-server=${server.href}`]
  const child = spawn(executablePath, ['.', ...development, ...given], { cwd: projectFolder, stdio: 'inherit' })
  for (const signal of endingSignals) process.on(signal, () => child.kill(signal))
  whenNpmIsGone(() => child.kill('SIGTERM'))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (exitCode) => resolve(exitCode ?? 1))
  })
}

async function openInBrowser(
  executablePath: string,
  given: readonly string[],
  server: URL | undefined,
): Promise<number> {
  const environment = process.env
  const headless = process.platform === 'linux' && !environment.DISPLAY && !environment.WAYLAND_DISPLAY
  // Most of the source is read here, so not before the cache for it is there.
  const { startInChromium } = await import('./chromium.ts')
  const running = await startInChromium({
    executablePath,
    arguments: given,
    environment,
    headless,
    ...(server === undefined ? {} : { developmentServer: server }),
    say,
  })
  endWhenAsked(running)
  say(`The data is in ${running.dataFolder}.`)
  if (headless) {
    try {
      await showUnseen(running)
    } catch (error) {
      await running.end(1)
      // Whoever asked for the end meanwhile has taken the page away, and that is no failure.
      if ((await running.ended) !== 0) throw error
    }
  }
  return running.ended
}

function endWhenAsked(running: RunningInChromium): void {
  const onWish = onWishToEnd({
    end: () => void running.end(),
    endAtOnce() {
      running.endAtOnce()
      process.exit(1)
    },
    now: () => performance.now(),
  })
  for (const signal of endingSignals) process.on(signal, onWish)
  whenNpmIsGone(onWish)
  let isBroken = false
  catchTheUncaught(process, {
    clearUp: running.endAtOnce,
    report(error) {
      running.report(error)
      say('Token Desk met a bug and ends. The log has the details.')
    },
    end(exitCode) {
      // A bug on the way to the end: nothing more is waited for.
      if (isBroken) process.exit(exitCode)
      isBroken = true
      void running.end(exitCode)
    },
  })
}

function whenNpmIsGone(onGone: () => void): void {
  watchNpm({ ...processParent, projectFolder, platform: process.platform, environment: process.env, onGone })
}

async function showUnseen({ page, dataFolder }: RunningInChromium): Promise<void> {
  const screenshot = join(dataFolder, 'screenshot.png')
  await page.locator('html[data-ready="true"]').waitFor({ state: 'attached' })
  await page.screenshot({ path: screenshot })
  say(`There is no display, so the window is drawn unseen. This is what it shows: ${screenshot}`)
  say('It stays until Ctrl-C.')
}

/** The page from its sources, rebuilt at every change, on a loopback address of this machine. */
async function serveForDevelopment(): Promise<{ readonly url: URL; close(): Promise<void> }> {
  const { createServer } = await import('vite')
  const { pageConfig } = await import('../electron.vite.config.ts')
  const url = new URL('http://127.0.0.1:5173')
  const server = await createServer({
    ...pageConfig,
    configFile: false,
    clearScreen: false,
    server: {
      host: url.hostname,
      port: Number(url.port),
      strictPort: true,
      headers: { 'Content-Security-Policy': developmentPolicy(url) },
    },
  })
  await server.listen()
  return { url, close: () => server.close() }
}

try {
  process.exitCode = await start(process.argv.slice(2))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
// What clears up is done by now; a handle that something forgot must not keep the terminal.
process.exit()
