import { expect, test, vi } from 'vitest'
import { clearWaylandClipboard, isWaylandSession, type Start } from './wayland-clear.ts'

test('wl-copy is started by its absolute path, without a shell and with nothing of the environment it does not need', async () => {
  const start = vi.fn<Start>(async () => true)
  const environment = {
    WAYLAND_DISPLAY: 'wayland-0',
    XDG_RUNTIME_DIR: '/run/user/1000',
    PATH: '/tmp/evil',
    SECRET: 'x',
  }
  expect(await clearWaylandClipboard({ environment, start })).toBe(true)
  expect(start).toHaveBeenCalledExactlyOnceWith(
    '/usr/bin/wl-copy',
    ['--clear'],
    expect.objectContaining({
      env: { WAYLAND_DISPLAY: 'wayland-0', XDG_RUNTIME_DIR: '/run/user/1000' },
      shell: false,
      timeout: 2_000,
    }),
  )
})

test('where it cannot help it says so', async () => {
  const environment = { WAYLAND_DISPLAY: 'token-desk-no-such-display', XDG_RUNTIME_DIR: '/nonexistent' }
  expect(await clearWaylandClipboard({ environment })).toBe(false)
})

test('a Wayland session is one on Linux with a Wayland display', () => {
  expect(isWaylandSession('linux', { WAYLAND_DISPLAY: 'wayland-0' })).toBe(true)
  expect(isWaylandSession('linux', { WAYLAND_DISPLAY: '' })).toBe(false)
  expect(isWaylandSession('linux', { DISPLAY: ':0' })).toBe(false)
  expect(isWaylandSession('darwin', { WAYLAND_DISPLAY: 'wayland-0' })).toBe(false)
})
