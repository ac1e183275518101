import { describe, expect, test } from 'vitest'
import { DeskError } from '../../../src-shared/errors.ts'
import { manualTime } from '../../testing/manual-time.ts'
import { electronClipboard } from './electron-clipboard.ts'
import { fakeSystemClipboard } from './testing/fake-system-clipboard.ts'

const secret = Buffer.from('tdc_0000000000000000000000000000000000AB')
const digest = new Uint8Array(32)
const format = (name: string) => `electron application/osclipboard;format="${name}"`
const marker = format('com.token-desk.secret')

function setUp({ platform = 'win32' as NodeJS.Platform, isWayland = false, outside = false } = {}) {
  const system = fakeSystemClipboard()
  const time = manualTime()
  const desk = { isFocused: true, outsideCalls: 0 }
  const clipboard = electronClipboard({
    clipboard: system.system,
    ClipboardItem: system.ClipboardItem,
    platform,
    isWayland,
    isFocused: () => desk.isFocused,
    async clearFromOutside() {
      desk.outsideCalls += 1
      return outside
    },
    timers: time.timers,
  })
  /** Lets the retries pass. */
  const settle = async <T>(work: Promise<T>): Promise<T> => {
    work.catch(() => {})
    await time.advance(1_000)
    return work
  }
  return { system, clipboard, desk, settle }
}

describe('a copied secret is marked', () => {
  const plain = { [marker]: '01', 'text/plain': secret.toString('hex') }

  test('DC-5 · on Windows: out of the history, out of the cloud, hidden from monitors', async () => {
    const { system, clipboard } = setUp({ platform: 'win32' })
    await clipboard.writeSecret(secret)
    expect(await system.content()).toEqual({
      ...plain,
      [format('ExcludeClipboardContentFromMonitorProcessing')]: '00000000',
      [format('CanIncludeInClipboardHistory')]: '00000000',
      [format('CanUploadToCloudClipboard')]: '00000000',
    })
  })

  test('DC-5 · on macOS: concealed and transient', async () => {
    const { system, clipboard } = setUp({ platform: 'darwin' })
    await clipboard.writeSecret(secret)
    expect(await system.content()).toEqual({
      ...plain,
      [format('org.nspasteboard.ConcealedType')]: '01',
      [format('org.nspasteboard.TransientType')]: '01',
    })
  })

  test('DC-5 · on Linux: as a password, for clipboard managers', async () => {
    const { system, clipboard } = setUp({ platform: 'linux' })
    await clipboard.writeSecret(secret)
    const hint = Buffer.from('secret').toString('hex')
    expect(await system.content()).toEqual({ ...plain, [format('x-kde-passwordManagerHint')]: hint })
  })

  test('and the caller’s own bytes are left as they were', async () => {
    const { clipboard } = setUp()
    const given = Uint8Array.from(secret)
    await clipboard.writeSecret(given)
    expect(Buffer.from(given)).toEqual(secret)
  })
})

describe.each(['win32', 'darwin'] as const)('on %s success is what the clipboard shows', (platform) => {
  test('a write that another program hindered is tried again', async () => {
    const { system, clipboard, settle } = setUp({ platform })
    system.hold(2)
    await settle(clipboard.writeSecret(secret))
    expect((await system.content())[marker]).toBe('01')
  })

  test('a write that never arrives is refused', async () => {
    const { system, clipboard, settle } = setUp({ platform })
    system.hold(3)
    await expect(settle(clipboard.writeSecret(secret))).rejects.toMatchObject({ code: 'CLIPBOARD_UNAVAILABLE' })
  })

  test('the marker of an earlier secret does not vouch for a write that never arrives', async () => {
    const { system, clipboard, settle } = setUp({ platform })
    await clipboard.writeSecret(Buffer.from('an earlier secret'))
    system.hold(100)
    await expect(settle(clipboard.writeSecret(secret))).rejects.toBeInstanceOf(DeskError)
  })

  test('a clear that another program hindered is tried again', async () => {
    const { system, clipboard, settle } = setUp({ platform })
    await clipboard.writeSecret(secret)
    system.hold(2)
    await settle(clipboard.clear())
    expect(await system.content()).toEqual({})
  })

  test('a clear that changed nothing is not passed off as one', async () => {
    const { system, clipboard, settle } = setUp({ platform })
    await clipboard.writeSecret(secret)
    system.hold(3)
    await expect(settle(clipboard.clear())).rejects.toMatchObject({ code: 'CLIPBOARD_UNAVAILABLE' })
    expect(await clipboard.holdsSecret(digest)).toBe(true)
  })
})

test('DC-5 · what somebody copied since is known not to be ours, by the marker alone', async () => {
  const { system, clipboard } = setUp()
  await clipboard.writeSecret(secret)
  expect(await clipboard.holdsSecret(digest)).toBe(true)
  system.copyElsewhere(secret.toString())
  expect(await clipboard.holdsSecret(digest)).toBe(false)
})

test('the last clear waits for nothing', async () => {
  const { system, clipboard } = setUp()
  await clipboard.writeSecret(secret)
  clipboard.clearSynchronously()
  expect(system.calls.at(-1)).toBe('clear')
  expect(await system.content()).toEqual({})
})

describe('on Wayland, which drops what comes from a window without the focus', () => {
  const wayland = { platform: 'linux', isWayland: true } as const

  test('a clear without the focus is not believed until the window has it again', async () => {
    const { clipboard, desk } = setUp(wayland)
    await clipboard.writeSecret(secret)
    desk.isFocused = false
    await clipboard.clear()
    expect(await clipboard.holdsSecret(digest)).toBe(true)
    desk.isFocused = true
    expect(await clipboard.holdsSecret(digest)).toBe(false)
    desk.isFocused = false
    expect(await clipboard.holdsSecret(digest)).toBe(false)
  })

  test('the help of wl-clipboard is believed', async () => {
    const { clipboard, desk } = setUp({ ...wayland, outside: true })
    await clipboard.writeSecret(secret)
    desk.isFocused = false
    await clipboard.clear()
    expect(desk.outsideCalls).toBe(1)
    expect(await clipboard.holdsSecret(digest)).toBe(false)
  })

  test('a clear with the focus is believed', async () => {
    const { clipboard } = setUp(wayland)
    await clipboard.writeSecret(secret)
    await clipboard.clear()
    expect(await clipboard.holdsSecret(digest)).toBe(false)
  })

  test('a new secret ends the doubt about the one before', async () => {
    const { system, clipboard, desk } = setUp(wayland)
    await clipboard.writeSecret(secret)
    desk.isFocused = false
    await clipboard.clear()
    await clipboard.writeSecret(secret)
    system.copyElsewhere('something else')
    expect(await clipboard.holdsSecret(digest)).toBe(false)
  })

  test('elsewhere no program is asked for help', async () => {
    const { clipboard, desk } = setUp({ platform: 'linux' })
    desk.isFocused = false
    await clipboard.clear()
    expect(desk.outsideCalls).toBe(0)
    expect(await clipboard.holdsSecret(digest)).toBe(false)
  })
})
