import { rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { DeskError, type Failure } from '../../src-shared/errors.ts'
import { makeDurable } from '../store/sqlite/replace-store.ts'
import type { BackupMade, BackupOrder, Watching } from './make-backup.ts'
import type { BackupManifest } from './manifest.ts'
import { notWritten } from './refusals.ts'
import type { Restored, RestoreOrder } from './restore-backup.ts'

/** What the thread is started with. */
export type ThreadTask =
  | { readonly kind: 'make'; readonly order: BackupOrder }
  | { readonly kind: 'manifest' | 'check'; readonly file: string; readonly passphrase: string }
  | { readonly kind: 'restore'; readonly order: RestoreOrder }

export type FromBackupThread =
  | { readonly kind: 'progress'; readonly completed: number; readonly total: number }
  | { readonly kind: 'done'; readonly value: unknown }
  | { readonly kind: 'refused'; readonly error: Failure }
  | { readonly kind: 'failed'; readonly message: string }

/** The same work as in `make-backup.ts` and `restore-backup.ts`, in a thread of its own. */
export interface BackupThreads {
  /**
   * Makes a backup under its final name, whole or not at all. `record` puts it on record once the file is ready: where that
   * fails, there is no backup either.
   */
  make(order: BackupOrder, record: (made: BackupMade) => Promise<void>, watching?: Watching): Promise<BackupMade>
  manifest(file: string, passphrase: string): Promise<BackupManifest>
  check(file: string, passphrase: string, watching?: Watching): Promise<BackupManifest>
  restore(order: RestoreOrder, watching?: Watching): Promise<Restored>
}

/**
 * Has a backup made under another name, puts it on record, and only then gives it its own: what has that name is whole,
 * durable and on record, whenever the process ends.
 */
export async function makeWhole(
  order: BackupOrder,
  record: (made: BackupMade) => Promise<void>,
  makeFile: (order: BackupOrder) => Promise<BackupMade>,
): Promise<BackupMade> {
  const unfinished = `${order.to}.unfinished`
  try {
    // What an earlier process left of the same file is no use to anybody.
    await rm(unfinished, { force: true })
    const made = await makeFile({ ...order, to: unfinished })
    await record(made)
    await rename(unfinished, order.to)
    makeDurable(dirname(order.to))
    return made
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => {})
    throw notWritten(order.to, error)
  }
}

/** @param threadUrl where the thread is, if not beside this file. */
export function backupThreads(threadUrl: URL = BESIDE): BackupThreads {
  const run = <T>(task: ThreadTask, watching: Watching = {}) => runThread<T>(threadUrl, task, watching)
  return {
    make: (order, record, watching) =>
      makeWhole(order, record, (unfinished) => run({ kind: 'make', order: unfinished }, watching)),
    manifest: (file, passphrase) => run({ kind: 'manifest', file, passphrase }),
    check: (file, passphrase, watching) => run({ kind: 'check', file, passphrase }, watching),
    restore: (order, watching) => run({ kind: 'restore', order }, watching),
  }
}

const BESIDE = new URL('./backup-thread.ts', import.meta.url)

function runThread<T>(url: URL, task: ThreadTask, { signal, onProgress }: Watching): Promise<T> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(url, { workerData: task, name: 'token-desk-backup' })
    const stop = (): void => thread.postMessage('stop')
    let settle = (): void => reject(new Error('The thread of a backup ended before it was done.'))
    signal?.addEventListener('abort', stop, { once: true })
    if (signal?.aborted === true) stop()
    thread.on('message', (message: FromBackupThread) => {
      if (message.kind === 'progress') onProgress?.(message.completed, message.total)
      else if (message.kind === 'done') settle = () => resolve(message.value as T)
      else if (message.kind === 'refused') settle = () => reject(new DeskError(message.error))
      else settle = () => reject(new Error(message.message))
    })
    thread.once('error', (error) => {
      settle = () => reject(error)
    })
    // Not before it is gone: while one thread takes the database's driver down, another must not load it.
    thread.once('exit', () => {
      signal?.removeEventListener('abort', stop)
      settle()
    })
  })
}
