import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { manualTime } from '../../testing/manual-time.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { watchScreenLock } from './lock-watch.ts'

// The program that answers is found by the given PATH, so here it is one that reads its answer from a file.
describe.skipIf(process.platform === 'win32')('the lock of the screen', () => {
  test('is told once each time the session becomes locked', async () => {
    const { time, answer, locks, looked } = session()
    answer('no')
    await looked()
    expect(locks()).toBe(0)
    answer('yes')
    await looked()
    await looked()
    expect(locks()).toBe(1)
    answer('no')
    await looked()
    answer('yes')
    await looked()
    expect(locks()).toBe(2)
    expect(time.waiting()).toBe(1)
  })

  test('is asked for no more where nobody can tell', async () => {
    const { time, fail, locks } = session()
    fail()
    await time.advance(3_000)
    await vi.waitFor(() => expect(time.waiting()).toBe(0))
    expect(locks()).toBe(0)
  })

  test('is not asked for outside a session, on other systems, or after the end', () => {
    expect(session({ environment: {} }).time.waiting()).toBe(0)
    expect(session({ platform: 'darwin' }).time.waiting()).toBe(0)
    const { time, end } = session()
    end()
    expect(time.waiting()).toBe(0)
  })

  function session(instead: Partial<Parameters<typeof watchScreenLock>[0]> = {}) {
    const folder = temporaryFolder()
    const time = manualTime()
    let locked = 0
    const say = (script: string) => writeFileSync(join(folder, 'loginctl'), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
    const end = watchScreenLock({
      platform: 'linux',
      environment: { PATH: `${folder}:/usr/bin:/bin`, XDG_SESSION_ID: '7' },
      timers: time.timers,
      onLock: () => {
        locked += 1
      },
      ...instead,
    })
    onTestFinished(end)
    return {
      time,
      end,
      locks: () => locked,
      answer: (hint: string) => say(`test "$2" = 7 && echo ${hint}`),
      fail: () => say('exit 1'),
      /** Lets the next look happen, and waits until it has been answered. */
      async looked() {
        await time.advance(3_000)
        await vi.waitFor(() => expect(time.waiting()).toBe(1), { timeout: 20_000 })
      },
    }
  }
})
