import { createHash } from 'node:crypto'
import { expect, test } from '@playwright/test'
import { type SystemClipboard, systemClipboard } from '../src-main/shell/chromium/system-clipboard.ts'
import { readSystemClipboard, writeSystemClipboard } from './system-clipboard.ts'
import { openVirtualDisplay, type VirtualDisplay } from './virtual-display.ts'

const secret = Buffer.from('tdc_000000000000000000000000000000000000')
const digest = createHash('sha256').update(secret).digest()

test.describe('the browser shell’s clipboard, as another program sees it', () => {
  test.skip(process.platform !== 'linux', 'Elsewhere there is one clipboard, and it is the person’s own.')
  let display: VirtualDisplay
  let clipboard: SystemClipboard

  test.beforeEach(async () => {
    const opened = await openVirtualDisplay()
    if (opened === null) throw new Error('Xvfb is missing: install xvfb and xclip.')
    display = opened
    clipboard = systemClipboard({ environment: { ...process.env, DISPLAY: display.name, WAYLAND_DISPLAY: '' } })
    clipboard.start()
  })

  test.afterEach(async () => {
    clipboard.end()
    await display.close()
  })

  test('a secret can be pasted elsewhere, is known again, and is gone for everybody once cleared', async () => {
    await clipboard.writeSecret(secret)
    expect(await readSystemClipboard(display.name)).toBe(secret.toString())
    expect(await clipboard.holdsSecret(digest)).toBe(true)
    await clipboard.clear()
    expect(await clipboard.holdsSecret(digest)).toBe(false)
    expect(await readSystemClipboard(display.name)).toBe(null)
  })

  test('what somebody copies elsewhere is not taken for the secret', async () => {
    await clipboard.writeSecret(secret)
    await writeSystemClipboard('something of my own', display.name)
    expect(await clipboard.holdsSecret(digest)).toBe(false)
    expect(await readSystemClipboard(display.name)).toBe('something of my own')
  })

  test('the clipboard serves what it was given after the shell has ended, and stays empty where it was cleared', async () => {
    await clipboard.writeSecret(secret)
    clipboard.end()
    expect(await readSystemClipboard(display.name)).toBe(secret.toString())
    clipboard.clearSynchronously()
    expect(await readSystemClipboard(display.name)).toBe(null)
  })

  test('a copy that follows another takes a fraction of starting a program', async () => {
    await clipboard.writeSecret(secret)
    const durations: number[] = []
    for (let copy = 0; copy < 5; copy++) {
      const startedAt = performance.now()
      await clipboard.writeSecret(secret)
      durations.push(performance.now() - startedAt)
    }
    expect(Math.min(...durations)).toBeLessThan(300)
  })

  test('a display that nobody serves is told apart from an empty clipboard', async () => {
    const nowhere = systemClipboard({ environment: { ...process.env, DISPLAY: ':4242', WAYLAND_DISPLAY: '' } })
    await expect(nowhere.writeSecret(secret)).rejects.toMatchObject({ code: 'CLIPBOARD_UNAVAILABLE' })
    await expect(nowhere.holdsSecret(digest)).rejects.toMatchObject({ code: 'CLIPBOARD_UNAVAILABLE' })
    nowhere.end()
  })
})
