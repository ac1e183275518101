import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { ClipboardState } from '../../src-shared/contract/desktop.ts'
import { type FakeClipboard, fakeClipboard } from '../testing/fake-clipboard.ts'
import { type ManualTime, manualTime, settled } from '../testing/manual-time.ts'
import { memoryLog } from '../testing/memory-log.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { clipboardMarkerIn } from './clipboard-marker.ts'
import { createSecretClipboard } from './secret-clipboard.ts'

const SECRET = `tdc_${'Aa1'.repeat(12)}`
const OTHER = `tdt_${'Zz9'.repeat(12)}`
const HOLD_MS = 30_000

/** One run of Token Desk on this clipboard; a second one in the same folder is the next start. */
function run({ clipboard = fakeClipboard(), time = manualTime(), folder = temporaryFolder() } = {}) {
  const log = memoryLog()
  const changes: ClipboardState['state'][] = []
  const secrets = createSecretClipboard({
    clipboard,
    marker: clipboardMarkerIn(folder, log),
    clock: time.clock,
    timers: time.timers,
    log,
    onChange: ({ state }) => changes.push(state),
  })
  return { secrets, clipboard, time, folder, log, changes, markerFile: join(folder, 'clipboard.json') }
}

const bytes = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'))

/** Lets the retries of a clearing go by. */
const letRetriesPass = (time: ManualTime) => time.advance(2_000)

async function copied(parts: { clipboard?: FakeClipboard; time?: ManualTime } = {}) {
  const all = run(parts)
  await all.secrets.copy(bytes(SECRET), HOLD_MS)
  return all
}

describe('counting down', () => {
  test('DC-5 · a copied secret is on the clipboard until its time is up, and is then gone', async () => {
    const { secrets, clipboard, time, changes, markerFile } = run()
    const { clearsAt } = await secrets.copy(bytes(SECRET), HOLD_MS)
    expect(clearsAt).toBe(new Date(time.clock.now() + HOLD_MS).toISOString())
    expect(secrets.state()).toEqual({ state: 'holding', clearsAt })
    await time.advance(HOLD_MS - 1)
    expect(clipboard.content()).toBe(SECRET)
    await time.advance(1)
    expect(clipboard.content()).toBeNull()
    expect(secrets.state()).toEqual({ state: 'cleared' })
    expect(changes).toEqual(['holding', 'cleared'])
    expect(existsSync(markerFile)).toBe(false)
  })

  test('a sleep does not stretch the time: what is over is cleared on resume', async () => {
    const { secrets, clipboard, time } = await copied()
    time.sleep(HOLD_MS * 10)
    expect(clipboard.content()).toBe(SECRET)
    await secrets.check()
    expect(clipboard.content()).toBeNull()
    await time.advance(HOLD_MS * 2)
    expect(secrets.state()).toEqual({ state: 'cleared' })
  })

  for (const setBackMs of [HOLD_MS / 3, HOLD_MS * 100])
    test(`a clock that is set back by ${setBackMs / 1_000} seconds does not stretch it either`, async () => {
      const { clipboard, time } = await copied()
      await time.advance(HOLD_MS / 2)
      time.setClock(-setBackMs)
      await time.advance(HOLD_MS / 2)
      expect(clipboard.content()).toBeNull()
    })

  test('looking in after the clock was set back to before the copy clears it', async () => {
    const { secrets, clipboard, time } = await copied()
    time.setClock(-HOLD_MS * 100)
    await secrets.check()
    expect(clipboard.content()).toBeNull()
  })

  test('looking in while a copy is on its way leaves it its whole time', async () => {
    const { secrets, clipboard, time } = run()
    const copying = secrets.copy(bytes(SECRET), HOLD_MS)
    await secrets.check()
    await copying
    await time.advance(HOLD_MS - 1)
    expect(clipboard.content()).toBe(SECRET)
  })

  test('looking in on a running count-down clears nothing early', async () => {
    const { secrets, clipboard, time } = await copied()
    await time.advance(HOLD_MS / 2)
    await secrets.check()
    expect(clipboard.content()).toBe(SECRET)
  })

  test('a second copy takes the first one’s place and has its own full time', async () => {
    const { secrets, clipboard, time, changes } = await copied()
    await time.advance(HOLD_MS - 1_000)
    await secrets.copy(bytes(OTHER), HOLD_MS)
    await time.advance(2_000)
    expect(clipboard.content()).toBe(OTHER)
    await time.advance(HOLD_MS)
    expect(clipboard.content()).toBeNull()
    expect(changes).toEqual(['holding', 'holding', 'cleared'])
  })

  test('a newer copy is not cleared by the retries of an older one, even where both look alike', async () => {
    const { secrets, clipboard, time } = await copied({ clipboard: fakeClipboard({ knowsBy: 'marker' }) })
    clipboard.breakClears(2, 'silently')
    const clearing = secrets.clear()
    await settled()
    await secrets.copy(bytes(OTHER), HOLD_MS)
    await letRetriesPass(time)
    await clearing
    expect(clipboard.content()).toBe(OTHER)
    expect(secrets.state()).toMatchObject({ state: 'holding' })
  })
})

describe('what is somebody else’s', () => {
  test('what the operator copied later stays', async () => {
    const { secrets, clipboard, time, markerFile } = await copied()
    clipboard.copyElsewhere('my own words')
    await time.advance(HOLD_MS)
    expect(clipboard.content()).toBe('my own words')
    expect(secrets.state()).toEqual({ state: 'left-alone' })
    expect(existsSync(markerFile)).toBe(false)
  })

  test('clearing with nothing held touches nothing', async () => {
    const { secrets, clipboard, changes } = run()
    clipboard.copyElsewhere('my own words')
    expect(await secrets.clear()).toEqual({ state: 'idle' })
    await secrets.check()
    secrets.clearSynchronously()
    expect(clipboard.content()).toBe('my own words')
    expect(changes).toEqual([])
  })
})

describe('when clearing fails', () => {
  for (const how of ['silently', 'loudly'] as const) {
    test(`twice, ${how}, and then works: it is cleared`, async () => {
      const { secrets, clipboard, time, changes } = await copied()
      clipboard.breakClears(2, how)
      const clearing = secrets.clear()
      await letRetriesPass(time)
      expect(await clearing).toEqual({ state: 'cleared' })
      expect(clipboard.content()).toBeNull()
      expect(changes).toEqual(['holding', 'cleared'])
    })

    test(`for good, ${how}: the warning says so and what to do, and every use of the window tries again`, async () => {
      const { secrets, clipboard, time, markerFile } = await copied()
      clipboard.breakClears(8, how)
      const clearing = secrets.clear()
      await letRetriesPass(time)
      const state = await clearing
      expect(state).toMatchObject({ state: 'failed' })
      expect(state.state === 'failed' && state.message).toMatch(/Copy something else/)
      expect(existsSync(markerFile)).toBe(true)
      const again = secrets.check()
      await letRetriesPass(time)
      await again
      expect(secrets.state()).toMatchObject({ state: 'failed' })
      await secrets.check()
      expect(clipboard.content()).toBeNull()
      expect(secrets.state()).toEqual({ state: 'cleared' })
      expect(existsSync(markerFile)).toBe(false)
    })
  }

  test('a warning that was read does not come back, but clearing is still tried', async () => {
    const { secrets, clipboard, time, changes } = await copied()
    clipboard.breakClears(8, 'silently')
    void secrets.clear()
    await letRetriesPass(time)
    expect(secrets.dismiss()).toEqual({ state: 'idle' })
    void secrets.check()
    await letRetriesPass(time)
    expect(secrets.state()).toEqual({ state: 'idle' })
    await secrets.check()
    expect(clipboard.content()).toBeNull()
    expect(changes).toEqual(['holding', 'failed', 'idle', 'cleared'])
  })

  test('a count-down cannot be dismissed', async () => {
    const { secrets } = await copied()
    expect(secrets.dismiss()).toMatchObject({ state: 'holding' })
  })
})

describe('when the clipboard takes nothing', () => {
  test('the copy is refused with CLIPBOARD_UNAVAILABLE and nothing is counted down', async () => {
    const { secrets, clipboard, markerFile, time } = run()
    clipboard.breakWrites('nothing-arrives')
    await expect(secrets.copy(bytes(SECRET), HOLD_MS)).rejects.toMatchObject({ code: 'CLIPBOARD_UNAVAILABLE' })
    await settled()
    expect(secrets.state()).toEqual({ state: 'idle' })
    expect(existsSync(markerFile)).toBe(false)
    expect(time.waiting()).toBe(0)
  })

  test('what was copied before is cleared at once', async () => {
    const { secrets, clipboard, time } = await copied()
    clipboard.breakWrites('nothing-arrives')
    await expect(secrets.copy(bytes(OTHER), HOLD_MS)).rejects.toMatchObject({ code: 'CLIPBOARD_UNAVAILABLE' })
    expect(clipboard.content()).toBeNull()
    await settled()
    expect(secrets.state()).toEqual({ state: 'idle' })
    expect(time.waiting()).toBe(0)
  })

  test('what was copied before and cannot be cleared now is cleared in time, and the copy is refused', async () => {
    const { secrets, clipboard, time } = await copied()
    clipboard.breakClears(1, 'loudly')
    await expect(secrets.copy(bytes(OTHER), HOLD_MS)).rejects.toMatchObject({ code: 'CLIPBOARD_UNAVAILABLE' })
    expect(clipboard.content()).toBe(SECRET)
    expect(secrets.state()).toMatchObject({ state: 'holding' })
    await time.advance(HOLD_MS)
    expect(clipboard.content()).toBeNull()
    expect(secrets.state()).toEqual({ state: 'cleared' })
  })

  for (const before of [false, true])
    test(`what arrived although the copy failed is cleared${before ? ', also behind another' : ''}`, async () => {
      const { secrets, clipboard, time, markerFile } = before ? await copied() : run()
      clipboard.breakWrites('it-arrives')
      await expect(secrets.copy(bytes(OTHER), HOLD_MS)).rejects.toMatchObject({ code: 'CLIPBOARD_UNAVAILABLE' })
      await settled()
      expect(clipboard.content()).toBeNull()
      expect(secrets.state()).toEqual({ state: 'cleared' })
      expect(existsSync(markerFile)).toBe(false)
      expect(time.waiting()).toBe(0)
    })

  test('what arrived although the copy failed, and cannot be cleared, is warned of and tried again', async () => {
    const { secrets, clipboard, time, markerFile } = run()
    clipboard.breakWrites('it-arrives')
    clipboard.breakClears(4, 'loudly')
    await expect(secrets.copy(bytes(SECRET), HOLD_MS)).rejects.toMatchObject({ code: 'CLIPBOARD_UNAVAILABLE' })
    await letRetriesPass(time)
    expect(secrets.state()).toMatchObject({ state: 'failed' })
    expect(existsSync(markerFile)).toBe(true)
    await secrets.check()
    expect(clipboard.content()).toBeNull()
  })
})

describe('ends and starts', () => {
  test('quitting while a secret is held clears it', async () => {
    const { secrets, clipboard, time } = await copied()
    expect(await secrets.clear()).toEqual({ state: 'cleared' })
    expect(clipboard.content()).toBeNull()
    expect(time.waiting()).toBe(0)
  })

  test('clearing while the copy is still on its way clears that copy', async () => {
    const { secrets, clipboard } = run()
    const copying = secrets.copy(bytes(SECRET), HOLD_MS)
    await secrets.clear()
    await copying
    expect(clipboard.content()).toBeNull()
  })

  test('two wishes to clear at once are one clearing', async () => {
    const { secrets, changes } = await copied()
    expect(await Promise.all([secrets.clear(), secrets.clear()])).toEqual([{ state: 'cleared' }, { state: 'cleared' }])
    expect(changes).toEqual(['holding', 'cleared'])
  })

  test('the end of the session clears without waiting, and the next start makes sure', async () => {
    const first = await copied()
    first.secrets.clearSynchronously()
    expect(first.clipboard.content()).toBeNull()
    const next = run({ clipboard: first.clipboard, folder: first.folder })
    await next.secrets.recover()
    expect(next.secrets.state()).toEqual({ state: 'idle' })
    expect(existsSync(next.markerFile)).toBe(false)
  })

  test('the start after a crash clears what the crashed run left', async () => {
    const { clipboard, folder } = await copied()
    const next = run({ clipboard, folder })
    await next.secrets.recover()
    expect(clipboard.content()).toBeNull()
    expect(next.secrets.state()).toEqual({ state: 'cleared' })
    expect(existsSync(next.markerFile)).toBe(false)
  })

  test('the start after a crash leaves alone what the operator copied since', async () => {
    const { clipboard, folder } = await copied()
    clipboard.copyElsewhere('my own words')
    const next = run({ clipboard, folder })
    await next.secrets.recover()
    expect(clipboard.content()).toBe('my own words')
    expect(next.secrets.state()).toEqual({ state: 'idle' })
  })

  test('the start after a crash warns where it cannot clear', async () => {
    const { clipboard, folder, time } = await copied()
    clipboard.breakClears(99, 'loudly')
    const next = run({ clipboard, folder, time })
    void next.secrets.recover()
    await letRetriesPass(time)
    expect(next.secrets.state()).toMatchObject({ state: 'failed' })
  })

  test('the marker holds a digest and no secret, and is this account’s alone', async () => {
    const { markerFile, log } = await copied()
    expect(readFileSync(markerFile, 'utf8')).not.toContain(SECRET.slice(4, 12))
    if (process.platform !== 'win32') expect(statSync(markerFile).mode & 0o777).toBe(0o600)
    expect(log.lines.join('\n')).not.toContain(SECRET)
  })

  test('a marker that makes no sense stops nothing', async () => {
    const { secrets, markerFile } = run()
    for (const nonsense of ['', '[]', '{"digest":"zz","clearsAt":1}', '\0\0']) {
      writeFileSync(markerFile, nonsense)
      await secrets.recover()
      expect(secrets.state()).toEqual({ state: 'idle' })
    }
  })
})
