import { parentPort, workerData } from 'node:worker_threads'
import { DeskError } from '../../src-shared/errors.ts'
import { makeBackupFile } from './make-backup.ts'
import { checkBackup, readManifest, restoreBackup } from './restore-backup.ts'
import type { FromBackupThread, ThreadTask } from './threaded.ts'

/** The thread in which backups are made and taken: deriving a key from a passphrase alone takes most of a second. */
if (parentPort === null) throw new Error('This file runs in a worker thread only.')
const port = parentPort
const say = (message: FromBackupThread): void => port.postMessage(message)
const stop = new AbortController()
port.once('message', () => stop.abort())

const watching = {
  signal: stop.signal,
  onProgress: (completed: number, total: number) => say({ kind: 'progress', completed, total }),
}

function carryOut(task: ThreadTask): Promise<unknown> {
  switch (task.kind) {
    case 'make':
      return makeBackupFile(task.order, watching)
    case 'manifest':
      return readManifest(task.file, task.passphrase)
    case 'check':
      return checkBackup(task.file, task.passphrase, watching)
    case 'restore':
      return restoreBackup(task.order, watching)
  }
}

try {
  say({ kind: 'done', value: await carryOut(workerData as ThreadTask) })
} catch (error) {
  if (error instanceof DeskError) say({ kind: 'refused', error: error.toFailure() })
  else say({ kind: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) })
}
port.close()
