import { expect, test } from 'vitest'
import { setUpShell } from './set-up-shell.ts'
import { debian, type FakeMachineOptions, fakeMachine, ubuntu } from './testing/fake-machine.ts'

const electron = '/project/node_modules/electron/dist/electron'
const chromium = '/usr/bin/chromium'
const testTools = { '/usr/bin/Xvfb': '', '/usr/bin/xclip': '' }
const startsAsElectron = { exitCode: 0, output: '45.4.1\n' }

test('Electron comes before a browser', async () => {
  const { setUp } = desktop({ files: { [electron]: '', [chromium]: '' }, run: () => startsAsElectron })
  expect(await setUp()).toEqual({ name: 'electron', executablePath: electron })
})

test('without Electron an installed browser is taken, and it is said which', async () => {
  const { setUp, said, machine } = desktop({ files: { [chromium]: '' }, isRoot: true })
  expect(await setUp()).toEqual({ name: 'chromium', executablePath: chromium })
  expect(said.at(-1)).toBe(`The window opens in the browser ${chromium}.`)
  expect(machine.commands).toEqual([])
})

test('an Electron that does not start makes way for a browser', async () => {
  const { setUp } = desktop({ files: { [electron]: '', [chromium]: '' }, run: () => ({ exitCode: 127 }) })
  expect(await setUp()).toEqual({ name: 'chromium', executablePath: chromium })
})

test('TOKEN_DESK_SHELL allows one shell only', async () => {
  const files = { [electron]: '', [chromium]: '' }
  const inBrowser = desktop({ files, environment: { TOKEN_DESK_SHELL: 'chromium' }, run: () => startsAsElectron })
  expect(await inBrowser.setUp()).toEqual({ name: 'chromium', executablePath: chromium })
  expect(inBrowser.machine.commands).toEqual([])

  const inElectron = desktop({ files: { [chromium]: '' }, environment: { TOKEN_DESK_SHELL: 'electron' } })
  await expect(inElectron.setUp()).rejects.toMatchObject({
    name: 'NoShellError',
    message: expect.stringMatching(/^TOKEN_DESK_SHELL asks for Electron, .*install-electron.*\.$/),
  })

  const misspelt = desktop({ files, environment: { TOKEN_DESK_SHELL: 'Chrome' } })
  await expect(misspelt.setUp()).rejects.toMatchObject({
    name: 'NoShellError',
    message: 'TOKEN_DESK_SHELL is "Chrome", but can only be "electron" or "chromium".',
  })
})

test.each([
  ['Debian', debian, 'chromium', chromium],
  ['Ubuntu', ubuntu, 'chromium-browser', '/usr/bin/chromium-browser'],
])('as root on %s what is missing is installed, and a line says so', async (_, files, name, path) => {
  const { setUp, said, machine } = desktop({
    files,
    isRoot: true,
    run(command, here) {
      if (command.args.includes('install')) here.files.set(path, '')
      return {}
    },
  })
  expect(await setUp()).toEqual({ name: 'chromium', executablePath: path })
  expect(said).toContainEqual(
    `Installing ${name}, xvfb, xclip with apt-get (its log is /project/node_modules/.cache/token-desk/apt-get.log).`,
  )
  // The list of packages at hand did, so it was not fetched anew.
  expect(machine.commands.map(({ args }) => args.includes('update'))).toEqual([false])
  expect(machine.commands[0]).toMatchObject({
    file: '/usr/bin/apt-get',
    environment: { DEBIAN_FRONTEND: 'noninteractive' },
  })
})

test('the list of packages is fetched anew only where the one at hand does not do', async () => {
  const { setUp, machine } = desktop({
    files: debian,
    isRoot: true,
    run(command, here) {
      const updated = here.commands.some(({ args }) => args.includes('update'))
      if (!command.args.includes('install')) return {}
      if (!updated) return { exitCode: 100 }
      here.files.set(chromium, '')
      return {}
    },
  })
  await setUp()
  expect(machine.commands.map(({ args }) => (args.includes('update') ? 'update' : 'install'))).toEqual([
    'install',
    'update',
    'install',
  ])
  for (const command of machine.commands) expect(command.timeoutMs).toBeLessThanOrEqual(600_000)
})

test.each([
  ['another account', { files: debian }, 'install one with "sudo apt-get install chromium" and start again.'],
  [
    'another account on Ubuntu',
    { files: ubuntu },
    'install one with "sudo apt-get install chromium-browser" and start again.',
  ],
  [
    'root on another Linux',
    { files: { '/etc/os-release': 'ID=fedora\n' }, isRoot: true },
    'install Chrome, Edge or Chromium (or set CHROME_PATH to one) and start again.',
  ],
  ['a Mac', { platform: 'darwin' }, 'install Chrome, Edge or Chromium (or set CHROME_PATH to one) and start again.'],
  ['Windows', { platform: 'win32' }, 'install Chrome, Edge or Chromium (or set CHROME_PATH to one) and start again.'],
] satisfies [string, FakeMachineOptions, string][])(
  'where nothing can be had, one sentence says what to install: %s',
  async (_, options, advice) => {
    const { setUp, machine } = desktop(options)
    await expect(setUp()).rejects.toMatchObject({
      name: 'NoShellError',
      message: `Token Desk found neither Electron nor a browser to open its window in: ${advice}`,
    })
    expect(machine.commands).toEqual([])
  },
)

test('apt-get that cannot install ends in the same sentence', async () => {
  const { setUp, said } = desktop({ files: debian, isRoot: true, run: () => ({ exitCode: 100 }) })
  await expect(setUp()).rejects.toMatchObject({ name: 'NoShellError' })
  expect(said.at(-1)).toBe('apt-get could not install chromium, xvfb, xclip.')
})

test('for the tests a virtual display and a reader of the clipboard are seen to as well, for a start they are not', async () => {
  const run: FakeMachineOptions['run'] = ({ file }) => (file === electron ? startsAsElectron : {})
  for (const shell of [electron, chromium]) {
    const options = { files: { ...debian, [shell]: '' }, isRoot: true, run }
    const start = desktop(options)
    await start.setUp()
    expect(start.machine.commands.filter(({ file }) => file.includes('apt'))).toEqual([])

    const tests = desktop(options)
    await tests.setUp({ forTests: true })
    const [install] = tests.machine.commands.filter(({ file }) => file.includes('apt'))
    expect(install!.args.slice(-2)).toEqual(['xvfb', 'xclip'])

    const complete = desktop({ ...options, files: { ...options.files, ...testTools } })
    await complete.setUp({ forTests: true })
    expect(complete.machine.commands.filter(({ file }) => file.includes('apt'))).toEqual([])
  }
})

function desktop(options: FakeMachineOptions) {
  const machine = fakeMachine(options)
  const said: string[] = []
  const setUp = ({ forTests = false } = {}) =>
    setUpShell({ projectFolder: '/project', machine, forTests, say: (line) => said.push(line) })
  return { machine, said, setUp }
}
