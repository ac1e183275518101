import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { Desk } from '../../src-core/desk.ts'
import { memoryKeyRing } from '../../src-core/testing/memory-key-ring.ts'
import type { DeskEvent } from '../../src-shared/contract/events.ts'
import type { Failure } from '../../src-shared/errors.ts'
import { manualTime } from '../testing/manual-time.ts'
import { memoryLog } from '../testing/memory-log.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { openLocalDesk } from './local.ts'

const WORKER = new URL('./testing/little-desk-worker.ts', import.meta.url)

// Threads start slowly on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

async function open(folder = temporaryFolder(), keyRing = memoryKeyRing()) {
  const time = manualTime()
  const log = memoryLog()
  const restarted = waiter<void>()
  const failed = waiter<Failure>()
  const desk = await openLocalDesk({
    folder,
    version: '0.0.0-test',
    workerUrl: WORKER,
    log,
    clock: time.clock,
    timers: time.timers,
    keyRing,
    onRestarted: () => restarted.tell(),
    onFailed: (error) => failed.tell(error),
  })
  onTestFinished(() => desk.close())
  return { desk, folder, log, time, restarted, failed }
}

/** Something that happens again and again: each `next()` is the next time. */
function waiter<T>() {
  const told: T[] = []
  const asking: ((value: T) => void)[] = []
  return {
    tell(value: T) {
      const ask = asking.shift()
      if (ask === undefined) told.push(value)
      else ask(value)
    },
    next: (): Promise<T> => (told.length > 0 ? Promise.resolve(told.shift()!) : new Promise((ask) => asking.push(ask))),
  }
}

const ask = (desk: Desk, name: string, input: unknown = {}) => desk.call({ name, input, session: 'the session' })

describe('calls', () => {
  test('DC-2 · are answered by a desk in another thread, in plain data', async () => {
    const { desk, log } = await open()
    expect(await ask(desk, 'echo', { a: [1, null] })).toEqual({
      ok: true,
      value: { input: { a: [1, null] }, session: 'the session' },
    })
    expect(await ask(desk, 'refuse')).toEqual({
      ok: false,
      error: { code: 'POLICY', message: 'No.', reason: 'why', retryAfterMs: 5 },
    })
    expect(log.lines[0]).toContain('The little desk is open.')
  })

  test('hand secrets over: nothing stays behind in the thread', async () => {
    const { desk } = await open()
    const reply = await ask(desk, 'secret')
    expect(reply).toEqual({
      ok: true,
      value: { secret: Uint8Array.of(1, 2, 3), nested: [{ part: Uint8Array.from(Buffer.from('pooled')) }] },
    })
    expect(await ask(desk, 'what is left')).toEqual({ ok: true, value: 0 })
  })

  test('with an input that is no plain data are refused, not lost', async () => {
    const { desk } = await open()
    expect(await ask(desk, 'echo', { a: () => {} })).toMatchObject({ ok: false, error: { code: 'INVALID_INPUT' } })
  })

  test('of a desk that rejects against its word answer INTERNAL', async () => {
    const { desk, log } = await open()
    expect(await ask(desk, 'reject')).toMatchObject({ ok: false, error: { code: 'INTERNAL' } })
    expect(log.lines.join()).toContain('A desk that breaks its word.')
  })

  test('are heard about by listeners until they stop', async () => {
    const { desk } = await open()
    const heard: DeskEvent[] = []
    const stop = desk.listen((event) => heard.push(event))
    await ask(desk, 'announce')
    stop()
    await ask(desk, 'announce')
    expect(heard).toEqual([{ name: 'tokens.changed' }])
  })
})

describe('a thread that dies', () => {
  for (const how of ['die', 'throw']) {
    test(`(${how}) answers INTERNAL for what was in flight, is started again, and works`, async () => {
      const { desk, restarted } = await open()
      const [waiting, died] = await Promise.all([ask(desk, 'wait'), ask(desk, how)])
      for (const reply of [waiting, died]) {
        expect(reply).toMatchObject({ ok: false, error: { code: 'INTERNAL', reason: 'store-stopped' } })
        expect(!reply.ok && reply.error.message).toMatch(/Check whether the change was made/)
      }
      // Asked before the new thread is up: it waits for it.
      expect(await ask(desk, 'echo', 1)).toMatchObject({ ok: true })
      await restarted.next()
    })
  }

  test('is started three times a minute at most; then every call says that the store cannot be reached', async () => {
    const { desk, restarted, failed } = await open()
    for (let death = 1; death <= 3; death++) {
      await ask(desk, 'die')
      await restarted.next()
    }
    expect(await ask(desk, 'die')).toMatchObject({ ok: false, error: { code: 'INTERNAL' } })
    expect(await failed.next()).toMatchObject({ code: 'STORE_UNREACHABLE', reason: 'store-stopped' })
    expect(await ask(desk, 'echo')).toMatchObject({ ok: false, error: { code: 'STORE_UNREACHABLE' } })
  })

  test('now and then is started as often as it takes', async () => {
    const { desk, restarted, time } = await open()
    for (let death = 1; death <= 5; death++) {
      await ask(desk, 'die')
      await restarted.next()
      time.sleep(21_000)
    }
    expect(await ask(desk, 'echo')).toMatchObject({ ok: true })
  })

  test('and cannot open the store again says why', async () => {
    const { desk, folder, failed } = await open()
    writeFileSync(join(folder, 'refuse'), '')
    await ask(desk, 'die')
    expect(await ask(desk, 'echo')).toMatchObject({ ok: false, error: { code: 'STORE_TOO_NEW', reason: 'newer' } })
    expect(await failed.next()).toMatchObject({ code: 'STORE_TOO_NEW' })
    expect(await ask(desk, 'echo')).toMatchObject({ ok: false, error: { code: 'STORE_TOO_NEW' } })
  })

  test('and dies again while it opens is given up within the same bound', async () => {
    const { desk, folder, failed } = await open()
    writeFileSync(join(folder, 'die'), '')
    await ask(desk, 'die')
    expect(await ask(desk, 'echo')).toMatchObject({ ok: false, error: { code: 'STORE_UNREACHABLE' } })
    expect(await failed.next()).toMatchObject({ code: 'STORE_UNREACHABLE' })
  })
})

describe('opening', () => {
  test('a store that is refused keeps code, reason and message', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'refuse'), '')
    await expect(open(folder)).rejects.toMatchObject({
      name: 'DeskError',
      code: 'STORE_TOO_NEW',
      reason: 'newer',
      message: 'Made by a newer version.',
    })
    rmSync(join(folder, 'refuse'))
    expect(await ask((await open(folder)).desk, 'echo')).toMatchObject({ ok: true })
  })

  test('that meets a bug, or a thread that dies, is a refusal too', async () => {
    for (const [file, code] of [
      ['bug', 'INTERNAL'],
      ['die', 'STORE_UNREACHABLE'],
    ] as const) {
      const folder = temporaryFolder()
      writeFileSync(join(folder, file), '')
      await expect(open(folder)).rejects.toMatchObject({ name: 'DeskError', code })
    }
  })
})

describe('closing', () => {
  test('waits for what is under way', async () => {
    const { desk } = await open()
    const waiting = ask(desk, 'wait')
    await desk.close()
    expect(await waiting).toEqual({ ok: true, value: 'waited' })
  })

  test('is final, and asking twice is harmless', async () => {
    const { desk } = await open()
    await Promise.all([desk.close(), desk.close()])
    expect(await ask(desk, 'echo')).toMatchObject({ ok: false, error: { code: 'CANCELLED' } })
  })
})
