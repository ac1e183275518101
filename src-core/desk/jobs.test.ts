import { describe, expect, test } from 'vitest'
import type { DeskEvent } from '../../src-shared/contract/events.ts'
import { DeskError } from '../../src-shared/errors.ts'
import { createJobs, type JobControl } from './jobs.ts'

function trial() {
  let now = 0
  let drawn = 0
  const events: DeskEvent[] = []
  const bugs: string[] = []
  const jobs = createJobs({
    clock: { now: () => now },
    random: { bytes: (count) => new Uint8Array(count).fill(++drawn) },
    log: { info: () => {}, warn: () => {}, error: (message) => void bugs.push(message) },
    announce: (event) => void events.push(event),
  })
  const start = (work: (control: JobControl) => Promise<void>, userId: string | null = 'USR-A') =>
    jobs.start({ kind: 'import', userId, work })
  return { jobs, start, events, bugs, wait: (ms: number) => (now += ms) }
}

describe('jobs', () => {
  test('progress is announced ten times a second at most, the end always', async () => {
    const { jobs, start, events, wait } = trial()
    const job = start(async ({ step }) => {
      for (let done = 1; done <= 1000; done++) {
        wait(1)
        await step(done, 1000)
      }
    })
    expect(await jobs.ended(job.id)).toMatchObject({ state: 'done', completed: 1000, total: 1000 })
    expect(events).toHaveLength(11)
    expect(events.at(-1)).toMatchObject({ name: 'job.changed', job: { state: 'done' } })
  })

  test('a cancelled job stops at its next step, also before it has begun', async () => {
    const { jobs, start } = trial()
    let steps = 0
    const job = start(async ({ step }) => {
      for (;;) {
        await step(++steps, null)
        if (steps === 3) jobs.cancel(job.id, 'USR-A')
      }
    })
    expect(await jobs.ended(job.id)).toMatchObject({ state: 'cancelled', error: { code: 'CANCELLED' } })
    expect(steps).toBe(4)
    let begun = false
    const early = start(async ({ step }) => {
      await step(0, null)
      begun = true
    })
    jobs.cancel(early.id, 'USR-A')
    expect((await jobs.ended(early.id)).state).toBe('cancelled')
    expect(begun).toBe(false)
  })

  test('a job that is over stays as it is', async () => {
    const { jobs, start, events } = trial()
    const job = start(async () => {})
    await jobs.ended(job.id)
    const announced = events.length
    expect(jobs.cancel(job.id, 'USR-A').state).toBe('done')
    expect(jobs.get(job.id, 'USR-A').state).toBe('done')
    expect(events).toHaveLength(announced)
  })

  test('a refusal is told, a bug is logged and told as INTERNAL without its words', async () => {
    const { jobs, start, bugs } = trial()
    const refused = start(() => Promise.reject(new DeskError({ code: 'CONFLICT', message: 'Look again.' })))
    expect((await jobs.ended(refused.id)).error).toEqual({ code: 'CONFLICT', message: 'Look again.' })
    expect(bugs).toEqual([])
    const broken = start(() => Promise.reject(new Error('SELECT secret')))
    const { state, error } = await jobs.ended(broken.id)
    expect([state, error?.code]).toEqual(['failed', 'INTERNAL'])
    expect(error?.message).not.toContain('SELECT')
    expect(bugs).toHaveLength(1)
  })

  test('somebody else’s job is not there, and cannot be cancelled', async () => {
    const { jobs, start } = trial()
    const job = start(async () => {}, 'USR-A')
    expect(() => jobs.get(job.id, 'USR-B')).toThrow('There is no such job.')
    expect(() => jobs.cancel(job.id, 'USR-B')).toThrow('There is no such job.')
    expect((await jobs.ended(job.id)).state).toBe('done')
  })

  test('closing stops what runs and waits for it', async () => {
    const { jobs, start } = trial()
    let over = false
    const running = Promise.withResolvers<void>()
    start(async ({ step }) => {
      try {
        running.resolve()
        for (;;) await step(0, null)
      } finally {
        over = true
      }
    })
    await running.promise
    await jobs.close()
    expect(over).toBe(true)
  })
})
