import { noKeyRing } from '../../src-core/key-ring/no-key-ring.ts'
import { openLocalDesk } from '../../src-main/store/local.ts'
import { processTimers } from '../../src-main/timers.ts'
import { DeskError } from '../../src-shared/errors.ts'
import type { FromDesktop, ToDesktop } from '../desktop-wire.ts'

/** The desk as the desktop runs it, in a thread beside the main one, without a window: asked by messages instead. */
const folder = process.argv[2] ?? ''
const say = (message: FromDesktop): void => void process.send?.(message)

try {
  const desk = await openLocalDesk({
    folder,
    version: '0.0.0-faults',
    workerUrl: new URL('../../src-main/store/worker.ts', import.meta.url),
    log: {
      info: () => {},
      warn: () => {},
      error: (message, error) => void process.stderr.write(`${message} ${String(error)}\n`),
    },
    clock: { now: () => Date.now() },
    timers: processTimers,
    keyRing: noKeyRing,
    onRestarted: () => void process.stderr.write('The thread of the store was started again.\n'),
    onFailed: ({ message }) => void process.stderr.write(`${message}\n`),
  })
  process.on('message', (message: ToDesktop) => {
    if (message === 'close') void desk.close().then(() => process.disconnect())
    else void desk.call(message.request).then((reply) => say({ id: message.id, reply }))
  })
  say({ opened: true })
} catch (error) {
  const refused = error instanceof DeskError ? error.toFailure() : { code: 'INTERNAL' as const, message: String(error) }
  process.send?.({ refused } satisfies FromDesktop, () => process.disconnect())
}
