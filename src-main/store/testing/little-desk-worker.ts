import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import type { Desk, DeskRequest } from '../../../src-core/desk.ts'
import type { DeskEvent } from '../../../src-shared/contract/events.ts'
import { DeskError, type Reply } from '../../../src-shared/errors.ts'
import type { WorkerStart } from '../messages.ts'
import { serveDesk } from '../serve-desk.ts'
import { ADAS_SESSION } from './ada.ts'

// A desk small enough to show how the thread behaves: it can be slow, die, and refuse to open. A file named `die` or
// `refuse` in its folder says how it opens.

if (parentPort === null) throw new Error('This file runs in a worker thread only.')
const { folder } = workerData as WorkerStart

await serveDesk(parentPort, async (log) => {
  if (existsSync(join(folder, 'die'))) process.exit(1)
  if (existsSync(join(folder, 'refuse')))
    throw new DeskError({ code: 'STORE_TOO_NEW', reason: 'newer', message: 'Made by a newer version.' })
  if (existsSync(join(folder, 'bug'))) throw new TypeError('Not expected.')
  log.info('The little desk is open.')
  return littleDesk()
})

function littleDesk(): Desk {
  const listeners = new Set<(event: DeskEvent) => void>()
  const waiting: (() => void)[] = []
  let handedOut: Uint8Array | null = null
  return {
    async call({ name, input, session }: DeskRequest): Promise<Reply> {
      switch (name) {
        case 'echo':
          return { ok: true, value: { input, session } }
        case 'refuse':
          return { ok: false, error: { code: 'POLICY', message: 'No.', reason: 'why', retryAfterMs: 5 } }
        case 'sessions.signIn':
          return { ok: true, value: { ...ADAS_SESSION, expiresAt: new Date(Date.now() + 3_600_000).toISOString() } }
        case 'secret':
          handedOut = Uint8Array.of(1, 2, 3)
          return { ok: true, value: { secret: handedOut, nested: [{ part: Buffer.from('pooled') }] } }
        case 'what is left':
          return { ok: true, value: handedOut?.byteLength ?? null }
        case 'announce':
          for (const listener of listeners) listener({ name: 'tokens.changed' })
          return { ok: true, value: null }
        case 'wait':
          await new Promise<void>((resolve) => waiting.push(resolve))
          return { ok: true, value: 'waited' }
        case 'throw':
          setImmediate(() => {
            throw new Error('An uncaught one.')
          })
          return new Promise(() => {})
        case 'die':
          process.exit(1)
          break
        case 'reject':
          throw new Error('A desk that breaks its word.')
      }
      return { ok: false, error: { code: 'UNKNOWN_CALL', message: 'No such call.' } }
    },
    listen(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    async close() {
      for (const finish of waiting) finish()
    },
  }
}
