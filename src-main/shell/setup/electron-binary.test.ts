import { expect, test } from 'vitest'
import { findElectron } from './electron-binary.ts'
import { type FakeMachineOptions, fakeMachine } from './testing/fake-machine.ts'

const projectFolder = '/project'
const binary = '/project/node_modules/electron/dist/electron'
const packageFile = { '/project/node_modules/electron/package.json': '{"version":"45.4.1"}' }
const startsAsElectron = { exitCode: 0, output: '45.4.1\n' }
const hour = 3_600_000

test('a binary that is here and starts is taken, and nobody is asked', async () => {
  const { find, machine, said } = search({ files: { ...packageFile, [binary]: '' }, run: () => startsAsElectron })
  expect(await find()).toBe(binary)
  expect(machine.asked).toEqual([])
  expect(said).toEqual([`The window opens in Electron, ${binary}.`])
})

test('whether it starts is tried without a window, and in bounded time', async () => {
  const { find, machine } = search({ files: { [binary]: '' }, run: () => startsAsElectron })
  await find()
  expect(machine.commands).toMatchObject([{ file: binary, environment: { ELECTRON_RUN_AS_NODE: '1' } }])
  expect(machine.commands[0]!.timeoutMs).toBeLessThanOrEqual(30_000)
})

test.each([
  ['ends with an error', { exitCode: 127, output: '' }],
  ['does not end', { exitCode: null, output: '' }],
  ['is something else', { exitCode: 0, output: 'undefined\n' }],
])('a binary that %s is not taken, in words', async (_, outcome) => {
  const { find, said } = search({ files: { ...packageFile, [binary]: '' }, run: () => outcome })
  expect(await find()).toBe(null)
  expect(said).toEqual([`${binary} does not start on this machine, most likely because libraries are missing.`])
})

test.each([
  ['darwin', '/electron/Electron.app/Contents/MacOS/Electron'],
  ['win32', '/electron/electron.exe'],
  ['linux', '/electron/electron'],
] as const)('on %s ELECTRON_OVERRIDE_DIST_PATH names the folder', async (platform, path) => {
  const environment = { ELECTRON_OVERRIDE_DIST_PATH: '/electron' }
  const { find } = search({ platform, environment, files: { [path]: '', [binary]: '' }, run: () => startsAsElectron })
  expect(await find()).toBe(path)
})

test('a folder that is named and empty is said, and nothing is fetched into it', async () => {
  const environment = { ELECTRON_OVERRIDE_DIST_PATH: '/electron' }
  const { find, machine, said } = search({ environment, files: packageFile, reaches: () => true })
  expect(await find()).toBe(null)
  expect(machine.commands).toEqual([])
  expect(said).toEqual(['ELECTRON_OVERRIDE_DIST_PATH holds no Electron (/electron/electron is missing).'])
})

test('a release server that does not answer is given up soon, and not asked again for a while', async () => {
  const { find, machine, said } = search({ files: packageFile })
  expect(await find()).toBe(null)
  expect(machine.asked).toHaveLength(1)
  expect(machine.asked[0]!.timeoutMs).toBeLessThanOrEqual(5_000)

  machine.pass(hour)
  expect(await find()).toBe(null)
  expect(machine.asked).toHaveLength(1)

  machine.pass(24 * hour)
  expect(await find()).toBe(null)
  expect(machine.asked).toHaveLength(2)
  expect(machine.commands).toEqual([])
  expect(said).toEqual([
    'Electron is not installed, and its release server does not answer.',
    'Electron is not installed, and its release server did not answer a while ago.',
    'Electron is not installed, and its release server does not answer.',
  ])
})

test('where nothing can be written the search goes on, and asks each time', async () => {
  const { machine, said } = search({ files: packageFile })
  const readOnly = { ...machine, write: () => Promise.reject(new Error('EACCES: permission denied')) }
  const find = () => findElectron({ machine: readOnly, projectFolder, say: (line) => said.push(line) })
  expect(await find()).toBe(null)
  expect(await find()).toBe(null)
  expect(machine.asked).toHaveLength(2)
})

test('a note from the future, or one that says nothing, does not keep it from being asked', async () => {
  for (const note of ['', 'soon', String(Date.UTC(2030, 0, 1))]) {
    const files = { ...packageFile, '/project/node_modules/.cache/token-desk/electron-unreachable': note }
    const { find, machine } = search({ files })
    await find()
    expect(machine.asked).toHaveLength(1)
  }
})

test('a server that answers is fetched from, once, in bounded time, and what came is tried', async () => {
  const { find, machine, said } = search({
    files: packageFile,
    reaches: (url) => url.includes('/v45.4.1/'),
    run(command, here) {
      if (command.file === binary) return startsAsElectron
      here.files.set(binary, '')
      return { exitCode: 0 }
    },
  })
  expect(await find()).toBe(binary)
  const [fetch] = machine.commands
  expect(fetch!.args).toEqual(['/project/node_modules/electron/install.js'])
  expect(fetch!.timeoutMs).toBeLessThanOrEqual(600_000)
  expect(fetch!.logFile).toBeDefined()
  expect(said[0]).toBe('Fetching Electron 45.4.1.')
  await find()
  expect(machine.commands.filter(({ args }) => args[0]?.endsWith('install.js'))).toHaveLength(1)
})

test('a fetch that fails is remembered as well', async () => {
  const { find, machine, said } = search({
    files: packageFile,
    reaches: () => true,
    run: () => ({ exitCode: null }),
  })
  expect(await find()).toBe(null)
  expect(await find()).toBe(null)
  expect(machine.commands).toHaveLength(1)
  expect(said).toContain('Electron could not be fetched.')
})

test.each(['HTTPS_PROXY', 'https_proxy', 'ELECTRON_MIRROR'])(
  'with %s the fetch itself tells whether it can be had',
  async (name) => {
    const { find, machine } = search({
      environment: { [name]: 'https://elsewhere.example' },
      files: packageFile,
      run: () => ({ exitCode: 1 }),
    })
    expect(await find()).toBe(null)
    expect(machine.asked).toEqual([])
    expect(machine.commands).toHaveLength(1)
  },
)

test('an installation without development packages has no Electron to fetch', async () => {
  const { find, machine } = search({ reaches: () => true })
  expect(await find()).toBe(null)
  expect(machine.asked).toEqual([])
  expect(machine.commands).toEqual([])
})

function search(options: FakeMachineOptions) {
  const machine = fakeMachine(options)
  const said: string[] = []
  return { machine, said, find: () => findElectron({ machine, projectFolder, say: (line) => said.push(line) }) }
}
