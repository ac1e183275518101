import { mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { type Command, thisMachine } from './machine.ts'
import { buildIfStale } from './page-build.ts'

test('what was never built is built, and what is as it was is not', async () => {
  const project = projectFolder()
  expect(await project.builds()).toBe(true)
  expect(await project.builds()).toBe(false)
  expect(project.said).toEqual(['Building the page.'])
})

test.each([
  ['an edit', (project: Project) => project.write('src-renderer/app/frame.tsx', 'edited')],
  ['an added file', (project: Project) => project.write('src-core/added.ts', '')],
  ['an added file that is older than the rest', (project: Project) => project.write('src-core/old.ts', '', -3600)],
  ['a removed file', (project: Project) => project.remove('src-shared/errors.ts')],
  ['other packages', (project: Project) => project.write('package-lock.json', '{"new":1}')],
  ['another configuration', (project: Project) => project.write('electron.vite.config.ts', 'new')],
  ['a vanished result', (project: Project) => project.remove('out/built-from.txt')],
])('%s makes it stale', async (_, change) => {
  const project = projectFolder()
  await project.builds()
  change(project)
  expect(await project.builds()).toBe(true)
  expect(await project.builds()).toBe(false)
})

test.each([
  ['a file that takes the place of another', 'src-core/ports.ts', 'src-core/harbours.ts'],
  ['an older file put back in the place of a newer one', 'src-core/ports.ts', 'src-core/ports.ts'],
])('%s makes it stale', async (_, removed, added) => {
  const project = projectFolder()
  await project.builds()
  project.remove(removed)
  project.write(added, 'other', -7200)
  expect(await project.builds()).toBe(true)
})

test('a new build takes the place of the old one whole, also where two run at once', async () => {
  const project = projectFolder()
  await project.builds()
  project.write('src-core/ports.ts', 'edited')
  await Promise.all([project.builds(), project.builds()])
  expect(readdirSync(join(project.folder, 'out')).sort()).toEqual([
    'build.log',
    'built-from.txt',
    'main',
    'preload',
    'renderer',
  ])
  expect(readdirSync(join(project.folder, 'out/renderer'))).toHaveLength(1)
})

test('a test that changes does not', async () => {
  const project = projectFolder()
  await project.builds()
  project.write('src-core/desk.test.ts', 'new')
  project.write('README.md', 'new')
  expect(await project.builds()).toBe(false)
})

test('a build that fails names its log, and is tried again at the next start', async () => {
  const project = projectFolder()
  project.breakBuild(true)
  const log = join(project.folder, 'out/build.log')
  await expect(project.builds()).rejects.toThrow(`The page could not be built: see ${log}.`)
  expect(readFileSync(log, 'utf8')).toContain('a wrong word')
  project.breakBuild(false)
  expect(await project.builds()).toBe(true)
})

interface Project {
  readonly folder: string
  readonly said: readonly string[]
  /** @param ageSeconds how far from now it was last changed; each write is newer than the one before without it. */
  write(file: string, text: string, ageSeconds?: number): void
  remove(file: string): void
  breakBuild(broken: boolean): void
  /** Whether asking for the page made it anew. */
  builds(): Promise<boolean>
}

/** Builds the three parts, each of one file with a name of its own, into the folder that it is told. */
const BUILDER = `
  const { mkdirSync, writeFileSync } = require('node:fs')
  const folder = process.argv[process.argv.indexOf('--outDir') + 1]
  for (const part of ['main', 'preload', 'renderer']) {
    mkdirSync(folder + '/' + part, { recursive: true })
    writeFileSync(folder + '/' + part + '/' + process.pid + '.js', '')
  }
`

/** A project whose build writes three files, on the real disk with real processes. */
function projectFolder(): Project {
  const folder = temporaryFolder()
  const said: string[] = []
  const builder = 'node_modules/electron-vite/bin/electron-vite.js'
  let writes = 0
  const write: Project['write'] = (file, text, ageSeconds) => {
    const path = join(folder, file)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
    writes += 1
    const changedAt = Date.now() / 1000 + (ageSeconds ?? writes)
    utimesSync(path, changedAt, changedAt)
  }
  const remove: Project['remove'] = (file) => rmSync(join(folder, file))
  const breakBuild: Project['breakBuild'] = (broken) =>
    write(builder, broken ? "console.error('a wrong word'); process.exitCode = 1" : BUILDER)
  for (const file of [
    'src-shared/errors.ts',
    'src-core/ports.ts',
    'src-core/desk.ts',
    'src-main/index.ts',
    'src-preload/index.ts',
    'src-renderer/app/frame.tsx',
    'electron.vite.config.ts',
    'package-lock.json',
  ])
    write(file, '')
  breakBuild(false)
  const real = thisMachine()
  return {
    folder,
    said,
    write,
    remove,
    breakBuild,
    async builds() {
      const ran: Command[] = []
      const run = (command: Command) => {
        ran.push(command)
        return real.run(command)
      }
      await buildIfStale({ machine: { ...real, run }, projectFolder: folder, say: (line) => said.push(line) })
      return ran.length > 0
    },
  }
}
