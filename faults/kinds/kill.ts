import { once } from 'node:events'
import { watch } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { type Fault, momentOf } from '../fault.ts'
import type { Subject } from '../subject.ts'

/**
 * The process is ended with `kill -9` in the middle of its work, and started again: at any moment, or where its files can
 * be watched, every other time while it writes to them, which is when an operation is durable and nobody knows of it yet.
 */
export const kill: Fault = {
  name: 'kill -9',
  appliesTo: () => true,
  async happen({ trial: { subject, work } }, choices) {
    const { operations, thenMs } = momentOf(choices)
    const working = work()
    await working.acknowledged(operations)
    const isInWrite = subject.disk !== null && choices.below(2) === 1
    if (isInWrite) await nextWrite(subject)
    else await setTimeout(thenMs)
    await subject.kill()
    await working.end()
    const begun = performance.now()
    await subject.start()
    return {
      recoveryMs: performance.now() - begun,
      words: `after ${operations} operations${isInWrite ? ', in a write' : ''}`,
      problems: [],
    }
  },
}

async function nextWrite({ place }: Subject): Promise<void> {
  if (!('folder' in place)) return
  const watcher = watch(join(place.folder, 'token-desk.sqlite-wal'))
  try {
    await once(watcher, 'change', { signal: AbortSignal.timeout(LONGEST_WAIT_MS) })
  } finally {
    watcher.close()
  }
}

const LONGEST_WAIT_MS = 10_000
