import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
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

  test('a copy that follows another starts no process to wait for', async () => {
    await clipboard.writeSecret(secret)
    const [ready, ...others] = await clipboardProcesses()
    expect(others).toEqual([])
    for (let copy = 0; copy < 3; copy += 1) {
      await clipboard.writeSecret(secret)
      expect(await clipboardProcesses()).toEqual([ready])
    }
  })

  test('a display that nobody serves is told apart from an empty clipboard', async () => {
    const nowhere = systemClipboard({ environment: { ...process.env, DISPLAY: ':4242', WAYLAND_DISPLAY: '' } })
    await expect(nowhere.writeSecret(secret)).rejects.toMatchObject({ code: 'CLIPBOARD_UNAVAILABLE' })
    await expect(nowhere.holdsSecret(digest)).rejects.toMatchObject({ code: 'CLIPBOARD_UNAVAILABLE' })
    nowhere.end()
  })
})

/** The ids of the clipboard's processes that this one has started. */
async function clipboardProcesses(): Promise<readonly string[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const ours = await Promise.all(
    ids.map(async (id) => {
      const [status, commandLine] = await Promise.all(
        ['status', 'cmdline'].map((file) => readFile(`/proc/${id}/${file}`, 'utf8').catch(() => '')),
      )
      return status?.includes(`\nPPid:\t${process.pid}\n`) && commandLine?.includes('clipboard-process.ts')
    }),
  )
  return ids.filter((_, index) => ours[index])
}
