import { parentPort, workerData } from 'node:worker_threads'
import type { ReachService } from '../../src-core/copying/receiving-service.ts'
import { openDesk } from '../../src-core/open-desk.ts'
import { latestCheckpointIn } from '../audit/latest-checkpoint.ts'
import type { WorkerStart } from './messages.ts'
import { serveDesk } from './serve-desk.ts'

/** The thread in which the local store's desk runs, so that no query ever holds up the window. */
if (parentPort === null) throw new Error('This file runs in a worker thread only.')
const { folder, version } = workerData as WorkerStart
// As built, the threads lie side by side; as written, whoever starts one knows where it is.
const threadUrl = (name: string) =>
  import.meta.url.endsWith('.js') ? new URL(`./${name}.js`, import.meta.url) : undefined
const checkThreadUrl = threadUrl('check-thread')
const backups = { version, workFolder: folder, threadUrl: threadUrl('backup-thread'), plan: 'in-settings' } as const
// Most never copy their store, and need not wait for what that takes.
const reachService: ReachService = async (place) => {
  const { remoteReceiver } = await import('../../src-core/remote/remote-receiver.ts')
  return remoteReceiver(place, version)
}
await serveDesk(parentPort, (log, keyRing) => {
  const onCheckpoint = latestCheckpointIn(folder, log).write
  return openDesk({ folder, log, keyRing, keepsCheckpoints: true, onCheckpoint, checkThreadUrl, reachService, backups })
})
