import type { DeskEvent } from '../../src-shared/contract/events.ts'
import type { Job, jobCalls } from '../../src-shared/contract/jobs.ts'
import { DeskError, type Failure } from '../../src-shared/errors.ts'
import type { Handlers } from '../dispatch.ts'
import type { Clock, Log, Random } from '../ports.ts'
import { newPublicId } from '../store/ids.ts'

/** What a running job is given. */
export interface JobControl {
  /**
   * Says how far the work is, lets everything else on the event loop have its turn, and rejects with CANCELLED once
   * somebody asked for that: what was said is kept. To be awaited between two short pieces of work.
   */
  step(completed: number, total: number | null): Promise<void>
}

export interface NewJob {
  readonly kind: Job['kind']
  /** Only this user sees and cancels the job; null where nobody is signed in yet. */
  readonly userId: string | null
  /**
   * The work. All or nothing: it rejects without having changed anything, or resolves; but for a `bulk`, which keeps what
   * it did and says so in its own words when it is cancelled. It is begun in any case, so that it can tidy up; one that
   * was cancelled already ends at its first step.
   */
  readonly work: (control: JobControl) => Promise<void>
}

/** The long work of this desk. Jobs are kept in memory, the last finished ones too, and forgotten when it closes. */
export interface Jobs {
  /** Starts the work after the current call has been answered. */
  start(job: NewJob): Job
  /** NOT_FOUND for an unknown job and for one of somebody else. */
  get(id: string, userId: string): Job
  /** Asks the job to stop. One that is over already stays as it is. */
  cancel(id: string, userId: string | null): Job
  /** Resolves once the job is over, however it ended. */
  ended(id: string): Promise<Job>
  /** Stops all jobs and waits until each has. */
  close(): Promise<void>
}

export interface JobServices {
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  announce(event: DeskEvent): void
}

export function createJobs({ clock, random, log, announce }: JobServices): Jobs {
  const entries = new Map<string, Entry>()

  const find = (id: string, userId: string | null): Entry => {
    const entry = entries.get(id)
    if (entry === undefined || entry.userId !== userId)
      throw new DeskError({ code: 'NOT_FOUND', message: 'There is no such job.' })
    return entry
  }
  const publish = (entry: Entry, change: Partial<Job>): void => {
    entry.job = { ...entry.job, ...change }
    entry.announcedAt = clock.now()
    announce({ name: 'job.changed', job: entry.job })
  }
  const control = (entry: Entry): JobControl => ({
    step: async (completed, total) => {
      const forward = Math.max(completed, entry.job.completed)
      const isDue = !entry.cancelRequested && clock.now() - entry.announcedAt >= ANNOUNCEMENT_INTERVAL_MS
      if (isDue) publish(entry, { completed: forward, total })
      else entry.job = { ...entry.job, completed: forward, total }
      if (entry.cancelRequested) throw CANCELLED()
      await new Promise((resolve) => setImmediate(resolve))
      if (entry.cancelRequested) throw CANCELLED()
    },
  })
  const run = async (entry: Entry, work: NewJob['work']): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve))
    try {
      await work(control(entry))
      publish(entry, { state: 'done', completed: entry.job.total ?? entry.job.completed })
    } catch (error) {
      if (!(error instanceof DeskError)) log.error(`The job ${entry.job.kind} failed.`, error)
      const failure: Failure = error instanceof DeskError ? error.toFailure() : INTERNAL
      publish(entry, { state: failure.code === 'CANCELLED' ? 'cancelled' : 'failed', error: failure })
    }
    forgetOldest(entries)
  }

  return {
    start: ({ kind, userId, work }) => {
      const job: Job = {
        id: newPublicId('JOB', random),
        kind,
        state: 'running',
        completed: 0,
        total: null,
        error: null,
      }
      const entry: Entry = { job, userId, announcedAt: clock.now(), cancelRequested: false, over: Promise.resolve() }
      entries.set(job.id, entry)
      entry.over = run(entry, work)
      return job
    },
    get: (id, userId) => find(id, userId).job,
    cancel: (id, userId) => {
      const entry = find(id, userId)
      entry.cancelRequested = true
      return entry.job
    },
    ended: async (id) => {
      const entry = entries.get(id)
      if (entry === undefined) throw new DeskError({ code: 'NOT_FOUND', message: 'There is no such job.' })
      await entry.over
      return entry.job
    },
    close: async () => {
      for (const entry of entries.values()) entry.cancelRequested = true
      await Promise.all([...entries.values()].map((entry) => entry.over))
      entries.clear()
    },
  }
}

export function jobHandlers(jobs: Jobs): Handlers<typeof jobCalls> {
  return {
    'jobs.get': async ({ id }, { operator }) => jobs.get(id, operator.user.id),
    'jobs.cancel': async ({ id }, { operator }) => jobs.cancel(id, operator.user.id),
  }
}

interface Entry {
  job: Job
  readonly userId: string | null
  announcedAt: number
  cancelRequested: boolean
  over: Promise<void>
}

/** Progress is announced about ten times a second, however fast the work is. */
const ANNOUNCEMENT_INTERVAL_MS = 100
const FINISHED_JOBS_KEPT = 50
const INTERNAL: Failure = { code: 'INTERNAL', message: 'Something went wrong. The log has the details.' }
const CANCELLED = () => new DeskError({ code: 'CANCELLED', message: 'Cancelled. Nothing was changed.' })

function forgetOldest(entries: Map<string, Entry>): void {
  const finished = [...entries].filter(([, entry]) => entry.job.state !== 'running')
  for (const [id] of finished.slice(0, Math.max(0, finished.length - FINISHED_JOBS_KEPT))) entries.delete(id)
}
