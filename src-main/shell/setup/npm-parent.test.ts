import { expect, test } from 'vitest'
import { type ParentWatch, watchNpm } from './npm-parent.ts'

const NPM = {
  npm_lifecycle_script: 'node src-main/start.ts',
  npm_package_json: '/project/package.json',
}
const SHELL = 'sh -c node src-main/start.ts --data-dir /data'

test('npm’s shell that is gone is told once', () => {
  const { look, adopt, gone } = started()
  look()
  expect(gone()).toBe(0)
  adopt()
  look()
  look()
  expect(gone()).toBe(1)
})

test.each<[string, Partial<ParentWatch>]>([
  ['a shell that was left on purpose', { environment: {}, commandLineOf: () => '-bash' }],
  ['a launcher that was itself started by npm', { commandLineOf: () => 'bash -l' }],
  ['npm itself, which passes signals on', { commandLineOf: () => 'npm start' }],
  ['a shell of another project', { environment: { ...NPM, npm_package_json: '/other/package.json' } }],
  ['a parent of which nothing can be told', { commandLineOf: () => null }],
  ['a parent on Windows, where processes have none', { platform: 'win32' }],
])('%s ends nothing when it goes', (_, instead) => {
  const { look, adopt, gone } = started(instead)
  adopt()
  look()
  expect(gone()).toBe(0)
})

/** A process that was started by npm, unless told otherwise. */
function started(instead: Partial<ParentWatch> = {}) {
  let parent = 4242
  let gone = 0
  let look = () => {}
  watchNpm({
    projectFolder: '/project',
    platform: 'linux',
    environment: NPM,
    parentId: () => parent,
    commandLineOf: () => SHELL,
    every(_, work) {
      look = work
    },
    onGone: () => {
      gone += 1
    },
    ...instead,
  })
  return {
    look: () => look(),
    adopt: () => {
      parent = 1
    },
    gone: () => gone,
  }
}
