import { parentPort, workerData } from 'node:worker_threads'
import { openDesk } from '../../../src-core/open-desk.ts'
import type { WorkerStart } from '../messages.ts'
import { serveDesk } from '../serve-desk.ts'

// The real desk, in a thread that dies over tokens of two names: one while the desk answers, one after the desk has
// answered and before anybody hears it.

if (parentPort === null) throw new Error('This file runs in a worker thread only.')
const { folder } = workerData as WorkerStart
await serveDesk(parentPort, async (log) => {
  const desk = await openDesk({ folder, log })
  return {
    ...desk,
    async call(request) {
      const { name } = (request.input ?? {}) as { name?: unknown }
      const answer = desk.call(request)
      if (name === 'Dies while it is issued') process.exit(1)
      if (name === 'Dies once it is issued') await answer.then(() => process.exit(1))
      return answer
    },
  }
})
