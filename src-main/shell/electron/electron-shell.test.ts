import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { CALL_CHANNEL, EVENT_CHANNEL } from '../../../src-shared/bridge.ts'
import { settled } from '../../testing/manual-time.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { contentSecurityPolicy } from '../page-files.ts'
import type { WindowBounds } from '../shell.ts'
import { electronShell } from './electron-shell.ts'
import { fakeElectron } from './testing/fake-electron.ts'

interface Setting {
  readonly platform?: NodeJS.Platform
  readonly isPackaged?: boolean
  readonly developmentServer?: URL | null
  readonly bounds?: WindowBounds | null
}

async function setUp({ platform = 'win32', isPackaged = true, developmentServer = null, bounds = null }: Setting = {}) {
  const fake = fakeElectron({ isPackaged, pageOrigin: developmentServer?.origin ?? 'app://bundle' })
  const pageFolder = temporaryFolder()
  writeFileSync(join(pageFolder, 'index.html'), '<!doctype html>')
  const problems: unknown[] = []
  const shell = electronShell(fake.electron, {
    pageFolder,
    preloadFile: '/preload/index.cjs',
    developmentServer,
    platform,
    environment: {},
    onProblem: (error) => void problems.push(error),
  })
  const answer = vi.fn(async () => ({ ok: true, value: 'answered' }) as const)
  const finish = vi.fn(async () => void fake.happened.push('finished'))
  shell.onQuit(finish)
  const window = await shell.openWindow({ bounds, answer })
  return { ...fake, shell, answer, finish, opened: window, problems }
}

test('DC-1 · the page gets a sandboxed, isolated window of its own and nothing of Node', async () => {
  const { window, session } = await setUp()
  const { options } = window()
  expect(options).toMatchObject({ title: 'Token Desk', show: false, minWidth: 640, backgroundColor: '#f5f6f8' })
  expect(options.webPreferences).toMatchObject({
    preload: '/preload/index.cjs',
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    webviewTag: false,
    navigateOnDragDrop: false,
    spellcheck: false,
    devTools: false,
  })
  expect(options.webPreferences.session).toBe(session().events)
  expect(session()).toMatchObject({ partition: 'token-desk', options: { cache: false } })
})

test('the built page is answered on that session, and no request goes elsewhere', async () => {
  const { happened, session } = await setUp()
  expect(happened).toContain('load app://bundle/')
  expect(session().set.scheme).toBe('app')
  const page = await session().protocolHandler({ method: 'GET', url: 'app://bundle/' })
  expect(page.headers.get('Content-Security-Policy')).toBe(contentSecurityPolicy)
  const decide = session().set.beforeRequest as (details: { url: string }, decided: (answer: object) => void) => void
  for (const url of ['https://example.com/', 'http://127.0.0.1:5173/', 'devtools://devtools/', 'app://other/']) {
    const decided = vi.fn()
    decide({ url }, decided)
    expect(decided.mock.calls).toEqual([[{ cancel: true }]])
  }
})

test('DC-1 · a call of our page is answered; a call of anybody else is refused and reaches nothing', async () => {
  const { window, invoke, answer } = await setUp()
  const { mainFrame } = window().webContents
  expect(await invoke(CALL_CHANNEL, mainFrame, 'tokens.list', {})).toEqual({ ok: true, value: 'answered' })
  expect(answer).toHaveBeenCalledExactlyOnceWith('tokens.list', {})
  const refused = { ok: false, error: { code: 'FORBIDDEN', message: 'This page may not call Token Desk.' } }
  for (const frame of [null, { origin: 'app://bundle', parent: mainFrame }, { origin: 'app://bundle', parent: null }])
    expect(await invoke(CALL_CHANNEL, frame, 'tokens.list', {})).toEqual(refused)
  window().destroyed = true
  expect(await invoke(CALL_CHANNEL, mainFrame, 'tokens.list', {})).toEqual(refused)
  expect(answer).toHaveBeenCalledOnce()
})

test('announcements reach the page, and are lost without an error when it has gone', async () => {
  const { window, opened } = await setUp()
  opened.announce({ name: 'clipboard.changed' })
  expect(window().webContents.sent).toEqual([[EVENT_CHANNEL, { name: 'clipboard.changed' }]])
  window().destroyed = true
  opened.announce({ name: 'clipboard.changed' })
  opened.focus()
  expect(window().webContents.sent).toHaveLength(1)
  expect(await opened.bounds()).toBeNull()
})

test.each(['win32', 'darwin'] as const)(
  'on %s the window is kept out of captures before it is first shown',
  async (platform) => {
    const { happened, window } = await setUp({ platform })
    expect(happened).not.toContain('show')
    window().emit('ready-to-show')
    expect(happened.indexOf('content protection true')).toBeLessThan(happened.indexOf('show'))
  },
)

test('a window that was maximized is so again, once there is something to see', async () => {
  const { happened, window } = await setUp({ bounds: { x: 50, y: 60, width: 1000, height: 700, maximized: true } })
  expect(window().options).toMatchObject({ x: 50, y: 60, width: 1000, height: 700 })
  expect(happened).not.toContain('maximize')
  window().emit('ready-to-show')
  expect(happened.slice(-2)).toEqual(['maximize', 'show'])
})

test('a window that no screen shows any more comes back to one', async () => {
  const { window } = await setUp({ bounds: { x: 9000, y: 60, width: 1000, height: 700, maximized: false } })
  expect(window().options).not.toHaveProperty('x')
})

test('there is no menu but on macOS, where the keys for editing need one', async () => {
  expect((await setUp({ platform: 'linux' })).happened).toContain('no menu')
  expect((await setUp({ platform: 'win32' })).happened).toContain('no menu')
  expect((await setUp({ platform: 'darwin' })).happened).toContain('menu')
})

test('macOS lets nobody read the keyboard along while the window has the focus', async () => {
  const { happened, window } = await setUp({ platform: 'darwin' })
  window().emit('focus')
  window().emit('blur')
  expect(happened.slice(-2)).toEqual(['secure entry true', 'secure entry false'])
})

test('a second start shows the window; what it was given is not looked at', async () => {
  const { app, happened } = await setUp()
  app.emit('second-instance', {}, ['token-desk', '--dev-server=http://evil.example'], '/tmp', { hostile: true })
  expect(happened.slice(-2)).toEqual(['show', 'focus'])
  app.emit('activate', {}, false)
  expect(happened.slice(-2)).toEqual(['show', 'focus'])
})

test('DC-5 · closing the window ends in order: it is held, hidden, all is finished, the process exits', async () => {
  const { window, happened, finish, opened } = await setUp()
  const event = { preventDefault: vi.fn() }
  window().emit('close', event)
  window().emit('close', event)
  expect(event.preventDefault).toHaveBeenCalledTimes(2)
  await settled()
  expect(finish).toHaveBeenCalledOnce()
  expect(happened.slice(-3)).toEqual(['hide', 'finished', 'exit 0'])
  expect(await opened.bounds()).toEqual({ x: 10, y: 20, width: 1000, height: 700, maximized: false })
})

describe('closing over something that is not saved', () => {
  const unsaved = { title: 'Leave?', text: 'Not saved yet.', stay: 'Keep editing', leave: 'Leave' }

  async function setUpUnsaved(setting: Setting = {}) {
    const all = await setUp(setting)
    all.opened.setUnsaved(unsaved)
    const close = () => all.window().emit('close', { preventDefault() {} })
    const quit = () => all.app.emit('before-quit', { preventDefault() {} })
    return { ...all, close, quit }
  }

  test('asks once, in the words of the page, and Enter and Escape stay', async () => {
    const { close, quit, window, questions, answerQuestion, finish } = await setUpUnsaved()
    close()
    close()
    quit()
    expect(questions).toEqual([
      [
        window(),
        {
          type: 'question',
          message: 'Leave?',
          detail: 'Not saved yet.',
          buttons: ['Keep editing', 'Leave'],
          defaultId: 0,
          cancelId: 0,
          noLink: true,
        },
      ],
    ])
    answerQuestion(0)
    await settled()
    expect(finish).not.toHaveBeenCalled()
    close()
    expect(questions).toHaveLength(2)
  })

  test.each(['close', 'quit'] as const)('ends in order when the person leaves after %s', async (way) => {
    const { answerQuestion, happened, ...ways } = await setUpUnsaved()
    ways[way]()
    answerQuestion(1)
    await settled()
    expect(happened.slice(-3)).toEqual(['hide', 'finished', 'exit 0'])
    ways[way]()
    expect(ways.questions).toHaveLength(1)
  })

  test('asks nothing once it is saved', async () => {
    const { close, opened, questions, finish } = await setUpUnsaved()
    opened.setUnsaved(null)
    close()
    await settled()
    expect([questions.length, finish.mock.calls.length]).toEqual([0, 1])
  })

  test('asks nothing where the end comes from elsewhere, though the question stands', async () => {
    const signalled = await setUpUnsaved()
    signalled.close()
    await signalled.shell.end(1)
    expect(signalled.happened.at(-1)).toBe('exit 1')

    const shutDown = await setUpUnsaved({ platform: 'darwin' })
    shutDown.powerMonitor.emit('shutdown', { preventDefault() {} })
    shutDown.quit()
    await settled()
    expect([shutDown.questions.length, shutDown.happened.at(-1)]).toEqual([0, 'exit 0'])

    const sessionOver = await setUpUnsaved()
    sessionOver.window().emit('session-end', { preventDefault() {} })
    sessionOver.close()
    await settled()
    expect([sessionOver.questions.length, sessionOver.happened.at(-1)]).toEqual([0, 'exit 0'])
  })
})

test('a window that is ending does not come back', async () => {
  const { app, shell, happened } = await setUp()
  shell.quit()
  app.emit('second-instance', {}, [], '', null)
  expect(happened).not.toContain('show')
})

test.each(['query-session-end', 'session-end'])(
  'DC-5 · %s clears at once, without waiting for anything',
  async (name) => {
    const { window, shell, clipboard } = await setUp()
    await shell.clipboard.writeSecret(Buffer.from('secret'))
    shell.onSessionEnd(() => shell.clipboard.clearSynchronously())
    window().emit(name, { preventDefault() {} })
    expect(clipboard.calls.at(-1)).toBe('clear')
  },
)

test('a shutdown of macOS or Linux is held up for an orderly end', async () => {
  const { powerMonitor, shell, happened } = await setUp({ platform: 'darwin' })
  shell.onSessionEnd(() => void happened.push('session work'))
  const event = { preventDefault: vi.fn() }
  powerMonitor.emit('shutdown', event)
  expect(event.preventDefault).toHaveBeenCalledOnce()
  await settled()
  expect(happened.slice(-4)).toEqual(['session work', 'hide', 'finished', 'exit 0'])
})

test('the system’s lock, sleep and waking are passed on', async () => {
  const { powerMonitor, shell } = await setUp()
  const heard: string[] = []
  shell.onSystemEvent((event) => void heard.push(event))
  for (const name of ['lock-screen', 'suspend', 'resume', 'user-did-resign-active']) powerMonitor.emit(name)
  expect(heard).toEqual(['lock', 'suspend', 'resume', 'lock'])
})

test('a page that breaks down ends the application in order, with an error', async () => {
  const { window, happened, problems } = await setUp()
  window().webContents.emit('render-process-gone', {}, { reason: 'clean-exit', exitCode: 0 })
  expect(problems).toEqual([])
  window().webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 })
  await settled()
  expect(problems).toEqual([new Error('The page broke down: crashed.')])
  expect(happened.slice(-2)).toEqual(['finished', 'exit 1'])
})

test('a file is saved where the person says in the system’s own dialog, and nowhere when it is cancelled', async () => {
  const { shell, window, saveDialogs, chooseFile } = await setUp()
  const file = { suggestedName: 'token-expirations.ics', bytes: Buffer.from('calendar') }
  expect(await shell.saveFile(file)).toBeNull()
  expect(saveDialogs).toEqual([
    [
      window(),
      {
        defaultPath: 'token-expirations.ics',
        filters: [{ name: 'ICS', extensions: ['ics'] }],
        properties: ['createDirectory', 'showOverwriteConfirmation'],
      },
    ],
  ])
  const path = join(temporaryFolder(), 'chosen.ics')
  chooseFile(path)
  expect(await shell.saveFile(file)).toBe(path)
  expect(readFileSync(path, 'utf8')).toBe('calendar')
})

test('a backup is chosen in the system’s own dialogs, where it goes and where it comes from, and nothing is written by that', async () => {
  const { shell, window, saveDialogs, openDialogs, chooseFile } = await setUp()
  expect([await shell.chooseFileToSave('backup.age'), await shell.chooseBackup()]).toEqual([null, null])
  expect(saveDialogs[0]?.[0]).toBe(window())
  expect(openDialogs).toEqual([
    [window(), { filters: [{ name: 'AGE', extensions: ['age'] }], properties: ['openFile', 'dontAddToRecent'] }],
  ])
  const path = join(temporaryFolder(), 'chosen.age')
  chooseFile(path)
  expect([await shell.chooseFileToSave('backup.age'), await shell.chooseBackup()]).toEqual([path, path])
  expect(existsSync(path)).toBe(false)
})

test('from source a development server may serve the page, and only that server', async () => {
  const developmentServer = new URL('http://127.0.0.1:5173/')
  const { happened, session, window, invoke } = await setUp({ isPackaged: false, developmentServer })
  expect(happened).toContain('load http://127.0.0.1:5173/')
  expect(session().set).not.toHaveProperty('scheme')
  const decide = session().set.beforeRequest as (details: { url: string }, decided: (answer: object) => void) => void
  const cancelled = (url: string) => {
    const decided = vi.fn()
    decide({ url }, decided)
    return decided.mock.calls[0]?.[0].cancel
  }
  expect(['http://127.0.0.1:5173/a.ts', 'ws://127.0.0.1:5173/'].map(cancelled)).toEqual([false, false])
  expect(['http://127.0.0.1:5174/', 'https://example.com/', 'app://bundle/'].map(cancelled)).toEqual([true, true, true])
  expect(await invoke(CALL_CHANNEL, window().webContents.mainFrame, 'x', {})).toMatchObject({ ok: true })
})
