import { Worker } from 'node:worker_threads'
import type { StoreCheck } from '../store.ts'

/** What the thread of a check is given, and what it says at its end. */
export interface CheckStart {
  readonly path: string
}
/** That the file is open: from here on the thread can be ended. */
export interface CheckBegun {
  readonly begun: true
}
export interface CheckEnd {
  /** What is wrong with the store, the first few things; empty where nothing is. */
  readonly problems: readonly string[]
}

/**
 * Starts a full check of a store's file in a thread of its own, on a connection of its own that only reads: neither
 * changes nor other readers wait for it, however large the store is.
 */
export function startStoreCheck(path: string, threadUrl: URL = BESIDE): StoreCheck & { readonly ended: Promise<void> } {
  const start: CheckStart = { path }
  const thread = new Worker(threadUrl, { workerData: start, name: 'token-desk-store-check' })
  const ended = new Promise<void>((resolve) => thread.once('exit', () => resolve()))
  let isBegun = false
  let isCancelled = false
  // Not before: to end a thread that is just loading the driver ends the whole process.
  const endIfCancelled = (): void => {
    if (isBegun && isCancelled) void thread.terminate()
  }
  const problems = new Promise<readonly string[]>((resolve, reject) => {
    thread.on('message', (message: CheckBegun | CheckEnd) => {
      if ('problems' in message) return resolve(message.problems)
      isBegun = true
      endIfCancelled()
    })
    thread.once('error', reject)
    thread.once('exit', () => reject(new Error('The check of the store ended before it was done.')))
  })
  // Whoever has cancelled a check does not wait for what it would have found.
  problems.catch(() => {})
  return {
    problems,
    ended,
    cancel: () => {
      isCancelled = true
      endIfCancelled()
    },
  }
}

const BESIDE = new URL('./check-thread.ts', import.meta.url)
