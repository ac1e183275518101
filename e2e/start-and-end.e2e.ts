import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@playwright/test'
import { startInChromium } from '../src-main/chromium.ts'
import { thisMachine } from '../src-main/shell/setup/machine.ts'
import { setUpShell } from '../src-main/shell/setup/set-up-shell.ts'
import { openVirtualDisplay, type VirtualDisplay } from './virtual-display.ts'

const projectFolder = fileURLToPath(new URL('..', import.meta.url))
const startScript = join(projectFolder, 'src-main/start.ts')

test.describe('starting from source in a browser', () => {
  test.skip(process.platform !== 'linux', 'The browser’s processes are looked for in /proc.')
  let display: VirtualDisplay
  let dataDir: string
  let environment: Record<string, string | undefined>
  const started: ChildProcess[] = []

  test.beforeEach(async () => {
    const opened = await openVirtualDisplay()
    if (opened === null) throw new Error('Xvfb is missing: install xvfb and xclip.')
    display = opened
    dataDir = await mkdtemp(join(tmpdir(), 'token-desk-'))
    environment = { ...process.env, DISPLAY: display.name, WAYLAND_DISPLAY: '', TOKEN_DESK_SHELL: 'chromium' }
  })

  test.afterEach(async () => {
    for (const child of started.splice(0)) child.kill('SIGKILL')
    await expect.poll(() => browserOf(dataDir)).toBe(null)
    await display.close()
    await rm(dataDir, { recursive: true, force: true })
  })

  test('closing the window ends it in order', async () => {
    const { executablePath } = await setUpShell({ projectFolder, machine: thisMachine(environment), say: () => {} })
    const said: string[] = []
    const running = await startInChromium({
      executablePath,
      arguments: ['--data-dir', dataDir],
      environment,
      headless: false,
      say: (line) => said.push(line),
    })
    await running.page.evaluate(() => window.close())
    expect(await running.ended).toBe(0)
    expect(said.filter((line) => line.includes('ends'))).toEqual([])
    for (const line of said) expect(await logOf(dataDir)).toContain(line)
  })

  test('a browser that dies is told in a line, and ends what it was opened for', async () => {
    const window = await start()
    process.kill((await browserOf(dataDir)) ?? 0, 'SIGKILL')
    expect(await window.exitCode).toBe(1)
    expect(window.said()).toContain('The browser ended unexpectedly. Token Desk ends; start it again.')
  })

  test('a Ctrl-C ends it in order', async () => {
    const window = await start()
    window.process.kill('SIGINT')
    expect(await window.exitCode).toBe(0)
    expect(await logOf(dataDir)).toContain('Token Desk ends.')
  })

  test('when npm alone is told to end, Token Desk ends in order too', async () => {
    const window = launchProcess('npm', ['start', '--', '--data-dir', dataDir])
    await untilOpen(window)
    window.process.kill('SIGTERM')
    // Its output is closed only when everybody who writes to it is gone.
    await window.exitCode
    expect(await logOf(dataDir)).toContain('Token Desk ends.')
  })

  test('a bug that nobody catches is noted once, and ends it in order with an error', async () => {
    const bug = 'data:text/javascript,process.on("SIGUSR2", () => { throw new Error("a bug") })'
    const window = launchProcess(process.execPath, ['--import', bug, startScript, '--data-dir', dataDir])
    await untilOpen(window)
    window.process.kill('SIGUSR2')
    expect(await window.exitCode).toBe(1)
    const log = await logOf(dataDir)
    expect(log.match(/Nobody caught this/g)).toHaveLength(1)
    expect(log).toContain('Error: a bug')
    expect(log).toContain('Token Desk ends.')
  })

  test('without a display, a picture that cannot be written ends it in order', async () => {
    await mkdir(join(dataDir, 'screenshot.png'))
    environment = { ...environment, DISPLAY: '' }
    const window = launchStart(['--data-dir', dataDir])
    expect(await window.exitCode).toBe(1)
    expect(window.said()).toContain('screenshot.png')
    expect(await logOf(dataDir)).toContain('Token Desk ends.')
  })

  test('when it is killed its browser goes too, and the next start finds the folder free', async () => {
    const window = await start()
    window.process.kill('SIGKILL')
    await window.exitCode
    await expect.poll(() => browserOf(dataDir)).toBe(null)
    const next = await start()
    next.process.kill('SIGTERM')
    expect(await next.exitCode).toBe(0)
  })

  test('a second start on the same folder says so and ends, and the first stays', async () => {
    const first = await start()
    const second = launchStart(['--data-dir', dataDir])
    expect(await second.exitCode).toBe(1)
    expect(second.said()).toContain(`Token Desk is open already with the data in ${dataDir}.`)
    expect(first.process.exitCode).toBe(null)
  })

  test('a data folder that is a file is refused in one sentence', async () => {
    const file = join(dataDir, 'file')
    await writeFile(file, '')
    environment = { ...environment, TOKEN_DESK_DATA: file }
    const refused = launchStart([])
    expect(await refused.exitCode).toBe(1)
    expect(refused.said()).toContain(`The data folder ${file} is a file.`)
  })

  interface Started {
    readonly process: ChildProcess
    readonly exitCode: Promise<number | null>
    said(): string
  }

  function launchStart(given: readonly string[]): Started {
    return launchProcess(process.execPath, [startScript, ...given])
  }

  function launchProcess(file: string, given: readonly string[]): Started {
    const child = spawn(file, given, {
      cwd: projectFolder,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    started.push(child)
    let text = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (piece: string) => {
        text += piece
      })
    const exitCode = new Promise<number | null>((resolve) => child.once('close', resolve))
    return { process: child, exitCode, said: () => text }
  }

  async function start(): Promise<Started> {
    const window = launchStart(['--data-dir', dataDir])
    await untilOpen(window)
    return window
  }

  async function untilOpen(window: Started): Promise<void> {
    await expect.poll(() => window.said(), { timeout: 60_000 }).toContain(`The data is in ${dataDir}.`)
  }
})

async function logOf(dataDir: string): Promise<string> {
  const folder = join(dataDir, 'logs')
  const texts = (await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8'))
  return (await Promise.all(texts)).join('')
}

/** The process id of the browser that shows this data folder, or null where none does. */
async function browserOf(dataDir: string): Promise<number | null> {
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const given = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    if (given.includes(`--user-data-dir=${join(dataDir, 'browser')}`) && !given.includes('--type=')) return Number(pid)
  }
  return null
}
