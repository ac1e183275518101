import { parentPort, workerData } from 'node:worker_threads'
import { serveDesk } from '../../src-main/store/serve-desk.ts'
import { openDesk } from '../open-desk.ts'
import { fileClock } from './file-clock.ts'
import { quickBackups } from './quick-backups.ts'
import { quickPasswords } from './quick-passwords.ts'

/** The worker of the local store as the desktop starts it, with the trial's clock and quick passwords. */
if (parentPort === null) throw new Error('This file runs in a worker thread only.')
const { folder } = workerData as { folder: string }
await serveDesk(parentPort, (log, keyRing) =>
  openDesk({
    folder,
    log,
    keyRing,
    clock: fileClock(folder),
    passwords: quickPasswords,
    backups: quickBackups(folder),
  }),
)
