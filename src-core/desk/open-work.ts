import type { Job } from '../../src-shared/contract/jobs.ts'
import type { JobId } from '../../src-shared/schemas/ids.ts'
import type { Operator } from '../dispatch.ts'
import type { JobControl, Jobs } from './jobs.ts'
import { conflict, notFound } from './refusals.ts'

/** What a session prepares, looks at and then carries out, in calls of its own: an import, a bulk change. */
export interface OpenEntry<Prepared> {
  readonly id: string
  sessionId: string
  /** What preparing it found; null while there is nothing. */
  prepared: Prepared | null
  /** Whether a job works on it. */
  busy: boolean
  /** Stops that job; null while there is none. */
  cancel: (() => void) | null
}

/** What sessions have open, as far as their beginning and end go. */
export interface OpenSessions {
  /** Drops what this session has open. To be called when it ends. */
  endSession(sessionId: string): void
  /** Gives what a session has open to the one that goes on in its place. */
  renewSession(sessionId: string, newSessionId: string): void
  /** Drops everything. */
  close(): void
}

/** All that is open of one kind. Each belongs to a session, and to nobody else. */
export interface OpenWork<Entry extends OpenEntry<unknown>> extends OpenSessions {
  /** In the order in which they were opened. */
  all(): readonly Entry[]
  add(entry: Entry): void
  /** NOT_FOUND for an unknown one and for one of another session. */
  find(id: string, operator: Operator): Entry
  /** What preparing it found. CONFLICT while a job works on it, and while there is nothing. */
  preparedOf(entry: Entry): NonNullable<Entry['prepared']>
  /** CONFLICT while a job works on it. */
  checkIdle(entry: Entry): void
  /** Whether it is still open: work that has just ended may have been dropped meanwhile. */
  has(entry: Entry): boolean
  /** Closes it: there is nothing more to do with it. */
  forget(entry: Entry): void
  /** Closes it and stops the work on it. */
  drop(entry: Entry): void
  /** Starts a job that works on it. */
  start(entry: Entry, kind: Job['kind'], operator: Operator, work: (control: JobControl) => Promise<void>): JobId
}

/** @param what starts the sentences of its refusals: `This import`. */
export function openWork<Entry extends OpenEntry<unknown>>(jobs: Jobs, what: string): OpenWork<Entry> {
  const open = new Map<string, Entry>()
  const ofSession = (sessionId: string) => [...open.values()].filter((entry) => entry.sessionId === sessionId)
  const drop = (entry: Entry): void => {
    open.delete(entry.id)
    entry.cancel?.()
  }
  const checkIdle = (entry: Entry): void => {
    if (entry.busy) throw conflict('busy', `${what} is being worked on. Wait until that is done, or cancel it.`)
  }
  return {
    all: () => [...open.values()],
    add: (entry) => void open.set(entry.id, entry),
    find(id, operator) {
      const found = open.get(id)
      if (found === undefined || found.sessionId !== operator.session.id) throw notFound(what)
      return found
    },
    preparedOf(entry) {
      checkIdle(entry)
      if (entry.prepared === null) throw conflict('not-prepared', `${what} has no preview yet.`)
      return entry.prepared as NonNullable<Entry['prepared']>
    },
    checkIdle,
    has: (entry) => open.get(entry.id) === entry,
    forget: (entry) => void open.delete(entry.id),
    drop,
    start(entry, kind, operator, work) {
      entry.busy = true
      const job = jobs.start({
        kind,
        userId: operator.user.id,
        work: async (control) => {
          try {
            await work(control)
          } finally {
            entry.busy = false
            entry.cancel = null
          }
        },
      })
      entry.cancel = () => void jobs.cancel(job.id, operator.user.id)
      return job.id
    },
    endSession: (sessionId) => ofSession(sessionId).forEach(drop),
    renewSession(sessionId, newSessionId) {
      for (const entry of ofSession(sessionId)) entry.sessionId = newSessionId
    },
    close: () => [...open.values()].forEach(drop),
  }
}
