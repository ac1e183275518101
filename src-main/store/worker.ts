import { parentPort, workerData } from 'node:worker_threads'
import { openDesk } from '../../src-core/open-desk.ts'
import type { WorkerStart } from './messages.ts'
import { serveDesk } from './serve-desk.ts'

/** The thread in which the local store's desk runs, so that no query ever holds up the window. */
if (parentPort === null) throw new Error('This file runs in a worker thread only.')
const { folder } = workerData as WorkerStart
await serveDesk(parentPort, (log, keyRing) => openDesk({ folder, log, keyRing }))
