import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DeskError } from '../../src-shared/errors.ts'
import { manualTime, settled } from '../testing/manual-time.ts'
import { createRevealBox, type RevealSubject } from './reveal-box.ts'

const TEXT = `tdc_${'Aa1'.repeat(12)}`
const LIFE_MS = 10 * 60_000
const SUBJECT: RevealSubject = { kind: 'token', id: 'TKN-7Q4K-9M2X' }
const GONE = { code: 'REVEAL_GONE' }

function box() {
  const time = manualTime()
  const noted: string[] = []
  const ended: string[] = []
  const clipboard: string[] = []
  const faults: { note: DeskError | null; clipboard: DeskError | null } = { note: null, clipboard: null }
  const reveals = createRevealBox({
    clock: time.clock,
    timers: time.timers,
    note: async (_subject, how) => {
      await settled()
      if (faults.note !== null) throw faults.note
      noted.push(how)
    },
    holdMs: async () => 30_000,
    putOnClipboard: async (secret) => {
      await settled()
      if (faults.clipboard !== null) throw faults.clipboard
      clipboard.push(Buffer.from(secret).toString('latin1'))
      return { clearsAt: '2026-11-21T12:00:30.000Z' }
    },
    onEnded: (id) => ended.push(id),
  })
  const secret = Uint8Array.from(Buffer.from(TEXT, 'latin1'))
  const revealId = reveals.hold(secret, SUBJECT, LIFE_MS)
  return { reveals, revealId, secret, time, noted, ended, clipboard, faults }
}

const isZeroed = (secret: Uint8Array) => secret.every((byte) => byte === 0)

describe('one reveal', () => {
  test('O4-2 · can be shown again and again until it is closed, and each time is recorded before', async () => {
    const { reveals, revealId, noted, secret } = box()
    expect(await reveals.show(revealId)).toEqual({ secret: TEXT })
    expect(await reveals.show(revealId)).toEqual({ secret: TEXT })
    expect(noted).toEqual(['shown', 'shown'])
    reveals.close(revealId)
    expect(isZeroed(secret)).toBe(true)
    await expect(reveals.show(revealId)).rejects.toMatchObject(GONE)
    await expect(reveals.copy(revealId)).rejects.toMatchObject(GONE)
    expect(noted).toEqual(['shown', 'shown'])
  })

  test('AK-4 · Copy ends it; afterwards it can be neither shown nor copied', async () => {
    const { reveals, revealId, secret, clipboard, noted, ended } = box()
    await reveals.copy(revealId)
    expect(clipboard).toEqual([TEXT])
    expect(noted).toEqual(['copied'])
    expect(isZeroed(secret)).toBe(true)
    await expect(reveals.show(revealId)).rejects.toMatchObject(GONE)
    await expect(reveals.copy(revealId)).rejects.toMatchObject(GONE)
    expect(clipboard).toEqual([TEXT])
    // The dialog ended it, so the dialog needs no telling.
    expect(ended).toEqual([])
  })

  test('two presses of Copy at once write the clipboard once', async () => {
    const { reveals, revealId, clipboard, noted } = box()
    const answers = await Promise.all([reveals.copy(revealId), reveals.copy(revealId)])
    expect(answers[1]).toEqual(answers[0])
    expect(clipboard).toHaveLength(1)
    expect(noted).toEqual(['copied'])
  })

  test('an unknown id and an ended one are answered alike', async () => {
    const { reveals } = box()
    await expect(reveals.show('7e4ff4a2-8ab8-4ad4-8f4c-0ac7d4f86a4f')).rejects.toMatchObject(GONE)
    expect(() => reveals.close('7e4ff4a2-8ab8-4ad4-8f4c-0ac7d4f86a4f')).not.toThrow()
  })
})

describe('no record, no reveal', () => {
  test('where the record cannot be written, nothing is shown or copied, and the reveal stays usable', async () => {
    const { reveals, revealId, faults, clipboard } = box()
    faults.note = new DeskError({ code: 'STORE_UNREACHABLE', message: 'The disk is full.', reason: 'full' })
    await expect(reveals.show(revealId)).rejects.toMatchObject({ code: 'STORE_UNREACHABLE', reason: 'full' })
    await expect(reveals.copy(revealId)).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' })
    expect(clipboard).toEqual([])
    faults.note = null
    expect(await reveals.show(revealId)).toEqual({ secret: TEXT })
    await reveals.copy(revealId)
    expect(clipboard).toEqual([TEXT])
  })

  test('where the clipboard takes nothing, the reveal stays open', async () => {
    const { reveals, revealId, faults } = box()
    faults.clipboard = new DeskError({ code: 'CLIPBOARD_UNAVAILABLE', message: 'No.' })
    await expect(reveals.copy(revealId)).rejects.toMatchObject({ code: 'CLIPBOARD_UNAVAILABLE' })
    expect(await reveals.show(revealId)).toEqual({ secret: TEXT })
  })
})

describe('the end', () => {
  test('comes when the time is up, shown or not, and the page is told', async () => {
    const { reveals, revealId, time, ended, secret } = box()
    await time.advance(LIFE_MS - 1)
    await reveals.show(revealId)
    await time.advance(1)
    expect(ended).toEqual([revealId])
    expect(isZeroed(secret)).toBe(true)
    await expect(reveals.show(revealId)).rejects.toMatchObject(GONE)
  })

  test('is not put off by a clock that is set back', async () => {
    for (const setBackMs of [LIFE_MS / 3, LIFE_MS * 100]) {
      const { reveals, revealId, time, ended, secret } = box()
      await time.advance(LIFE_MS / 2)
      time.setClock(-setBackMs)
      await time.advance(LIFE_MS / 2)
      expect(ended).toEqual([revealId])
      expect(isZeroed(secret)).toBe(true)
      await expect(reveals.show(revealId)).rejects.toMatchObject(GONE)
    }
  })

  test('is not put off by a sleep', async () => {
    const first = box()
    first.time.sleep(LIFE_MS)
    await expect(first.reveals.show(first.revealId)).rejects.toMatchObject(GONE)
    expect(first.ended).toEqual([first.revealId])
    const second = box()
    second.time.sleep(LIFE_MS)
    second.reveals.checkDeadlines()
    expect(isZeroed(second.secret)).toBe(true)
  })

  test('while the record is written wins over Show and Copy', async () => {
    const { reveals, revealId, secret, clipboard, ended } = box()
    const showing = reveals.show(revealId)
    const copying = reveals.copy(revealId)
    reveals.endAll()
    await expect(showing).rejects.toMatchObject(GONE)
    await expect(copying).rejects.toMatchObject(GONE)
    expect(clipboard).toEqual([])
    expect(isZeroed(secret)).toBe(true)
    expect(ended).toEqual([revealId])
  })

  test('leaves no timer behind', () => {
    const { reveals, revealId, time } = box()
    reveals.close(revealId)
    expect(time.waiting()).toBe(0)
  })

  test('is final: whatever is pressed in whatever order, no ended reveal ever answers its secret', async () => {
    const press = fc.constantFrom('show', 'copy', 'close', 'endAll', 'wait', 'sleep')
    await fc.assert(
      fc.asyncProperty(fc.array(press, { maxLength: 12 }), async (presses) => {
        const { reveals, revealId, time, secret } = box()
        for (const pressed of presses) {
          const hadEnded = isZeroed(secret)
          const answer = await act(pressed)
          if (hadEnded) expect(answer).toBe('nothing')
        }
        async function act(pressed: string): Promise<string> {
          if (pressed === 'close') reveals.close(revealId)
          if (pressed === 'endAll') reveals.endAll()
          if (pressed === 'wait') await time.advance(LIFE_MS / 3)
          if (pressed === 'sleep') time.sleep(LIFE_MS / 2)
          if (pressed !== 'show' && pressed !== 'copy') return 'nothing'
          return reveals[pressed](revealId).then(
            () => 'answered',
            () => 'nothing',
          )
        }
      }),
      { numRuns: 60 },
    )
  })
})
