import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ShellWindow, WindowBounds } from './shell/shell.ts'
import { manualTime } from './testing/manual-time.ts'
import { memoryLog } from './testing/memory-log.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'
import { windowStateIn } from './window-state.ts'

const BOUNDS: WindowBounds = { x: 10, y: -20, width: 1200, height: 800, maximized: false }

function run(folder = temporaryFolder()) {
  const time = manualTime()
  const place: { bounds: WindowBounds | null } = { bounds: BOUNDS }
  const window: ShellWindow = {
    announce() {},
    bounds: async () => place.bounds,
    onFocus() {},
    focus() {},
    setUnsaved() {},
  }
  return { state: windowStateIn(folder, { timers: time.timers, log: memoryLog() }), window, place, time, folder }
}

test('the next start finds the window where it was', async () => {
  const { state, window, folder } = run()
  expect(state.remembered()).toBeNull()
  state.follow(window)
  await state.close()
  expect(run(folder).state.remembered()).toEqual(BOUNDS)
})

test('a moved window is remembered soon, even if Token Desk then dies', async () => {
  const { state, window, place, time, folder } = run()
  state.follow(window)
  await time.advance(5_000)
  place.bounds = { ...BOUNDS, x: 500, maximized: true }
  await time.advance(5_000)
  expect(run(folder).state.remembered()).toEqual({ ...BOUNDS, x: 500, maximized: true })
})

test('a window that is gone already is remembered where it was last', async () => {
  const { state, window, place, time, folder } = run()
  state.follow(window)
  await time.advance(5_000)
  place.bounds = null
  await state.close()
  expect(run(folder).state.remembered()).toEqual(BOUNDS)
  expect(time.waiting()).toBe(0)
})

test('a file that makes no sense is passed over', () => {
  const folder = temporaryFolder()
  const nonsense = ['', 'null', '{}', '{"width":"wide"}', '{"width":1e9,"height":1,"maximized":false}']
  for (const content of nonsense) {
    writeFileSync(join(folder, 'window.json'), content)
    expect(run(folder).state.remembered()).toBeNull()
  }
  expect(readFileSync(join(folder, 'window.json'), 'utf8')).toBe(nonsense.at(-1))
})
