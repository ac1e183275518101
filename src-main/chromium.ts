import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findDataFolder } from '../src-core/data-folder.ts'
import { startApplication } from './application.ts'
import { type ChromiumPage, chromiumShell } from './shell/chromium/chromium-shell.ts'
import { lockInstance } from './shell/chromium/single-instance.ts'

export interface ChromiumStart {
  /** The installed Chrome, Edge or Chromium. */
  readonly executablePath: string
  /** The command line after the script: `--data-dir` is read from it. */
  readonly arguments: readonly string[]
  /** Says where the display is and, by TOKEN_DESK_DATA, where the data lives. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Draws the window nowhere. */
  readonly headless: boolean
  /** While somebody works on the page: the server that builds it anew. */
  readonly developmentServer?: URL
  /** Hears what happens, one plain line at a time. */
  say(line: string): void
}

export interface RunningInChromium {
  readonly page: ChromiumPage
  readonly dataFolder: string
  /** Resolves once all is over: 0 after an orderly end, 1 where the browser died. */
  readonly ended: Promise<number>
  /** Ends in order, as closing the window does. */
  end(exitCode?: number): Promise<void>
  /** For a process that is told to end without waiting. */
  endAtOnce(): void
  /** Writes what nobody caught into the log. */
  report(error: unknown): void
}

const projectFolder = fileURLToPath(new URL('..', import.meta.url))

/**
 * Runs the application from source in an installed browser, in this process.
 *
 * @throws {Error} where the data folder is open in another window, or the browser cannot be started.
 * @throws {DeskError} where the data folder cannot be used.
 */
export async function startInChromium(start: ChromiumStart): Promise<RunningInChromium> {
  const { environment } = start
  const { say, sayToo } = heardTwice(start.say)
  const dataFolder = findDataFolder({ arguments: start.arguments, environment, workingFolder: process.cwd() })
  let bringToFront = () => {}
  const lock = await lockInstance(dataFolder, () => bringToFront())
  if (lock === null) throw new Error(`Token Desk is open already with the data in ${dataFolder}.`)

  const shell = chromiumShell({
    executablePath: start.executablePath,
    profileFolder: join(dataFolder, 'browser'),
    pageFolder: join(projectFolder, 'out/renderer'),
    developmentServer: start.developmentServer ?? null,
    headless: start.headless,
    isRoot: process.getuid?.() === 0,
    environment,
    say,
  })
  const ended = shell.ended.finally(() => lock.release())
  try {
    const application = await startApplication({
      shell,
      dataFolder,
      // As it ships it starts in a third of the time. Who works on the sources runs the sources.
      workerUrl: new URL(
        start.developmentServer === undefined ? '../out/main/worker.js' : './store/worker.ts',
        import.meta.url,
      ),
      version: await packageVersion(),
    })
    sayToo((line) => application.log.warn(line))
    bringToFront = () => application.window.focus()
    const page = shell.page()
    if (page === null) throw new Error('The window did not open.')
    return {
      page,
      dataFolder,
      ended,
      async end(exitCode) {
        await shell.end(exitCode)
        await ended
      },
      endAtOnce: shell.endAtOnce,
      report: (error) => application.log.error('Nobody caught this.', error),
    }
  } catch (error) {
    await shell.end()
    throw error
  }
}

/** What the shell says goes to the log too. It begins to speak before there is one. */
function heardTwice(say: (line: string) => void) {
  const early: string[] = []
  let hear = (line: string): void => void early.push(line)
  return {
    say(line: string) {
      say(line)
      hear(line)
    },
    sayToo(log: (line: string) => void) {
      hear = log
      for (const line of early.splice(0)) log(line)
    },
  }
}

async function packageVersion(): Promise<string> {
  const text = await readFile(join(projectFolder, 'package.json'), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}
